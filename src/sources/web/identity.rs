//! Decides which article an entry is: a known article may arrive without an id, or with another id than before.
//!
//! Entries without an id are distinguished by their dates. Known articles with a new id are recognized by link and title.

use crate::article::{Article, ArticleId, SourceId};
use crate::feed::{Entry, IdFrom, lasting_link};
use crate::index::{IndexError, KnownText, Library};
use crate::store::Version;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// A text shorter than this may well occur under two links.
const TELLING: usize = 200;

/// What a feed says about an entry's identity, besides its id.
#[derive(Clone, Copy, Debug)]
pub(in crate::sources) struct Traits {
    short: ArticleId,
    long: ArticleId,
    from: IdFrom,
    time: Option<Timestamp>,
    is_twin: bool,
    links_to_site: bool,
}

impl Traits {
    pub fn of(entry: &Entry, source: SourceId) -> Self {
        let (short, from) = entry.short_id(source);
        Traits {
            short,
            long: entry.long_id(source),
            from,
            time: entry.time(),
            is_twin: entry.is_twin,
            links_to_site: entry.links_to_site,
        }
    }

    /// Whether the link belongs to this entry alone, judging by its answer.
    fn has_own_link(&self) -> bool {
        self.from == IdFrom::Link && !self.is_twin && !self.links_to_site
    }
}

/// Traits by the ids from the answers.
pub(in crate::sources) type AllTraits = HashMap<ArticleId, Traits>;

/// The ids that replace the ids from the answers.
pub(super) type Renamed = HashMap<ArticleId, ArticleId>;

/// Distinguishes entries without an id: an entry whose short id belongs to an article with another date (undated: another
/// text) gets the long id.
pub(super) fn tell_apart(library: &mut Library, batch: &[Version], traits: &AllTraits) -> Result<Renamed, IndexError> {
    let mut alike: HashMap<ArticleId, Vec<(&Version, Traits)>> = HashMap::new();
    for version in batch {
        if let Some(traits) = traits.get(&version.article.id).filter(|traits| traits.from != IdFrom::Guid) {
            alike.entry(traits.short).or_default().push((version, *traits));
        }
    }
    let texts = library.texts_of(&alike.keys().copied().collect::<Vec<_>>())?;
    // Nearly all have their id to themselves and match the library.
    alike.retain(|short, entries| match (entries.as_slice(), texts.get(short)) {
        ([_], None) => false,
        ([(version, _)], Some(texts)) => !texts.iter().any(|text| text.print == version.print),
        _ => true,
    });
    let longs: Vec<ArticleId> = alike.values().flatten().map(|(_, traits)| traits.long).collect();
    let longs: HashSet<ArticleId> = library.known(&longs)?.into_iter().collect();
    let mut renamed = Renamed::new();
    for (short, entries) in alike {
        let open: Vec<&(&Version, Traits)> =
            entries.iter().filter(|(_, traits)| !longs.contains(&traits.long)).collect();
        let holder = match texts.get(&short).filter(|texts| !texts.is_empty()) {
            None => oldest(&open),
            Some(texts) => match holder(&open, texts) {
                None if entries.len() == 1 && is_edit(library, entries[0])? => Some(entries[0].0.article.id),
                holder => holder,
            },
        };
        for (version, traits) in entries {
            let (had, now) = (version.article.id, if holder == Some(version.article.id) { short } else { traits.long });
            if had != now {
                renamed.insert(had, now);
            }
        }
    }
    Ok(renamed)
}

/// The entry that an earlier answer most likely had too. Feeds put the newest entry first.
fn oldest(entries: &[&(&Version, Traits)]) -> Option<ArticleId> {
    let oldest = entries.iter().rev().min_by_key(|(_, traits)| traits.time.unwrap_or(Timestamp::MAX));
    oldest.map(|(version, _)| version.article.id)
}

