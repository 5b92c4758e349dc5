//! The guide: brought back, whole, in its order.

use super::Home;

#[test]
fn the_guide_comes_back_in_its_order() {
    let home = Home::new();
    assert_eq!(home.fine(&["guide"]), "the guide is back: 10 articles, unread\n");
    let titles = home.titles();
    assert_eq!((titles.len(), titles[0].as_str()), (10, "The first minute"));
    assert_eq!(titles[8], "Every script at home");
    assert_eq!(home.list()[9]["authors"], serde_json::json!(["Byline Wire"]));
    home.fine(&["guide"]);
    assert_eq!(home.titles(), titles);
}

#[test]
fn the_guide_shows_what_text_can_look_like() {
    let home = Home::new();
    home.fine(&["guide"]);
    let all: String = home.list().iter().map(|a| home.fine(&["render", a["id"].as_str().unwrap()])).collect();
    for part in
        ["한국어", "日本語", "العربية", "👩‍🚀", "three boats lie on the mud", "def measure(", "paragraphs repeated"]
    {
        assert!(all.contains(part), "{part} is missing");
    }
    assert!(all.lines().all(|line| byline::text::width(line) <= 72));
}
