//! Units that are written in one go, on emulators with different widths: no letter is missing, every word begins where it
//! was drawn, and right-to-left fields are isolated.

use super::super::grid::{Cell, Glyph, Grid};
use super::frames::{Emulator, steps_with};
use super::{ALL, Capabilities, Wire};
use crate::app::world::World;
use crate::text::{Clean, ISOLATE, ISOLATE_END, graphemes, is_right_to_left};
use crate::ui;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::HashMap;
use std::sync::LazyLock;

/// glibc's widths (tmux, xterm): signs next to a letter take a column of their own.
fn glibc(c: char) -> usize {
    OTHERS.get(&c).map_or(1, |(columns, _)| *columns)
}

/// kitty's widths: marks take no column, even next to their letter.
fn kitty(c: char) -> usize {
    OTHERS.get(&c).map_or(1, |(columns, is_mark)| if *is_mark { 0 } else { *columns })
}

/// unicode-width's widths (alacritty).
fn tables(c: char) -> usize {
    unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)
}

/// The columns of characters that don't take exactly one, and whether they are marks.
static OTHERS: LazyLock<HashMap<char, (usize, bool)>> = LazyLock::new(|| {
    let lines = include_str!("../../../../tests/fixtures/widths.txt").lines();
    let all = lines.filter(|line| !line.starts_with('#')).flat_map(|line| {
        let fields: Vec<&str> = line.split(' ').collect();
        let [first, last] = [0, 1].map(|at| u32::from_str_radix(fields[at], 16).unwrap());
        let columns = fields[2].parse().unwrap_or(1);
        let is_mark = fields.len() == 5;
        (first..=last).filter_map(char::from_u32).map(move |c| (c, (columns, is_mark)))
    });
    all.collect()
});

/// A terminal that adds up the columns of characters. A cell has a text, which is empty if the cell before extends into it.
struct Other {
    columns: fn(char) -> usize,
    cells: Vec<Vec<String>>,
    x: usize,
    y: usize,
    margins: (usize, usize),
    last: char,
}

impl Other {
    fn new(columns: fn(char) -> usize, width: usize, height: usize) -> Self {
        let cells = vec![vec![" ".into(); width]; height];
        Other { columns, cells, x: 0, y: 0, margins: (0, height - 1), last: ' ' }
    }

    fn width(&self) -> usize {
        self.cells[0].len()
    }

    fn put(&mut self, c: char) {
        let (columns, width) = ((self.columns)(c), self.width());
        let row = &mut self.cells[self.y];
        if columns == 0 {
            if let Some(cell) = row[..self.x].iter_mut().rfind(|cell| !cell.is_empty()) {
                cell.push(c);
            }
            return;
        }
        if columns > width {
            return;
        }
        self.x = self.x.min(width - columns);
        // Half a wide glyph is blank.
        if row[self.x].is_empty()
            && let Some(half) = row[..self.x].iter_mut().rfind(|cell| !cell.is_empty())
        {
            *half = " ".into();
        }
        if let Some(half) = row.get_mut(self.x + columns).filter(|cell| cell.is_empty()) {
            *half = " ".into();
        }
        row[self.x..self.x + columns].fill(String::new());
        row[self.x].push(c);
        self.x += columns;
        self.last = c;
    }

    fn scroll(&mut self, up: bool) {
        let blank = vec![" ".into(); self.width()];
        let (from, to) = if up { self.margins } else { (self.margins.1, self.margins.0) };
        self.cells.remove(from);
        self.cells.insert(to, blank);
    }

    fn control(&mut self, last: char, numbers: &[usize]) {
        let (width, height) = (self.width(), self.cells.len());
        let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
        let n = number(0).max(1);
        self.x = self.x.min(width - 1);
        match last {
            'H' => (self.y, self.x) = (n - 1, number(1).max(1) - 1),
            'G' => self.x = n - 1,
            'd' => self.y = n - 1,
            'A' => self.y = self.y.saturating_sub(n),
            'B' => self.y += n,
            'C' => self.x += n,
            'D' => self.x = self.x.saturating_sub(n),
            'J' => self.cells.iter_mut().for_each(|row| row.fill(" ".into())),
            'K' => self.cells[self.y][self.x..].fill(" ".into()),
            'X' => self.cells[self.y][self.x..(self.x + n).min(width)].fill(" ".into()),
            'b' => (0..n).for_each(|_| self.put(self.last)),
            'S' | 'T' => (0..n).for_each(|_| self.scroll(last == 'S')),
            'r' => {
                let bottom = if number(1) == 0 { height } else { number(1).min(height) };
                if n < bottom || n == 1 {
                    self.margins = (n - 1, bottom - 1);
                    (self.x, self.y) = (0, 0);
                }
            }
            'm' | 'h' | 'l' => {}
            other => panic!("what is {other}"),
        }
        (self.x, self.y) = (self.x.min(width), self.y.min(height - 1));
        if last != 'b' {
            self.x = self.x.min(width - 1);
        }
    }
}

