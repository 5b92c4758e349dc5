//! What can happen to the program, and what it can ask of the world.

use crate::app::lit::Lit;
use crate::app::outside::{Outside, Printed};
use crate::app::selection::Use;
use crate::app::settings::SetStep;
use crate::app::subscribing::{Subscription, Troubled};
use crate::article::{
    Article, ArticleId, Change, Counts, Enclosure, Field, Note, OpId, Row, SortKey, SourceId, SourceRow, Value,
};
use crate::config::{Edit, Notify, SavedView, Settings};
use crate::document::Document;
use crate::keys::{Keymap, Stroke};
use crate::query::{Around, Arrival, Extent, Query, View, Window};
use crate::text::Clean;
use crate::theme::Theme;
use crate::typeset::{Anchor, Line, Measure, OpenFolds};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// The number of a request: an answer that carries an older one is dropped.
pub type Generation = u64;

/// Something that takes its time beside the look for news: a reader may give it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// What it is that was typed to be added.
    Add(String),
    /// The pages of articles.
    Pages(Vec<ArticleId>),
    /// So many articles are to be saved.
    Save(usize),
}

/// What came of pages that were fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Articles whose full text is kept, and shown of them from now on.
    pub kept: Vec<ArticleId>,
    /// The titles of the others, and why they stay as they were.
    pub refused: Vec<(Clean, String)>,
}

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Stroke),
    /// The terminal sent bytes, this long after the program started. They change nothing here until the parser makes keys of them.
    Bytes(Vec<u8>, Duration),
    /// A key that may turn out to begin a sequence, and whether it is the first such key.
    Tentative(Stroke, bool),
    /// The tentative keys were part of a sequence.
    TakeBack,
    /// Bytes that look like one sequence and so did nothing as keys; `true` if the sequence was complete and a key.
    Swallowed(String, bool),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The program came back from being suspended, or the screen must be drawn anew.
    Resumed,
    /// The time, with the beginning of the reader's day in seconds since 1970.
    Clock(Timestamp, i64),
    /// Told to stop by another program: the terminal is given back until told to go on.
    Stop,
    /// The program continues after something stopped it; the runtime sets up the terminal again.
    Continued,
    /// Told to leave by a signal, or the terminal is gone.
    Leave,
    /// A part of the list.
    Listed(Generation, Window),
    /// How many rows the view has in all.
    Counted(Generation, u64),
    /// What this query finds in some articles: words around the first hit in their texts.
    Snippets(Query, Vec<(ArticleId, Clean)>),
    /// How many unread articles the view of this name has.
    ViewCounted(String, u64),
    /// What the settings' file says now, and what was done to it.
    Configured(Box<Configured>),
    /// The number of the row with this key, from 0.
    Ranked(Generation, SortKey, u64),
    /// The tags there are, with how many articles have each, the most used first.
    Tags(Vec<(Clean, u64)>),
    /// Every theme there is, by name.
    Themes(Vec<(String, Theme)>),
    /// How many unread articles are older than each age that was asked for.
    Older(Vec<u64>),
    /// The notes on an article.
    NotesRead(ArticleId, Vec<Note>),
    /// The articles of a range, for what it was selected for: from the top of the list as long as it may be for, and how
    /// many there are.
    Selected(Use, Vec<Row>, usize),
    /// The attachments of articles, each with the title of its article.
    Attachments(Vec<ArticleId>, Vec<(Clean, Enclosure)>),
    /// A command has ended.
    Printed(Generation, Printed),
    /// The sources and the smart views' counts.
    Overview(Overview),
    /// The next unread article, asked for by [`Effect::FindUnread`].
    FoundUnread(Generation, Option<Row>),
    /// An article to read.
    Opened(Generation, Box<Opened>),
    /// The article is not in the library any more.
    Gone(Generation, ArticleId),
    /// More lines of a large article; the last time with `Progress::Done`.
    Typeset(Generation, Vec<Line>, Progress),
    /// Where something stands in a large article.
    FoundIn(Generation, Vec<Anchor>),
    /// A large article was read whole: this replaces what was shown of its beginning.
    Parsed(Generation, Arc<Document>),
    /// A command is in the journal, or could not be written and is kept in memory.
    Marked(Marked),
    /// Undo or redo came to settings that were changed: each change, in the order it is gone through.
    SetAgain(Step, Vec<SetStep>),
    /// Undo or redo found nothing to do.
    NothingToUndo(Step),
    /// What came of the pages of these articles.
    PagesFetched(Vec<ArticleId>, Fetched),
    /// The library changed: articles came in, or another program marked some.
    Changed,
    /// What the library held at the start is in the index.
    CaughtUp,
    /// The terminal answered a question of the runtime's; it changes nothing here.
    Answer(Answer),
    /// The terminal got the focus, or lost it; it changes nothing here.
    Focus(bool),
    /// New articles came in: so many, from where, in a line.
    News(String),
    /// The line to the terminal turned out to be slow, or not.
    Line(Slow),
    /// Addresses cannot be opened here: they, and of one alone a picture that a telephone reads.
    Unopened(Vec<String>, Vec<String>),
    /// A text comes back from the editor.
    Edited(String),
    /// What was asked to be told: a name for it, and the text.
    Told(String, String),
    /// The sources that are kept, as they stand now.
    Subscriptions(Vec<Subscription>),
    /// Several feeds were found where one was to be added: their titles and addresses.
    Feeds(Vec<(Clean, String)>),
    /// A source that was just added brought so many articles.
    Added(SourceId, u64),
    /// The sources that fail or are silent.
    Troubled(Vec<Troubled>),
    /// This has ended, whatever came of it.
    Answered(Question),
    /// Something long is under way; `None` when it has ended.
    Working(Option<Work>),
    /// A list or an article that was asked for cannot be had, for this reason.
    Unanswered(String),
    /// One line for the reader, of something that ended well.
    Notice(String),
    /// One line for the reader, of something that went wrong.
    Trouble(String),
}

