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
    assert_eq!((world.app.list.order, world.app.list.density), (Order::Newest, Density::Roomy));
    world.press("gH");
    assert_eq!((world.app.list.order, world.app.list.density), (Order::Oldest, Density::Lead));
    assert_eq!((world.at(), world.app.list.number()), ("Ferry sails", Some(1)));
    world.press("ga");
    assert_eq!((world.app.list.order, world.app.list.density), (Order::Newest, Density::Roomy));
}

#[test]
fn a_view_is_renamed_and_removed_in_the_sources() {
    let mut world = world();
    world.press("/ f e r r y Enter gk F Enter h");
    world.press("c ^u S h i p s Enter");
    assert_eq!(names(&world)[4].0, "Ships");
    world.press("j k D");
    assert_eq!((names(&world)[4].0.as_str(), world.notice()), ("Alpha", "view Ships removed"));
    world.press("gg D");
    assert_eq!(world.notice(), "not a source, nor a view of yours");
}

#[test]
fn a_source_and_a_state_are_kept_as_what_finds_them() {
    let mut world = world();
    world.press("gu & r a i n Enter gk R Enter");
    assert!(world.config.contains("query = \"is:unread rain*\""), "{}", world.config);
    world.press("gf A l p Enter gk A A Enter gf A A Enter");
    assert_eq!(world.app.list.total, 2);
    world.press("gk o t h e r Enter");
    assert_eq!(world.notice(), "the view AA finds just this · c in the sources renames it");
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
    assert_eq!(place.spot.order, Order::Oldest);
    world.press("gu");
    assert_eq!(world.app.list.order, Order::Newest);
    world.press("^o");
    assert_eq!((world.at(), world.app.list.order), ("Title 49", Order::Oldest));
    world.press("gB");
    assert_eq!(world.read().len(), 49);
}

#[test]
fn what_stands_first_is_chosen() {
    let mut world = World::with(80, 24, 30);
    world.press("gs o l d Enter");
    assert_eq!((world.app.list.order, world.notice()), (Order::Oldest, "the oldest first"));
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
