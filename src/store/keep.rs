//! Which records a compacted file still needs.
//!
//! It touches no file. What it lets go is implied by other records of the same files: nothing is given up because some
//! other device has it.

use super::fold::Fold;
use super::record::{MarkLine, Record, Stamp, Version, VersionOrder};
use crate::article::{ArticleId, DeviceId, Field, OpId};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

/// Commands can be undone for this long at least.
const UNDOABLE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How many texts of an article are kept besides the first and the latest.
const BETWEEN: usize = 10;

/// Says of each record of a device's files, in their order, whether it is still needed.
pub(super) struct Keeper<'a> {
    device: DeviceId,
    now: Timestamp,
    /// What the whole library says.
    all: &'a Fold,
    /// What the files that are written again say.
    own: &'a Fold,
    /// Commands of which some line is needed.
    needed: HashSet<OpId>,
    /// Of commands of several parts, those that stand in the files that are written again.
    parts: HashMap<OpId, HashSet<u32>>,
    /// What is kept already, so that it is kept once.
    texts: HashSet<(ArticleId, ArticleId, VersionOrder)>,
    firsts: HashSet<(ArticleId, ArticleId)>,
    marks: HashSet<(Stamp, OpId, (u32, u32))>,
    others: HashSet<Vec<u8>>,
}

impl<'a> Keeper<'a> {
    pub fn new(device: DeviceId, now: Timestamp, all: &'a Fold, own: &'a Fold) -> Self {
        Keeper {
            device,
            now,
            all,
            own,
            needed: HashSet::new(),
            parts: HashMap::new(),
            texts: HashSet::new(),
            firsts: HashSet::new(),
            marks: HashSet::new(),
            others: HashSet::new(),
        }
    }

    /// Takes note of a mark, before any is asked for: a command stays whole.
    pub fn weigh(&mut self, mark: &MarkLine) {
        // What undid a command stays as long as that does: without it undo would meet the command again.
        let follows = mark.undoes.is_some_and(|of| self.needed.contains(&of));
        if follows || !self.is_superseded(mark) {
            self.needed.insert(mark.op);
        }
        if mark.part.1 > 1 {
            self.parts.entry(mark.op).or_default().insert(mark.part.0);
        }
    }

    /// Whether some part of its command stands in a file that is not written again here: without its last part, none of
    /// the others counts.
    fn is_elsewhere_too(&self, mark: &MarkLine) -> bool {
        mark.part.1 > 1 && self.parts.get(&mark.op).is_none_or(|parts| parts.len() < mark.part.1 as usize)
    }

    /// Whether the record, which stands on its line as `line`, is needed in the file that replaces its own.
    pub fn keeps(&mut self, record: &Record, line: &[u8]) -> bool {
        match record {
            Record::Article(version) => self.keeps_text(version),
            Record::Mark(mark) => {
                (self.needed.contains(&mark.op) || self.is_elsewhere_too(mark))
                    && self.marks.insert((mark.stamp(), mark.op, mark.part))
            }
            Record::Drop(drop) => self.own.drop_n(drop.id) == drop.n && self.others.insert(line.to_vec()),
            Record::Source(source) => {
                self.own.source(source.source.id) == Some(source) && self.others.insert(line.to_vec())
            }
            Record::Alias(_) | Record::Reuse(_) => self.others.insert(line.to_vec()),
            // The files it stood for are gone by now.
            Record::Replaces(_) => false,
            Record::Unknown => true,
        }
    }

    fn keeps_text(&mut self, version: &Version) -> bool {
        let (id, reuses) = (version.article.id, self.all.aliases().reuses());
        let article = reuses.home(id, version.article.published);
        if self.all.is_gone(article) {
            return false;
        }
        let own = self.own.texts_under(id, article, reuses);
        let (Some(own), Some(all)) = (own, self.all.texts(article)) else { return true };
        let order = version.order();
        let orders = all.in_order();
        let recent = &orders[orders.len().saturating_sub(BETWEEN + 1)..];
        let is_wanted = orders.first() == Some(&order)
            || recent.contains(&order)
            || own.shown() == Some(order)
            || all.shown() == Some(order);
        let is_first = own.is_first(version) && self.firsts.insert((id, article));
        (is_first || is_wanted && own.has(order)) && self.texts.insert((id, article, order))
    }

    /// Whether later marks of this device say all that this one says, and it cannot be undone any more.
    fn is_superseded(&self, mark: &MarkLine) -> bool {
        let is_old = mark.field == Field::Position || self.now.duration_since(mark.at) > UNDOABLE;
        is_old
            && mark.device == self.device
            && mark.ids.iter().all(|id| self.own.mark_under(*id, &mark.field).is_some_and(|m| m.stamp > mark.stamp()))
    }
}
