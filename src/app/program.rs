//! The rest: links, the screen, help, leaving.

use crate::action::Program;
use crate::app::App;
use crate::app::event::Effect;
use crate::app::outside::{Form, Outside};
use crate::app::overlay::{Help, Overlay};
use crate::app::panes::Focus;
use crate::app::selection::Use;

impl App {
    pub(super) fn program(&mut self, program: Program, count: Option<u32>) {
        match program {
            Program::OpenLink => self.use_link(count, Use::Open { done: false }),
            Program::OpenAndDone => self.use_articles(Use::Open { done: true }),
            Program::CopyTitle => self.use_articles(Use::Copy { titled: true }),
            Program::Palette => self.palette(),
            Program::Save => self.use_articles(Use::HandOut(Outside::Save(Form::Markdown))),
            Program::Pipe => self.ask_pipe(Form::Text),
            Program::PipeJson => self.ask_pipe(Form::Json),
            Program::Command => self.choose_command(),
            Program::Attachment => self.use_articles(Use::Attachments),
            Program::CopyAddress => self.use_link(count, Use::Copy { titled: false }),
            Program::Density => {
                self.list.density = self.list.density.next();
                // A view's own density is changed while it is shown; `gk` keeps the change.
                if self.sources.saved_as(&self.list.view).is_none_or(|view| view.density.is_none()) {
                    self.density = self.list.density;
                    self.chosen.density = Some(self.density);
                }
            }
            Program::Layout => {
                self.options.layout = self.options.layout.next();
                self.chosen.layout = Some(self.options.layout);
                self.alone = false;
                self.notices.say(format!("layout: {}", self.options.layout.name()));
                self.arrange();
            }
            Program::PaneAlone => self.pane_alone(),
            Program::Net => self.effects.push(Effect::TellNet),
            Program::Set => self.begin_command("set "),
            Program::Theme => self.begin_command("theme "),
            Program::WriteConfig => self.write_config(),
            Program::Help => {
                let mut help = Help::of(&self.keymap, self.context());
                help.set(self.panes.size.0);
                self.overlay = Some(Overlay::Help(help));
            }
            Program::Redraw => self.effects.push(Effect::Redraw),
            Program::Suspend => self.effects.push(Effect::Suspend),
            Program::Escape => self.escape(),
            Program::Cancel => self.cancel(false),
            Program::Quit => self.quit(),
            Program::LeaveAtOnce => self.leave(),
        }
    }

    /// Shows the pane that has the keys alone, and the others again.
    fn pane_alone(&mut self) {
        let before = self.panes;
        self.alone = !self.alone;
        self.arrange();
        if self.panes == before {
            self.alone = false;
            self.notices.say("this pane is alone already · zl changes the layout");
        } else if self.alone {
            self.notices.say("this pane alone · zp brings the others back");
        }
    }

    /// Leaves: where the reader was is kept.
    pub fn leave(&mut self) {
        self.effects.push(Effect::Quit);
    }

    /// Whether `quit` closes an article or a list instead of the program.
    pub(super) fn quits_to_list(&self) -> bool {
        match self.focus {
            Focus::Reader => true,
            Focus::List => {
                let is_beside = self.reader.open.is_some() && self.panes.reader.is_some();
                is_beside || self.from_sources || !self.found_from.is_empty()
            }
            Focus::Sources => false,
        }
    }

    fn quit(&mut self) {
        match self.focus {
            Focus::Reader => self.back(),
            Focus::List if self.reader.open.is_some() && self.panes.reader.is_some() => self.back(),
            // A search is left for the list it was begun from.
            Focus::List if !self.found_from.is_empty() => drop(self.put_out_search()),
            Focus::List if self.from_sources => self.back(),
            _ => self.leave(),
        }
    }

    fn escape(&mut self) {
        if self.let_go() || self.put_out_hits() || (self.focus != Focus::Reader && self.put_out_search()) {
            return;
        }
        let waiting = self.reader.open.as_mut().and_then(|open| open.wanted.take());
        if waiting.is_none() && self.focus == Focus::Reader {
            self.notices.say("q goes back to the list");
        }
    }

    /// Stops what is under way; where nothing is, a second press in a row leaves.
    pub(super) fn cancel(&mut self, again: bool) {
        let waiting = self.reader.open.as_mut().and_then(|open| open.wanted.take()).is_some();
        if self.work.is_some() || waiting || !self.sources.questions.is_empty() {
            self.sources.questions.clear();
            self.effects.push(Effect::Cancel);
            self.notices.say("cancelled");
        } else if again {
            self.leave();
        } else {
            self.cancelled = true;
            self.notices.say("nothing runs · ^c again leaves");
        }
    }
}
