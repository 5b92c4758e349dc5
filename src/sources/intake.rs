//! Takes files and folders into the library: in batches, each on disk before the next.
//!
//! It decides which articles a file is (by its source and its path) and whether it is a known one that moved; what is
//! the same, a version or new is the library's to say.

use super::file::{Holding, Origin, read};
use super::folder::{Candidate, candidate, name_text, walk};
use super::home::Homes;
use super::pipeline::read_in_order;
use super::{Kept, Place, Refusal, Refused};
use crate::article::{Article, ArticleId, Source, SourceId};
use crate::index::{IndexError, Library};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

const BATCH_ARTICLES: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

/// How files are taken in.
pub struct Options<'a> {
    /// The present time.
    pub now: Timestamp,
    /// The largest file that is taken in, in bytes.
    pub max_body: u64,
    /// The sources that are kept.
    pub kept: &'a [Kept],
    /// Set to stop: what is in stays in.
    pub cancel: &'a AtomicBool,
    /// Told how far it is, after each file.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// How far taking in is, in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Looked at.
    pub done: usize,
    /// In all.
    pub of: usize,
}

/// What taking in came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Articles the library did not have.
    pub new: usize,
    /// Known articles with a new text.
    pub changed: usize,
    /// Known articles with the text that was known.
    pub same: usize,
    /// Known articles whose file has another name now.
    pub moved: usize,
    /// Files of other kinds, in folders.
    pub left_out: usize,
    /// What was not taken in, and why.
    pub refused: Vec<Refused>,
    /// What was odd in a file that was taken in.
    pub complaints: Vec<(PathBuf, String)>,
    /// Every article that was found, in order.
    pub articles: Vec<ArticleId>,
    /// Where it was stopped: files done, of how many.
    pub stopped: Option<Progress>,
    /// What kept the library from taking more.
    pub failure: Option<IndexError>,
}

/// Takes files and folders in.
pub fn take_in(paths: &[PathBuf], library: &mut Library, options: Options<'_>) -> Report {
    let mut intake = match Intake::new(library, options) {
        Ok(intake) => intake,
        Err(error) => return Report { failure: Some(error), ..Report::default() },
    };
    let planned = intake.plan(paths);
    intake.take(&planned);
    intake.report
}

/// Takes in what came over standard input; its content names it, since nothing else does.
pub fn take_in_input(bytes: &[u8], library: &mut Library, options: Options<'_>) -> Report {
    let mut intake = match Intake::new(library, options) {
        Ok(intake) => intake,
        Err(error) => return Report { failure: Some(error), ..Report::default() },
    };
    let source =
        Source { id: SourceId::of("-"), address: "-".into(), title: "standard input".into(), tags: Vec::new() };
    let now = intake.options.now;
    let origin = Origin { source: source.id, guid: None, modified: None, base: None, media: None, now };
    let outcome = intake.options.within_limit(bytes.len() as u64).and_then(|()| read(bytes, &origin));
    if let Err(error) = intake.library.add_source(&source, now) {
        intake.report.failure = Some(error);
        return intake.report;
    }
    let _ = intake.accept(Path::new("standard input"), outcome, false);
    intake.flush();
    intake.report
}

/// Looks through the folders that are kept.
pub fn refresh(library: &mut Library, options: Options<'_>) -> Report {
    let folders = options.kept.iter().filter(|kept| !kept.disabled).filter_map(|kept| match &kept.place {
        Place::Folder(path) => Some(path.clone()),
        Place::Address(_) => None,
    });
    take_in(&folders.collect::<Vec<_>>(), library, options)
}

/// A file that is to be read.
struct Planned {
    file: Candidate,
    source: SourceId,
    /// Its path within the source.
    guid: String,
    /// Somebody named this file itself, not a folder that holds it.
    named: bool,
}

struct Intake<'a, 'o> {
    library: &'a mut Library,
    options: Options<'o>,
    homes: Homes,
    batch: Vec<Article>,
    batch_bytes: usize,
    /// The articles whose old file was found to be gone: each can have moved to one place only.
    moved: HashSet<ArticleId>,
    report: Report,
}

impl Options<'_> {
    fn within_limit(&self, size: u64) -> Result<(), Refusal> {
        let limit = self.max_body;
        if size > limit { Err(Refusal::TooLarge { size, limit }) } else { Ok(()) }
    }
}

impl<'a, 'o> Intake<'a, 'o> {
    fn new(library: &'a mut Library, options: Options<'o>) -> Result<Self, IndexError> {
        let homes = Homes::new(library.sources()?, options.kept);
        let (batch, moved, report) = (Vec::new(), HashSet::new(), Report::default());
        Ok(Intake { library, options, homes, batch, batch_bytes: 0, moved, report })
    }

