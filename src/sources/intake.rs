//! Takes files and folders into the library: in batches, each on disk before the next.
//!
//! It decides which articles a file is (by its source and its path) and whether it is a known one that moved; what is
//! the same, a version or new is the library's to say.

use super::file::{Origin, read};
use super::folder::{Candidate, walk};
use super::hints::Hints;
use super::home::Homes;
use super::load::{Named, find, load, within_limit};
use super::pipeline::read_in_order;
use super::report::{Options, Progress, Report};
use super::{Kept, Place, Refusal, Refused};
use crate::article::{Article, ArticleId, Source, SourceId};
use crate::index::{IndexError, Library};
use crate::store::Version;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

const BATCH_ARTICLES: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

/// Takes files and folders in.
pub fn take_in(paths: &[PathBuf], library: &mut Library, options: &mut Options<'_>) -> Report {
    let mut intake = match Intake::new(library, options) {
        Ok(intake) => intake,
        Err(error) => return Report { failure: Some(error), ..Report::default() },
    };
    let mut planned = intake.plan(paths);
    if intake.options.cancel.load(Ordering::Relaxed) {
        intake.report.stopped = Some(Progress { done: 0, of: planned.len() });
        return intake.report;
    }
    match intake.leave_where_known(&mut planned).and_then(|()| intake.leave_out_known(planned)) {
        Ok(planned) => intake.take(&planned),
        Err(error) => intake.report.failure = Some(error),
    }
    // What was read may not be on disk where the library took no more.
    if intake.report.failure.is_none() {
        for (source, hints) in intake.hints {
            hints.write(intake.whole.contains(&source) && intake.report.stopped.is_none());
        }
    }
    intake.report
}

/// Takes in what came over standard input; its content names it, since nothing else does.
pub fn take_in_input(bytes: &[u8], library: &mut Library, options: &mut Options<'_>) -> Report {
    let mut intake = match Intake::new(library, options) {
        Ok(intake) => intake,
        Err(error) => return Report { failure: Some(error), ..Report::default() },
    };
    let source = Source {
        id: SourceId::INPUT,
        address: "-".into(),
        title: "standard input".into(),
        tags: Vec::new(),
        folder: None,
    };
    let now = intake.options.now;
    let origin = Origin { source: source.id, guid: None, modified: None, base: None, media: None, now };
    let outcome = within_limit(bytes.len() as u64, intake.options.max_body).and_then(|()| contents(bytes, &origin));
    if outcome.is_ok() {
        intake.report.failure = intake.library.add_source(&source, now).err();
    }
    let _ = intake.accept(Path::new("standard input"), outcome, false);
    intake.flush();
    intake.report
}

/// Looks through the folders that are kept.
pub fn refresh(library: &mut Library, options: &mut Options<'_>) -> Report {
    let today = options.today;
    let folders = options.kept.iter().filter(|kept| !kept.is_resting(today)).filter_map(|kept| match &kept.place {
        Place::Folder(path) => Some(path.clone()),
        Place::Address(_) | Place::Command(_) => None,
    });
    take_in(&folders.collect::<Vec<_>>(), library, options)
}

/// A file that is to be read.
struct Planned {
    file: Candidate,
    source: SourceId,
    /// Its path within the source.
    guid: String,
    /// The sources further out that it lies in as well, and its path within each.
    outer: Vec<(SourceId, String)>,
    /// Somebody named this file itself, not a folder that holds it.
    named: bool,
}

struct Intake<'a, 'o> {
    library: &'a mut Library,
    options: &'a mut Options<'o>,
    homes: Homes,
    /// The sources that the library knew before: only there can a file have moved.
    known: HashSet<SourceId>,
    batch: Vec<Version>,
    batch_bytes: usize,
    /// The articles whose old file was found to be gone: each can have moved to one place only.
    moved: HashSet<ArticleId>,
    /// What is remembered of files, by source.
    hints: HashMap<SourceId, Hints>,
    /// The sources whose folder is looked through as a whole.
    whole: HashSet<SourceId>,
    report: Report,
}

impl<'a, 'o> Intake<'a, 'o> {
    fn new(library: &'a mut Library, options: &'a mut Options<'o>) -> Result<Self, IndexError> {
        let sources = library.sources()?;
        Ok(Intake {
            library,
            known: sources.iter().map(|source| source.id).collect(),
            homes: Homes::new(sources, options.kept),
            options,
            batch: Vec::new(),
            batch_bytes: 0,
            moved: HashSet::new(),
            hints: HashMap::new(),
            whole: HashSet::new(),
            report: Report::default(),
        })
    }

    /// Finds the files, and the source of each.
    fn plan(&mut self, paths: &[PathBuf]) -> Vec<Planned> {
        let mut planned = Vec::new();
        for path in paths {
            match find(path) {
                Ok(Named::Folder(real)) => self.plan_folder(path, &real, &mut planned),
                Ok(Named::File(folder, file)) => planned.push(self.place(&folder, file, true)),
                Err(why) => self.refuse(path, why),
            }
        }
        planned
    }

