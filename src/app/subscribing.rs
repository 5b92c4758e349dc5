//! Sources as their reader keeps them: added, changed, muted, unsubscribed, and what is told of them.
//!
//! The files and servers are elsewhere: what is to be done leaves as effects.

use crate::action::{Marking, Motion, Sourcing};
use crate::app::App;
use crate::app::event::{Effect, Listed, Question};
use crate::app::panes::Focus;
use crate::app::prompt::{Choice, Does, Purpose};
use crate::app::sources::Sources;
use crate::article::{Change, Field, SourceId, Value};
use crate::config::{Edit, SourceEdit, is_web_address, parse_time, print_time};
use crate::keys::Context;
use crate::query::{Arrival, Extent, View};
use crate::text::{Clean, grouped, masked, unmasked};
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use std::time::Duration;

/// A source as it is kept, and how asking it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Permanent.
    pub id: SourceId,
    /// What it is called.
    pub name: Clean,
    /// Where it lies.
    pub address: Clean,
    /// The folder of the list of sources that it stands in.
    pub folder: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// How often it is asked by itself; none for the setting.
    pub interval: Option<Duration>,
    /// The page of each new article is fetched.
    pub full_text: bool,
    /// It is not looked at.
    pub disabled: bool,
    /// It is not looked at before this day.
    pub muted_until: Option<Date>,
    /// Why it failed last.
    pub trouble: Option<Clean>,
}

/// What of a source is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceField {
    /// What it is called.
    Name,
    /// Where it lies.
    Address,
    /// The folder it stands in.
    Folder,
    /// Its tags, with commas between them.
    Tags,
    /// How often it is asked.
    Interval,
}

/// A source that fails or says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Troubled {
    /// Which.
    pub id: SourceId,
    /// What it is called.
    pub name: Clean,
    /// What is wrong.
    pub what: Clean,
}

impl SourceField {
    /// What stands before the line.
    pub fn sign(self) -> &'static str {
        match self {
            SourceField::Name => "name: ",
            SourceField::Address => "address: ",
            SourceField::Folder => "folder: ",
            SourceField::Tags => "tags: ",
            SourceField::Interval => "asked every: ",
        }
    }

    /// As it stands.
    fn value(self, of: &Subscription) -> String {
        match self {
            SourceField::Name => of.name.to_string(),
            SourceField::Address => masked(of.address.as_str()),
            SourceField::Folder => of.folder.clone().unwrap_or_default(),
            SourceField::Tags => of.tags.join(", "),
            SourceField::Interval => of.interval.map(print_time).unwrap_or_default(),
        }
    }

    /// The change that a typed value is of a source at an address, or what would be one.
    pub fn edit(self, address: &str, typed: &str) -> Result<SourceEdit, &'static str> {
        let typed = Clean::line(typed).to_string();
        Ok(match self {
            SourceField::Name => SourceEdit::Name(typed),
            SourceField::Address if typed.is_empty() => return Err("a source must lie somewhere"),
            SourceField::Address if is_web_address(address) && !is_web_address(&typed) => {
                return Err("an address such as https://example.org/feed.xml");
            }
            SourceField::Address => SourceEdit::Address(unmasked(&typed, address)),
            SourceField::Folder => SourceEdit::Folder(typed),
            SourceField::Tags => {
                let tags = typed.split(',').map(str::trim).filter(|tag| !tag.is_empty());
                SourceEdit::Tags(tags.map(str::to_owned).collect())
            }
            SourceField::Interval if typed.is_empty() => SourceEdit::Interval(None),
            SourceField::Interval => {
                let time = parse_time(&typed).ok_or("a time such as 30m, 2h or 1d; nothing for the setting")?;
                SourceEdit::Interval(Some(time))
            }
        })
    }
}

/// How many articles of a long past stay unread where the reader wants so.
pub const KEPT_UNREAD: u32 = 20;

