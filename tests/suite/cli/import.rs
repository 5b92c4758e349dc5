//! Taking files in: what becomes an article, what stays the same, what follows a file that changed or moved.

use super::Home;
use super::home::arg;
use crate::shared;
use std::os::unix::fs::symlink;

#[test]
fn a_folder_goes_in_and_a_second_time_adds_nothing() {
    let home = Home::new();
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats lie on the mud this morning.\n");
    home.write("n/deep/b.md", "---\ntitle: The ferry\nauthor: Jane Roe\ndate: 2026-03-04\n---\nIt stopped.\n");
    home.write("n/photo.jpg", "no text");
    home.write("n/.hidden/c.txt", "Hidden things are left alone.\n");
    assert_eq!(home.fine(&["import", "n"]), "2 articles: 2 new\n1 file of another kind left out\n");
    assert_eq!(home.fine(&["import", "n/"]), "2 articles: 0 new, 2 unchanged\n1 file of another kind left out\n");
    assert_eq!(home.fine(&["import", "n/deep", "n/a.txt"]), "2 articles: 0 new, 2 unchanged\n");
    let mut titles = home.titles();
    titles.sort();
    assert_eq!(titles, ["Low water in the harbour", "The ferry"]);
}

#[test]
fn files_within_a_known_source_belong_to_it_however_they_are_reached() {
    let home = Home::new();
    home.write("n/2024/a.txt", "An article of twenty twenty-four.\n");
    home.write("n/2025/b.txt", "An article of twenty twenty-five.\n");
    home.fine(&["import", "n/2024"]);
    assert_eq!(home.fine(&["import", "n"]), "2 articles: 1 new, 1 unchanged\n");
    symlink(home.at("n"), home.at("link")).unwrap();
    assert_eq!(home.fine(&["import", "link/2025/b.txt"]), "1 article: 0 new, 1 unchanged\n");
    assert_eq!(home.list().len(), 2);
}

#[test]
fn a_changed_file_is_a_new_version_of_the_same_article() {
    let home = Home::new();
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats lie on the mud.\n");
    home.fine(&["import", "n"]);
    let id = home.id_of("Low water in the harbour");
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats float again.\n");
    assert_eq!(home.fine(&["import", "n"]), "1 article: 0 new, 1 changed\n");
    assert_eq!(home.id_of("Low water in the harbour"), id);
    assert!(home.fine(&["render", &id]).contains("float again"));
}

#[test]
fn a_file_with_a_corrected_number_is_changed() {
    let home = Home::new();
    home.write("n/a.txt", "Low water in the harbor\n\n10 boats lie on the mud.\n");
    home.fine(&["import", "n"]);
    let id = home.id_of("Low water in the harbor");
    home.fine(&["mark", "read", &id]);
    home.write("n/a.txt", "Low water in the harbor\n\n200 boats lie on the mud.\n");
    assert_eq!(home.fine(&["import", "n"]), "1 article: 0 new, 1 changed\n");
    assert!(home.fine(&["render", &id]).contains("200 boats"));
    assert_eq!(home.fine(&["status"]), "0\n");
    assert_eq!(home.fine(&["import", "n"]), "1 article: 0 new, 1 unchanged\n");
}

#[test]
fn a_moved_file_is_the_article_it_was() {
    let home = Home::new();
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats lie on the mud.\n");
    home.write("n/copy.txt", "A text that stays\n\nIt stays where it is, and so does its copy.\n");
    home.fine(&["import", "n"]);
    let id = home.id_of("Low water in the harbour");
    std::fs::create_dir(home.at("n/old")).unwrap();
    std::fs::rename(home.at("n/a.txt"), home.at("n/old/b.txt")).unwrap();
    std::fs::copy(home.at("n/copy.txt"), home.at("n/copied.txt")).unwrap();
    assert_eq!(home.fine(&["import", "n"]), "3 articles: 1 new, 1 moved, 1 unchanged\n");
    assert_eq!(home.id_of("Low water in the harbour"), id);
    assert_eq!(home.fine(&["import", "n"]), "3 articles: 0 new, 3 unchanged\n");
    assert_eq!(home.list().len(), 3);
}

#[test]
fn a_link_loop_ends() {
    let home = Home::new();
    home.write("n/a.txt", "One article and no more.\n");
    symlink(home.at("n"), home.at("n/again")).unwrap();
    symlink("self", home.at("n/self")).unwrap();
    let said = home.run(&["import", "n"]);
    assert_eq!(said.out, "1 article: 1 new\n");
    assert!(said.err.contains("n/self: can't be read: "), "{}", said.err);
    assert_eq!(said.status, 1);
}

#[test]
fn standard_input_is_named_by_its_content() {
    let home = Home::new();
    for expected in ["1 article: 1 new\n", "1 article: 0 new, 1 unchanged\n"] {
        let text = home.write("text", "From the pipe\n\nThis came over standard input.\n");
        let output = home.command(&["import", "-"]).stdin(std::fs::File::open(text).unwrap()).output().unwrap();
        assert_eq!(super::home::said(output).out, expected);
    }
    assert_eq!(home.list()[0]["source"], "standard input");
}