    fn plan_folder(&mut self, path: &Path, real: &Path, planned: &mut Vec<Planned>) {
        let is_around = |kept: &&Kept| match &kept.place {
            Place::Folder(folder) => folder.canonicalize().is_ok_and(|folder| real.starts_with(folder)),
            Place::Address(_) | Place::Command(_) => false,
        };
        let follow =
            self.options.follow || self.options.kept.iter().filter(|kept| kept.follow).any(|kept| is_around(&kept));
        let found = walk(path, follow, self.options.cancel);
        let is_nothing = found.files.is_empty() && found.refused.is_empty() && found.outside.is_empty();
        if is_nothing && !self.options.cancel.load(Ordering::Relaxed) {
            self.refuse(path, Refusal::NothingInIt);
        }
        self.report.left_out += found.left_out;
        self.report.outside.extend(found.outside);
        self.report.refused.extend(found.refused);
        for file in found.files {
            planned.push(self.place(real, file, false));
        }
        self.whole.extend(self.homes.at(real));
    }

    /// Settles which source a file belongs to; `root` is where its name begins, by its real path.
    fn place(&mut self, root: &Path, file: Candidate, named: bool) -> Planned {
        let (source, guid) = self.homes.place(root, &file.name);
        let outer = self.homes.outer_places(root, &file.name);
        Planned { file, source, guid, outer, named }
    }

    /// Leaves the files that were taken in with a folder further out to the source of that: an article has one source
    /// for ever.
    fn leave_where_known(&mut self, planned: &mut [Planned]) -> Result<(), IndexError> {
        let mut open: Vec<(usize, SourceId, String)> = Vec::new();
        for (at, file) in planned.iter().enumerate() {
            open.extend(file.outer.iter().map(|(source, guid)| (at, *source, guid.clone())));
        }
        let id = |(_, source, guid): &(usize, SourceId, String)| ArticleId::of_guid(*source, guid);
        let known: HashSet<ArticleId> =
            self.library.known(&open.iter().map(id).collect::<Vec<_>>())?.into_iter().collect();
        for (at, source, guid) in open.into_iter().rev().filter(|place| known.contains(&id(place))) {
            if let Some(file) = planned.get_mut(at) {
                (file.source, file.guid) = (source, guid);
                self.report.stayed += 1;
            }
        }
        Ok(())
    }

    /// Leaves out the files that are as they were when they were taken in, and whose articles the library has.
    fn leave_out_known(&mut self, planned: Vec<Planned>) -> Result<Vec<Planned>, IndexError> {
        let Some(folder) = self.options.hints else { return Ok(planned) };
        let mut left = Vec::new();
        let mut planned = planned.into_iter().peekable();
        while planned.peek().is_some() {
            let some: Vec<Planned> = planned.by_ref().take(BATCH_ARTICLES).collect();
            let mut hinted: Vec<ArticleId> = Vec::new();
            for file in &some {
                let hints = self.hints.entry(file.source).or_insert_with(|| Hints::read(folder, file.source));
                hinted.extend(hints.articles_of(&file.guid, file.file.stamp).into_iter().flatten());
            }
            let known: HashSet<ArticleId> = self.library.known(&hinted)?.into_iter().collect();
            for file in some {
                let Some(hints) = self.hints.get_mut(&file.source) else { continue };
                let ids = hints.articles_of(&file.guid, file.file.stamp).map(<[_]>::to_vec);
                match ids.filter(|ids| ids.iter().all(|id| known.contains(id))) {
                    Some(ids) => {
                        self.report.same += ids.len();
                        self.report.articles.extend(&ids);
                        self.report.meet(&[file.source]);
                        hints.remember(&file.guid, file.file.stamp, ids, self.options.now);
                    }
                    None => left.push(file),
                }
            }
        }
        Ok(left)
    }

    fn take(&mut self, planned: &[Planned]) {
        let (now, limit, cancel) = (self.options.now, self.options.max_body, self.options.cancel);
        let progress = |done| Progress { done, of: planned.len() };
        let mut done = 0;
        read_in_order(
            planned,
            |planned| planned.file.size,
            cancel,
            |planned| read_contained(planned, limit, now),
            |planned, outcome| {
                if let (Ok(contents), Some(hints)) = (&outcome, self.hints.get_mut(&planned.source)) {
                    let ids = contents.articles.iter().map(|version| version.article.id).collect();
                    hints.remember(&planned.guid, planned.file.stamp, ids, now);
                }
                let went = self.accept(&planned.file.path, outcome, !planned.named);
                done += 1;
                (self.options.progress)(progress(done));
                went
            },
        );
        self.flush();
        if done < planned.len() && self.report.failure.is_none() {
            self.report.stopped = Some(progress(done));
        }
    }

