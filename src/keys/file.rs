//! Key files: tables named after contexts, in them `"keys" = "action"`, a list of actions for several in a row, or
//! `"none"` to take a binding away; a table `layout` from typed characters to the Latin ones at their places.
//!
//! Beside them, `key` in a `[[view]]` shows that view. The name of a preset may stand among them, and is not read here.

use super::{Code, Command, Context, Layer, Sequence};
use crate::action::{Argument, Call, Finding};
use crate::text::{Complaint, Mistakes, grouped, nearest};
use std::borrow::Cow;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Says what is wrong with what an action is given, where more is known of it than the keymap knows.
pub type Check<'a> = &'a dyn Fn(&Call) -> Result<(), String>;

/// One line of a key file.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) context: Context,
    pub(super) keys: Sequence,
    /// Nothing, to take away what an earlier layer or the global table binds.
    pub(super) command: Option<Command>,
    /// The number of its layer.
    pub(super) layer: usize,
    /// Where it begins in the text of its layer.
    pub(super) at: usize,
}

/// What stands in a layer, in the order it was written.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) bindings: Vec<Binding>,
    /// A typed character, and the Latin one at its place, if it has one.
    pub(super) layout: Vec<(char, Option<char>)>,
}

/// Longer sequences are refused: nobody types them, and a trie should stay flat.
const LONGEST: usize = 8;

/// More actions in a row are refused.
const MOST: usize = 32;

/// More bindings in a file are left out: every key is compared with every other.
const MOST_BINDINGS: usize = 4_096;

/// Reads one layer.
pub(super) fn read(number: usize, layer: Layer<'_>, check: Check<'_>, complaints: &mut Vec<Complaint>) -> Content {
    let mistakes = Mistakes::new(layer.path, layer.text);
    let mut reader = Reader { number, layer, check, content: Content::default(), mistakes };
    let (root, errors) = DeTable::parse_recoverable(layer.text);
    match layer.table {
        None => {
            for error in errors {
                reader.complain(error.span().map(|span| span.start), error.message());
            }
            reader.contexts(root.get_ref());
        }
        Some(name) => {
            // `keys = "newsboat"` names a preset and binds nothing here.
            if let Some(DeValue::Table(table)) = root.get_ref().get(name).map(Spanned::get_ref) {
                reader.contexts(table);
            }
            reader.views(root.get_ref());
        }
    }
    if let Some(more) = reader.content.bindings.get(MOST_BINDINGS) {
        let at = more.at;
        reader.complain(
            Some(at),
            format!("more than {} keys are bound; those from here on are left out", grouped(MOST_BINDINGS as u64)),
        );
        reader.content.bindings.truncate(MOST_BINDINGS);
    }
    complaints.extend(reader.mistakes.told());
    reader.content
}

struct Reader<'a> {
    number: usize,
    layer: Layer<'a>,
    check: Check<'a>,
    content: Content,
    mistakes: Mistakes<'a>,
}

