//! Keys in, screen out: as text, and as the roles of the cells, since colour is part of the picture.

use crate::app::world::{NOW, World};
use crate::app::{Event, Slow, Subscription, Work};
use crate::theme::{Palette, Role, Theme};
use crate::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use std::path::Path;

/// A theme in which every role has a colour of its own, so that cells tell their role.
fn telling() -> Theme {
    let rows = Role::ALL.iter().map(|role| format!("{} = \"{}\"\n", role.name(), *role as u8 + 16));
    let (theme, complaints) = Theme::load(Path::new("test"), &rows.collect::<String>(), Palette::Indexed);
    assert_eq!(complaints, Vec::new());
    theme
}

fn draw(world: &mut World) -> Buffer {
    draw_linked(world).0
}

fn draw_linked(world: &mut World) -> (Buffer, ui::Links) {
    world.app.theme = telling();
    let (width, height) = world.app.panes.size;
    let (mut buffer, mut links) = (Buffer::empty(Rect::new(0, 0, width, height)), ui::Links::default());
    ui::draw(&world.app, &mut buffer, &mut links);
    (buffer, links)
}

/// What is linked, row by row from the top, each with its address.
fn linked(world: &mut World) -> Vec<(String, String)> {
    let (buffer, links) = draw_linked(world);
    let mut runs: Vec<(String, String)> = Vec::new();
    for y in 0..buffer.area.height {
        let mut before = None;
        for x in 0..buffer.area.width {
            let number = links.at(usize::from(x), usize::from(y));
            let symbol = buffer[(x, y)].symbol();
            match (number, runs.last_mut()) {
                (Some(_), Some((text, _))) if number == before => text.push_str(symbol),
                (Some(number), _) => runs.push((symbol.to_owned(), links.address(number).unwrap().to_owned())),
                (None, _) => {}
            }
            before = number;
        }
    }
    runs
}

/// The screen as text, without the blanks at the ends of rows.
fn text(buffer: &Buffer) -> Vec<String> {
    let row = |y| {
        let mut row = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = crate::text::width(symbol).saturating_sub(1);
            row.push_str(symbol);
        }
        row.trim_end().to_owned()
    };
    (0..buffer.area.height).map(row).collect()
}

/// One row as runs of roles.
fn roles(buffer: &Buffer, y: u16) -> Vec<(Role, String)> {
    let mut runs: Vec<(Role, String)> = Vec::new();
    for x in 0..buffer.area.width {
        let cell = &buffer[(x, y)];
        let role = match cell.fg {
            Color::Indexed(index) => Role::ALL[usize::from(index) - 16],
            _ => continue,
        };
        match runs.last_mut() {
            Some((last, text)) if *last == role => text.push_str(cell.symbol()),
            _ => runs.push((role, cell.symbol().to_owned())),
        }
    }
    runs
}

fn check(world: &mut World, keys: &str, expected: &[(usize, &str)]) {
    world.press(keys);
    let screen = text(&draw(world));
    for (y, row) in expected {
        assert_eq!(screen[*y], *row, "row {y} after {keys}:\n{}", screen.join("\n"));
    }
}

const ARTICLES: [&str; 4] = [
    "Daily|Rain over the harbour|It rained all day, and the ships stayed in.",
    "Wire|서울의 봄, 그리고 여름|봄이 왔다.",
    "Daily|A title that is much too long to stand in one row of a narrow list, so that it has to be cut|Words.",
    "Wire|Short|# Heading\n\nText with *stress* and a [link](https://a.example/).",
];

#[test]
fn the_list_at_80_columns() {
    let mut world = World::new(80, 24, &ARTICLES);
    check(
        &mut world,
        "",
        &[
            (0, " All                                                              4 unread of 4"),
            (1, "▌•   1h Daily          Rain over the harbour"),
            (2, " •   2h Wire           서울의 봄, 그리고 여름"),
            (3, " •   3h Daily          A title that is much too long to stand in one row of a…"),
            (23, " 1/4                                       Enter opens · n next unread · ? keys"),
        ],
    );
}

#[test]
fn what_has_no_room_at_40_columns_is_broken_or_left_out_whole() {
    let mut world = World::new(40, 12, &ARTICLES);
    check(&mut world, "", &[(11, " 1/4             n next unread · ? keys")]);
    world.happen(Event::Notice("a notice that has more to say than one row of this screen has room for".into()));
    check(&mut world, "", &[(10, " a notice that has more to say than one"), (11, " row of this screen has room for")]);
    check(&mut world, ":", &[(4, "▌ line-down                        j  ↓"), (9, "  go down a line")]);
    check(
        &mut world,
        "Esc ?",
        &[
            (2, "   j  ↓             go down a line"),
            (8, "   ^e               scroll down by a"),
            (9, "                    line"),
        ],
    );
}