    fn accept(&mut self, path: &Path, outcome: Result<Contents, Refusal>, in_folder: bool) -> ControlFlow<()> {
        match outcome {
            Err(Refusal::OtherKind) if in_folder => self.report.left_out += 1,
            Err(why) => self.refuse(path, why),
            Ok(contents) => {
                let complaints = contents.complaints.into_iter().map(|complaint| (path.to_owned(), complaint));
                self.report.complaints.extend(complaints);
                self.batch_bytes += contents.articles.iter().map(|version| version.article.body.len()).sum::<usize>();
                self.batch.extend(contents.articles);
                if self.batch.len() >= BATCH_ARTICLES || self.batch_bytes >= BATCH_BYTES {
                    self.flush();
                }
            }
        }
        if self.report.failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        if !batch.is_empty() && self.report.failure.is_none() {
            self.report.failure = self.store(batch).err();
        }
    }

    /// Puts a batch on disk: sources first, then what moved, then the articles.
    fn store(&mut self, mut batch: Vec<Version>) -> Result<(), IndexError> {
        let mut met = HashSet::new();
        batch.retain(|version| met.insert(version.article.id));
        let mut sources: Vec<SourceId> = batch.iter().map(|version| version.article.source).collect();
        sources.dedup();
        self.report.meet(&sources);
        for source in sources {
            if let Some(source) = self.homes.take_news(source) {
                self.library.add_source(&source, self.options.now)?;
            }
        }
        let ids: Vec<ArticleId> = batch.iter().map(|version| version.article.id).collect();
        let known: HashSet<ArticleId> = self.library.known(&ids)?.into_iter().collect();
        let moves = self.find_moves(&batch, &known)?;
        if !moves.is_empty() {
            self.library.alias(&moves)?;
        }
        let moves: HashMap<ArticleId, ArticleId> = moves.into_iter().collect();
        let added = match self.library.add_all(&[], batch, self.options.now) {
            Ok(added) => added,
            Err(error) => {
                // The first of them may be in all the same.
                let found = self.library.known(&ids).unwrap_or_default();
                self.report.new += found.iter().filter(|id| !known.contains(id)).count();
                self.report.articles.extend(found);
                return Err(error);
            }
        };
        self.report.articles.extend(ids.iter().map(|id| moves.get(id).unwrap_or(id)));
        self.report.new += added.new.len();
        self.report.new_articles.extend(added.new);
        self.report.changed += added.changed.len();
        self.report.moved += moves.len();
        self.report.same += added.same.saturating_sub(moves.len());
        Ok(())
    }

    /// The unknown ids whose text is known, letter for letter, by a file that is gone: each with the id it had.
    fn find_moves(
        &mut self,
        batch: &[Version],
        known: &HashSet<ArticleId>,
    ) -> Result<Vec<(ArticleId, ArticleId)>, IndexError> {
        let is_file = |article: &&Article| article.guid.is_some() && self.known.contains(&article.source);
        let files: Vec<&Article> = batch.iter().map(|version| &version.article).filter(is_file).collect();
        let mut moves = Vec::new();
        for article in files.into_iter().filter(|article| !known.contains(&article.id)) {
            let alike = self.library.same_text(article.source, &article.title, &article.body)?;
            let old = alike
                .into_iter()
                .find(|old| old.body == article.body && !self.moved.contains(&old.id) && self.homes.is_gone(old));
            if let Some(old) = old {
                self.moved.insert(old.id);
                moves.push((article.id, old.id));
            }
        }
        Ok(moves)
    }

    fn refuse(&mut self, path: &Path, why: Refusal) {
        self.report.refused.push(Refused { path: path.to_owned(), why });
    }
}

/// What is taken from a file.
struct Contents {
    /// Its articles, with their fingerprints.
    articles: Vec<Version>,
    /// What was wrong in it.
    complaints: Vec<String>,
}

fn contents(bytes: &[u8], origin: &Origin<'_>) -> Result<Contents, Refusal> {
    let holding = read(bytes, origin)?;
    let articles = holding.articles.into_iter().map(|article| Version::new(article, 1)).collect();
    Ok(Contents { articles, complaints: holding.complaints })
}

/// Reads one file; a fault in a parser costs that file only.
fn read_contained(planned: &Planned, limit: u64, now: Timestamp) -> Result<Contents, Refusal> {
    let bytes = load(&planned.file, limit)?;
    let origin = Origin {
        source: planned.source,
        guid: Some(&planned.guid),
        modified: planned.file.modified,
        base: None,
        media: None,
        now,
    };
    catch_unwind(AssertUnwindSafe(|| contents(&bytes, &origin))).unwrap_or(Err(Refusal::Fault))
}
