//! What a terminal shows after the bytes is what was drawn, by the word of emulators that are not ours.

mod counts;
mod frames;
mod loose;
mod oracle;
mod tmux;

use super::{Capabilities, Wire};
use frames::{Emulator as _, steps};
use oracle::{Screen, check_links, check_screen};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Everything the terminal of the tests understands.
pub const ALL: Capabilities = Capabilities {
    scroll: true,
    erase: true,
    repeat: true,
    grounds: true,
    whole_frames: true,
    links: true,
    stops: true,
    unicode: true,
    isolates: true,
};

/// What every terminal understands.
pub const LEAST: Capabilities = Capabilities {
    scroll: false,
    erase: false,
    repeat: false,
    grounds: false,
    whole_frames: false,
    links: false,
    stops: false,
    unicode: true,
    isolates: true,
};

pub fn picture(rows: &[&str]) -> Buffer {
    Buffer::with_lines(rows.iter().copied())
}

/// The bytes from one picture to the next, after the first.
fn bytes(can: Capabilities, pictures: &[&[&str]]) -> Vec<String> {
    let mut wire = Wire::new(can);
    let frames = pictures.iter().map(|rows| wire.frame(&picture(rows), None));
    frames.skip(1).map(|frame| String::from_utf8(frame).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn any_frames_come_out_as_drawn(steps in steps(12), can in capabilities()) {
        let mut wire = Wire::new(can);
        let mut drawn = Buffer::empty(Rect::new(0, 0, 20, 8));
        let mut screen = Screen::new(20, 8);
        for step in &steps {
            let cursor = step.take(&mut drawn, &mut wire, &mut screen);
            let frame = wire.frame(&drawn, cursor);
            screen.take(&frame);
            check_screen(&drawn, cursor, &screen, &String::from_utf8_lossy(&frame))?;
            check_links(&drawn, can.links, &screen, &String::from_utf8_lossy(&frame))?;
            prop_assert!(wire.frame(&drawn, cursor).is_empty(), "what is shown costs nothing");
        }
    }
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    any::<[bool; 6]>().prop_map(|[scroll, erase, repeat, grounds, whole_frames, links]| Capabilities {
        scroll,
        erase,
        repeat,
        grounds,
        whole_frames,
        links,
        stops: false,
        unicode: true,
        isolates: true,
    })
}

#[test]
fn the_emulator_knows_every_sequence() {
    let shown = |bytes: &str| {
        let mut screen = Screen::new(6, 4);
        screen.take(format!("aaaaaa\r\nbbbbbb\r\ncccccc\r\ndddddd{bytes}").as_bytes());
        screen.text()
    };
    for (bytes, expected) in [
        ("\x1b[2;3r\x1b[S", "aaaaaa\ncccccc\n\ndddddd"),
        ("\x1b[2;3r\x1b[T", "aaaaaa\n\nbbbbbb\ndddddd"),
        ("\x1b[2;3r\x1b[3d\n", "aaaaaa\ncccccc\n\ndddddd"),
        ("\x1b[2r\x1b[2d\x1bM", "aaaaaa\n\nbbbbbb\ncccccc"),
        ("\x1b[;2r\x1b[S\x1b[r", "bbbbbb\n\ncccccc\ndddddd"),
        ("\x1b[2;2H\x1b[2X", "aaaaaa\nb  bbb\ncccccc\ndddddd"),
        ("\x1b[2;2H\x1b[K", "aaaaaa\nb\ncccccc\ndddddd"),
        ("\rx\x1b[3b", "aaaaaa\nbbbbbb\ncccccc\nxxxxdd"),
        ("\x1b[2A\r\x1b[2Cx\x08\x08y\x1b[3Dz\x1b[5Gw", "aaaaaa\nzyxbwb\ncccccc\ndddddd"),
    ] {
        assert_eq!(shown(bytes), expected, "{bytes:?}");
    }
}

const TEXT: [&str; 6] =
    ["header        ", "one two three ", "four five six ", "seven eight   ", "nine ten      ", "status        "];

#[test]
fn one_line_of_text_costs_its_text_and_a_line_feed() {
    let down = ["header        ", TEXT[2], TEXT[3], TEXT[4], "eleven twelve ", "status        "];
    let further = ["header        ", TEXT[3], TEXT[4], "eleven twelve ", "thirteen      ", "status        "];
    let frames = bytes(ALL, &[&TEXT, &down, &further, &down]);
    assert_eq!(frames, ["\x1b[2;5r\x1b[5H\neleven twelve", "\n\rthirteen", "\x1b[2H\x1bMfour five six"]);
}

#[test]
fn a_page_is_scrolled_at_once_where_rows_stay() {
    let down = ["header        ", TEXT[4], "a", "b", "c", "status        "];
    assert_eq!(bytes(ALL, &[&TEXT, &down])[0], "\x1b[2;5r\x1b[3S\x1b[3Ha\n\x08b\n\x08c");
}

#[test]
fn a_list_above_and_an_article_below_move_each_by_itself() {
    let words = "ferry rain seoul bridge harbour ship spring morning quay late";
    let words: Vec<String> = words.split(' ').map(|word| word.repeat(3)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let lines: Vec<String> = words.iter().map(|word| word.replace('r', "-")).collect();
    let lines: Vec<&str> = lines.iter().map(|line| &line[1..]).collect();
    let screen = |list: usize, reader: usize| {
        [&words[list..list + 6], &["what is between"], &lines[reader..reader + 6]].concat()
    };
    let (before, after) = (screen(0, 2), screen(1, 4));
    let frame = &bytes(ALL, &[&before, &after])[0];
    let (list, article) = ("\x1b[;6r\x1b[6H\n", "\x1b[8r\x1b[2S");
    let new = "\x1b[6Hspringspringspring\x1b[12Huayquayquay\r\natelatelate";
    assert_eq!(frame, &[list, article, new].concat());
}

#[test]
fn a_look_is_said_once_where_columns_are_of_one_look() {
    let mut wire = Wire::new(ALL);
    let mut frame = |rows: [[&str; 2]; 3]| {
        let mut drawn = Buffer::empty(Rect::new(0, 0, 20, 3));
        for (y, [age, title]) in (0..).zip(rows) {
            drawn.set_string(1, y, age, Style::new().add_modifier(Modifier::DIM));
            drawn.set_string(5, y, title, Style::new().add_modifier(Modifier::BOLD));
        }
        String::from_utf8(wire.frame(&drawn, None)).unwrap()
    };
    frame([["1h", "Rain"], ["2h", "Quiet harbour"], ["3h", "Ferry"]]);
    let page = frame([["4d", "Snow"], ["5d", "Bridges and a quay"], ["6d", "Kept"]]);
    // The titles first: what the terminal writes with at present.
    let titles = "\x1b[1;6HSnow\n\x1b[4DBridges and a q\n\x1b[6GKept ";
    assert_eq!(page, format!("{titles}\r\x1b[d \x1b[;2m4d\n\x08\x085d\n\x08\x086d"));
    // Of a row alone the looks are said as they come.
    let row = frame([["7d", "Storm"], ["5d", "Bridges and a quay"], ["6d", "Kept"]]);
    assert_eq!(row, "\x1b[d\x08\x087\x1b[4C\x1b[;1mtorm");
}

#[test]
fn a_stop_is_set_where_rows_begin_and_taken_away_for_others() {
    let page = |margin: usize, words: &str| -> Vec<String> {
        words.split(' ').map(|word| format!("{}{word}", " ".repeat(margin))).collect()
    };
    let pages = [
        page(4, "ferry rain seoul bridge harbour spring"),
        page(4, "quiet left late seats island minister"),
        page(0, "     "),
        page(15, "ship half empty pay nobody wanted"),
    ];
    let mut wire = Wire::new(ALL);
    let frames = pages.map(|rows| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut drawn = Buffer::empty(Rect::new(0, 0, 24, 6));
        drawn.merge(&picture(&rows));
        String::from_utf8(wire.frame(&drawn, None)).unwrap()
    });
    assert!(
        frames[0]
            .ends_with("\x1b[3g\x1b[1;5H\x1bHferry\r\n\train\r\n\tseoul\r\n\tbridge\r\n\tharbour\r\n\tspring\x1b[?25l")
    );
    assert_eq!(frames[1], "\r\tminister\r\x1b[d\tquiet\r\n\tleft\r\n\tlate \r\n\tseats \r\n\tisland ");
    let anew = "\x1b[3g\x1b[11Cwanted\x1b[1;16H\x1bHship\r\n\thalf\r\n\tempty\r\n\tpay\r\n\tnobody";
    assert_eq!(frames[3], anew);
}

#[test]
fn what_stands_is_not_written_again() {
    let frames = bytes(ALL, &[&["12 % read", "abc"], &["13 % read", "abc"], &["14 % road", "abd"]]);
    assert_eq!(frames, ["\x1bM\x08\x083", "\x084\x1b[4Co\r\nabd"]);
}

#[test]
fn long_blanks_and_rules_are_erased_and_repeated() {
    let x = "x".repeat(40);
    let rule = "-".repeat(40);
    let gap = format!("x{}x", " ".repeat(38));
    assert_eq!(bytes(ALL, &[&[&x], &[&rule]])[0], "\r-\x1b[39b");
    assert_eq!(bytes(ALL, &[&[&x], &[&gap]])[0], "\rx\x1b[38X");
    assert_eq!(bytes(ALL, &[&[&x], &[&format!("x{}", " ".repeat(39))]])[0], "\rx\x1b[K");
    assert_eq!(bytes(LEAST, &[&[&x], &[&gap]])[0], format!("\rx{}", " ".repeat(38)));
}

#[test]
fn a_long_frame_is_shown_whole_and_a_short_one_is_not_wrapped() {
    let long = "abcdefgh".repeat(40);
    let frames = bytes(ALL, &[&["x"; 1], &[&long], &["y"]]);
    assert!(frames[0].starts_with("\x1b[?2026h") && frames[0].ends_with("\x1b[?2026l"), "{frames:?}");
    assert!(!frames[1].contains("2026"), "{frames:?}");
}

#[test]
fn a_ground_of_its_own_is_erased_only_where_that_keeps_it() {
    let row = |style: Style| {
        let mut row = picture(&["title                                   "]);
        row.set_style(row.area, style);
        row
    };
    for (can, length) in [(ALL, 19), (Capabilities { repeat: false, grounds: false, ..ALL }, 56)] {
        for style in [Style::new().on_blue(), Style::new().on_red()] {
            let mut wire = Wire::new(can);
            wire.frame(&row(Style::new()), None);
            let frame = wire.frame(&row(style), None);
            assert!(frame.len() < length, "{}", String::from_utf8_lossy(&frame));
        }
    }
    // Reversed blanks are ink.
    let mut wire = Wire::new(ALL);
    wire.frame(&row(Style::new()), None);
    let frame = wire.frame(&row(Style::new().add_modifier(Modifier::REVERSED)), None);
    assert_eq!(String::from_utf8_lossy(&frame), "\r\x1b[7mtitle \x1b[34b");
}

#[test]
fn where_a_terminal_takes_a_glyph_to_be_narrower_all_else_stands_right() {
    // The emulator gives each part of this its own width: four columns and more, not two.
    let family = "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}";
    let heart = "\u{2764}\u{fe0f}";
    for doubtful in [family, heart] {
        let mut wire = Wire::new(ALL);
        let mut screen = Screen::new(20, 2);
        for text in
            ["0123456789abcdef".to_owned(), format!("01{doubtful}456789abcdef"), format!("01{doubtful}x56789abcdef")]
        {
            screen.take(&wire.frame(&picture(&[&text, ""]), None));
        }
        let shown = screen.text();
        assert!(shown.starts_with("01") && shown.trim_end().ends_with("x56789abcdef"), "{shown}");
    }
}

#[test]
fn where_the_locale_knows_only_ascii_nothing_else_is_sent() {
    let mut wire = Wire::new(Capabilities { unicode: false, ..ALL });
    let frame = wire.frame(&picture(&["▌★ “Crème brûlée” — 한국 e\u{301} 5 €…│─", "\u{1f642} ß"]), None);
    assert!(frame.is_ascii());
    let mut screen = Screen::new(40, 2);
    screen.take(&frame);
    assert_eq!(screen.text(), ">* \"Creme brulee\" - ? ?  e 5 ?.|-\n?  ?");
}
