//! Undo and redo: one command a step, nothing of others, also after a restart.

use super::*;

#[test]
fn many_commands_on_one_field_are_undone_one_by_one_and_done_again() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "alpha")]);
    let starred = |home: &mut Home| home.ids(Only::Starred).len();
    for on in [true, false, true, false, true] {
        home.mark(Field::Star, on, &[id(0, 1)]);
    }
    let mut step = |redo: bool| {
        let (op, now) = (home.library.new_op(), home.now());
        let done = if redo { home.library.redo(op, now) } else { home.library.undo(op, now) };
        (done.unwrap().map(|done| done.what.len()), starred(&mut home))
    };
    for stars in [0, 1, 0, 1, 0] {
        assert_eq!(step(false), (Some(1), stars));
    }
    assert_eq!(step(false), (None, 0));
    for stars in [1, 0, 1, 0, 1] {
        assert_eq!(step(true), (Some(1), stars));
    }
    assert_eq!(step(true), (None, 1));
    for (redo, stars) in [(false, 0), (false, 1), (true, 0), (true, 1), (false, 0), (false, 1), (false, 0)] {
        assert_eq!(step(redo), (Some(1), stars));
    }
}

#[test]
fn undo_takes_back_one_command_a_step_also_after_a_restart() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Star, true, &[id(0, 0)]);
    home.mark(Field::Read, true, &[id(0, 0), id(0, 1), id(0, 2)]);
    home.mark(Field::Position, Value::Text("p".into()), &[id(0, 0)]);
    home.reopen();
    let step = |home: &mut Home, redo: bool| {
        let (op, now) = (home.library.new_op(), home.now());
        let done = if redo { home.library.redo(op, now) } else { home.library.undo(op, now) }.unwrap();
        let said = done.map(|done| (done.what, done.ids.len()));
        (said, home.ids(Only::Unread).len(), home.ids(Only::Starred).len())
    };
    let read = Some((vec![(Field::Read, Value::On, 3)], 3));
    let star = Some((vec![(Field::Star, Value::On, 1)], 1));
    assert_eq!(step(&mut home, true), (None, 0, 1));
    assert_eq!(step(&mut home, false), (read.clone(), 3, 1));
    assert_eq!(step(&mut home, false), (star.clone(), 3, 0));
    assert_eq!(step(&mut home, false), (None, 3, 0));
    home.reopen();
    assert_eq!(step(&mut home, true), (star, 3, 1));
    assert_eq!(step(&mut home, true), (read, 0, 1));
    assert_eq!(step(&mut home, true), (None, 0, 1));
    home.assert_rebuilt_is_equal();
}

#[test]
fn undo_leaves_alone_what_was_marked_later() {
    let mut home = Home::new();
    home.add((0..2).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Read, true, &[id(0, 0), id(0, 1)]);
    // Another device, which has seen the mark, says otherwise of one of them.
    let other = places(home.root.path(), "other");
    let mut device = Library::open(&other, &home.root.path().join("other-cache")).unwrap();
    device.catch_up(&mut |_| true).unwrap();
    for value in [Value::Off, Value::On] {
        let (op, now) = (device.new_op(), home.now());
        device.mark(op, &[Change { field: Field::Read, value, ids: vec![id(0, 0)] }], now).unwrap();
    }
    assert!(home.catch_up().records > 0);
    let (op, now) = (home.library.new_op(), home.now());
    assert_eq!(home.library.undo(op, now).unwrap().unwrap().ids, [id(0, 1)]);
    assert_eq!(home.ids(Only::Unread), [id(0, 1)]);
}

#[test]
fn undo_goes_on_through_commands_that_marked_the_same_article() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(1), n, Some(i64::from(n)), "text")).collect());
    let step = |home: &mut Home, back: bool| {
        let (op, now) = (home.library.new_op(), home.now());
        let done = if back { home.library.undo(op, now) } else { home.library.redo(op, now) };
        done.unwrap().map(|done| done.ids.len())
    };
    let ids: Vec<ArticleId> = (0..3).map(|n| id(1, n)).collect();
    let mut states = vec![home.ids(Only::Unread)];
    for (read, ids) in [(true, &ids[..]), (false, &ids[1..]), (true, &ids[2..]), (false, &ids[..1])] {
        home.mark(Field::Read, read, ids);
        states.push(home.ids(Only::Unread));
    }
    for round in 0..3 {
        for (state, changed) in states.iter().rev().skip(1).zip([1, 1, 2, 3]) {
            home.reopen();
            assert_eq!(step(&mut home, true), Some(changed), "round {round}");
            assert_eq!(home.ids(Only::Unread), *state);
        }
        assert_eq!(step(&mut home, true), None);
        for (state, changed) in states.iter().skip(1).zip([3, 2, 1, 1]) {
            assert_eq!(step(&mut home, false), Some(changed), "round {round}");
            assert_eq!(home.ids(Only::Unread), *state);
        }
        assert_eq!(step(&mut home, false), None);
    }
}