#[test]
fn what_went_wrong_while_a_line_is_typed_takes_the_rows_it_needs() {
    let mut world = World::new(40, 12, &ARTICLES);
    world.press("gn a");
    world.happen(Event::Trouble("no editor: set EDITOR, as in `export EDITOR=vi`".into()));
    check(&mut world, "", &[(9, " no editor: set EDITOR, as in `export"), (10, " EDITOR=vi`"), (11, " note: a")]);
}

#[test]
fn what_is_said_of_a_choice_stands_whole_or_not_at_all_at_40_columns() {
    let mut world = World::new(40, 12, &ARTICLES);
    let rows = [
        (5, "▌ newest                            now"),
        (6, "  oldest"),
        (9, "  source"),
        (10, "  the newest first"),
        (11, " sort:         Enter takes · Esc leaves"),
    ];
    check(&mut world, "gs", &rows);
    check(&mut world, "Down Down Down", &[(8, "▌ title-reversed"), (10, "  by title, from Z to A")]);
    let rows = [
        (8, "▌ catch-up                            C"),
        (9, "  mark read what is older than a day,"),
        (10, "  three days, a week, or everything"),
    ];
    check(&mut world, "Esc : c a t c h", &rows);
    let opener = "zs o p e n e r Space [ \" a / v e r y / l o n g / p a t h / i n d e e d \" ] Enter";
    let rows = [(4, "▌ keep_newest                         0"), (7, "  keep_unread                      true")];
    check(&mut world, &format!("Esc {opener} zs e n e"), &rows);
}

#[test]
fn what_catching_up_spares_is_said_once() {
    let rows = [
        (19, "▌ older than a day                                                     0 unread"),
        (22, "  everything                                                           3 unread"),
        (23, " mark read, starred stay:                              Enter takes · Esc leaves"),
    ];
    check(&mut World::new(80, 24, &ARTICLES), "s C", &rows);
    let rows = [(7, "▌ older than a day             0 unread"), (11, " mark read, starred stay:")];
    check(&mut World::new(40, 12, &ARTICLES), "s C", &rows);
}

#[test]
fn what_is_unread_is_counted_of_what_the_list_shows() {
    let row = |title: &str, counts: &str| format!(" {title}{counts:>width$}", width = 78 - title.chars().count());
    check(&mut World::new(80, 24, &ARTICLES), "]", &[(0, &row("Daily", "2 unread of 2"))]);
    check(&mut World::new(80, 24, &ARTICLES), "g* ]", &[(0, &row("Daily · Starred", "0 articles"))]);
    check(&mut World::new(80, 24, &ARTICLES), "s g* ]", &[(0, &row("Daily · Starred", "1 article"))]);
}

#[test]
fn hints_at_the_foot_say_what_can_be_done() {
    let mut world = World::new(40, 12, &ARTICLES);
    check(&mut world, "+", &[(11, " no + here · ? shows the keys")]);
    check(&mut world, "4j Enter f", &[(11, "        a opens · A copies · Esc leaves")]);
    check(&mut World::new(40, 12, &ARTICLES), "?", &[(11, &format!("{:>39}", "/ finds · q leaves help"))]);
    check(&mut World::new(40, 12, &ARTICLES), "? / z z z", &[(1, " nothing here")]);
    check(&mut World::new(80, 24, &ARTICLES), "/ q q q Enter", &[(23, &format!("{:>79}", "Esc leads back · ? keys"))]);
    let search = |keys: &str, hint: &str| {
        check(&mut World::new(80, 24, &ARTICLES), keys, &[(23, &format!(" 1/1{hint:>75}"))]);
    };
    search("/ o v e r Enter", "Enter opens · n next hit · Esc leads back");
    search("/ o v e r Enter gk Z Enter ga gf Z Enter", "Enter opens · n next hit · ? keys");
    search("s / i s : s t a r r e d Enter gk Z Enter ga gf Z Enter", "Enter opens · n next unread · ? keys");
    search("s / i s : s t a r r e d Enter", "Enter opens · n next unread · Esc leads back");
    check(&mut World::new(80, 24, &ARTICLES), "g*", &[(23, &format!("{:>79}", "^n next source · ? keys"))]);
    check(&mut World::new(80, 24, &ARTICLES), "A g*", &[(23, &format!("{:>79}", "? keys"))]);
}