/// What the settings' file says, as far as it can change while the program runs.
#[derive(Clone, Debug)]
pub struct Configured {
    /// The queries that are kept with a name.
    pub views: Vec<SavedView>,
    /// The effective keymap.
    pub keymap: Keymap,
    /// What was done, for the reader.
    pub said: String,
}

/// What a terminal can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has read all that was sent before the question.
    Ready,
    /// Whether it has the mode of this number.
    Mode(u32, bool),
    /// Its name and version.
    Name(String),
    /// The row and the column of its cursor, from 1.
    Place(u32, u32),
    /// What it goes by of the protocol in which a keyboard tells all; any answer says that it knows it.
    Keyboard(u32),
}

/// Whether the line to the terminal is slow: then nothing is painted that only looks better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slow(pub bool);

/// What of a list a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The list.
    pub view: View,
    /// The newest arrival it took into account.
    pub seen: Arrival,
    /// How much of it.
    pub extent: Extent,
}

/// How far typesetting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many per cent of the text.
    PerCent(u8),
    /// All of it.
    Done,
}

/// Something long that is under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// What: `indexing text`.
    pub what: &'static str,
    /// How much is done.
    pub done: u64,
    /// Of how much, where that is known.
    pub of: Option<u64>,
    /// What came of it so far; blank where there is nothing to tell.
    pub so_far: String,
    /// The seconds it will take yet, at the pace it has.
    pub left: Option<u64>,
}

/// An article with what its reader said of it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// As it stands in lists.
    pub row: Row,
    /// Its newest text; the body is empty where `document` holds it.
    pub article: Article,
    /// The body as a tree; of a large one only the beginning, with `Progress` following.
    pub document: Arc<Document>,
    /// Whether the whole document will come in [`Event::Parsed`].
    pub partial: bool,
    /// The body is shown as it was received.
    pub received: bool,
    /// What the reader noted on it.
    pub notes: Vec<Note>,
    /// Where the reader was, as `typeset::position` wrote it.
    pub position: Option<String>,
}

/// Counts for the pane of sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Every source that has articles or is subscribed.
    pub sources: Vec<SourceRow>,
    /// Those that stand nowhere any more, and that articles in the trash are of.
    pub gone: Vec<SourceRow>,
    /// All articles.
    pub all: Counts,
    /// Starred ones.
    pub starred: Counts,
    /// Those of today.
    pub today: Counts,
    /// The newest article that is counted.
    pub seen: Arrival,
}

/// Which way a step through the history of commands went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A new command.
    Do,
    /// Undone.
    Undo,
    /// Done again.
    Redo,
}