/// The entry that matches the known article with these texts, by date or, if either has none, by text. The text shown is
/// compared first.
fn holder(entries: &[&(&Version, Traits)], texts: &[KnownText]) -> Option<ArticleId> {
    let is_one = |version: &Version, traits: &Traits, text: &KnownText| match (traits.time, text.published) {
        (Some(time), Some(published)) => time == published,
        _ => version.exact == text.exact,
    };
    let mut texts: Vec<&KnownText> = texts.iter().collect();
    texts.sort_by_key(|text| !text.is_shown);
    let entry_of = |text: &&KnownText| entries.iter().rev().find(|(version, traits)| is_one(version, traits, text));
    texts.iter().find_map(entry_of).map(|(version, _)| version.article.id)
}

/// Whether an entry that has its short id to itself is the known article with a new date and text: its link is its own and
/// was never shared.
fn is_edit(library: &mut Library, (version, traits): (&Version, Traits)) -> Result<bool, IndexError> {
    if !traits.has_own_link() {
        return Ok(false);
    }
    let (article, known) = (&version.article, library.goes_by(traits.short));
    let alike = library.same_title(article.source, &article.title)?;
    Ok(!alike.iter().any(|other| other.id != known && link_of(other) == link_of(article)))
}

/// The result of [`recognize`].
#[derive(Debug, Default)]
pub(in crate::sources) struct Recognized {
    /// New aliases of known articles, still to be written.
    pub aliases: Vec<(ArticleId, ArticleId)>,
    /// The ids that replace the articles' own.
    pub renamed: Renamed,
}

/// An entry with an id that the library does not know.
struct Unknown<'a> {
    article: &'a Article,
    /// The id from its link or, if the link is missing or shared, from link, title and date.
    lasting: ArticleId,
    has_own_link: bool,
}

