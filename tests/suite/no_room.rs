//! Folders that can't be written: the cache, the marks, the log. A file replaces the folder, since nothing else stops root.

use crate::terminal::Home;
use rustix::process::Signal;

/// The title of the guide's first article.
const FIRST: &str = "The first minute";

/// A home with the guide in its library.
fn with_guide() -> Home {
    let home = Home::new();
    assert_eq!(home.run(&["guide"]).0, Some(0));
    home
}

fn replace_folder(home: &Home, name: &str) {
    let _ = std::fs::remove_dir_all(home.path().join(name));
    home.write(name, "");
}

#[test]
fn commands_work_without_cache_folder() {
    let home = with_guide();
    replace_folder(&home, "cache");
    for (command, shown) in [
        (&["list"][..], FIRST),
        (&["search", "minute"], FIRST),
        (&["mark", "star", "title:minute"], "starred"),
        (&["list", "is:starred"], FIRST),
        (&["status"], ""),
        (&["fetch"], ""),
        (&["sources"], ""),
        (&["reindex"], ""),
    ] {
        let (code, out, trouble) = home.run(command);
        assert!(code == Some(0) && out.contains(shown), "{command:?}: {code:?} {out} {trouble}");
        assert!(
            trouble.lines().filter(|line| line.contains("temporary folder")).count() <= 1,
            "{command:?}: {trouble}"
        );
    }
    let (_, _, trouble) = home.run(&["list"]);
    assert!(trouble.contains("temporary folder"), "{trouble}");
}

#[test]
fn reader_works_without_cache_folder() {
    let home = with_guide();
    replace_folder(&home, "cache");
    let mut terminal = home.open((160, 24), &[]);
    terminal.wait_for("temporary folder");
    terminal.wait_for(FIRST);
    terminal.send("gg\r");
    terminal.wait_for("You are reading the guide.");
    terminal.send("sQ");
    assert!(terminal.wait_for_end().success());
    assert_eq!(home.run(&["list", "is:starred"]).1.lines().count(), 1);
}

#[test]
fn deleted_cache_does_not_lose_open_article() {
    let home = with_guide();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for(FIRST);
    std::fs::remove_dir_all(home.path().join("cache")).unwrap();
    terminal.send("gg\r");
    terminal.wait_for("You are reading the guide.");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn unwritten_marks_survive_leaving() {
    for by_signal in [false, true] {
        let home = with_guide();
        replace_folder(&home, "data/marks");
        let mut terminal = home.open((160, 24), &[]);
        terminal.wait_for(FIRST);
        terminal.send("ggs");
        terminal.wait_for("marks are kept in memory");
        if by_signal {
            terminal.signal(Signal::TERM);
        } else {
            terminal.send("Q");
            terminal.wait_for("1 mark not written · quit again");
            terminal.send("Q");
        }
        terminal.wait_for("saved in");
        assert!(!terminal.wait_for_end().success());

        std::fs::remove_file(home.path().join("data/marks")).unwrap();
        let (_, listed, told) = home.run(&["list", "is:starred"]);
        assert_eq!((listed.lines().count(), told.contains("wrote 1 mark")), (1, true), "{told}");
        assert!(!home.run(&["list", "is:starred"]).2.contains("wrote"));
    }
}

#[test]
fn full_disk_under_log_leaves_screen_alone() {
    let home = with_guide();
    let log = home.path().join("state/byline.log");
    let _ = std::fs::remove_file(&log);
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();
    let mut terminal = home.start((80, 24), &["env", "BYLINE_LOG=trace", env!("CARGO_BIN_EXE_byline")]);
    terminal.wait_for(FIRST);
    terminal.send("jjQ");
    assert!(terminal.wait_for_end().success());
    assert!(!String::from_utf8_lossy(terminal.bytes()).contains("tracing"), "{}", terminal.text());
}
