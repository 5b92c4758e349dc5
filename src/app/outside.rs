//! Out of the program: an article saved, piped, given to a command of the reader's own; its attachments; what a command
//! printed, in a pane.
//!
//! It starts nothing and writes nothing: what is to be done leaves as an effect.

use crate::action::{Action, FORMS, Motion, Program};
use crate::app::App;
use crate::app::event::{Effect, Generation};
use crate::app::output::Output;
use crate::app::overlay::{Overlay, rows_of};
use crate::app::prompt::{Choice, Does, Purpose};
use crate::app::selection::Use;
use crate::article::{ArticleId, Enclosure};
use crate::config::UserCommand;
use crate::text::{self, Clean, NoCommand, count, nearest, split_command};

/// What an article is written as for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// Plain text, a paragraph a line.
    Text,
    /// The object that the command line prints, with note and text.
    Json,
}

/// What is done with articles outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Each becomes a file of its own.
    Save(Form),
    /// A command gets them on standard input, one behind the other; its answer carries the number.
    Pipe(Generation, Vec<String>, Form),
    /// A command of the reader's own is run for each in turn, with its parts in the environment.
    Command(Generation, Vec<String>),
}

/// What became of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// What it printed, as it came.
    pub text: String,
    /// More of it was left out.
    pub cut: bool,
    /// Why it failed.
    pub failed: Option<String>,
    /// It was given up when it had been run for so many articles, of so many.
    pub given_up: Option<(usize, usize)>,
}

impl Form {
    fn named(name: &str) -> Option<Form> {
        let forms = [Form::Markdown, Form::Text, Form::Json];
        FORMS.into_iter().zip(forms).find_map(|(known, form)| (known == name).then_some(form))
    }
}

impl App {
    /// Actions of this area that were given a text.
    pub(super) fn program_with(&mut self, program: Program, text: &str) {
        match program {
            Program::Save => match Form::named(text) {
                Some(form) => self.use_articles(Use::HandOut(Outside::Save(form))),
                None => self.notices.trouble("save takes markdown, text or json"),
            },
            Program::Pipe => drop(self.pipe(text, Form::Text)),
            Program::PipeJson => drop(self.pipe(text, Form::Json)),
            Program::Command => self.run_command(text),
            Program::Set => self.set(text),
            Program::Theme => self.choose_theme(text),
            _ => {}
        }
    }

    /// Asks for the command to pipe to.
    pub(super) fn ask_pipe(&mut self, form: Form) {
        match self.meant() {
            Some(_) => self.prompt(Purpose::Pipe(form), Vec::new()),
            None => self.say_no_article(),
        }
    }

    /// Pipes the article to the command of a typed line; what is wrong with the line is told.
    pub(super) fn pipe(&mut self, line: &str, form: Form) -> Result<(), NoCommand> {
        let words = split_command(line).inspect_err(|error| self.notices.trouble(error.to_string()))?;
        if !words.is_empty() {
            self.run(Clean::line(line).to_string(), |run| Outside::Pipe(run, words, form));
        }
        Ok(())
    }

    /// Takes the line of a pipe; one that is wrong can be mended.
    pub(super) fn take_pipe(&mut self, purpose: Purpose, line: &str, form: Form) {
        if let Err(why) = self.pipe(line, form) {
            self.prompt(purpose, Vec::new());
            self.fill(purpose, line);
            self.mistake(why.at(), why.to_string());
        }
    }