impl Reader<'_> {
    fn complain(&mut self, at: Option<usize>, what: impl fmt::Display) {
        self.mistakes.add(at, what);
    }

    fn contexts(&mut self, table: &DeTable<'_>) {
        for (name, value) in in_order(table) {
            let at = Some(name.span().start);
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("preset", DeValue::String(_)) if self.layer.table.is_some() => continue,
                ("layout", value) => {
                    match value {
                        DeValue::Table(table) => self.layout_of(table),
                        _ => self.complain(at, self.wants_table("layout")),
                    }
                    continue;
                }
                _ => {}
            }
            let Some(context) = Context::ALL.iter().find(|context| context.name() == name.get_ref()) else {
                let names = Context::ALL.iter().map(|context| context.name()).chain(["layout"]);
                let hint = nearest(name.get_ref(), names.clone()).map_or_else(
                    || format!("there are {}", names.collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.complain(at, format!("`{}` is no place where keys are bound; {hint}", name.get_ref()));
                continue;
            };
            match value.get_ref() {
                DeValue::Table(table) => self.bindings_of(*context, table),
                _ => self.complain(at, self.wants_table(context.name())),
            }
        }
    }

    fn wants_table(&self, name: &str) -> String {
        let above = self.layer.table.map(|table| format!("{table}.")).unwrap_or_default();
        format!("`{name}` should be a table: [{above}{name}]")
    }

    /// The keys of views: each shows its view, wherever it is typed.
    fn views(&mut self, root: &DeTable<'_>) {
        let views = root.get("view").and_then(|views| views.get_ref().as_array());
        for view in views.into_iter().flatten().filter_map(|view| view.get_ref().as_table()) {
            let text = |key: &str| view.get(key).and_then(|item| Some((item.span(), item.get_ref().as_str()?)));
            let (Some((_, name)), Some((span, keys))) = (text("name"), text("key")) else { continue };
            let show = Call { action: Finding::GoTo.into(), argument: Some(Argument::Text(name.to_owned())) };
            let start = span.start;
            let keys = Spanned::new(span, Cow::Borrowed(keys));
            match self.sequence(&keys) {
                Ok(keys) => {
                    let (layer, at) = (self.number, start);
                    let command = Some(Command(vec![show]));
                    self.content.bindings.push(Binding { context: Context::Global, keys, command, layer, at });
                }
                Err(what) => self.complain(Some(keys.span().start), what),
            }
        }
    }

    fn bindings_of(&mut self, context: Context, table: &DeTable<'_>) {
        for (keys, value) in in_order(table) {
            let at = Some(keys.span().start);
            match self.binding(context, keys, value.get_ref()) {
                Ok(binding) => self.content.bindings.push(binding),
                Err(text) => self.complain(at, text),
            }
        }
    }

    fn layout_of(&mut self, table: &DeTable<'_>) {
        for (typed, value) in in_order(table) {
            let latin = match value.get_ref().as_str() {
                Some("none") => Some(None),
                Some(text) => one_character(text).map(Some),
                None => None,
            };
            match (one_character(typed.get_ref()), latin) {
                (Some(typed), Some(latin)) => self.content.layout.push((typed, latin)),
                _ => self.complain(
                    Some(typed.span().start),
                    "a layout gives a character in quotes the Latin one at its place, such as \"ф\" = \"a\", or \"none\"",
                ),
            }
        }
    }

    fn binding(
        &self,
        context: Context,
        keys: &Spanned<Cow<'_, str>>,
        value: &DeValue<'_>,
    ) -> Result<Binding, Box<dyn fmt::Display>> {
        let (at, typed) = (keys.span().start, keys.get_ref());
        let keys = self.sequence(keys)?;
        let command = command(value)
            .map_err(|error| error.unwrap_or_else(|| Box::new(format!("`{typed}` should be given {WANTED}"))))?;
        let checked = command.iter().flat_map(|command| &command.0).try_for_each(self.check);
        checked.map_err(|what| Box::new(what) as Box<dyn fmt::Display>)?;
        Ok(Binding { context, keys, command, layer: self.number, at })
    }

    /// The keys that are bound.
    fn sequence(&self, typed: &Spanned<Cow<'_, str>>) -> Result<Sequence, Box<dyn fmt::Display>> {
        let keys: Sequence = typed.get_ref().parse().map_err(|error| Box::new(error) as Box<dyn fmt::Display>)?;
        if keys.0.len() > LONGEST {
            return Err(Box::new(format!("`{keys}` is longer than {LONGEST} keys")));
        }
        if keys.0[1..].iter().any(|key| key.code() == Code::Esc) {
            return Err(Box::new(format!("`{keys}` can never be typed: Esc leaves what was begun")));
        }
        Ok(keys)
    }
}

/// What a binding may be.
const WANTED: &str = "the name of an action in quotes, a list of such names, or \"none\"";

/// What keys are bound to, nothing for `"none"`; the error is what is wrong, unless it is the form.
fn command(value: &DeValue<'_>) -> Result<Option<Command>, Option<Box<dyn fmt::Display>>> {
    let calls = match value {
        DeValue::String(name) if name == "none" => return Ok(None),
        DeValue::Array(row) if row.len() > MOST => {
            return Err(Some(Box::new(format!("more than {MOST} actions in a row"))));
        }
        DeValue::Array(row) if !row.is_empty() => {
            row.iter().map(|item| call(item.get_ref())).collect::<Result<_, _>>()?
        }
        value => vec![call(value)?],
    };
    Ok(Some(Command(calls)))
}

fn call(value: &DeValue<'_>) -> Result<Call, Option<Box<dyn fmt::Display>>> {
    match value.as_str() {
        None => Err(None),
        Some("none") => Err(Some(Box::new("\"none\" takes keys away, and stands in no list"))),
        Some(text) => text.parse::<Call>().map_err(|error| Some(Box::new(error) as _)),
    }
}

/// The character, where the text is one.
fn one_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|c| !c.is_control() && characters.next().is_none())
}

/// The rows of a table as they were written; the parser sorts them by name.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(name, _)| name.span().start);
    rows
}