#[test]
fn how_many_are_selected_stands_at_the_foot() {
    let mut world = World::new(80, 24, &ARTICLES);
    check(&mut world, "v", &[(23, " selecting · move, then a command for all of it · Esc lets go            ? keys")]);
    check(&mut world, "2j", &[(23, " 3 selected · 3/4                                          Esc lets go · ? keys")]);
    check(
        &mut world,
        "k k",
        &[(23, " 1 selected · 1/4                                          Esc lets go · ? keys")],
    );
    check(&mut world, "l", &[(23, " 1/4                                    Space reads on · n next unread · ? keys")]);
    let mut world = World::with(40, 12, 3_000);
    check(&mut world, "5j v G", &[(11, " 2,995 selected · 3,000/3,000    ? keys")]);
}

#[test]
fn what_is_in_the_trash_is_told_from_what_is_not() {
    let mut world = World::new(80, 24, &ARTICLES);
    check(&mut world, "D", &[(1, " ×   1h Daily          Rain over the harbour")]);
    check(&mut world, "gD", &[(1, "▌×   1h Daily          Rain over the harbour")]);
    check(&mut world, "D", &[(1, "▌•   1h Daily          Rain over the harbour")]);
    check(&mut world, "u l", &[(0, " Daily                                                                × • 100 %")]);
}

#[test]
fn the_list_at_40_columns_leaves_the_source_out() {
    let mut world = World::new(40, 12, &ARTICLES);
    check(&mut world, "j", &[(2, "▌•   2h 서울의 봄, 그리고 여름"), (3, " •   3h A title that is much too long…")]);
}

#[test]
fn the_list_of_one_source_names_it_in_the_header_alone() {
    let mut world = World::new(80, 24, &ARTICLES);
    check(
        &mut world,
        "]",
        &[
            (0, " Daily                                                            2 unread of 2"),
            (1, "▌•   1h Rain over the harbour"),
            (2, " •   3h A title that is much too long to stand in one row of a narrow list, so…"),
        ],
    );
}

#[test]
fn densities() {
    let mut world = World::new(60, 24, &ARTICLES);
    check(
        &mut world,
        "zd",
        &[
            (1, "▌•   1h Daily       Rain over the harbour"),
            (2, "                    It rained all day, and the ships staye…"),
        ],
    );
    check(
        &mut world,
        "zd",
        &[
            (1, "▌•   1h Daily       Rain over the harbour"),
            (2, "                    It rained all day, and the ships stayed"),
            (3, "                    in."),
            (4, ""),
            (8, " •   3h Daily       A title that is much too long to stand"),
            (9, "                    in one row of a narrow list, so that it"),
            (10, "                    has to be cut"),
        ],
    );
}

#[test]
fn rows_have_roles() {
    let mut world = World::new(80, 24, &ARTICLES);
    world.press("j m s j");
    let screen = draw(&mut world);
    let row = |y| roles(&screen, y).into_iter().map(|(role, _)| role).collect::<Vec<_>>();
    assert_eq!(row(1), [Role::Unread, Role::Dim, Role::Source, Role::Unread], "the cursor is seen in its row only");
    assert!(row(2).contains(&Role::Star) && row(2).contains(&Role::Read) && !row(2).contains(&Role::Unread));
    assert_eq!(
        row(3),
        [Role::Cursor, Role::Unread, Role::Dim, Role::Source, Role::Cursor],
        "the title alone is painted"
    );
}

#[test]
fn an_article_is_a_centred_column_with_its_title_over_it() {
    let mut world = World::new(100, 30, &ARTICLES);
    world.press("4j Enter");
    let screen = draw(&mut world);
    let rows = text(&screen);
    assert_eq!(rows[1], format!("{}Short", " ".repeat(14)), "{}", rows.join("\n"));
    assert!(rows[2].trim().starts_with("Wire · Jane Roe · 2 January 2026, 08:00"), "{}", rows[2]);
    let all: Vec<(Role, String)> = (0..30).flat_map(|y| roles(&screen, y)).collect();
    for (role, words) in
        [(Role::Title, "Short"), (Role::Heading, "Heading"), (Role::Emphasis, "stress"), (Role::Link, "link")]
    {
        assert!(all.iter().any(|(is, text)| *is == role && text.contains(words)), "{words} is no {role:?}: {all:?}");
    }
}

