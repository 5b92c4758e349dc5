//! What shells are told, and the manual page.

use super::Home;

/// What byline offers a shell for the last of these words.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let index = (words.len() - 1).to_string();
    let mut command = home.command(&[&["--"], words].concat());
    command.env("BYLINE_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", index).env("_CLAP_IFS", "\n");
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn sources_and_tags_of_the_library_are_offered() {
    let home = Home::new();
    home.write("The wire/a.txt", "An article of the wire.\n");
    home.fine(&["import", "The wire"]);
    home.fine(&["tag", "+ports", "+피드", "+two words", "+$(reboot)", "article"]);
    for (words, expected) in [
        (&["byline", "search", "source:"][..], &["source:The-wire"][..]),
        (&["byline", "list", "article", "tag:p"], &["tag:ports"]),
        (&["byline", "mark", "read", "-tag:"], &["-tag:ports", "-tag:피드"]),
        (&["byline", "tag", "+"], &["+ports", "+two words", "+피드"]),
        (&["byline", "tag", "+x", "-po"], &["-ports"]),
        (&["byline", "list", "-(before:y"], &["-(before:yesterday"]),
        (&["byline", "note", "is:st"], &["is:starred"]),
        (&["byline", "show", "so"], &["source:"]),
        (&["byline", "mark", "unt"], &["untrash"]),
        (&["byline", "comp"], &["completions"]),
    ] {
        assert_eq!(offered(&home, words), expected, "{words:?}");
    }
    assert_eq!(home.fine(&["search", "source:The-wire"]).lines().count(), 1);
}

#[test]
fn sources_views_and_tags_are_offered_where_a_command_takes_one() {
    let home = Home::new();
    home.write(
        "config/sources.toml",
        "[[source]]\npath = 'wire'\nname = 'The wire'\ntags = ['ports', 'two words']\n\n\
         [[source]]\npath = 'b'\nname = '$(reboot)'\n",
    );
    home.write("config/config.toml", "[[view]]\nname = 'Low water'\nquery = 'low'\n");
    for (words, expected) in [
        (&["byline", "fetch", "T"][..], &["The wire"][..]),
        (&["byline", "fetch", "The w"], &["The wire"]),
        (&["byline", "fetch", "$"], &[]),
        (&["byline", "fetch", "--tag", "p"], &["ports"]),
        (&["byline", "add", "x", "--tag", "t"], &["two words"]),
        (&["byline", "search", "tag:t"], &[]),
        (&["byline", "list", "--view", "L"], &["Low water"]),
    ] {
        assert_eq!(offered(&home, words), expected, "{words:?}");
    }
}

#[test]
fn without_a_library_less_is_offered_and_nothing_made() {
    let home = Home::new();
    assert_eq!(offered(&home, &["byline", "search", "tag:"]), [""; 0]);
    assert_eq!(offered(&home, &["byline", "search", "ta"]), ["tag:"]);
    assert!(!home.at("data").exists() && !home.at("cache").exists());
}

#[test]
fn each_shell_gets_a_script_that_asks_byline() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = home.fine(&["completions", shell]);
        assert!(script.contains("BYLINE_COMPLETE") && script.ends_with('\n'), "{shell}: {script}");
    }
    assert_eq!(home.run(&["completions", "csh"]).status, 2);
    assert!(!home.at("data").exists());
}

#[test]
fn bash_completes_behind_a_colon_and_names_of_several_words() {
    let home = Home::new();
    home.write("config/config.toml", "[[view]]\nname = 'Low water'\nquery = 'low'\n");
    home.write("n/a.txt", "An article of the wire.\n");
    home.fine(&["import", "n"]);
    home.fine(&["tag", "+ports", "article"]);
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_byline")).parent().unwrap();
    let script = r#"
        PATH=$BIN:$PATH
        source <(byline completions bash) || exit 9
        COMP_WORDS=(byline search ferry -tag : po) COMP_CWORD=5 COMP_TYPE=9
        _byline byline po :
        printf '%s\n' "${COMPREPLY[@]}"
        COMP_WORDS=(byline list --view 'Low\ w') COMP_CWORD=3
        _byline byline 'Low\ w' --view
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut bash = home.command(&[]);
    let mut command = std::process::Command::new("bash");
    command.args(["--norc", "-c", script]).env("BIN", bin).current_dir(home.at(""));
    command.envs(bash.env("TZ", "UTC").get_envs().filter_map(|(name, value)| Some((name, value?))));
    let Ok(output) = command.output() else { return println!("skipped: there is no bash") };
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ports\nLow\\ water\n", "{output:?}");
}

#[test]
fn the_manual_page_names_every_command_and_form() {
    let home = Home::new();
    let page = home.fine(&["man"]);
    let help = home.fine(&["--help"]);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 15, "{help}");
    for name in names.iter().filter(|name| **name != "help") {
        assert!(page.contains(&format!(".SS \"byline {name}\"\n")), "{name}");
    }
    for section in ["NAME", "SYNOPSIS", "COMMANDS", "SEARCHING", "KEYS", "FILES", "ENVIRONMENT", "\"EXIT STATUS\""] {
        assert!(page.contains(&format!(".SH {section}\n")), "{section}");
    }
    assert!(page.bytes().all(|byte| byte == b'\n' || byte >= b' '), "control characters");
}
