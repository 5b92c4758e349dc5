//! Views that are kept with a name, and lists that are read from the other end.

use super::*;
use crate::query::Order;

/// Two sources; `Ferry` and `Harbour` are in the titles.
fn world() -> World {
    World::new(80, 24, &["Alpha|Ferry sinks|x", "B|Harbour opens|x", "Alpha|Ferry sails|x", "B|Rain|harbour"])
}

fn names(world: &World) -> Vec<(String, u64)> {
    let entries = world.app.sources.entries(&world.app.now);
    entries.into_iter().map(|entry| (entry.name, entry.counts.unread)).collect()
}

#[test]
fn in_a_list_that_no_words_were_looked_for_in_n_goes_to_the_next_unread() {
    let check = |keys: &str, at: &str| {
        let mut world = world();
        world.press(keys);
        assert_eq!(world.at(), at, "{keys}");
    };
    check("j m k / s o u r c e : A Space O R Space i s : r e a d Enter n", "Ferry sails");
    check("j m k & - r a i n Enter n", "Ferry sails");
    check("j m k / o p e n s Space O R Space f e r r y Enter n", "Harbour opens");
}

#[test]
fn going_by_name_counts_as_the_sources_do() {
    let mut world = world();
    world.press("s m j s gf");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("no line") };
    let told: Vec<String> = prompt.choices.iter().take(4).map(|c| format!("{} {}", c.name, c.aside)).collect();
    assert_eq!(told, ["All 3", "Unread 3", "Starred 2", "Today 4"]);
    world.press("Esc h");
    let pane: Vec<String> = world.app.sources.entries(&world.app.now).iter().map(|e| e.number().to_string()).collect();
    assert_eq!(pane[..4], ["3", "3", "2", "4"]);
}

#[test]
fn a_search_is_kept_as_a_view_among_the_sources_with_what_is_unread_in_it() {
    let mut world = world();
    world.press("/ h a r b o u r Enter gk P o r t s Enter");
    assert_eq!(world.notice(), "view Ports kept");
    assert_eq!(world.config, "[[view]]\nname = \"Ports\"\nquery = \"harbour*\"\n");
    assert_eq!(names(&world)[4], ("Ports".to_owned(), 2));
    world.press("m");
    assert_eq!(names(&world)[4], ("Ports".to_owned(), 1));
    assert_eq!(world.app.sources.title(&world.app.list.view), "Ports");
    world.press("ga gf P o r t Enter");
    assert_eq!((world.at(), world.app.list.total), ("Harbour opens", 2));
}

#[test]
fn a_view_shows_its_own_order_and_density_and_has_a_key() {
    let mut world = world();
    world.press("/ f e r r y Enter gr zd gk F Enter");
    world.config.push_str("key = \"gH\"\n");
    world.press("ga gg zd gk A Enter");
    assert_eq!((world.app.list.order, world.app.list.density), (Order::NEWEST, Density::Roomy));
    world.press("gH");
    assert_eq!((world.app.list.order, world.app.list.density), (Order::OLDEST, Density::Lead));
    assert_eq!((world.at(), world.app.list.number()), ("Ferry sails", Some(1)));
    world.press("ga");
    assert_eq!((world.app.list.order, world.app.list.density), (Order::NEWEST, Density::Roomy));
}

#[test]
fn a_view_is_renamed_and_removed_in_the_sources() {
    let mut world = world();
    world.press("/ f e r r y Enter gk F Enter h");
    world.press("c n a m e Enter ^u S h i p s Enter");
    assert_eq!(names(&world)[4].0, "Ships");
    world.press("j k D");
    assert_eq!((names(&world)[4].0.as_str(), world.notice()), ("Alpha", "view Ships removed"));
    world.press("gg D");
    assert_eq!(world.notice(), "not a source, nor a view of yours");
}

#[test]
fn a_view_gets_a_key_in_the_sources() {
    let mut world = world();
    world.press("/ f e r r y Enter gk F Enter h c k e y Enter g H Enter");
    assert_eq!(world.notice(), "gH shows the view F");
    world.press("l ga gH");
    assert_eq!(world.app.sources.title(&world.app.list.view), "F");
    world.press("h c k e y Enter ^u Enter");
    assert_eq!((world.notice(), world.config.contains("key")), ("no key shows the view F", false));
}