#[test]
fn a_column_changes_from_what_is_seen() {
    let mut world = World::new(40, 12, &ARTICLES);
    for (keys, told) in [
        ("Enter )", " 38 columns, all there is room for"),
        ("(", " 34 columns"),
        (")", " 38 columns"),
        ("2 (", " 30 columns"),
    ] {
        world.press(keys);
        let row = text(&draw(&mut world))[11].clone();
        assert!(row.starts_with(told), "{keys}: {row}");
    }
}

#[test]
fn links_are_links_wherever_they_stand() {
    let article = "Wire|Links|One [two](https://a.example/two) and [three](javascript:alert(1)), \
                   [four words that go on into the next row of it](https://a.example/four).";
    let mut world = World::new(60, 24, &[article]);
    world.press("Enter");
    let pair = |text: &str, url: &str| (text.to_owned(), format!("https://a.example/{url}"));
    let text =
        [pair("two [1]", "two"), pair("four words that go on into the", "four"), pair("next row of it [3]", "four")];
    let list = [pair("[1] https://a.example/two", "two"), pair("[3] https://a.example/four", "four")];
    assert_eq!(linked(&mut world), [&text[..], &list].concat());
    world.press("#");
    let lines = linked(&mut world);
    assert_eq!(lines.len(), 9, "those, and a name and an address for each: {lines:?}");
    assert!(lines.iter().any(|(text, url)| text.starts_with("1 two") && url.ends_with("/two")), "{lines:?}");
    world.press("Esc");
    world.happen(Event::Line(Slow(true)));
    assert_eq!(linked(&mut world), [], "a slow line is spared them");
}

#[test]
fn three_panes_on_a_wide_screen_and_two_on_a_tall_one() {
    let mut world = World::new(160, 50, &ARTICLES);
    world.press("Enter");
    let rows = text(&draw(&mut world));
    assert!(rows[1].starts_with("▌All") && rows[1].matches('│').count() == 2, "{}", rows[1]);
    let mut world = World::new(80, 40, &ARTICLES);
    world.press("Enter");
    let rows = text(&draw(&mut world));
    assert!(rows.iter().any(|row| row.starts_with("── Daily ─")), "{}", rows.join("\n"));
}

#[test]
fn help_shows_the_keys_that_hold() {
    let mut world = World::new(80, 24, &ARTICLES);
    world.press("?");
    let rows = text(&draw(&mut world));
    assert_eq!(rows[0], " Keys");
    assert!(rows[2].contains("go down a line") && rows[2].contains('j'), "{}", rows.join("\n"));
    check(&mut world, "q", &[(1, "▌•   1h Daily          Rain over the harbour")]);
}

#[test]
fn a_prefix_shows_what_can_follow() {
    let mut world = World::new(80, 24, &ARTICLES);
    world.press("g");
    let rows = text(&draw(&mut world));
    let shown = rows[16..23].join("\n");
    for follow in ["g first", "u show-unread", "* show-starred", "A mark-above-read", "f go-to"] {
        assert!(shown.contains(follow), "{follow} in\n{shown}");
    }
    assert!(rows[1].contains("Rain over"), "the list stays: {}", rows[1]);
}

#[test]
fn a_mistake_is_told_over_its_place_in_the_line() {
    let mut wide = World::new(80, 24, &ARTICLES);
    let told = " ^ is: takes unread, read, starred, later, trashed or noted";
    check(&mut wide, "/ r a i n Space i s : b", &[(22, &format!("{}{told}", " ".repeat(9)))]);
    check(&mut wide, "^u 비 Space i s : b", &[(22, &format!("{}{told}", " ".repeat(7)))]);
    check(&mut wide, "^u i s : b Space 비", &[(22, &format!("{}{told}", " ".repeat(4)))]);
    let mut narrow = World::new(40, 12, &ARTICLES);
    let rows = [(8, " is: takes unread, read, starred,"), (9, " later, trashed or noted"), (10, "          ^")];
    check(&mut narrow, "/ r a i n Space i s : b", &rows);
    // Of a line that is longer than the screen its end is shown.
    let blanks = " ".repeat(35);
    let line = format!(" /{} is:b", "비".repeat(15));
    check(&mut narrow, &format!("^u {} Space i s : b", "비 ".repeat(40)), &[(10, &format!("{blanks} ^")), (11, &line)]);
}

