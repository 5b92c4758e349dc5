//! What keys cost on the line at 80×24: fixed numbers, since bytes are the same on every machine.
//!
//! Beside each stands what no program could send less than: the text that was not on the screen before.

use super::super::grid::{Cell, Grid};
use super::{ALL, Capabilities, Wire};
use crate::app::world::World;
use crate::app::{Event, Slow};
use crate::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A terminal that says `xterm-256color`, and has answered no more than that its tabulator stops where it is told to.
fn borrowed_name() -> Capabilities {
    Capabilities { stops: true, ..Capabilities::of_term("xterm-256color") }
}

const WORDS: &str = "the harbour was quiet and ferry left late with half of its seats empty while rain fell over islands \
                     where ministers had met in spring to talk about bridges that nobody wanted to pay for";

/// Words that follow no pattern a terminal could make use of, from a seed.
fn words(seed: usize, count: usize) -> String {
    let all: Vec<&str> = WORDS.split_whitespace().collect();
    let mut state = seed as u32 * 2 + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        all[state as usize / 7 % all.len()]
    };
    (0..count).map(|_| next()).collect::<Vec<_>>().join(" ")
}

fn world() -> World {
    let sources = ["Daily Courier", "Wire", "Harbour Gazette"];
    let article = |n: usize| format!("{}|{}|{}", sources[n % 3], words(n, 5 + n % 7), words(n + 500, 700));
    let articles: Vec<String> = (0..200).map(article).collect();
    World::new(80, 24, &articles.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A reader at its screen.
struct Desk {
    world: World,
    wire: Wire,
}

impl Desk {
    fn new(slow: bool) -> Self {
        Desk::with(world(), borrowed_name(), slow)
    }

    fn with(world: World, can: Capabilities, slow: bool) -> Self {
        let mut desk = Desk { world, wire: Wire::new(can) };
        desk.world.happen(Event::Line(Slow(slow)));
        desk.draw();
        desk
    }

    /// The bytes of a frame, and those of text in it that was not on the screen.
    fn draw(&mut self) -> (usize, usize) {
        let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
        let cursor = ui::draw(&self.world.app, &mut picture, self.wire.links());
        let before = self.wire.shown.clone();
        let frame = self.wire.frame(&picture, cursor);
        (frame.len(), new_text(&before, &self.wire.shown))
    }

    /// What keys cost, each a frame of its own: the last of them.
    fn press(&mut self, keys: &[&str]) -> (usize, usize) {
        let mut last = (0, 0);
        for key in keys {
            self.world.press(key);
            last = self.draw();
        }
        last
    }
}

/// The bytes of text in cells that changed, without the rows that stood elsewhere before.
fn new_text(before: &Grid, after: &Grid) -> usize {
    if before.height() != after.height() {
        return 0;
    }
    let fresh = |old: &[Cell], new: &[Cell]| -> usize {
        let text = new.iter().rposition(|cell| !cell.is_blank()).map_or(0, |x| x + 1);
        let changed = old.iter().zip(&new[..text]).filter(|(old, new)| old.glyph != new.glyph);
        changed.map(|(_, new)| new.len()).sum()
    };
    let stood = |y: &usize| (0..before.height()).any(|from| before.row(from) == after.row(*y));
    (0..before.height()).filter(|y| !stood(y)).map(|y| fresh(before.row(y), after.row(y))).sum()
}

#[test]
fn what_keys_cost() {
    // Keys that lead there, the one that is counted, bytes on a slow line and on a fast one, and bytes of new text.
    let cases: [(&str, &[&str], [usize; 2], usize); 10] = [
        ("one line down in the list", &["j", "j", "j"], [17, 145], 5),
        ("one line down at the foot of the list", &["22j", "j", "j"], [101, 175], 102),
        ("a page of the list", &["^f", "^f"], [1410, 1453], 1069),
        ("opening", &["3j", "Enter"], [1651, 1649], 1377),
        ("one line of body", &["Enter", "j", "j", "j"], [94, 94], 62),
        ("one line of body back", &["Enter", "9j", "k", "k"], [88, 88], 68),
        ("a page of body", &["Enter", "Space", "Space"], [1001, 1001], 859),
        ("next article", &["Enter", "n"], [1517, 1512], 1296),
        ("back to the list", &["Enter", "h"], [1711, 1758], 1319),
        ("a typed search letter", &["/", "f", "e"], [148, 148], 3),
    ];
    let mut report = String::new();
    let mut right = true;
    for (what, keys, expected, text) in cases {
        let counted = [true, false].map(|slow| Desk::new(slow).press(keys));
        right &= counted.map(|(bytes, _)| bytes) == expected && counted[0].1 == text;
        let [(slow, new), (fast, _)] = counted;
        report.push_str(&format!("        (\"{what}\", &{keys:?}, [{slow}, {fast}], {new}),\n"));
    }
    assert!(
        right,
        "the line carries another number of bytes now; where that is meant, these are the new ones:\n{report}"
    );
}

#[test]
fn where_nothing_changes_nothing_is_sent() {
    let mut desk = Desk::new(true);
    assert_eq!(desk.draw().0, 0);
    desk.press(&["Enter"]);
    assert_eq!(desk.draw().0, 0);
    let mut all = Desk { world: world(), wire: Wire::new(ALL) };
    all.draw();
    assert_eq!(all.draw().0, 0);
}

/// An article of paragraphs with two links each, one of three words and one of more than a row, to addresses of 67 bytes.
fn linked() -> World {
    let link = |n: usize| {
        format!("[{}](https://www.example.org/news/2026/01/02/the-harbour-story-{n:04}.html)", words(n, 3 + n % 2 * 12))
    };
    let paragraph = |n: usize| format!("{} {} {} {}.", words(n, 20), link(2 * n), words(n + 50, 20), link(2 * n + 1));
    let body: Vec<String> = (0..40).map(paragraph).collect();
    World::new(80, 24, &[&format!("Wire|Links|# Links\n\n{}", body.join("\n\n"))])
}

#[test]
fn what_links_cost() {
    // As above, but bytes where no links are sent, and where they are.
    let cases: [(&str, &[&str], [usize; 2]); 5] = [
        ("opening", &["Enter"], [1313, 1841]),
        ("one line of body", &["Enter", "j", "j", "j"], [80, 168]),
        ("one more", &["Enter", "j", "j", "j", "j"], [66, 154]),
        ("a page of body", &["Enter", "Space", "Space"], [1243, 1953]),
        ("the list of links", &["Enter", "#"], [1042, 2666]),
    ];
    let kitty = Capabilities::of_term("xterm-kitty");
    let mut report = String::new();
    let mut right = true;
    for (what, keys, expected) in cases {
        let counted = [true, false].map(|slow| Desk::with(linked(), kitty, slow).press(keys).0);
        right &= counted == expected;
        report.push_str(&format!("        (\"{what}\", &{keys:?}, {counted:?}),\n"));
    }
    assert!(right, "links cost another number of bytes now; where that is meant, these are the new ones:\n{report}");
}

#[test]
fn a_wrapped_link_is_one_link_and_moves_without_a_word() {
    let mut desk = Desk::with(linked(), Capabilities::of_term("xterm-kitty"), false);
    desk.press(&["Enter"]);
    let opened = |frame: &[u8]| String::from_utf8_lossy(frame).matches("\x1b]8;id=").count();
    let mut frames = Vec::new();
    for key in ["j"; 12] {
        desk.world.press(key);
        let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
        let cursor = ui::draw(&desk.world.app, &mut picture, desk.wire.links());
        frames.push(desk.wire.frame(&picture, cursor));
    }
    // Of each frame only the row that came in has links to open.
    assert!(
        frames.iter().all(|frame| opened(frame) <= 3),
        "{:?}",
        frames.iter().map(|f| opened(f)).collect::<Vec<_>>()
    );
    assert!(frames.iter().any(|frame| opened(frame) == 0));
    let all: String = frames.iter().map(|frame| String::from_utf8_lossy(frame)).collect();
    let ids: Vec<(&str, &str)> =
        all.split("\x1b]8;id=").skip(1).filter_map(|link| link.split_once("\x1b\\")?.0.split_once(';')).collect();
    let wrapped = ids.windows(2).filter(|pair| pair[0].1 == pair[1].1).count();
    assert!(wrapped > 0, "{ids:?}");
    for (id, address) in &ids {
        assert!(ids.iter().all(|(other, same)| same != address || other == id));
    }
}