#[test]
fn what_a_command_would_do_is_what_it_does() {
    let mut home = Home::new();
    home.add((0..5).map(|n| article(source(1), n, Some(i64::from(n)), "text")).collect());
    let ids: Vec<ArticleId> = (0..5).map(|n| id(1, n)).collect();
    home.mark(Field::Read, true, &ids[..2]);
    let change = Change { field: Field::Read, value: Value::On, ids: ids.clone() };
    let (would, which) = home.library.would_mark(std::slice::from_ref(&change)).unwrap();
    assert_eq!(which, ids[2..].iter().copied().collect());
    assert_eq!(home.library.would_redo().unwrap(), None);
    let (op, now) = (home.library.new_op(), home.now());
    let did = home.library.mark(op, &[change], now).unwrap();
    assert_eq!((would.what, would.changed), (did.what, did.changed));
    let would = home.library.would_undo().unwrap().unwrap();
    let (op, now) = (home.library.new_op(), home.now());
    let did = home.library.undo(op, now).unwrap().unwrap();
    assert_eq!((would.what, would.ids), (did.what, did.ids));
    let would = home.library.would_redo().unwrap().unwrap();
    let (op, now) = (home.library.new_op(), home.now());
    let did = home.library.redo(op, now).unwrap().unwrap();
    assert_eq!((would.what, would.ids), (did.what, did.ids));
}

#[test]
fn commands_of_one_step_are_undone_and_done_again_together() {
    let mut home = Home::new();
    home.add((0..6).map(|n| article(source(1), n, Some(i64::from(n)), "text")).collect());
    let state = |home: &mut Home| [Only::Unread, Only::Starred, Only::Later, Only::All].map(|only| home.ids(only));
    let at = |n| id(1, n);
    home.mark(Field::Star, true, &[at(5)]);
    let before = state(&mut home);
    let first = home.library.new_op();
    let step = [
        (Field::Read, Value::On, vec![at(0), at(1)]),
        (Field::Position, Value::Text("p".into()), vec![at(0)]),
        (Field::Star, Value::Off, vec![at(5)]),
        (Field::Read, Value::Off, vec![at(1)]),
        (Field::Trash, Value::On, vec![at(1), at(2)]),
        (Field::Read, Value::On, vec![at(1), at(3)]),
    ];
    for (n, (field, value, ids)) in (0..).zip(step) {
        let now = home.now();
        home.library.mark(first.further(n), &[Change { field, value, ids }], now).unwrap();
    }
    let after = state(&mut home);
    home.mark(Field::Later, true, &[at(4)]);
    let last = state(&mut home);
    let mut walk = |redo: bool, state_then: &[Vec<ArticleId>; 4]| {
        home.reopen();
        let (op, now) = (home.library.new_op(), home.now());
        let done = if redo { home.library.redo(op, now) } else { home.library.undo(op, now) };
        assert_eq!(state(&mut home), *state_then);
        done.unwrap().unwrap().what.len()
    };
    for _ in 0..2 {
        assert_eq!(walk(false, &after), 1);
        assert_eq!(walk(false, &before), 4);
        assert_eq!(walk(true, &after), 4);
        assert_eq!(walk(true, &last), 1);
    }
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_few_marks_among_many_are_found() {
    let mut home = Home::new();
    home.add((0..300).map(|n| article(source(n as u8 % 3), n, Some(i64::from(n)), "text")).collect());
    let ids: Vec<ArticleId> = (0..300).map(|n| id(n as u8 % 3, n)).collect();
    home.mark(Field::Read, true, &ids);
    home.mark(Field::Tag("x".into()), true, &ids[..150]);
    let few: Vec<ArticleId> = ids.iter().copied().step_by(37).collect();
    home.mark(Field::Read, false, &few);
    home.mark(Field::Tag("x".into()), true, &few);
    assert_eq!(home.ids(Only::Unread).len(), few.len());
    let (op, now) = (home.library.new_op(), home.now());
    assert_eq!(home.library.undo(op, now).unwrap().unwrap().ids.len(), few.len() - 5);
    let (op, now) = (home.library.new_op(), home.now());
    assert_eq!(home.library.undo(op, now).unwrap().unwrap().ids.len(), few.len());
    assert_eq!(home.ids(Only::Unread), []);
    home.assert_rebuilt_is_equal();
}