#[test]
fn a_kept_folder_stands_in_sources_toml_with_its_name() {
    let home = Home::new();
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats lie on the mud.\n");
    home.write("config/sources.toml", "# mine\n");
    let out = home.fine(&["add", "n", "--name", "The wire", "--tag", "agency"]);
    assert!(out.ends_with("sources.toml\n1 article: 1 new\n"), "{out}");
    assert_eq!(home.list()[0]["source"], "The wire");
    let file = std::fs::read_to_string(home.at("config/sources.toml")).unwrap();
    assert!(file.starts_with("# mine\n") && file.contains("tags = [\"agency\"]"), "{file}");
    assert!(home.fine(&["add", "n"]).contains("is kept already"));
    assert_eq!(std::fs::read_to_string(home.at("config/sources.toml")).unwrap(), file);
}

#[test]
fn encodings_arrive_as_what_they_say() {
    let home = Home::new();
    home.write("n/utf16.txt", b"\xff\xfeL\0o\0w\0 \0w\0a\0t\0e\0r\0\n\0");
    home.write(
        "n/euc-kr.html",
        b"<meta charset=euc-kr><title>\xbd\xc3\xc0\xe5</title><p>\xbd\xc3\xc0\xe5\xc0\xcc \xbf\xad\xb8\xb0\xb4\xd9.",
    );
    home.fine(&["import", "n"]);
    let mut titles = home.titles();
    titles.sort();
    assert_eq!(titles, ["Low water", "시장"]);
}

#[test]
fn every_article_of_the_text_corpus_is_listed() {
    let Some(corpus) = shared("corpus/text") else { return };
    let home = Home::new();
    let out = home.fine(&["import", arg(&corpus)]);
    let list = home.list();
    // 803 BBC articles, 50 Reuters stories, 300 lines of the Lee corpus, 8 Korean texts, the naughty strings.
    assert!(out.starts_with("1,162 articles: 1,162 new"), "{out}");
    assert_eq!(list.len(), 1_162);
    assert!(list.iter().all(|article| article["words"].as_u64().unwrap() > 0));
    assert!(home.fine(&["import", arg(&corpus)]).starts_with("1,162 articles: 0 new, 1,162 unchanged"));
}

#[test]
fn a_folder_added_within_one_that_was_read_before_is_a_source_of_its_own() {
    let home = Home::new();
    home.write("news/a.txt", "HARBOUR REOPENS\n\nOne text.\n");
    home.write("news/tech/old.txt", "OLD MILL SOLD\n\nOne text.\n");
    home.fine(&["import", "news/a.txt"]);
    home.fine(&["import", "news/tech/old.txt"]);
    home.write("news/tech/deep/b.txt", "BRIDGE OPENS\n\nOne text.\n");
    let from = |source: &str| home.list().iter().filter(|article| article["source"] == source).count();
    assert!(home.fine(&["add", "news/tech/deep"]).ends_with("1 article: 1 new\n"));
    assert_eq!((from("deep"), from("news")), (1, 2));
    // What was taken in with the folder around it stays there, however often it is looked at.
    let told = home.fine(&["add", "news/tech"]);
    let stays = "1 file stays with the folder around this one that was read before it\n";
    assert!(told.ends_with(&format!("2 articles: 0 new, 2 unchanged\n{stays}")), "{told}");
    home.write("news/tech/new.txt", "NEW MILL BUILT\n\nOne text.\n");
    assert!(home.fine(&["import", "news"]).starts_with("4 articles: 1 new, 3 unchanged\n"));
    assert_eq!((from("deep"), from("tech"), from("news")), (1, 1, 2));
}

#[test]
fn links_out_of_a_folder_are_followed_on_request() {
    let home = Home::new();
    home.write("n/a.md", "# Harbour\n\nShips came in.\n");
    for name in ["b", "c", "d", "e", "f"] {
        home.write(&format!("out/{name}.md"), format!("# Key {name}\n\nSecret.\n"));
        std::os::unix::fs::symlink(format!("../out/{name}.md"), home.at(&format!("n/{name}.md"))).unwrap();
    }
    let unfollowed = "byline: not followed: 5 links that lead out of the folder (n/b.md, n/c.md, n/d.md, …); \
                      to follow them, use `import --follow` or set `follow = true` in sources.toml\n";
    let said = home.run(&["import", "n"]);
    assert_eq!((said.status, said.err.as_str()), (0, unfollowed));
    assert_eq!(home.titles(), ["Harbour"]);
    // A folder source reports the links as well.
    home.write("config/sources.toml", "[[source]]\npath = '../n'\n");
    assert!(home.run(&["fetch"]).err.contains("not followed: 5 links"));
    assert_eq!(home.titles(), ["Harbour"]);
    home.write("config/sources.toml", "[[source]]\npath = '../n'\nfollow = true\n");
    home.fine(&["fetch"]);
    assert_eq!(home.titles().len(), 6);
    let other = Home::new();
    assert_eq!(other.fine(&["import", "--follow", home.at("n").to_str().unwrap()]), "6 articles: 6 new\n");
    let third = Home::new();
    third.fine(&["add", "--follow", home.at("n").to_str().unwrap()]);
    assert_eq!(third.titles().len(), 6);
    assert!(std::fs::read_to_string(third.at("config/sources.toml")).unwrap().contains("follow = true"));
}