#[test]
fn a_source_and_a_state_are_kept_as_what_finds_them() {
    let mut world = world();
    world.press("gu & r a i n Enter gk R Enter");
    assert!(world.config.contains("query = \"is:unread rain*\""), "{}", world.config);
    world.press("gf A l p Enter gk A A Enter gf A A Enter");
    assert_eq!(world.app.list.total, 2);
    world.press("gk o t h e r Enter");
    assert_eq!(world.notice(), "the view AA finds just this · c in the sources changes it");
    world.press("gt gk D Enter");
    assert!(world.config.contains("query = \"after:today\""), "{}", world.config);
}

#[test]
fn every_view_that_can_be_made_stands_apart_for_the_cursor_of_the_sources() {
    let mut world = world();
    world.press("/ f e r r y Enter gk F Enter / r a i n Enter gk R Enter h gg");
    let rows = names(&world).len();
    let mut seen = Vec::new();
    for _ in 0..rows {
        seen.push(world.app.sources.cursor.clone());
        world.press("j");
    }
    seen.dedup();
    assert_eq!(seen.len(), rows);
}

#[test]
fn a_list_is_turned_over_and_moves_as_before() {
    let check = |keys: &str, cursor: &str| {
        let mut world = World::with(80, 24, 300);
        world.press("gr");
        world.press(keys);
        assert_eq!(world.at(), cursor, "after {keys}");
        let number = 300 - cursor[6..].parse::<u64>().unwrap();
        assert_eq!(world.app.list.number(), Some(number), "after {keys}");
    };
    check("", "Title 299");
    check("j", "Title 298");
    check("G", "Title 0");
    check("G k", "Title 1");
    check("20G", "Title 280");
    check("250G", "Title 50");
    check("200j 150k", "Title 249");
    check("^f ^b", "Title 299");
    check("n n", "Title 297");
    check("5j N", "Title 295");
    check("50G zt L", "Title 229");
}

#[test]
fn a_list_turned_over_keeps_its_article_and_is_gone_back_to() {
    let mut world = World::with(80, 24, 300);
    world.press("50G gr");
    assert_eq!((world.at(), world.app.list.number()), ("Title 49", Some(251)));
    let place = world.app.place();
    assert_eq!(place.spot.order, Order::OLDEST);
    world.press("gu");
    assert_eq!(world.app.list.order, Order::NEWEST);
    world.press("^o");
    assert_eq!((world.at(), world.app.list.order), ("Title 49", Order::OLDEST));
    world.press("gB");
    assert_eq!(world.read().len(), 49);
}

