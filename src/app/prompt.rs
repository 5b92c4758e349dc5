//! A prompt: a line being typed at the foot of the screen, what it is for, and what it may become.
//!
//! What is done with the line is its purpose's: searching, finding, tagging, doing.

use crate::action::{Action, Editing, Program};
use crate::app::App;
use crate::app::event::Effect;
use crate::app::line::{EditLine, LONGEST};
use crate::app::noting::NOTE_LINE;
use crate::app::outside::Form;
use crate::app::overlay::Overlay;
use crate::app::palette::{NOW, elsewhere};
use crate::app::panes::Focus;
use crate::app::place::Spot;
use crate::app::subscribing::SourceField;
use crate::article::{MAX_TAG, SourceId};
use crate::config::{Edit, MAX_VIEW_NAME};
use crate::query::{Order, Query, View};
use crate::text::{Clean, grouped};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What a line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To search everything.
    Search,
    /// To limit the present list.
    Limit,
    /// To find in the open article.
    Find,
    /// To do an action by its name.
    Command,
    /// To go to a source or view.
    GoTo,
    /// To add a tag.
    AddTag,
    /// To remove one.
    RemoveTag,
    /// To open a link of the article.
    Links,
    /// To mark what is old.
    CatchUp,
    /// To write a note.
    Note,
    /// To pipe the article to a command.
    Pipe(Form),
    /// To run a command of the reader's own.
    OwnCommand,
    /// To open an attachment.
    Attachments,
    /// To add a source.
    Add,
    /// To choose one of several feeds.
    ChooseFeed,
    /// To choose what of a source is changed.
    SourceFields,
    /// To change that of a source.
    SourceField(SourceId, SourceField),
    /// To leave a source alone for a while.
    Mute,
    /// To keep a list as a view.
    KeepView,
    /// To choose what of a view is changed.
    ViewFields,
    /// To give a view another name.
    RenameView,
    /// To give a view a key.
    ViewKey,
    /// To choose what stands first.
    Sort,
}

impl Purpose {
    /// Whether the line stands for one of the choices, and for nothing else.
    pub fn wants_a_choice(self) -> bool {
        matches!(
            self,
            Purpose::Command
                | Purpose::GoTo
                | Purpose::Links
                | Purpose::CatchUp
                | Purpose::OwnCommand
                | Purpose::Attachments
                | Purpose::Sort
                | Purpose::ChooseFeed
                | Purpose::SourceFields
                | Purpose::ViewFields
                | Purpose::Mute
                | Purpose::RemoveTag
        )
    }

    /// Whether a blank line says something: that there is nothing any more.
    fn takes_blank(self) -> bool {
        matches!(self, Purpose::Note | Purpose::SourceField(..) | Purpose::ViewKey)
    }

    /// What stands before the line.
    pub fn sign(self) -> &'static str {
        match self {
            Purpose::Search | Purpose::Find => "/",
            Purpose::Limit => "&",
            Purpose::Command => ":",
            Purpose::GoTo => "go to: ",
            Purpose::AddTag => "tag: ",
            Purpose::RemoveTag => "remove tag: ",
            Purpose::Links => "link: ",
            Purpose::CatchUp => "mark read, starred stay: ",
            Purpose::Note => "note: ",
            Purpose::Pipe(Form::Json) => "json | ",
            Purpose::Pipe(_) => "| ",
            Purpose::OwnCommand => "! ",
            Purpose::Attachments => "attachment: ",
            Purpose::Add => "add: ",
            Purpose::ChooseFeed => "feed: ",
            Purpose::SourceFields | Purpose::ViewFields => "change: ",
            Purpose::SourceField(_, field) => field.sign(),
            Purpose::Mute => "mute for: ",
            Purpose::KeepView => "keep as view: ",
            Purpose::RenameView => "call it: ",
            Purpose::ViewKey => "key: ",
            Purpose::Sort => "sort: ",
        }
    }
}

/// Something a line may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is called, and what is put into the line.
    pub name: String,
    /// What more there is to say of it.
    pub about: String,
    /// What stands at its right: a key, a count.
    pub aside: String,
    /// What taking it does.
    pub does: Does,
}

/// What taking a choice does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// The line is taken with this name.
    Name,
    /// This is done.
    Action(Action),
    /// This is shown.
    Show(View),
    /// This link of the article is opened.
    Open(usize),
    /// This address is opened.
    Address(String),
    /// What was typed is noted on this paragraph, or on the whole article.
    Note(Option<String>),
    /// This address is kept as a source.
    Add(String),
    /// This is asked for.
    AskField(SourceId, SourceField),
    /// The name of the view is asked for.
    AskViewName,
    /// The key of the view is asked for.
    AskViewKey,
    /// A file is changed so.
    Edit(Edit),
    /// All of a source is marked read but the newest.
    ReadOlder(SourceId),
    /// This command of the reader's own is run.
    Run(String),
    /// What is older than this second is marked read; all, where there is none.
    CatchUp(Option<i64>),
    /// The list is put in this order.
    Sort(Order),
}

