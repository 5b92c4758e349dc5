//! What the reader is told of sources: how they are kept, how far asking them is, and what came of it.

use crate::app::{Event, Subscription, Work};
use crate::index::Tally;
use crate::sources::{FetchReport, Fetched, Kept, Report, Stories};
use crate::text::{Clean, Complaint, count, grouped};
use std::time::Duration;

/// How sources are kept, and how asking them went.
pub fn subscriptions(kept: &[Kept], stories: &Stories) -> Vec<Subscription> {
    let subscription = |kept: &Kept| Subscription {
        id: kept.id,
        name: Clean::line(&kept.name),
        address: Clean::line(&kept.place.address()),
        folder: kept.folder.clone(),
        tags: kept.tags.clone(),
        interval: kept.interval,
        full_text: kept.full_text,
        disabled: kept.disabled,
        muted_until: kept.muted_until,
        trouble: stories.of(kept.id).trouble.as_deref().map(Clean::line),
    };
    kept.iter().map(subscription).collect()
}

/// The first mistake in the list of sources, and how many more there are.
pub fn mistake(complaints: &[Complaint]) -> Option<String> {
    let (first, more) = complaints.split_first()?;
    let more = match more.len() {
        0 => String::new(),
        more => format!(" (and {more} more: `byline sources` names them)"),
    };
    Some(format!("{}{more}", first.brief()))
}

/// How far fetching is, what came so far and how long it may take yet.
pub fn how_far(fetched: &Fetched<'_>, since: Duration) -> Work {
    let (new, failed) = (fetched.report.new_articles(), fetched.report.failed.len());
    let counts = [(new, "new"), (failed, "failed")].into_iter().filter(|(count, _)| *count > 0);
    let so_far: Vec<String> = counts.map(|(count, what)| format!("{} {what}", grouped(count as u64))).collect();
    // A pace is none after a moment.
    let left = fetched.time_left(since).filter(|_| since > Duration::from_secs(1)).map(|left| left.as_secs());
    let (done, of) = (fetched.done as u64, Some(fetched.of as u64));
    Work { what: "fetching", done, of, so_far: so_far.join(", "), left }
}

/// How many articles came in, and from which feeds, in a line.
pub fn news(new: usize, kept: &[Kept], fetched: &FetchReport, titles: &Tally) -> String {
    let from = kept.iter().filter(|kept| fetched.new.contains_key(&kept.id));
    count_from(new, &from.map(|kept| kept.called(titles)).collect::<Vec<_>>())
}

/// The same of what somebody else fetched since `before`; nothing where nothing came.
pub fn news_beside(before: &Tally, now: &Tally) -> Option<String> {
    let (new, from) = now.news_since(before);
    let from: Vec<String> = from.into_iter().map(str::to_owned).collect();
    (new > 0).then(|| count_from(new as usize, &from))
}

fn count_from(new: usize, from: &[String]) -> String {
    let new = new_ones(new);
    match from {
        [] => new,
        [first, second, third, _, ..] => format!("{new}: {first}, {second}, {third} and {} more", from.len() - 3),
        few => format!("{new}: {}", few.join(", ")),
    }
}

/// What a look for new articles came to.
pub fn outcome(folders: &Report, fetched: &FetchReport, no_sources: bool, titles: &Tally) -> Event {
    if let Some(error) = folders.failure.as_ref().or(fetched.failure.as_ref()) {
        return Event::Trouble(error.to_string());
    }
    if let Some(refused) = folders.refused.first() {
        let more = match folders.refused.len() {
            1 => String::new(),
            count => format!(" (and {} more: `byline import` names them)", count - 1),
        };
        return Event::Trouble(format!("{refused}{more}"));
    }
    let (new, changed) = (folders.new + fetched.new_articles(), folders.changed + fetched.changed);
    let lacking = match &fetched.lacking[..] {
        [] => None,
        [(kept, lack)] => Some(format!("{}: {lack}", kept.called(titles))),
        many => Some(format!("{} feeds are empty or not whole", grouped(many.len() as u64))),
    };
    match &fetched.failed[..] {
        [] => Event::Notice(match (new, changed, lacking) {
            (0, 0, Some(lacking)) => lacking,
            (new, _, Some(lacking)) => format!("{} · {lacking}", new_ones(new)),
            (0, 0, None) if no_sources => "no sources yet · a adds one".to_owned(),
            (0, 0, None) if folders.stayed > 0 && folders.stayed >= folders.articles.len() => {
                "nothing new: what lies in it stays with the folder around it".to_owned()
            }
            (0, 0, None) if !folders.outside.is_empty() => {
                format!("nothing new · didn't follow {} out of folders", count(folders.outside.len(), "link"))
            }
            (0, 0, None) => format!("nothing new{}", left_alone(fetched.put_off)),
            (new, 0, None) => format!("{}{}", new_ones(new), left_alone(fetched.put_off)),
            (new, changed, None) => format!("{}, {} changed", new_ones(new), grouped(changed as u64)),
        }),
        _ if fetched.reached_none() => Event::Trouble("no source can be reached: is there a network?".to_owned()),
        [(kept, trouble)] => Event::Trouble(format!("{} · {}: {trouble}", new_ones(new), kept.called(titles))),
        failed => {
            Event::Trouble(format!("{} · {} failed · g! lists them", new_ones(new), grouped(failed.len() as u64)))
        }
    }
}

/// What a look that was given up came to.
pub fn given_up(new: usize) -> Event {
    Event::Notice(if new > 0 { format!("cancelled · {}", new_ones(new)) } else { "cancelled".to_owned() })
}

fn new_ones(new: usize) -> String {
    format!("{} new", grouped(new as u64))
}

/// That some were not asked, since their servers or their failures say when.
fn left_alone(put_off: usize) -> String {
    match put_off {
        0 => String::new(),
        1 => " · 1 source is asked later".to_owned(),
        many => format!(" · {} sources are asked later", grouped(many as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{Lack, Place};
    use std::collections::HashMap;

    #[test]
    fn what_feeds_lack_is_told_beside_what_is_new() {
        let kept = |name: &str| Kept { name: name.to_owned(), ..Kept::new(Place::Address(format!("https://{name}/"))) };
        let told = |new: usize, lacking: &[(&str, Lack)]| {
            let lacking = lacking.iter().map(|(name, lack)| (kept(name), *lack)).collect();
            let new = if new > 0 { HashMap::from([(kept("new").id, new)]) } else { HashMap::new() };
            let fetched = FetchReport { lacking, new, ..FetchReport::default() };
            match outcome(&Report::default(), &fetched, false, &Tally::default()) {
                Event::Notice(said) => said,
                other => panic!("{other:?}"),
            }
        };
        let (empty, cut) = (("Tides", Lack::Articles), ("Ports", Lack::End));
        assert_eq!(told(0, &[empty]), "Tides: its feed holds nothing now");
        assert_eq!(told(3, &[cut]), "3 new · Ports: its feed is cut off; the entries before the break are in");
        assert_eq!(told(3, &[cut, empty]), "3 new · 2 feeds are empty or not whole");
    }

    #[test]
    fn who_was_not_asked_is_told_of() {
        let told = |put_off: usize| {
            let fetched = FetchReport { put_off, ..FetchReport::default() };
            match outcome(&Report::default(), &fetched, false, &Tally::default()) {
                Event::Notice(said) => said,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(told(0), "nothing new");
        assert_eq!(told(1), "nothing new · 1 source is asked later");
        assert_eq!(told(3), "nothing new · 3 sources are asked later");
    }
}