/// Three hundred articles whose titles are in another order than their times.
fn shuffled() -> World {
    let articles: Vec<String> = (0..300).map(|n| format!("S{}|Title {:03}|text", n % 3, n * 7 % 300)).collect();
    World::new(80, 24, &articles.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn what_a_list_is_sorted_by_is_chosen() {
    for (keys, order, said, first) in [
        ("o l d", Order::OLDEST, "the oldest first", "Title 293"),
        ("t i t l e", order("title"), "by title", "Title 000"),
        ("s o u r c e - r", order("source-reversed"), "by source, from Z to A", "Title 293"),
    ] {
        let mut world = shuffled();
        world.press(&format!("gs {keys} Enter"));
        assert_eq!((world.app.list.order, world.notice(), world.at()), (order, said, first), "{keys}");
    }
    let mut world = shuffled();
    world.press(": s o r t Space t i t l e Enter");
    assert_eq!((world.app.list.order, world.at()), (order("title"), "Title 000"));
    world.press(": s o r t Space q q q Enter");
    assert_eq!(world.notice(), "a list is not sorted by qqq");
}

fn order(name: &str) -> Order {
    Order::named(name).unwrap()
}

#[test]
fn a_list_by_title_moves_marks_and_is_gone_back_to_as_any_other() {
    let check = |keys: &str, cursor: &str| {
        let mut world = shuffled();
        world.press("gs t i t l e Enter").press(keys);
        assert_eq!(world.at(), cursor, "after {keys}");
        world
    };
    let number = |world: &World| world.app.list.number();
    assert_eq!(number(&check("j", "Title 001")), Some(2));
    assert_eq!(number(&check("G", "Title 299")), Some(300));
    assert_eq!(number(&check("250G", "Title 249")), Some(250));
    check("200j 150k", "Title 050");
    check("^f ^b", "Title 000");
    check("G H", "Title 278");
    assert_eq!(check("10G Enter J J", "Title 011").reading(), Some("Title 011"));
    assert_eq!(check("10G gr", "Title 009").app.list.order, order("title-reversed"));
    check("10G gr j", "Title 008");
    // The next unread one, of what is at the top when all below is read.
    check("5G gB n", "Title 000");
    let mut world = check("4G m 2G n n", "Title 004");
    world.press("gu ^o");
    assert_eq!((world.at(), world.app.list.order), ("Title 004", order("title")));
    assert_eq!(world.app.place().spot.order, order("title"));
    let titles = |world: &World| {
        let mut read = world.read().iter().map(ToString::to_string).collect::<Vec<_>>();
        read.sort();
        read
    };
    let range = |numbers: std::ops::Range<u32>| numbers.map(|n| format!("Title {n:03}")).collect::<Vec<_>>();
    assert_eq!(titles(&check("5G gA", "Title 004")), range(0..4));
    assert_eq!(titles(&check("298G gB", "Title 297")), range(298..300));
    assert_eq!(titles(&check("10G V 3j m", "Title 012")), range(9..13));
    assert_eq!(titles(&check("10G V 250G m", "Title 249")), range(9..250));
    assert_eq!(titles(&check("250G V 10G m u", "Title 009")), range(0..0));
    assert_eq!(check("A", "Title 000").read().len(), 300);
    assert_eq!(check("& 1 5 Enter", "Title 150").app.list.total, 10);
}

#[test]
fn rows_of_a_sorted_list_that_are_marked_together_show_it_at_once() {
    let mut world = shuffled();
    world.press("gs t i t l e Enter 10G V 3j");
    world.slow = true;
    world.press("s");
    let starred: Vec<&str> =
        world.app.list.rows.iter().filter(|row| row.starred).map(|row| row.title.as_str()).collect();
    assert_eq!(starred, ["Title 009", "Title 010", "Title 011", "Title 012"]);
}

#[test]
fn a_view_keeps_its_order() {
    let mut world = shuffled();
    world.press("/ t i t l e Space 2 * Enter gs t i t l e Enter gk T w o Enter");
    assert!(world.config.contains("sort = \"title\""), "{}", world.config);
    world.press("ga gf T w o Enter");
    assert_eq!((world.at(), world.app.list.order), ("Title 200", order("title")));
}

#[test]
fn a_search_shows_the_words_around_its_hit_below_the_title() {
    let far = format!("{}The ferry was late in the harbour.", "Words before it. ".repeat(20));
    let mut world = World::new(80, 24, &[&format!("A|far|{far}"), "A|near|A ferry here.", "A|ferry|nothing"]);
    let leads = |world: &World| {
        let leads = world.app.list.rows.iter().map(|row| row.lead.as_str().chars().take(26).collect::<String>());
        leads.collect::<Vec<_>>()
    };
    world.press("/ f e r r y Enter");
    assert!(leads(&world)[0].starts_with("Words"), "titles alone need none");
    world.press("zd");
    assert_eq!(leads(&world), ["… before it. The ferry was", "A ferry here.", "nothing"]);
    world.happen(Event::Changed);
    assert!(leads(&world)[0].starts_with("… before"), "also when the rows are read again");
    world.press("/ h a r b o u r");
    assert_eq!(leads(&world), ["… was late in the harbour."]);
    world.press("Esc Esc");
    assert!(leads(&world)[0].starts_with("Words"));
}
