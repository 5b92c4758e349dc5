//! Views: queries that are kept with a name, shown among the sources, kept, renamed and removed by keys.
//!
//! The file they stand in is changed elsewhere; here they change when it was.

use crate::action::Finding;
use crate::app::App;
use crate::app::event::{Configured, Effect};
use crate::app::palette::NOW;
use crate::app::panes::Focus;
use crate::app::place::Spot;
use crate::app::prompt::{Choice, Does, Purpose};
use crate::article::SourceId;
use crate::config::{Edit, SavedView};
use crate::keys::Sequence;
use crate::query::{Expr, Only, Order, Query, State, View, When};
use crate::text::{Clean, nearest};

impl App {
    /// Shows the view or the source of this name.
    pub(super) fn go_to_named(&mut self, name: &str) {
        let entries = self.sources.entries(&self.now);
        if let Some(entry) = entries.iter().find(|entry| entry.name == name) {
            return self.go_to_view(entry.view.clone());
        }
        let near = nearest(name, entries.iter().map(|entry| entry.name.as_str()));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        self.notices.say(format!("no view or source is called {}{near}", Clean::line(name)));
    }

    /// Keeps the present list as a view: asks for its name.
    pub(super) fn begin_view(&mut self) {
        let known = self.sources.saved_as(self.list.asked_view()).map(|view| view.name.clone());
        self.prompt(Purpose::KeepView, self.view_choices());
        self.fill(Purpose::KeepView, &known.unwrap_or_default());
    }

    /// Keeps the present list as a view of this name.
    pub(super) fn keep_view(&mut self, name: &str) {
        let (view, order) = (self.list.asked_view(), self.list.asked_order());
        let query = as_query(view, |id| self.sources.name(id).to_owned());
        if let Some(same) = self.sources.saved.iter().find(|saved| saved.query == query && saved.name != name) {
            let what = format!("the view {} finds just this · c in the sources changes it", same.name);
            return self.notices.say(what);
        }
        if let Err(mistake) = Query::parse(&query.to_string()) {
            return self.notices.trouble(format!("not kept: as a query this list is `{query}`: {mistake}"));
        }
        let shown = self.list.density;
        let density = (shown != self.options.density).then_some(shown);
        let view = SavedView { name: name.to_owned(), query, key: None, order, density };
        self.effects.push(Effect::Edit(Edit::KeepView(view)));
    }

    /// Changes the view under the cursor: asks what of it.
    pub(super) fn edit_view(&mut self) {
        let Some(view) = self.meant_view() else { return self.no_view() };
        let choice = |name: &str, about: &str, aside: &str, does| {
            let aside = Clean::line(aside).to_string();
            Choice { name: name.to_owned(), about: about.to_owned(), aside, does }
        };
        let all = vec![
            choice("name", "what it is called", &view.name, Does::AskViewName),
            choice("key", "what shows it", view.key.as_deref().unwrap_or_default(), Does::AskViewKey),
        ];
        self.prompt(Purpose::ViewFields, all);
    }

    /// Gives the view under the cursor a key: asks for it.
    pub(super) fn begin_view_key(&mut self) {
        let Some(key) = self.meant_view().map(|view| view.key.clone()) else { return self.no_view() };
        self.prompt(Purpose::ViewKey, Vec::new());
        self.fill(Purpose::ViewKey, &key.unwrap_or_default());
    }

    /// Gives the view under the cursor the keys that were typed by their names, or none.
    pub(super) fn take_view_key(&mut self, typed: &str) {
        let Some(name) = self.meant_view().map(|view| view.name.clone()) else { return self.no_view() };
        match typed.parse::<Sequence>() {
            Err(mistake) if !typed.is_empty() => self.notices.trouble(mistake.to_string()),
            key => {
                let key = key.ok().map(|key| key.to_string());
                self.effects.push(Effect::Edit(Edit::KeyOfView { name, key }));
            }
        }
    }

    /// Gives the view under the cursor another name: asks for it.
    pub(super) fn begin_renaming(&mut self) {
        let Some(name) = self.meant_view().map(|view| view.name.clone()) else { return self.no_view() };
        self.prompt(Purpose::RenameView, Vec::new());
        self.fill(Purpose::RenameView, &name);
    }

    /// Gives the view under the cursor this name.
    pub(super) fn rename_view(&mut self, to: &str) {
        let Some(from) = self.meant_view().map(|view| view.name.clone()) else { return self.no_view() };
        if from != to {
            self.effects.push(Effect::Edit(Edit::RenameView { from, to: to.to_owned() }));
        }
    }