impl App {
    pub(super) fn sourcing(&mut self, sourcing: Sourcing) {
        match sourcing {
            Sourcing::Refresh => self.effects.push(Effect::Refresh(self.meant_view_source())),
            Sourcing::RefreshAll => self.effects.push(Effect::Refresh(None)),
            Sourcing::Add => self.begin_adding(),
            Sourcing::Edit if self.meant_view().is_some() => self.edit_view(),
            Sourcing::Unsubscribe if self.meant_view().is_some() => self.remove_view(),
            Sourcing::Edit => self.choose_field(),
            Sourcing::Mute => self.choose_muting(),
            Sourcing::Unsubscribe => self.unsubscribe(),
            Sourcing::Story => self.tell_story(),
            Sourcing::Troubled => self.effects.push(Effect::Troubled),
        }
    }

    /// Asks what to add: on a source that is not kept here, that one is meant.
    fn begin_adding(&mut self) {
        let here = self.meant_view_source().filter(|id| !self.sources.subscriptions.contains_key(id));
        let address = here.and_then(|id| self.sources.find(id)).map(|source| source.address.to_string());
        self.prompt(Purpose::Add, Vec::new());
        let is_kept_elsewhere = |address: &String| address.starts_with("http") || address.starts_with('/');
        self.fill(Purpose::Add, &address.filter(is_kept_elsewhere).unwrap_or_default());
    }

    /// Adds what was typed.
    pub(super) fn add(&mut self, what: &str) {
        self.notices.say(format!("looking at {} …", Clean::line(&masked(what))));
        self.sources.questions.push(Question::Add(what.to_owned()));
        self.effects.push(Effect::Add(what.to_owned()));
    }

    /// The sources are kept so now.
    pub(super) fn take_subscriptions(&mut self, subscriptions: Vec<Subscription>) {
        self.sources.subscriptions = subscriptions.into_iter().map(|kept| (kept.id, kept)).collect();
    }

    /// The source whose list the keys are about, if it is one source's.
    fn meant_view_source(&self) -> Option<SourceId> {
        let view = if self.focus == Focus::Sources { &self.sources.cursor } else { self.list.asked_view() };
        view.source
    }

    /// The source the keys are about: that of the list, or of the article.
    fn meant_source(&self) -> Option<SourceId> {
        let of_article = || self.meant().map(|row| row.source);
        self.meant_view_source().or_else(of_article)
    }

    fn meant_subscription(&mut self) -> Option<Subscription> {
        let Some(id) = self.meant_source() else {
            self.notices.say("not a source, nor a view of yours");
            return None;
        };
        let found = self.sources.subscriptions.get(&id).cloned();
        if found.is_none() {
            // From its own list the key that adds fills its address in.
            let is_own = self.meant_view_source() == Some(id);
            let can_be_kept = is_own && self.sources.find(id).is_some_and(|source| source.can_be_asked());
            let keeps = if can_be_kept { " · a keeps it" } else { "" };
            self.notices.say(format!("{} is not kept here, only its articles are{keeps}", self.sources.name(id)));
        }
        found
    }

    /// Calls the source or the view that the keys are about so.
    pub(super) fn rename(&mut self, name: &str) {
        if self.meant_view().is_some() {
            self.rename_view(name);
        } else if let Some(source) = self.meant_subscription() {
            self.take_field(source.id, SourceField::Name, name);
        }
    }