    /// Finds the files, and the source of each.
    fn plan(&mut self, paths: &[PathBuf]) -> Vec<Planned> {
        let mut planned = Vec::new();
        for path in paths {
            match fs::metadata(path).and_then(|metadata| Ok((path.canonicalize()?, metadata))) {
                Ok((real, metadata)) if metadata.is_dir() => self.plan_folder(path, &real, &mut planned),
                Ok((real, metadata)) if metadata.is_file() => {
                    let folder = real.parent().unwrap_or(Path::new("/"));
                    let name = name_text(real.file_name().unwrap_or_default());
                    let file = candidate(path.clone(), name, &metadata);
                    planned.push(self.place(folder, folder, file, true));
                }
                Ok(_) => self.refuse(path, Refusal::NoFile),
                Err(error) if error.kind() == ErrorKind::NotFound => self.refuse(path, Refusal::Missing),
                Err(error) => self.refuse(path, Refusal::Unreadable(error.to_string())),
            }
        }
        planned
    }

    fn plan_folder(&mut self, path: &Path, real: &Path, planned: &mut Vec<Planned>) {
        let found = walk(path, self.options.cancel);
        if found.files.is_empty() && found.refused.is_empty() && !self.options.cancel.load(Ordering::Relaxed) {
            self.refuse(path, Refusal::NothingInIt);
        }
        self.report.left_out += found.left_out;
        self.report.refused.extend(found.refused);
        for file in found.files {
            planned.push(self.place(real, real, file, false));
        }
    }

    /// Settles which source a file belongs to. `folder` is where its name begins, by its real path.
    fn place(&mut self, root: &Path, folder: &Path, file: Candidate, named: bool) -> Planned {
        let full = folder.join(&file.name);
        let within = full.parent().unwrap_or(root);
        let (source, home) = match self.homes.of(within) {
            Some((source, home)) => (source, home.to_owned()),
            None => self.homes.of_or_new(root),
        };
        let guid = full.strip_prefix(&home).map_or_else(|_| file.name.clone(), |path| name_text(path.as_os_str()));
        Planned { file, source, guid, named }
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

    fn accept(&mut self, path: &Path, outcome: Result<Holding, Refusal>, in_folder: bool) -> ControlFlow<()> {
        match outcome {
            Err(Refusal::OtherKind) if in_folder => self.report.left_out += 1,
            Err(why) => self.refuse(path, why),
            Ok(holding) => {
                let complaints = holding.complaints.into_iter().map(|complaint| (path.to_owned(), complaint));
                self.report.complaints.extend(complaints);
                for article in holding.articles {
                    self.batch_bytes += article.body.len();
                    self.batch.push(article);
                }
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
    fn store(&mut self, mut batch: Vec<Article>) -> Result<(), IndexError> {
        let mut met = HashSet::new();
        batch.retain(|article| met.insert(article.id));
        let sources: HashSet<SourceId> = batch.iter().map(|article| article.source).collect();
        for source in sources {
            if let Some(source) = self.homes.take_news(source) {
                self.library.add_source(&source, self.options.now)?;
            }
        }
        let moves = self.find_moves(&batch)?;
        if !moves.is_empty() {
            self.library.alias(&moves)?;
        }
        let moves: HashMap<ArticleId, ArticleId> = moves.into_iter().collect();
        self.report.articles.extend(batch.iter().map(|article| moves.get(&article.id).unwrap_or(&article.id)));
        let added = self.library.add(batch, self.options.now)?;
        self.report.new += added.new.len();
        self.report.changed += added.changed.len();
        self.report.moved += moves.len();
        self.report.same += added.same.saturating_sub(moves.len());
        Ok(())
    }

    /// The unknown ids whose text is known, letter for letter, by a file that is gone: each with the id it had.
    fn find_moves(&mut self, batch: &[Article]) -> Result<Vec<(ArticleId, ArticleId)>, IndexError> {
        let ids: Vec<ArticleId> = batch.iter().map(|article| article.id).collect();
        let known: HashSet<ArticleId> = self.library.known(&ids)?.into_iter().collect();
        let mut moves = Vec::new();
        for article in batch.iter().filter(|article| !known.contains(&article.id) && article.guid.is_some()) {
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

/// Reads one file; a fault in a parser costs that file only.
fn read_contained(planned: &Planned, limit: u64, now: Timestamp) -> Result<Holding, Refusal> {
    let bytes = read_bytes(&planned.file, limit)?;
    let origin = Origin {
        source: planned.source,
        guid: Some(&planned.guid),
        modified: planned.file.modified,
        base: None,
        media: None,
        now,
    };
    catch_unwind(AssertUnwindSafe(|| read(&bytes, &origin))).unwrap_or(Err(Refusal::Fault))
}

/// The bytes of a file that is not over the limit, however large it is by the time it is read.
fn read_bytes(file: &Candidate, limit: u64) -> Result<Vec<u8>, Refusal> {
    let too_large = |size| Err(Refusal::TooLarge { size, limit });
    if file.size > limit {
        return too_large(file.size);
    }
    let mut bytes = Vec::with_capacity(file.size as usize + 1);
    let open = File::open(&file.path).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let read = open.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| Refusal::Unreadable(error.to_string()))?;
    if bytes.len() as u64 > limit { too_large(bytes.len() as u64) } else { Ok(bytes) }
}
