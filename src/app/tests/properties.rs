//! Laws that hold whatever is typed and whatever comes in.

use super::*;
use crate::keys::{Code, Key};
use proptest::prelude::*;

fn any_event() -> impl Strategy<Value = Event> {
    let names = [
        "j", "k", "G", "g", "z", "a", "u", "d", "m", "s", "A", "U", "n", "N", "J", "K", "q", "h", "l", "t", "b", "p",
        "R", "M", "o", "c", "v", "*", "(", ")", "{", "}", "H", "L", "]", "[", "?", "1", "9", "Space", "Enter", "Tab",
        "S-Tab", "Esc", "/", "&", ":", ".", "t", "T", "D", "A", "B", "f", "C", "v", "#", "'", "^o", "^d", "^u", "^f",
        "^b", "^e", "^y", "^n", "^p", "^r", "^c", "PgDn", "End",
    ];
    prop_oneof![
        20 => proptest::sample::select(names.to_vec()).prop_map(|name| Event::Key(name.parse::<Key>().unwrap().into())),
        2 => any::<char>().prop_map(|c| Event::Key(Key::plain(Code::Char(c)).into())),
        1 => (0u16..180, 0u16..60).prop_map(|(width, height)| Event::Resize(width, height)),
        1 => Just(()).prop_map(|()| Event::Changed),
        1 => "\\PC{0,12}".prop_map(Event::Paste),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_stream_of_events_panics_or_leaves_the_cursor_outside(count in 0usize..60, events in prop::collection::vec(any_event(), 1..120)) {
        let mut world = World::with(80, 24, count);
        for event in events {
            world.happen(event);
            let list = &world.app.list;
            prop_assert_eq!(list.rows.is_empty(), list.cursor_index().is_none());
            prop_assert!(list.top < list.rows.len().max(1));
            if let Some(open) = &world.app.reader.open {
                prop_assert!(open.top < open.rows().max(1));
            }
        }
    }

    #[test]
    fn marking_all_marks_what_was_shown_and_nothing_that_came_in_meanwhile(
        before in prop::collection::vec(1..50_i64, 1..6),
        rounds in prop::collection::vec((prop::collection::vec(1..50_i64, 0..4), any::<bool>(), prop::collection::vec(1..50_i64, 0..4)), 1..4),
    ) {
        let mut world = World::new(80, 24, &[]);
        let mut count = 0;
        let mut add = |world: &mut World, hours: &[i64]| {
            for hours in hours {
                count += 1;
                world.add(*hours, &format!("A|t{count}|x"));
            }
        };
        add(&mut world, &before);
        world.happen(Event::Changed);
        for (unseen, noticed, late) in rounds {
            add(&mut world, &unseen);
            if noticed {
                world.happen(Event::Changed);
            }
            let shown: Vec<String> = world.app.list.rows.iter().map(|row| row.title.to_string()).collect();
            let mut expected: Vec<String> = world.read().into_iter().map(str::to_owned).chain(shown).collect();
            world.slow = true;
            world.press("A");
            add(&mut world, &late);
            world.answer();
            let mut read: Vec<String> = world.read().into_iter().map(str::to_owned).collect();
            read.sort();
            expected.sort();
            expected.dedup();
            prop_assert_eq!(read, expected);
        }
    }

    #[test]
    fn keys_typed_ahead_do_what_they_do_one_by_one(keys in prop::collection::vec(proptest::sample::select(
        vec!["j", "k", "G", "gg", "3j", "d", "m", "s", "Enter", "q", "Space", "n", "N", "J", "K", "ga", "gu", "g*", "]", "h", "l", "^f", "b",
            "/ 1 Esc", "/ t i t l e Enter", "Esc", "Esc Esc"],
    ), 1..25)) {
        let state = |world: &World| {
            let reading = world.reading().map(str::to_owned);
            let held: Vec<String> = world.marks();
            (world.at().to_owned(), reading, held, world.app.list.view.clone(), world.app.focus)
        };
        let (mut one_by_one, mut ahead) = (World::with(80, 24, 40), World::with(80, 24, 40));
        ahead.slow = true;
        for key in keys {
            one_by_one.press(key);
            ahead.press(key);
        }
        ahead.answer();
        prop_assert_eq!(state(&ahead), state(&one_by_one));
    }

    #[test]
    fn undoing_every_command_brings_every_mark_back(keys in prop::collection::vec(proptest::sample::select(vec![
        "m", "d", "s", "A", "j", "k", "gu", "ga", "D", "gl", "t w Enter", "gA", "gB", "C Enter", "C Down Enter", "v j m", "v k s", ".",
        "gn x Enter", "gn ^u Enter", "gD", "gL", "/ t i t l e Enter", "Esc", ": s e t Space m e a s u r e Space 3 0 Enter",
        ": s e t Space d e n s i t y Space 3 Enter", ": t h e m e Space m o n o Enter", "zd", ")",
    ]), 1..30)) {
        let mut world = World::with(80, 24, 12);
        keys.iter().for_each(|key| { world.press(key); });
        world.press("ga");
        for _ in 0..60 {
            world.press("U");
        }
        prop_assert_eq!(world.notice(), "nothing to undo");
        prop_assert!(world.app.list.rows.iter().all(|row| !row.read && !row.starred && !row.later && !row.noted && row.tags.is_empty()));
        prop_assert_eq!(world.app.list.total, 12, "nothing is in the trash");
        prop_assert_eq!(world.app.settings.changed(), []);
        prop_assert_eq!(format!("{:?}", world.app.theme), format!("{:?}", Theme::default()));
    }

    #[test]
    fn one_undo_takes_back_whatever_one_key_did(
        before in prop::collection::vec(proptest::sample::select(vec!["m", "j", "s", "D", "gl", "gD", "gL", "ga"]), 0..6),
        actions in prop::collection::vec(proptest::sample::select(vec![
            "star", "toggle-read", "keep-for-later", "trash", "done", "mark-all-read", "mark-above-read", "mark-below-read",
            "line-down", "line-up 2", "first", "last", "open", "back", "next-unread", "repeat", "add-tag w", "remove-tag w",
        ]), 2..9),
        count in 1..4,
    ) {
        let command = format!("{actions:?}");
        let mut world = bound_over(9, &command);
        before.iter().for_each(|key| { world.press(key); });
        let held = world.held();
        world.press(&format!("{count}X"));
        if world.held() != held {
            world.press("U");
            prop_assert_eq!(world.held(), held);
        }
    }
}
