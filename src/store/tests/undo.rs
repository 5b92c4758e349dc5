//! Undo and redo, from the journals alone.

use super::{library, mark};
use crate::article::{Field, OpId, Value};
use crate::store::{MarkLine, Op, Store, to_redo, to_undo};

/// Plays commands, each a letter: `a` to `z` for commands of the reader's, `<` for undo, `>` for redo, `|` for a
/// restart, `.` for a position; and says which letters undo and redo would lead to.
fn check(commands: &str, undo: Option<char>, redo: Option<char>) {
    let library = library();
    let mut store = library.open();
    let mut given = Vec::new();
    for (at, command) in (1..).zip(commands.chars()) {
        let undoes = match command {
            '|' => {
                store = library.open();
                continue;
            }
            '<' => to_undo(store.own_ops().unwrap()).unwrap(),
            '>' => to_redo(store.own_ops().unwrap()).unwrap(),
            _ => None,
        };
        let field = if command == '.' { Field::Position } else { Field::Read };
        let line = MarkLine { undoes: undoes.map(|op| op.op), ..mark(at, 1, field, Value::On, &[at]) };
        given.push((line.op, line.undoes, command));
        store.append_marks(&mut [line]).unwrap();
    }
    // An undo goes by the letter of what it took back.
    let letter = |mut op: OpId| loop {
        match given.iter().find(|given| given.0 == op) {
            Some((_, Some(of), _)) => op = *of,
            found => return found.map(|given| given.2),
        }
    };
    let found = |op: Option<Op>| op.and_then(|op| letter(op.op));
    assert_eq!(found(to_undo(store.own_ops().unwrap()).unwrap()), undo, "undo after {commands}");
    assert_eq!(found(to_redo(store.own_ops().unwrap()).unwrap()), redo, "redo after {commands}");
}

#[test]
fn undo_and_redo_walk_the_commands_over_restarts() {
    check("", None, None);
    check("a", Some('a'), None);
    check("ab", Some('b'), None);
    check("ab<", Some('a'), Some('b'));
    check("ab<<", None, Some('a'));
    check("ab<<>", Some('a'), Some('b'));
    check("ab<<>>", Some('b'), None);
    check("ab<c", Some('c'), None);
    check("ab<c<", Some('a'), Some('c'));
    check("ab<c<<", None, Some('a'));
    check("a<>", Some('a'), None);
    check("a<><", None, Some('a'));
    check("a<><>", Some('a'), None);
    check("a|b|<|", Some('a'), Some('b'));
    check("ab.|.<..", Some('a'), Some('b'));
    check("...", None, None);
}

#[test]
fn a_command_of_several_lines_is_one_step() {
    let library = library();
    let mut store = library.open();
    let mut lines =
        MarkLine::split(vec![mark(1, 1, Field::Read, Value::On, &[1, 2]), mark(1, 1, Field::Read, Value::On, &[3])]);
    store.append_marks(&mut lines).unwrap();
    let ops: Vec<_> = store.own_ops().unwrap().map(Result::unwrap).collect();
    assert_eq!(ops.len(), 1);
    assert_eq!(ops[0].lines, lines);
}

#[test]
fn an_unfinished_command_is_no_step() {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut [mark(1, 1, Field::Read, Value::On, &[1])]).unwrap();
    store.append_marks(&mut [MarkLine { part: (1, 2), ..mark(2, 1, Field::Read, Value::On, &[2]) }]).unwrap();
    let ops: Vec<_> = store.own_ops().unwrap().map(|op| op.unwrap().op.0[0]).collect();
    assert_eq!(ops, [1]);
}

#[test]
fn commands_of_several_processes_come_by_time() {
    let library = library();
    let (mut one, mut two) = (library.open(), library.open());
    for op in 1..=6 {
        let store: &mut Store = if op % 2 == 0 { &mut one } else { &mut two };
        store.append_marks(&mut [mark(op, 1, Field::Read, Value::On, &[op])]).unwrap();
    }
    let ops: Vec<_> = one.own_ops().unwrap().map(|op| op.unwrap().op.0[0]).collect();
    assert_eq!(ops, [6, 5, 4, 3, 2, 1]);
}

#[test]
fn what_another_device_did_is_no_step() {
    let library = library();
    library.open().append_marks(&mut [mark(1, 1, Field::Read, Value::On, &[1])]).unwrap();
    let other = crate::store::Places { state: library.places.state.with_file_name("other"), ..library.places.clone() };
    let mut store = Store::open(&other).unwrap();
    store.append_marks(&mut [mark(2, 2, Field::Read, Value::Off, &[1])]).unwrap();
    assert_eq!(library.open().own_ops().unwrap().count(), 1);
}

#[test]
fn many_commands_are_read_back_across_blocks() {
    let library = library();
    let mut store = library.open();
    for op in 1..=250u8 {
        let ids: Vec<u8> = (0..op).collect();
        store.append_marks(&mut [mark(op, 1, Field::Read, Value::On, &ids)]).unwrap();
    }
    let ops: Vec<_> = store.own_ops().unwrap().map(|op| op.unwrap().lines[0].ids.len()).collect();
    assert_eq!(ops, (1..=250).rev().collect::<Vec<_>>());
}