    /// Runs a command of the reader's own on the article.
    pub(super) fn run_command(&mut self, name: &str) {
        match self.commands.iter().find(|command| command.name == name) {
            Some(UserCommand { name, words }) => {
                let (name, words) = (name.clone(), words.clone());
                self.run(name, |run| Outside::Command(run, words));
            }
            None => {
                let near = nearest(name, self.commands.iter().map(|command| command.name.as_str()));
                let hint = near.map_or("[commands] in config.toml names yours".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
                self.notices.trouble(format!("no command is called `{}`; {hint}", Clean::line(name)));
            }
        }
    }

    /// The reader's own commands, to be chosen from.
    pub(super) fn choose_command(&mut self) {
        if self.commands.is_empty() {
            return self.notices.say("no command of your own: [commands] in config.toml names them");
        }
        let choices = self.command_choices().collect();
        self.prompt(Purpose::OwnCommand, choices);
    }

    /// The reader's own commands, each with what it runs and its keys.
    pub(super) fn command_choices(&self) -> impl Iterator<Item = Choice> {
        let context = self.context();
        self.commands.iter().map(move |command| {
            let call = format!("command {}", command.name);
            let bound = self.keymap.bindings(context).iter().filter(|(_, bound)| bound.to_string() == call);
            let keys: Vec<String> = bound.map(|(keys, _)| keys.to_string()).collect();
            Choice {
                name: call,
                about: Clean::line(&command.words.join(" ")).to_string(),
                aside: keys.join("  "),
                does: Does::Run(command.name.clone()),
            }
        })
    }

    fn run(&mut self, name: String, what: impl FnOnce(Generation) -> Outside) {
        self.runs += 1;
        let generation = self.runs;
        if self.meant().is_some() {
            self.overlay = Some(Overlay::Output(Output { running: true, ..Output::new(name, generation, Vec::new()) }));
        }
        self.use_articles(Use::HandOut(what(generation)));
    }

    /// Whether a command runs: what is typed waits for its end.
    pub fn is_running(&self) -> bool {
        matches!(&self.overlay, Some(Overlay::Output(output)) if output.running)
    }

    /// Ends the command that runs.
    pub(super) fn give_up(&mut self) {
        if self.is_running()
            && let Some(Overlay::Output(output)) = self.overlay.take()
        {
            self.given_up = Some((output.generation, output.name));
            self.effects.push(Effect::GiveUp);
        }
    }

    /// A command has ended: what it printed is shown, also for the first of several articles when it was given up.
    pub(super) fn printed(&mut self, generation: Generation, printed: Printed) {
        let width = self.output_width();
        let given_up =
            printed.given_up.map(|(ran, of)| format!("given up: it ran for {ran} of {}", count(of, "article")));
        if self.overlay.is_none()
            && given_up.is_some()
            && let Some((_, name)) = self.given_up.take_if(|(of, _)| *of == generation)
        {
            self.overlay = Some(Overlay::Output(Output::new(name, generation, Vec::new())));
        }
        let Some(Overlay::Output(output)) = &mut self.overlay else { return };
        if output.generation != generation {
            return;
        }
        output.running = false;
        let name = output.name.clone();
        if printed.text.trim().is_empty() {
            self.overlay = None;
        } else {
            output.lines = printed.text.trim_end().lines().map(|line| Clean::verbatim(line, 8)).collect();
            output.lines.extend(printed.cut.then(|| Clean::line("… there is more, which is left out")));
            output.lines.extend(given_up.iter().map(|how| Clean::line(&format!("… {how}"))));
            output.set(width);
        }
        match (printed.failed, given_up) {
            (Some(why), None) => self.notices.trouble(format!("{name}: {}", Clean::line(&why))),
            (Some(why), Some(how)) => self.notices.trouble(format!("{name}: {how}; {}", Clean::line(&why))),
            (None, Some(how)) => self.notices.say(format!("{name}: {how}")),
            (None, None) if self.overlay.is_none() => self.notices.say(format!("{name}: done, nothing printed")),
            (None, None) => {}
        }
    }

    /// Where there is no browser, an address is for the reader's own: alone on a row, copied, and one as a picture.
    pub(super) fn show_addresses(&mut self, urls: &[String], picture: &[String]) {
        let told = if let [_] = urls { "the address is" } else { "the addresses are" };
        // A telephone reads only a whole picture.
        let room = (usize::from(self.output_width()), rows_of(self.panes.size));
        let fits = picture.len() <= room.1 && picture.iter().all(|row| text::width(row) <= room.0);
        let picture = if fits { picture } else { &[] };
        self.tell(format!("no desktop here: {told} copied"), &[urls, picture].concat().join("\n"));
        self.notices.say(match (urls, picture) {
            ([_], []) => "copied; or select it",
            (_, []) => "copied; or select them",
            _ => "copied; or select it, or point a telephone at it",
        });
        self.effects.push(Effect::Copy(urls.join("\n")));
    }

    /// Shows what was asked to be told.
    pub(super) fn tell(&mut self, name: String, text: &str) {
        let lines = text.lines().map(|line| Clean::verbatim(line, 8)).collect();
        self.overlay = Some(Overlay::Output(Output::new(name, self.runs, lines)));
        self.set_output();
    }

    /// Sets what a command printed, or help, anew, where the screen has another width.
    pub(super) fn set_output(&mut self) {
        let width = self.output_width();
        let height = rows_of(self.panes.size);
        match &mut self.overlay {
            Some(Overlay::Output(output)) => {
                output.set(width);
                output.top = output.top.min(output.rows.len().saturating_sub(height));
            }
            Some(Overlay::Help(help)) if help.width() != self.panes.size.0 => help.set(self.panes.size.0),
            _ => {}
        }
    }

    fn output_width(&self) -> u16 {
        self.panes.size.0.saturating_sub(2)
    }

    /// Keys while the output of a command is shown.
    pub(super) fn act_in_output(&mut self, action: Action, by: Option<i64>) {
        let height = rows_of(self.panes.size);
        let Some(Overlay::Output(output)) = &mut self.overlay else { return };
        let last = output.rows.len().saturating_sub(height) as i64;
        match (by, action) {
            (Some(by), _) => output.top = (output.top as i64).saturating_add(by).clamp(0, last) as usize,
            (None, Action::Motion(Motion::Back))
            | (None, Action::Program(Program::Quit | Program::Escape | Program::Cancel)) => self.overlay = None,
            _ => self.notices.say("nothing to do that with here"),
        }
    }

    /// The attachments of articles are known, each with the title of its article: one alone is opened, of several one is
    /// chosen.
    pub(super) fn attachments(&mut self, ids: &[ArticleId], all: &[(Clean, Enclosure)]) {
        if self.meant().is_none_or(|row| !ids.contains(&row.key.id)) {
            return;
        }
        let is_of_one = ids.len() == 1;
        match all {
            [] if is_of_one => self.notices.say("this article has no attachment"),
            [] => self.notices.say("nothing that is selected has an attachment"),
            [(_, one)] => self.open_address(&one.url),
            several => {
                let choice = |(title, enclosure): &(Clean, Enclosure)| match is_of_one {
                    true => attachment(enclosure),
                    false => Choice { about: title.to_string(), ..attachment(enclosure) },
                };
                self.prompt(Purpose::Attachments, several.iter().map(choice).collect());
            }
        }
    }

    /// Opens an address outside.
    pub(super) fn open_address(&mut self, url: &str) {
        let url = Clean::line(url).to_string();
        self.notices.say(format!("opened {url}"));
        self.effects.push(Effect::OpenAddresses(vec![url]));
    }
}

/// An attachment to be chosen: the last part of its address, its kind, its size.
fn attachment(enclosure: &Enclosure) -> Choice {
    let path = enclosure.url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(path);
    Choice {
        name: Clean::title(name).to_string(),
        about: Clean::line(enclosure.kind.as_deref().unwrap_or_default()).to_string(),
        aside: enclosure.length.filter(|bytes| *bytes > 0).map_or(String::new(), text::print_size),
        does: Does::Address(enclosure.url.clone()),
    }
}