/// A command that changed marks.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The command.
    pub op: OpId,
    /// Which way.
    pub step: Step,
    /// What it came to: a field, the value it got, and how many articles changed.
    pub what: Vec<(Field, Value, usize)>,
    /// It concerned a whole list.
    pub bulk: bool,
    /// Why it is only in memory as yet.
    pub unwritten: Option<String>,
}

/// Something to be done to the world.
#[derive(Debug)]
pub enum Effect {
    /// Read a part of a view.
    List {
        /// Carried by the answer.
        generation: Generation,
        /// Which view.
        view: View,
        /// Where.
        around: Around,
        /// Rows above that place.
        above: usize,
        /// Rows below it.
        below: usize,
    },
    /// Count the rows of a view.
    Count(Generation, View),
    /// Count the rows above this one.
    Rank(Generation, View, SortKey),
    /// Read sources and counts.
    Overview,
    /// Find the next (or previous) unread article of a view.
    FindUnread {
        /// Carried by the answer.
        generation: Generation,
        /// Which view.
        view: View,
        /// From here, exclusive; from the top where there is none.
        from: Option<SortKey>,
        /// Down the list.
        forward: bool,
    },
    /// Read an article; `received` asks for the body as it was received, not typeset.
    Open {
        /// Carried by the answer.
        generation: Generation,
        /// Which article.
        id: ArticleId,
        /// As received.
        received: bool,
    },
    /// Typeset a large document.
    Typeset {
        /// Carried by the answers.
        generation: Generation,
        /// The document.
        document: Arc<Document>,
        /// The column.
        measure: Measure,
        /// The open folds.
        open: OpenFolds,
    },
    /// Look for something in a large document.
    FindIn {
        /// Carried by the answer.
        generation: Generation,
        /// The document.
        document: Arc<Document>,
        /// What is looked for.
        lit: Lit,
    },
    /// Write a command to the journal.
    Mark(OpId, Vec<Change>),
    /// Mark a part of a list: what was in it when the key was pressed.
    MarkView(OpId, Listed, Change),
    /// Read the tags there are, with their counts.
    Tags,
    /// Count the unread articles of a view that are of before each of these seconds.
    CountOlder(View, Vec<i64>),
    /// Lend the terminal to the reader's editor with this text.
    EditOutside(String),
    /// Read the notes on an article.
    ReadNotes(ArticleId),
    /// Read every theme there is.
    Themes,
    /// Go by these settings from now on.
    Settings(Box<Settings>),
    /// Read the words around what a query finds in these articles.
    Snippets(Query, Vec<ArticleId>),
    /// Count the unread articles of the views of these names.
    CountViews(Vec<(String, View)>),
    /// Change the settings' file.
    Edit(Edit),
    /// Remember that a setting was changed, for undo.
    Set(Box<SetStep>),
    /// Undo the last command.
    Undo,
    /// Redo the last undone command.
    Redo,
    /// Keep these in the list although its view no longer matches them.
    Keep(Vec<ArticleId>),
    /// The list was left: keep nothing.
    ForgetKept,
    /// Look through the sources again; through all of them, or this one.
    Refresh(Option<SourceId>),
    /// Fetch the pages of articles and keep their texts.
    FetchPages(Vec<ArticleId>),
    /// Keep what was typed as a source, or take it in.
    Add(String),
    /// Tell the story of a source.
    SourceStory(SourceId),
    /// Tell the story of an article.
    ArticleStory(ArticleId),
    /// Find the sources that fail or are silent.
    Troubled,
    /// Stop what is under way.
    Cancel,
    /// Give articles, each with the name of its source, to the world outside.
    HandOut(Vec<(ArticleId, String)>, Outside),
    /// Find the articles of a part of a list, for this use of them.
    Select(Listed, Use),
    /// End the command that runs.
    GiveUp,
    /// Read the attachments of articles.
    Attachments(Vec<ArticleId>),
    /// Open addresses outside.
    OpenAddresses(Vec<String>),
    /// Put text into the clipboard of the terminal.
    Copy(String),
    /// Tell whoever does not look at the screen.
    Notify(Notify, String),
    /// Tell what the line carried.
    TellNet,
    /// Give the terminal back and stop until told to go on.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Leave.
    Quit,
}