impl Emulator for Other {
    fn take(&mut self, bytes: &[u8]) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\r' => self.x = 0,
                '\x08' => self.x = self.x.min(self.width() - 1).saturating_sub(1),
                '\n' if self.y == self.margins.1 => self.scroll(true),
                '\n' => self.y = (self.y + 1).min(self.cells.len() - 1),
                '\x1b' => match chars.next() {
                    Some('M') if self.y == self.margins.0 => self.scroll(false),
                    Some('M') => self.y = self.y.saturating_sub(1),
                    Some('[') => {
                        let rest = chars.as_str();
                        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                        let numbers: Vec<usize> = rest[..end].split(';').map(|n| n.parse().unwrap_or(0)).collect();
                        chars = rest[end + 1..].chars();
                        self.control(rest.as_bytes()[end].into(), &numbers);
                    }
                    other => panic!("what is {other:?}"),
                },
                c => self.put(c),
            }
        }
    }

    fn resize(&mut self, width: u16, height: u16) {
        *self = Other::new(self.columns, width.into(), height.into());
    }
}

/// The words of a row of cells with the columns they begin at.
fn words(cells: impl Iterator<Item = (usize, String)>) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (x, text) in cells {
        match words.last_mut().filter(|_| open) {
            _ if text == " " => open = false,
            // A line is a word of its own.
            _ if text == "─" => {
                words.push((x, text));
                open = false;
            }
            Some((_, word)) => word.push_str(&text),
            None => {
                words.push((x, text));
                open = true;
            }
        }
    }
    words
}

/// The cells of a row as they should be shown.
fn drawn(grid: &Grid, y: usize) -> Vec<String> {
    let text = |cell: &Cell| match &cell.glyph {
        Glyph::Char(c) => c.to_string(),
        Glyph::Cluster(text) => text.to_string(),
        Glyph::After => String::new(),
    };
    grid.row(y).iter().map(text).collect()
}

/// Checks that the terminal shows what the wire expects.
fn check(wire: &Wire, screen: &Other, frame: &[u8]) {
    for y in 0..wire.shown.height() {
        let shown = screen.cells[y].iter().map(|cell| cell.replace([ISOLATE, ISOLATE_END], ""));
        let (shown, drawn) = (words(shown.enumerate()), words(drawn(&wire.shown, y).into_iter().enumerate()));
        assert_eq!(shown, drawn, "row {y} after {:?}", String::from_utf8_lossy(frame));
    }
}

/// Words of scripts with signs next to their letters, and pieces of others.
const PIECES: [&str; 20] = [
    "বাং",
    "দেশের",
    "நாளை",
    "ଭାଷା",
    "ഭാഷ",
    "ಕೂಡ",
    "ලොව",
    "ម្ពុជា",
    "बात",
    "သည်",
    "ກຳ",
    "น้ำ",
    "ꦗꦮꦶ",
    "ᬩᬮᬶ",
    "a",
    "한",
    " ",
    " ",
    "…",
    "─",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn disputed_words_stay_whole(steps in steps_with(&PIECES, 10), erase: bool, scroll: bool) {
        for columns in [glibc, kitty, tables] {
            let can = Capabilities { erase, scroll, links: false, stops: false, ..ALL };
            let mut wire = Wire::new(can);
            let mut drawn = Buffer::empty(Rect::new(0, 0, 20, 8));
            let mut screen = Other::new(columns, 20, 8);
            for step in &steps {
                let cursor = step.take(&mut drawn, &mut wire, &mut screen);
                let frame = wire.frame(&drawn, cursor);
                screen.take(&frame);
                check(&wire, &screen, &frame);
            }
        }
    }
}

const TITLES: [&str; 15] = [
    "বাংলাদেশের সংবাদ আজকের খবর",
    "தமிழ்நாடு செய்திகள் வானிலை நாளை",
    "ଓଡ଼ିଆ ଭାଷା ସମାଚାର",
    "മലയാളം വാർത്തകൾ ഭാഷ",
    "ಕನ್ನಡ ಭಾಷೆ ಕೂಡ ಲೋಕ",
    "සිංහල භාෂාව ප්‍රවෘත්ති",
    "ខ្មែរ កម្ពុជា ព័ត៌មាន",
    "हिन्दी समाचार दुःख भाषा",
    "తెలుగు వార్తలు భాష",
    "ગુજરાતી સમાચાર",
    "ਪੰਜਾਬੀ ਖ਼ਬਰਾਂ",
    "မြန်မာ သတင်း",
    "བོད་ཡིག",
    "ꦧꦱꦗꦮ",
    "ᬩᬲᬩᬮᬶ",
];

