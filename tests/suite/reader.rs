//! The reader as it is used: in a terminal, with keys.

use crate::terminal::{Home, Terminal};
use rustix::process::Signal;

/// The title of the guide's first article.
const FIRST: &str = "The first minute";

/// What stands at the foot of every screen that has room.
const FOOT: &str = "? keys";

/// How often a text stands in what the program has sent.
fn count(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

#[test]
fn the_guide_opens_at_every_size_and_q_gives_the_terminal_back() {
    for size in [(80, 24), (40, 12), (160, 50)] {
        let home = Home::new();
        let mut terminal = home.open(size, &[]);
        terminal.wait_for(FIRST);
        assert!(terminal.screen().alternate_screen());
        terminal.send("q");
        assert!(terminal.wait_for_end().success(), "{size:?}");
        assert!(terminal.is_given_back(), "{size:?}");
    }
}

#[test]
fn no_size_is_too_small() {
    let home = Home::new();
    let mut terminal = home.open((1, 1), &[]);
    for (columns, rows) in [(2, 1), (1, 5), (9, 3), (80, 24)] {
        terminal.resize(columns, rows);
        terminal.send("jl ");
    }
    terminal.resize(1, 1);
    terminal.resize(80, 24);
    terminal.wait_for(FOOT);
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn an_article_opens_and_leads_back() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FIRST);
    terminal.send("gg\r");
    terminal.wait_for("You are reading the guide.");
    terminal.send("h");
    terminal.wait_without("You are reading the guide.");
    terminal.send("?");
    terminal.wait_for("go down a line");
    terminal.send("qQ");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_signal_or_a_lost_line_ends_the_program() {
    for signal in [Signal::HUP, Signal::TERM, Signal::QUIT] {
        let home = Home::new();
        let mut terminal = home.open((80, 24), &[]);
        terminal.wait_for(FOOT);
        terminal.signal(signal);
        terminal.wait_for_end();
        assert!(terminal.is_given_back(), "{signal:?}");
    }
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FOOT);
    terminal.hang_up();
}

#[test]
fn a_shell_gets_the_terminal_by_suspending_and_gives_it_back() {
    let home = Home::new();
    let script = "set -m; \"$0\"; echo the shell has it; fg >/dev/null; echo it was left";
    let mut terminal = home.start((80, 24), &["sh", "-c", script, env!("CARGO_BIN_EXE_byline")]);
    terminal.wait_for(FOOT);
    terminal.send("\x1a");
    // Both may come in one piece, so that the screen never shows the first.
    terminal.wait_for_bytes(|bytes| count(bytes, "the shell has it") == 1);
    terminal.wait_for_bytes(|bytes| count(bytes, FOOT) == 2);
    terminal.send("Q");
    terminal.wait_for("it was left");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back());
}

#[test]
fn redrawing_shows_all_again_at_once() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FOOT);
    terminal.wait_for_bytes(|bytes| count(bytes, "\x1b[?u") == 1);
    terminal.send("\x0c");
    terminal.wait_for_bytes(|bytes| count(bytes, FOOT) == 2);
    assert!(count(terminal.bytes(), "\x1b[?u") == 1, "the terminal is asked once, at the start");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

/// A text of so many paragraphs, each a few rows long; the last says that it is.
fn long_text(paragraphs: usize) -> String {
    let words = "The ferry left the quay as it had on every morning of that year, late and half empty. ".repeat(3);
    let paragraph = |n: usize| format!("Number {n}. {words}\n\n");
    let body: String = (1..=paragraphs).map(paragraph).collect();
    format!("Ferry leaves late again\n\n{body}And this is the very last line.\n")
}

/// Opens a long article and goes to its last line.
fn at_the_end_of_a_long_article(home: &Home, size: (u16, u16)) -> Terminal {
    home.write("ferry.txt", long_text(40));
    let mut terminal = home.open(size, &["ferry.txt"]);
    terminal.wait_for("Number 1.");
    terminal.send("G");
    terminal.wait_for("the very last line.");
    terminal
}