    fn choose_field(&mut self) {
        let Some(source) = self.meant_subscription() else { return };
        let field = |name: &str, about: &str, field: SourceField| {
            let (name, about, aside) = (name.to_owned(), about.to_owned(), field.value(&source));
            Choice { name, about, aside, does: Does::AskField(source.id, field) }
        };
        let switch = |name: &str, about: &str, is_on: bool, edit: SourceEdit| {
            let aside = if is_on { "yes" } else { "no" }.to_owned();
            Choice {
                name: name.to_owned(),
                about: about.to_owned(),
                aside,
                does: Does::Edit(self.sources.edit_of(&source, edit)),
            }
        };
        let all = vec![
            field("name", "what it is called", SourceField::Name),
            field("address", "where it lies", SourceField::Address),
            field("folder", "where it stands", SourceField::Folder),
            field("tags", "with commas between them", SourceField::Tags),
            field("interval", "how often it is asked", SourceField::Interval),
            switch("full text", "fetch each article's page", source.full_text, SourceEdit::FullText(!source.full_text)),
            switch("disabled", "leave it alone", source.disabled, SourceEdit::Disabled(!source.disabled)),
        ];
        self.prompt(Purpose::SourceFields, all);
    }

    /// Asks for a field of a source.
    pub(super) fn ask_field(&mut self, id: SourceId, field: SourceField) {
        let Some(source) = self.sources.subscriptions.get(&id) else { return };
        let value = field.value(source);
        let names: Vec<String> = match field {
            SourceField::Folder => self.sources.folders(),
            _ => Vec::new(),
        };
        let known =
            names.into_iter().map(|name| Choice { name, about: String::new(), aside: String::new(), does: Does::Name });
        let known = known.collect();
        self.prompt(Purpose::SourceField(id, field), known);
        self.fill(Purpose::SourceField(id, field), &value);
    }

    /// Takes a field of a source as it was typed.
    pub(super) fn take_field(&mut self, id: SourceId, field: SourceField, typed: &str) {
        let Some(source) = self.sources.subscriptions.get(&id) else { return };
        match field.edit(source.address.as_str(), typed) {
            Ok(edit) => self.effects.push(Effect::Edit(self.sources.edit_of(source, edit))),
            Err(why) => self.notices.trouble(why),
        }
    }