#[test]
fn no_letter_vanishes_from_list_article_or_search() {
    let articles: Vec<String> = TITLES.iter().map(|title| format!("Wire|{title} end|{title}. {title}.")).collect();
    for columns in [glibc, kitty, tables] {
        let mut world = World::new(80, 24, &articles.iter().map(String::as_str).collect::<Vec<_>>());
        let mut wire = Wire::new(Capabilities { stops: false, links: false, ..ALL });
        let mut screen = Other::new(columns, 80, 24);
        let mut see = |world: &World, titles: &[&str]| {
            let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
            let cursor = ui::draw(&world.app, &mut picture, wire.links());
            let frame = wire.frame(&picture, cursor);
            screen.take(&frame);
            check(&wire, &screen, &frame);
            let shown = screen.cells.concat().concat().replace(' ', "");
            for title in titles {
                let title = Clean::line(title).as_str().replace(' ', "");
                assert!(shown.contains(&title), "{title} is missing from {shown}");
            }
        };
        see(&world, &TITLES);
        for title in TITLES {
            world.press("Enter");
            see(&world, &[title]);
            world.press("q");
            world.press("j");
            see(&world, &TITLES);
        }
        world.press("/");
        let first = graphemes(TITLES[0]).next().unwrap().0;
        for c in first.chars() {
            world.press(&c.to_string());
        }
        see(&world, &TITLES[..1]);
    }
}

/// The isolated fields of a row, with the text between them.
fn fields(row: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = row;
    while let Some((before, after)) = rest.split_once(ISOLATE) {
        let (field, after) = after.split_once(ISOLATE_END).unwrap_or_else(|| panic!("{row} has no end"));
        assert!(!before.contains(is_right_to_left) && !field.contains(ISOLATE), "{row}");
        fields.push(field.to_owned());
        rest = after;
    }
    assert!(!rest.contains(|c| is_right_to_left(c) || c == ISOLATE_END), "{row}");
    fields
}

#[test]
fn right_to_left_fields_are_isolated() {
    let table = "| שם | name | سعر |\n|---|---|---|\n| נמל | harbour | ٣ |";
    let articles = [
        &format!("הארץ|מעבורת יצאה מאוחר|גוף **הכתבה** כאן.\n\n{table}"),
        "Wire|خبر ferry عاجل|x",
        "Wire|Ferry late|x",
    ];
    for columns in [glibc, kitty, tables] {
        let mut world = World::new(80, 24, &articles);
        let mut wire = Wire::new(Capabilities { stops: false, links: false, ..ALL });
        let mut screen = Other::new(columns, 80, 24);
        let mut see = |world: &World| -> Vec<Vec<String>> {
            let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
            let cursor = ui::draw(&world.app, &mut picture, wire.links());
            let frame = wire.frame(&picture, cursor);
            screen.take(&frame);
            check(&wire, &screen, &frame);
            let rows = screen.cells.iter().map(|row| fields(&row.concat()));
            rows.filter(|row| !row.is_empty()).collect()
        };
        let list = [&["הארץ", "מעבורת יצאה מאוחר"][..], &["خبر ferry عاجل"]];
        assert_eq!(see(&world), list);
        for _ in 0..3 {
            world.press("j");
            assert_eq!(see(&world), list);
        }
        world.press("gg Enter");
        let article = see(&world);
        for expected in [&["הארץ"][..], &["גוף הכתבה כאן."], &["שם", "سعر"], &["נמל", "٣"]] {
            assert!(article.iter().any(|row| row == expected), "{expected:?} in {article:?}");
        }
        world.press("q / נ מ");
        see(&world);
        world.press("Backspace Esc");
        assert_eq!(see(&world), list);
        world.press("?");
        assert_eq!(see(&world), [[""; 0]; 0]);
    }
}

#[test]
fn partly_covered_field_is_not_isolated() {
    let mut grid = Grid::default();
    let mut row = super::picture(&["שלום שלום"]);
    row[(0, 0)].set_symbol("\u{2068}ש");
    row[(4, 0)].set_symbol("\u{2068}x");
    row[(6, 0)].set_symbol("y\u{2069}");
    row[(8, 0)].set_symbol("z\u{2069}");
    grid.take(&row, &crate::ui::Links::default());
    let marks: Vec<(bool, bool)> = grid.row(0).iter().map(|cell| (cell.isolates, cell.isolates_end)).collect();
    let expected: Vec<(bool, bool)> = (0..9).map(|x| (x == 4, x == 6)).collect();
    assert_eq!(marks, expected);
}