/// A prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What the line is for.
    pub purpose: Purpose,
    /// The line.
    pub line: EditLine,
    /// What is wrong in it, and at which byte.
    pub mistake: Option<(usize, String)>,
    /// What it may become, the best first.
    pub choices: Vec<Choice>,
    /// The one that is taken.
    pub chosen: Option<usize>,
    /// Every choice, whatever is typed.
    all: Vec<Choice>,
    /// Where what is chosen by begins, in bytes.
    pub(super) from: usize,
    /// The step to be made through choices that are on their way.
    pub(super) awaited: Option<i64>,
    /// The line is to become one of the choices.
    wants_one: bool,
    /// The list and the article as they were before, for leaving.
    pub before: Spot,
    /// The pane that had the keys.
    pub focus: Focus,
    /// How far back in what was typed before, and the line that was begun.
    back: Option<(usize, String)>,
}

/// What was typed in prompts, the newest last.
pub type History = Vec<(Purpose, String)>;

/// How many lines are remembered.
const REMEMBERED: usize = 200;

impl Prompt {
    /// Narrows the choices to what was typed, the best first; those of no name in their order.
    pub fn choose(&mut self) {
        if self.purpose == Purpose::Note {
            // What is typed is the note, and chooses nothing.
            self.choices = self.all.clone();
            self.chosen = self.chosen.or((!self.choices.is_empty()).then_some(0));
            return;
        }
        let typed = self.line.text.get(self.from..).unwrap_or_default();
        let (case, normal) = (CaseMatching::Smart, Normalization::Smart);
        let by_letters = Pattern::parse(typed, case, normal);
        // A description holds nearly any letters in their order: of it whole words count, or beginnings of some.
        let by_words = Pattern::new(typed, case, normal, AtomKind::Substring);
        let (mut matcher, mut buffer) = (Matcher::new(Config::DEFAULT), Vec::new());
        let mut score = |pattern: &Pattern, text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
        let mut scored: Vec<(u32, &Choice)> = self
            .all
            .iter()
            // A name that fits counts for more than a description that does.
            .filter_map(|choice| {
                let name = score(&by_letters, &choice.name).map(|score| score * 2);
                let all = || score(&by_words, &format!("{} {}", choice.name, choice.about));
                name.or_else(all).map(|score| (score, choice))
            })
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.choices = scored.into_iter().map(|(_, choice)| choice.clone()).collect();
        self.choose_elsewhere();
        let present = self.choices.iter().position(|choice| choice.aside == NOW && self.line.text.len() == self.from);
        self.chosen = (self.wants_one && !self.choices.is_empty()).then_some(present.unwrap_or(0));
    }

    /// Puts first what the word means in vim.
    fn choose_elsewhere(&mut self) {
        let meant = elsewhere(self.line.text.trim()).filter(|_| self.purpose == Purpose::Command && self.from == 0);
        let Some(choice) = meant.and_then(|meant| self.all.iter().find(|choice| choice.name == meant.name())) else {
            return;
        };
        self.choices.retain(|other| other.name != choice.name);
        self.choices.insert(0, choice.clone());
    }

    /// Takes other choices, for what begins at a byte of the line.
    pub(super) fn offer(&mut self, from: usize, all: Vec<Choice>, wants_one: bool) {
        (self.from, self.all, self.wants_one) = (from, all, wants_one);
        self.choose();
    }

    /// Whether up and down go through the choices; in an empty palette, and from there on, they go through history.
    fn chooses(&self) -> bool {
        let recalls = self.purpose == Purpose::Command && (self.line.text.is_empty() || self.back.is_some());
        !self.choices.is_empty() && !recalls
    }

    /// Puts an earlier line into this one, or a later one.
    fn recall(&mut self, history: &History, back: bool) {
        let lines: Vec<&str> =
            history.iter().filter(|(purpose, _)| *purpose == self.purpose).map(|(_, line)| line.as_str()).collect();
        let here = self.back.as_ref().map_or(lines.len(), |(at, _)| *at);
        let wanted = if back { here.checked_sub(1) } else { (here < lines.len()).then_some(here + 1) };
        let Some(wanted) = wanted else { return };
        let begun = self.back.take().map_or_else(|| self.line.text.clone(), |(_, begun)| begun);
        self.line.set(lines.get(wanted).copied().unwrap_or(&begun));
        self.back = Some((wanted, begun));
    }
}