#[test]
fn a_file_given_opens_and_reads_to_its_last_line() {
    for size in [(80, 24), (40, 12)] {
        let home = Home::new();
        let mut terminal = at_the_end_of_a_long_article(&home, size);
        terminal.send("Q");
        assert!(terminal.wait_for_end().success(), "{size:?}");
    }
}

#[test]
fn the_next_start_is_where_the_reader_was() {
    let home = Home::new();
    let mut terminal = at_the_end_of_a_long_article(&home, (80, 24));
    terminal.signal(Signal::TERM);
    terminal.wait_for_end();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("the very last line.");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_killed_reader_starts_where_it_was() {
    let home = Home::new();
    let mut terminal = at_the_end_of_a_long_article(&home, (80, 24));
    // Saved by itself, with nothing more said to the program.
    let session = home.path().join("state/session.json");
    terminal.wait_until("the place saved", |_| {
        std::fs::read_to_string(&session).is_ok_and(|text| text.contains("\"position\":\""))
    });
    terminal.signal(Signal::KILL);
    terminal.wait_for_end();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("the very last line.");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_reader_whose_index_is_gone_starts_where_it_was() {
    let home = Home::new();
    let mut terminal = at_the_end_of_a_long_article(&home, (80, 24));
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    std::fs::remove_dir_all(home.path().join("cache")).unwrap();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("the very last line.");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn one_line_of_megabytes_opens_at_its_beginning_and_goes_to_its_end() {
    let home = Home::new();
    let line = "The harbour was quiet and the ferries late. ".repeat(50_000);
    home.write("line.txt", format!("{line}And here it ends."));
    let mut terminal = home.open((80, 24), &["line.txt"]);
    terminal.wait_for("The harbour was quiet");
    terminal.send("GkG");
    terminal.wait_for("And here it ends.");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn rows_show_first_words_as_soon_as_the_text_is_indexed() {
    let home = Home::new();
    home.write("ferry.txt", long_text(3));
    let mut terminal = home.open((80, 24), &["ferry.txt"]);
    terminal.wait_for("Number 1.");
    terminal.send("qzd");
    terminal.wait_for("Number 1. The ferry left the quay");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_search_is_kept_as_a_view_and_undone_also_by_the_next_start() {
    let home = Home::new();
    home.write("ferry.txt", long_text(3));
    let mut terminal = home.open((80, 24), &["ferry.txt"]);
    terminal.wait_for("Number 1.");
    terminal.send("q/ferry");
    terminal.wait_for("found");
    terminal.send("\rgkShips\r");
    terminal.wait_for("view Ships kept · u undoes");
    terminal.send("sgagfShi\r");
    terminal.wait_for("Ships");
    terminal.wait_for("1/1");
    terminal.send("Q");
    terminal.wait_for_end();
    let config = home.path().join("config/config.toml");
    let text = || std::fs::read_to_string(&config).unwrap();
    assert_eq!(text(), "[[view]]\nname = \"Ships\"\nquery = \"ferry*\"\n");
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("Ships");
    terminal.send("U");
    terminal.wait_for("undone: 1 article starred");
    terminal.send("U");
    terminal.wait_for("undone: view Ships kept");
    terminal.send("hG");
    terminal.wait_without("Ships");
    assert_eq!(text(), "");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

/// What terminals answer: to our questions, to those of others, wrongly, cut off.
const ANSWERS: &str =
    "\x1bP>|xterm(390)\x1b\\\x1b[?2026;2$y\x1b[0n\x1b[?62;22c\x1b[12;40R\x1b[0n\x1b[3n\x1b]11;rgb:0/0/0\x07";

#[test]
fn answers_that_come_late_or_wrong_press_no_key() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FIRST);
    terminal.send(&ANSWERS.repeat(3));
    terminal.send("?");
    terminal.wait_for("go down a line");
    terminal.send("q");
    terminal.wait_without("go down a line");
    let here = format!("▌•  now Guide          {FIRST}");
    assert!(terminal.text().contains(&here), "{}", terminal.text());
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn where_there_is_no_desktop_an_address_is_shown_and_copied() {
    let home = Home::new();
    let page =
        "<html><head><title>A page</title><link rel=canonical href='https://news.example/a'></head><body><p>Words.";
    home.write("page.html", page);
    let mut terminal = home.open((80, 30), &["page.html"]);
    terminal.wait_for("A page");
    terminal.send("o");
    terminal.wait_for("\n https://news.example/a\n");
    terminal.wait_for("▀▀▀");
    // "https://news.example/a", as OSC 52 has it.
    terminal.wait_for_bytes(|bytes| count(bytes, "\x1b]52;c;aHR0cHM6Ly9uZXdzLmV4YW1wbGUvYQ==\x07") == 1);
    terminal.send("qQ");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back());
}

#[test]
fn a_pasted_megabyte_and_noise_leave_the_reader_in_order() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FOOT);
    terminal.send(&format!("\x1b[200~{}\x1b[201~", "xyzq\r".repeat(200_000)));
    terminal.send("\x1b[9999999999999999999;;;;~\x1b[>>>j\x1b[?$$$$p");
    terminal.send("?");
    terminal.wait_for("go down a line");
    terminal.send("q");
    terminal.wait_for(FOOT);
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn the_screen_is_right_after_a_storm_of_resizes() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FIRST);
    for n in 0..200 {
        terminal.resize(20 + n % 80, 5 + n % 30);
    }
    terminal.resize(100, 30);
    terminal.wait_until("the picture of the last size", |screen| {
        let last = screen.rows(0, 100).last().unwrap_or_default();
        last.contains(FOOT) && screen.contents().contains(FIRST)
    });
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn the_log_tells_what_keys_sent_where_it_is_asked_to() {
    for (asked, told) in [("BYLINE_LOG=info", true), ("BYLINE_LOG=warn", false)] {
        let home = Home::new();
        let mut terminal = home.start((80, 24), &["env", asked, env!("CARGO_BIN_EXE_byline")]);
        terminal.wait_for(FIRST);
        terminal.send("j");
        terminal.wait_for("2/10");
        terminal.send("Q");
        assert!(terminal.wait_for_end().success());
        let log = std::fs::read_to_string(home.path().join("state/byline.log")).unwrap();
        assert_eq!(log.contains("line-down bytes=") && log.contains("in all           2 keys"), told, "{log}");
    }
}

#[test]
fn reader_reports_missing_marks() {
    let home = Home::new();
    home.write("n/a.txt", "Harbour a\n\nIt reopens.\n");
    home.run(&["import", "n"]);
    home.run(&["mark", "star", "harbour"]);
    let journal = std::fs::read_dir(home.path().join("data/marks")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&journal).unwrap();
    let told = "1 line of marks missing from the library: run `byline restore`";
    std::fs::write(&journal, "").unwrap();
    let mut terminal = home.open((100, 24), &[]);
    terminal.wait_for(told);
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    // Even if it happens while the reader is open.
    std::fs::write(&journal, whole).unwrap();
    let mut terminal = home.open((100, 24), &[]);
    terminal.wait_for("Harbour a");
    std::fs::remove_file(&journal).unwrap();
    terminal.wait_for(told);
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

/// Kills the reader as soon as its first mark is on the screen, and says how many of the marks were lost.
#[test]
#[ignore = "a measurement: it depends on how fast the machine is"]
fn first_mark_is_written_before_it_is_seen() {
    let mut lost = 0;
    for _ in 0..40 {
        let home = Home::new();
        home.write("n/a.txt", "Harbour a\n\nIt reopens.\n");
        home.run(&["import", "n"]);
        let mut terminal = home.open((80, 24), &[]);
        terminal.wait_for("Harbour a");
        terminal.wait_for(FOOT);
        let marks = home.path().join("data/marks");
        terminal.wait_until("a journal", |_| std::fs::read_dir(&marks).is_ok_and(|files| files.count() > 0));
        terminal.send("s");
        terminal.wait_for("★");
        terminal.signal(Signal::KILL);
        terminal.wait_for_end();
        lost += usize::from(!home.run(&["list", "is:starred"]).1.contains("Harbour"));
    }
    println!("{lost} of 40 first marks were lost");
    assert_eq!(lost, 0);
}