#[test]
fn progress_and_an_empty_list_say_what_is_going_on() {
    let mut world = World::new(80, 24, &[]);
    world.app.caught_up = false;
    check(&mut world, "", &[(1, " reading the library")]);
    world.happen(Event::CaughtUp);
    check(&mut world, "", &[(1, " nothing here yet · a adds a feed")]);
    check(&mut world, "g*", &[(1, " nothing here · ga shows all articles")]);
    let rows = [
        (1, " nothing here · ga shows all articles"),
        (3, " \"or\" was searched as a word: OR in capitals is either of two"),
    ];
    check(&mut world, "/ f e r r y Space o r Space b o a t Enter", &rows);
    let mut narrow = World::new(40, 12, &[]);
    let rows = [(3, " \"Not\" was searched as a word: -word"), (4, " leaves out what has the word")];
    check(&mut narrow, "/ N o t Space r a i n", &rows);
    world.press("ga");
    world.press("a e . o r g Enter j");
    check(&mut world, "", &[(23, &format!(" looking at e.org …{:>60}", "? keys"))]);
    world.happen(Event::Answered(crate::app::Question::Add("e.org".to_owned())));
    check(&mut world, "", &[(23, &format!("{:>79}", "? keys"))]);
    world.happen(Event::Working(Some(Work { what: "indexing text", done: 30, of: Some(60), ..Work::default() })));
    let rows = text(&draw(&mut world));
    assert!(rows[23].starts_with(" indexing text · 50 %"), "{}", rows[23]);
    let so_far = "12 new, 1 failed".to_owned();
    let work = Work { what: "fetching", done: 30, of: Some(60), so_far, left: Some(7) };
    world.happen(Event::Working(Some(work)));
    let rows = text(&draw(&mut world));
    assert!(rows[23].starts_with(" fetching · 50 % · 12 new, 1 failed · 7 s left"), "{}", rows[23]);
    // What was said meanwhile does not hide it.
    world.happen(Event::Notice("3 sources are kept".to_owned()));
    let rows = text(&draw(&mut world));
    assert!(rows[23].starts_with(" 3 sources are kept  "), "{}", rows[23]);
    assert!(rows[23].ends_with("  fetching · 50 % · 12 new, 1 failed · 7 s left"), "{}", rows[23]);
    world.happen(Event::Resize(40, 12));
    let rows = text(&draw(&mut world));
    assert_eq!(rows[10..], [" 3 sources are kept", " fetching · 50 % · 12 new, 1 failed ·…"]);
    world.happen(Event::Working(None));
    assert!(!text(&draw(&mut world))[11].contains("fetching"));
}

#[test]
fn every_size_can_be_drawn_in_every_state() {
    for keys in ["", "Enter", "Enter Tab", "h", "?", "zd zd", "g", "zl zl", "zl zl zl Enter"] {
        let mut world = World::new(80, 24, &ARTICLES);
        world.press(keys);
        for (width, height) in [(1, 1), (2, 1), (1, 2), (3, 3), (8, 4), (20, 5), (40, 10), (119, 23), (300, 100)] {
            world.happen(Event::Resize(width, height));
            draw(&mut world);
        }
    }
}

#[test]
fn nothing_unprintable_is_drawn() {
    let mut world =
        World::new(80, 24, &["\u{1b}[31mEvil|\u{1b}]0;title\u{7}\u{9b}31m\u{202e}x|a\u{1b}[2Jb\u{0}\u{85}"]);
    for keys in ["", "zd", "zd", "Enter", "gv", "h", "h"] {
        world.press(keys);
        let screen = draw(&mut world);
        let all: String = text(&screen).concat();
        assert!(!all.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{all:?}");
    }
}

#[test]
fn the_time_of_the_tests_is_what_they_say() {
    assert_eq!(jiff::Timestamp::from_second(NOW).unwrap().to_string(), "2026-01-02T12:00:00Z");
}

#[test]
fn a_value_that_is_too_long_beside_its_name_is_cut() {
    let mut world = World::new(80, 24, &ARTICLES);
    let clean = crate::text::Clean::line;
    let wire = Subscription {
        id: world.source("Wire"),
        name: clean("Wire"),
        address: clean(&format!("https://example.org/{}feed.xml", "news/".repeat(12))),
        folder: None,
        tags: Vec::new(),
        interval: None,
        full_text: false,
        disabled: false,
        muted_until: None,
        trouble: None,
    };
    world.happen(Event::Subscriptions(vec![wire]));
    let row = "  address    https://example.org/news/news/news/news/news/news/news/news/news/…";
    check(&mut world, "h G c", &[(17, row)]);
}