impl App {
    /// Begins a line.
    pub(super) fn prompt(&mut self, purpose: Purpose, all: Vec<Choice>) {
        let (before, focus) = (self.spot(), self.focus);
        let longest = match purpose {
            Purpose::Note => NOTE_LINE,
            Purpose::AddTag | Purpose::RemoveTag => MAX_TAG,
            Purpose::KeepView | Purpose::RenameView => MAX_VIEW_NAME,
            _ => LONGEST,
        };
        let line = EditLine::of(longest);
        let mut prompt = Prompt {
            purpose,
            line,
            mistake: None,
            choices: Vec::new(),
            chosen: None,
            all,
            before,
            focus,
            back: None,
            from: 0,
            awaited: None,
            wants_one: purpose.wants_a_choice(),
        };
        prompt.choose();
        self.overlay = Some(Overlay::Prompt(Box::new(prompt)));
    }

    /// Adds choices that were asked for when the line was begun.
    pub(super) fn offer(&mut self, wanted: &[Purpose], all: Vec<Choice>) {
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay
            && wanted.contains(&prompt.purpose)
        {
            prompt.all = all;
            prompt.choose();
        }
    }

    /// Fills the line with what it is to begin with, where nothing was typed yet.
    pub(super) fn fill(&mut self, purpose: Purpose, text: &str) {
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay
            && prompt.purpose == purpose
            && prompt.line.text.is_empty()
        {
            prompt.line.set(text);
        }
    }