/// Recognizes known articles under new ids, so that a feed with new guids for everything marks nothing unread.
///
/// The first new id of an article becomes an alias. At the second one, its lasting id becomes an alias, and once that
/// happens to most of a source, all its new articles get lasting ids. After that, ids that never return get no aliases. In a
/// new source, no article has another id.
pub(in crate::sources) fn recognize<'a>(
    library: &mut Library,
    batch: impl Iterator<Item = &'a Article>,
    traits: &AllTraits,
    is_fresh: impl Fn(SourceId) -> bool,
) -> Result<Recognized, IndexError> {
    let batch: Vec<&Article> = batch.filter(|article| !is_fresh(article.source)).collect();
    let ids: Vec<ArticleId> = batch.iter().map(|article| article.id).collect();
    let known: HashSet<ArticleId> = library.known(&ids)?.into_iter().collect();
    let unknown = unknown(&batch, &known, traits);
    if unknown.is_empty() {
        return Ok(Recognized::default());
    }
    let lasting: Vec<ArticleId> = unknown.iter().map(|unknown| unknown.lasting).collect();
    let lasting: HashSet<ArticleId> = library.known(&lasting)?.into_iter().collect();
    let takes_links = |library: &Library, source| {
        let (links, own) = ArticleId::links_of(source);
        library.goes_by(links) == library.goes_by(own)
    };
    // An article that is in the answer under its own id is not another one, and each has one successor.
    let mut taken: HashSet<ArticleId> = ids.iter().map(|id| library.goes_by(*id)).collect();
    let mut recognized = Recognized::default();
    let (mut first, mut again, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for Unknown { article, lasting: id, has_own_link } in unknown {
        let is_settled = lasting.contains(&id) && (takes_links(library, article.source) || library.goes_by(id) != id);
        if is_settled && taken.insert(library.goes_by(id)) {
            recognized.renamed.insert(article.id, id);
            continue;
        }
        let found = find(library, article, has_own_link, &taken)?;
        match found.first() {
            None => new.push((article, id)),
            Some(old) if library.count_names(*old)? > 1 => {
                taken.extend(&found);
                again.push((article, id, found));
            }
            Some(old) => {
                taken.insert(*old);
                first.push((article, id, *old));
            }
        }
    }
    let mut by_links: HashMap<SourceId, bool> = HashMap::new();
    for source in batch.iter().map(|article| article.source) {
        by_links.entry(source).or_insert_with(|| {
            let count = again.iter().filter(|(article, ..)| article.source == source).count();
            let stable = batch.iter().filter(|article| article.source == source && known.contains(&article.id)).count();
            let changes = count > stable;
            if changes && !takes_links(library, source) {
                recognized.aliases.push(ArticleId::links_of(source));
            }
            changes || takes_links(library, source)
        });
    }
    let by_links = |article: &Article| by_links.get(&article.source) == Some(&true);
    for (article, id, found) in again {
        // Each machine may know it by another id.
        recognized.aliases.extend(found.into_iter().map(|old| (id, old)));
        recognized.renamed.insert(article.id, id);
    }
    for (article, id, old) in first {
        if by_links(article) {
            recognized.renamed.insert(article.id, id);
        }
        recognized.aliases.push((if by_links(article) { id } else { article.id }, old));
    }
    recognized
        .renamed
        .extend(new.into_iter().filter(|(article, _)| by_links(article)).map(|(article, id)| (article.id, id)));
    recognized.aliases.retain(|(id, of)| id != of);
    Ok(recognized)
}

/// The entries that the library does not know, each with its lasting id.
fn unknown<'a>(batch: &[&'a Article], known: &HashSet<ArticleId>, traits: &AllTraits) -> Vec<Unknown<'a>> {
    let mut links: HashMap<(SourceId, String), usize> = HashMap::new();
    for article in batch {
        if let Some(link) = link_of(article) {
            *links.entry((article.source, link)).or_default() += 1;
        }
    }
    let lasting = |article: &&'a Article| {
        let article: &'a Article = article;
        let link = link_of(article);
        let is_site = traits.get(&article.id).is_some_and(|traits| traits.links_to_site);
        let own = link.clone().filter(|link| !is_site && links.get(&(article.source, link.clone())) == Some(&1));
        let id = match &own {
            Some(link) => ArticleId::of_link(article.source, link),
            None => {
                let apart = article.published.map_or_else(|| article.body.clone(), |time| time.to_string());
                let content = format!("{}\n{}\n{apart}", link.unwrap_or_default(), article.title);
                ArticleId::of_content(article.source, &content)
            }
        };
        Unknown { article, lasting: id, has_own_link: own.is_some() }
    };
    let mut unknown: Vec<Unknown<'a>> =
        batch.iter().filter(|article| !known.contains(&article.id)).map(lasting).collect();
    let mut counts: HashMap<ArticleId, usize> = HashMap::new();
    unknown.iter().for_each(|unknown| *counts.entry(unknown.lasting).or_default() += 1);
    for unknown in unknown.iter_mut().filter(|unknown| counts.get(&unknown.lasting).is_some_and(|count| *count > 1)) {
        let content = format!("{}\n{}", unknown.lasting, unknown.article.body);
        unknown.lasting = ArticleId::of_content(unknown.article.source, &content);
    }
    unknown
}

/// The known articles that an entry with a new id may be, the one with its text first. They have its title and either its
/// own link or, if that is missing or shared, its date; or they have the same long text.
fn find(
    library: &mut Library,
    article: &Article,
    has_own_link: bool,
    taken: &HashSet<ArticleId>,
) -> Result<Vec<ArticleId>, IndexError> {
    let mut alike = library.same_title(article.source, &article.title)?;
    let has_link = |old: &Article| link_of(old) == link_of(article);
    let is_shared = !has_own_link || alike.iter().filter(|old| has_link(old)).count() > 1;
    alike.retain(|old| {
        let same_date = old.published == article.published && (old.published.is_some() || old.body == article.body);
        let by_link = has_link(old) && (!is_shared || same_date);
        let by_text = old.body.len() >= TELLING && old.body == article.body && old.published == article.published;
        !taken.contains(&old.id) && (by_link || by_text)
    });
    alike.sort_by_key(|old| old.body != article.body);
    // Only articles with the same text may be the same article twice.
    let same = alike.iter().skip(1).take_while(|old| old.body == article.body);
    Ok(alike.iter().take(1).chain(same).map(|old| old.id).collect())
}

fn link_of(article: &Article) -> Option<String> {
    article.url.as_deref().map(lasting_link)
}