    fn choose_muting(&mut self) {
        let Some(source) = self.meant_subscription() else { return };
        let today = self.now.zoned().date();
        let until = |name: &str, span: Span| {
            let day = today.checked_add(span).ok()?;
            let does = Does::Edit(self.sources.edit_of(&source, SourceEdit::MutedUntil(Some(day))));
            Some(Choice { name: name.to_owned(), about: format!("until {day}"), aside: String::new(), does })
        };
        let mut all: Vec<Choice> = [
            until("a day", 1.day()),
            until("three days", 3.days()),
            until("a week", 1.week()),
            until("a month", 1.month()),
            until("a year", 1.year()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some(day) = source.muted_until {
            let does = Does::Edit(self.sources.edit_of(&source, SourceEdit::MutedUntil(None)));
            let about = format!("now muted until {day}");
            all.insert(0, Choice { name: "no longer".to_owned(), about, aside: String::new(), does });
        }
        self.prompt(Purpose::Mute, all);
    }

    fn unsubscribe(&mut self) {
        let here = self.meant_source().filter(|id| !self.sources.subscriptions.contains_key(id));
        if let Some(source) = here.and_then(|id| self.sources.find(id)) {
            let name = &source.title;
            let told = match source.can_be_asked() {
                true => format!("{name} is not kept here, only its articles are · a keeps it"),
                // Pages and files that were taken in: nothing brings more of them.
                false => {
                    let keys = [
                        ("gg", Motion::First.into()),
                        ("v", Marking::SelectRange.into()),
                        ("G", Motion::Last.into()),
                        ("D", Marking::Trash.into()),
                    ];
                    let keys = keys.map(|(usual, action)| self.key_of(usual, action, Context::List));
                    let how = keys
                        .into_iter()
                        .collect::<Option<Vec<_>>>()
                        .map_or(String::new(), |keys| format!(" · in its list {}: all to the trash", keys.join(" ")));
                    format!("{name} is never asked: nothing to unsubscribe{how}")
                }
            };
            return self.notices.say(told);
        }
        if let Some(source) = self.meant_subscription() {
            self.effects.push(Effect::Edit(self.sources.edit_of(&source, SourceEdit::Removed)));
        }
    }

    fn tell_story(&mut self) {
        match (self.focus, self.meant_view_source(), self.meant().map(|row| row.key.id)) {
            (Focus::Sources, Some(source), _) => self.effects.push(Effect::SourceStory(source)),
            (Focus::Sources, None, _) => self.notices.say("a view has no story · Enter opens it"),
            (_, _, Some(article)) => self.effects.push(Effect::ArticleStory(article)),
            // A source that fails may have no article yet.
            (_, Some(source), None) => self.effects.push(Effect::SourceStory(source)),
            _ => self.say_no_article(),
        }
    }

    /// Several feeds were found where one was to be added.
    pub(super) fn offer_feeds(&mut self, feeds: Vec<(Clean, String)>) {
        // What somebody is typing goes before.
        if self.overlay.is_some() {
            let names: Vec<&str> = feeds.iter().map(|(_, address)| address.as_str()).collect();
            return self
                .notices
                .trouble(Clean::line(&format!("several feeds there: {}", names.join(", "))).to_string());
        }
        let choice = |(title, address): (Clean, String)| Choice {
            name: title.to_string(),
            about: Clean::line(&address).to_string(),
            aside: String::new(),
            does: Does::Add(address),
        };
        self.prompt(Purpose::ChooseFeed, feeds.into_iter().map(choice).collect());
    }

    /// A source that was just added has a long past: offers to count only the newest as unread, where what is old is
    /// caught up with. Nobody's keys are taken for an answer.
    pub(super) fn offer_newest(&mut self, id: SourceId, total: u64) {
        if total <= u64::from(KEPT_UNREAD) {
            return;
        }
        self.sources.long_past = Some((id, total));
        let name = self.sources.name(id).to_owned();
        let key = self.keymap.keys_of(Marking::CatchUp, Context::List).next();
        let key = key.map_or_else(|| "catch-up".to_owned(), ToString::to_string);
        self.notices.say(format!("{} new · {key} can leave only {KEPT_UNREAD} unread of {name}", grouped(total)));
    }

    /// What is offered of the source that was added last, once.
    pub(super) fn long_past(&self) -> Option<Choice> {
        let (id, total) = self.sources.long_past?;
        Some(Choice {
            name: format!("all but the newest {KEPT_UNREAD}"),
            about: format!("of {}, which was just added", self.sources.name(id)),
            aside: format!("{} unread", grouped(total - u64::from(KEPT_UNREAD))),
            does: Does::ReadOlder(id),
        })
    }

    /// Marks all of a source read but the newest.
    pub(super) fn read_older(&mut self, id: SourceId) {
        self.sources.long_past = None;
        let view = View { source: Some(id), ..View::default() };
        let listed = Listed { view, seen: Arrival(i64::MAX), extent: Extent::BeyondNewest(KEPT_UNREAD) };
        let op = self.ops.next();
        let change = Change { field: Field::Read, value: Value::On, ids: Vec::new() };
        self.effects.push(Effect::MarkView(op, listed, change));
    }

    /// The sources that fail or are silent, to be gone to.
    pub(super) fn list_troubled(&mut self, troubled: Vec<Troubled>) {
        if troubled.is_empty() {
            return self.notices.say("no source fails, and none is silent");
        }
        let choice = |source: Troubled| Choice {
            name: source.name.to_string(),
            about: source.what.to_string(),
            aside: String::new(),
            does: Does::Show(View { source: Some(source.id), ..View::default() }),
        };
        self.prompt(Purpose::GoTo, troubled.into_iter().map(choice).collect());
    }
}

impl Sources {
    /// A change of a source, told of by the name it has on screen.
    fn edit_of(&self, source: &Subscription, edit: SourceEdit) -> Edit {
        let shown = self.find(source.id).map_or(&source.name, |row| &row.title);
        Edit::Source { id: source.id, name: shown.to_string(), edit }
    }
}