    /// Says what is wrong in the line, and at which byte.
    pub(super) fn mistake(&mut self, at: usize, what: String) {
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
            prompt.mistake = Some((at, what));
        }
    }

    /// Puts typed or pasted text into the line.
    pub(super) fn type_text(&mut self, text: &str) {
        if let Some(Overlay::Help(help)) = &mut self.overlay
            && help.typing
        {
            return help.type_text(text);
        }
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else {
            return self.notices.say("pasted text goes into prompts: / begins one");
        };
        prompt.line.insert(text);
        prompt.back = None;
        self.line_changed();
    }

    /// Keys while a line is typed.
    pub(super) fn act_in_prompt(&mut self, action: Action) {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        match action {
            Action::Editing(Editing::Take) => return self.take_line(),
            Action::Editing(Editing::LeavePrompt) | Action::Program(Program::Escape | Program::Cancel) => {
                return self.leave_prompt();
            }
            Action::Editing(Editing::Outside) => return self.edit_note(),
            // An empty line is left by erasing once more, as in less.
            Action::Editing(Editing::EraseBack) if prompt.line.text.is_empty() => return self.leave_prompt(),
            Action::Editing(Editing::Complete | Editing::LaterLine) if prompt.purpose == Purpose::Note => {
                return prompt.step_note(1);
            }
            Action::Editing(Editing::CompleteBack | Editing::Earlier) if prompt.purpose == Purpose::Note => {
                return prompt.step_note(-1);
            }
            Action::Editing(Editing::Complete) if prompt.purpose == Purpose::Command && prompt.complete() => {
                prompt.back = None
            }
            Action::Editing(Editing::Complete) => return self.step_choice(1),
            Action::Editing(Editing::CompleteBack) => return self.step_choice(-1),
            Action::Editing(Editing::Earlier) if prompt.chooses() => return self.step_choice(-1),
            Action::Editing(Editing::LaterLine) if prompt.chooses() => return self.step_choice(1),
            Action::Editing(Editing::Earlier) => prompt.recall(&self.history, true),
            Action::Editing(Editing::LaterLine) => prompt.recall(&self.history, false),
            Action::Editing(editing) => {
                if prompt.line.edit(editing) {
                    prompt.back = None;
                }
            }
            Action::Program(Program::Redraw) => return self.effects.push(Effect::Redraw),
            Action::Program(Program::Suspend) => return self.effects.push(Effect::Suspend),
            _ => return,
        }
        self.line_changed();
    }

    fn line_changed(&mut self) {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        (prompt.mistake, prompt.awaited) = (None, None);
        prompt.choose();
        match prompt.purpose {
            Purpose::Command => self.offer_arguments(),
            Purpose::Search | Purpose::Limit => self.search_typed(),
            Purpose::Find => self.find_typed(),
            _ => {}
        }
    }

    fn leave_prompt(&mut self) {
        let Some(Overlay::Prompt(prompt)) = self.overlay.take() else { return };
        match prompt.purpose {
            Purpose::Search | Purpose::Limit => self.search_left(prompt.before, prompt.focus),
            Purpose::Find => self.find_left(),
            _ => {}
        }
    }

    fn take_line(&mut self) {
        if self.take_command() {
            return;
        }
        let Some(Overlay::Prompt(prompt)) = &self.overlay else { return };
        let (purpose, typed) = (prompt.purpose, prompt.line.text.trim().to_owned());
        let chosen = prompt.chosen.and_then(|chosen| prompt.choices.get(chosen)).cloned();
        if prompt.mistake.is_some() {
            return;
        }
        if prompt.is_search()
            && let Err(mistake) = Query::typed(&prompt.line.text)
            && !typed.is_empty()
        {
            return self.mistake(mistake.at, mistake.what);
        }
        if let Purpose::SourceField(id, field) = purpose
            && chosen.is_none()
            && let Some(source) = self.sources.subscriptions.get(&id)
            && let Err(why) = field.edit(source.address.as_str(), &typed)
        {
            return self.mistake(0, why.to_owned());
        }
        if typed.is_empty() && chosen.is_none() && !purpose.takes_blank() {
            return self.leave_prompt();
        }
        let before = prompt.before.clone();
        self.overlay = None;
        if !typed.is_empty() && purpose != Purpose::Note {
            let by_name = chosen.as_ref().filter(|_| purpose == Purpose::Command).map(|choice| choice.name.clone());
            self.remember(purpose, &by_name.unwrap_or_else(|| typed.clone()));
        }
        match (purpose, chosen) {
            (Purpose::Search | Purpose::Limit, _) => self.search_taken(before),
            (Purpose::Find, _) => self.find_taken(),
            (_, Some(Choice { does: Does::Action(action), .. })) => self.act(action, None),
            (_, Some(Choice { does: Does::Show(view), .. })) => self.go_to_view(view),
            (_, Some(Choice { does: Does::Open(link), .. })) => self.open_link_of(link),
            (_, Some(Choice { does: Does::Address(url), .. })) => self.open_address(&url),
            (_, Some(Choice { does: Does::Run(name), .. })) => self.run_command(&name),
            (_, Some(Choice { does: Does::CatchUp(before), .. })) => self.catch_up(before),
            (_, Some(Choice { does: Does::Sort(order), .. })) => self.turn_over(order),
            (_, Some(Choice { does: Does::Add(address), .. })) => self.add(&address),
            (_, Some(Choice { does: Does::AskField(id, field), .. })) => self.ask_field(id, field),
            (_, Some(Choice { does: Does::AskViewName, .. })) => self.begin_renaming(),
            (_, Some(Choice { does: Does::AskViewKey, .. })) => self.begin_view_key(),
            (_, Some(Choice { does: Does::Edit(edit), .. })) => self.effects.push(Effect::Edit(edit)),
            (_, Some(Choice { does: Does::ReadOlder(id), .. })) => self.read_older(id),
            (Purpose::Add, _) => self.add(&typed),
            (Purpose::SourceField(id, field), chosen) => {
                self.take_field(id, field, &chosen.map_or(typed, |choice| choice.name));
            }
            (Purpose::KeepView, chosen) => self.keep_view(&chosen.map_or(typed, |choice| choice.name)),
            (Purpose::RenameView, _) => self.rename_view(&typed),
            (Purpose::ViewKey, _) => self.take_view_key(&typed),
            (Purpose::Pipe(form), _) => self.take_pipe(purpose, &typed, form),
            (Purpose::Note, chosen) => self.take_note_line(chosen, &typed),
            (Purpose::AddTag, chosen) => self.tag(&chosen.map_or(typed, |choice| choice.name), true),
            (Purpose::RemoveTag, chosen) => self.tag(&chosen.map_or(typed, |choice| choice.name), false),
            _ => {
                self.notices.say(format!("nothing is called {}", Clean::line(&typed)));
            }
        }
    }

    /// Keeps a line for later prompts of its purpose.
    pub(super) fn remember(&mut self, purpose: Purpose, line: &str) {
        self.history.retain(|(of, known)| !(*of == purpose && known == line));
        self.history.push((purpose, line.to_owned()));
        let more = self.history.len().saturating_sub(REMEMBERED);
        self.history.drain(..more);
    }

    /// Every view and source, by name.
    pub(super) fn go_to_by_name(&mut self) {
        let entries = self.sources.entries(&self.now).into_iter();
        let all = entries.map(|entry| Choice {
            aside: if entry.number() > 0 { grouped(entry.number()) } else { String::new() },
            name: entry.name,
            about: String::new(),
            does: Does::Show(entry.view),
        });
        let all = all.collect();
        self.prompt(Purpose::GoTo, all);
    }
}