    /// Removes the view under the cursor.
    pub(super) fn remove_view(&mut self) {
        let Some(name) = self.meant_view().map(|view| view.name.clone()) else { return self.no_view() };
        self.effects.push(Effect::Edit(Edit::RemoveView(name)));
    }

    /// The view the keys are about: in the sources that under the cursor, else the one that is shown.
    pub(super) fn meant_view(&self) -> Option<&SavedView> {
        let view = if self.focus == Focus::Sources { &self.sources.cursor } else { self.list.asked_view() };
        self.sources.saved_as(view)
    }

    fn no_view(&mut self) {
        self.notices.say("not a view of yours · gk keeps a list as one");
    }

    /// The views, for a line that names one.
    pub(super) fn view_choices(&self) -> Vec<Choice> {
        let choice = |view: &SavedView| Choice {
            name: view.name.clone(),
            about: Clean::line(&view.query.to_string()).to_string(),
            aside: view.key.as_deref().map(|key| Clean::line(key).to_string()).unwrap_or_default(),
            does: Does::Name,
        };
        self.sources.saved.iter().map(choice).collect()
    }

    /// The settings' file is another: views and keys are as it says.
    pub(super) fn configured(&mut self, configured: Configured) {
        let Configured { views, keymap, said } = configured;
        let shown = self.sources.saved_as(self.list.asked_view()).map(|view| view.name.clone());
        self.sources.saved = views;
        self.keymap = keymap;
        (self.typed.pending, self.typed.next) = Default::default();
        if shown.is_none() || self.sources.saved_as(self.list.asked_view()).is_none() {
            self.sources.cursor = self.list.asked_view().clone();
        }
        self.notices.say(said);
        self.count_views();
    }

    /// Has the unread articles of each view counted.
    pub(super) fn count_views(&mut self) {
        let views = self.sources.saved.iter().map(|view| {
            let unread = View { only: Only::Unread, ..self.sources.view_of(view, &self.now) };
            (view.name.clone(), unread)
        });
        let views: Vec<(String, View)> = views.collect();
        if !views.is_empty() {
            self.effects.push(Effect::CountViews(views));
        }
    }

    /// Shows this list in another order, the cursor on its article; from the first row to what is first then.
    pub(super) fn turn_over(&mut self, order: Order) {
        let here = self.list_spot();
        let cursor = here.cursor.filter(|_| self.list.number() != Some(1));
        let spot = Spot { order, cursor, ..here };
        self.show_spot(spot);
        self.notices.say(order.said());
    }

    /// Puts this list in the order of a name.
    pub(super) fn sort_by(&mut self, name: &str) {
        match Order::named(name) {
            Some(order) => self.turn_over(order),
            None => {
                let near = nearest(name, Order::ALL.map(|(name, ..)| name));
                let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.notices.trouble(format!("a list is not sorted by {}{near}", Clean::line(name)));
            }
        }
    }

    /// The orders a list can have.
    pub(super) fn orders(&self) -> Vec<Choice> {
        let choice = |(name, order, said): (&str, Order, &str)| Choice {
            name: name.to_owned(),
            about: said.to_owned(),
            aside: if order == self.list.asked_order() { NOW.to_owned() } else { String::new() },
            does: Does::Sort(order),
        };
        Order::ALL.map(choice).to_vec()
    }

    /// Actions on views and the order of lists; `false` where the action is another.
    pub(super) fn view_action(&mut self, finding: Finding) -> bool {
        match finding {
            Finding::KeepView => self.begin_view(),
            Finding::Reverse => self.turn_over(self.list.asked_order().reversed()),
            Finding::Sort => self.prompt(Purpose::Sort, self.orders()),
            _ => return false,
        }
        true
    }
}

/// What a list shows, as a query; `name` is what a source is called.
pub fn as_query(view: &View, name: impl Fn(SourceId) -> String) -> Query {
    let state = match view.only {
        Only::All => None,
        Only::Unread => Some(Expr::Is(State::Unread)),
        Only::Starred => Some(Expr::Is(State::Starred)),
        Only::Later => Some(Expr::Is(State::Later)),
        Only::Trash => Some(Expr::Is(State::Trashed)),
        Only::Since(_) => Some(Expr::After(When::Today)),
    };
    let source = view.source.map(|id| Expr::Source(name(id)));
    let searched = match view.search.as_ref().map(|search| search.query.root.clone()) {
        Some(Expr::All(parts)) => parts,
        other => other.into_iter().collect(),
    };
    let mut parts: Vec<Expr> = source.into_iter().chain(state).chain(searched).collect();
    // What is read back from the file must be equal to this.
    Query { root: if parts.len() == 1 { parts.remove(0) } else { Expr::All(parts) } }
}
