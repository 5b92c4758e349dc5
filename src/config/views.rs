//! `[[view]]` in `config.toml`: queries that are kept with a name.
//!
//! What their keys come to is `keys`' business, and what is in them the index's.

use super::edit::put;
use super::settings::below_a_table;
use super::table::{Density, one_of, read_density};
use crate::query::{Order, Query};
use crate::text::{Clean, Mistakes, nearest};
use toml::de::{DeTable, DeValue};
use toml_edit::Table;

/// The keys a `[[view]]` may have.
const KEYS: [&str; 5] = ["name", "query", "key", "sort", "density"];

/// The longest name, in bytes.
pub const MAX_VIEW_NAME: usize = 100;

/// More views in a file are left out: each is compared with every other, and counted.
const MOST_VIEWS: usize = 1_000;

const DENSITIES: [(&str, Density); 3] =
    [("titles", Density::Titles), ("lead", Density::Lead), ("roomy", Density::Roomy)];

/// A query that is kept with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// What it is called; no other is called so.
    pub name: String,
    /// What it finds.
    pub query: Query,
    /// The keys that show it, as typed.
    pub key: Option<String>,
    /// What its list is sorted by, and which end is at the top.
    pub order: Order,
    /// How much its list shows of an article; as elsewhere where there is none.
    pub density: Option<Density>,
}

/// Reads every `[[view]]`; one with a mistake that leaves in doubt what it shows is left out.
pub(super) fn read(value: &DeValue<'_>, at: usize, mistakes: &mut Mistakes<'_>) -> Vec<SavedView> {
    let mut views = Vec::new();
    let Some(entries) = value.as_array() else {
        mistakes.add(Some(at), "a view begins with [[view]]");
        return views;
    };
    for entry in entries {
        let at = entry.span().start;
        if views.len() == MOST_VIEWS {
            mistakes.add(Some(at), format!("more than {MOST_VIEWS} views; those from here on are left out"));
            break;
        }
        match entry.get_ref().as_table() {
            Some(table) => views.extend(view(table, at, &views, mistakes)),
            None => mistakes.add(Some(at), "a view begins with [[view]]"),
        }
    }
    views
}

fn view(table: &DeTable<'_>, at: usize, known: &[SavedView], mistakes: &mut Mistakes<'_>) -> Option<SavedView> {
    for (key, item) in table.iter() {
        let name = key.get_ref().as_ref();
        if !KEYS.contains(&name) {
            let near = || nearest(name, KEYS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let what = below_a_table(name).unwrap_or_else(|| format!("a view has no `{name}`{}", near()));
            mistakes.add(Some(key.span().start), what);
        } else if name != "density" && item.get_ref().as_str().is_none() {
            mistakes.add(Some(key.span().start), format!("`{name}` wants a text in quotation marks"));
        }
    }
    let text = |key: &str| table.get(key).and_then(|item| Some((item.span().start, item.get_ref().as_str()?)));
    let Some((name_at, name)) = text("name") else {
        mistakes.add(Some(at), "this view has no `name`, so it is left out");
        return None;
    };
    if !is_name(name) {
        let wanted = format!("up to {MAX_VIEW_NAME} letters that can be shown, no blanks around them");
        mistakes.add(Some(name_at), format!("this view is left out, its `name` wants {wanted}"));
        return None;
    }
    let Some((query_at, typed)) = text("query") else {
        mistakes.add(Some(at), "this view has no `query`, so it is left out");
        return None;
    };
    let query = match Query::parse(typed) {
        Ok(query) => query,
        Err(mistake) => {
            mistakes.add(Some(query_at), format!("this view is left out, its query is not understood: {mistake}"));
            return None;
        }
    };
    if let Some(same) = known.iter().find(|view| view.name == name || view.query == query) {
        let what = if same.name == name { "name" } else { "query" };
        mistakes.add(Some(at), format!("this view has the {what} of the view `{}`, so it is left out", same.name));
        return None;
    }
    let mut chosen =
        |key: &str, expected: &str| mistakes.add(Some(table[key].span().start), format!("`{key}` wants {expected}"));
    let order = table
        .get("sort")
        .map(|item| one_of(item.get_ref(), &Order::ALL.map(|(name, order, _)| (name, order))))
        .transpose();
    let order = order.unwrap_or_else(|expected| {
        chosen("sort", &expected);
        None
    });
    let density = table.get("density").map(|item| read_density(item.get_ref())).transpose();
    let density = density.unwrap_or_else(|expected| {
        chosen("density", &expected);
        None
    });
    let key = text("key").map(|(_, key)| key.to_owned());
    Some(SavedView { name: name.to_owned(), query, key, order: order.unwrap_or_default(), density })
}

/// Whether a view can be called so: as it is shown, it is what was typed.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= MAX_VIEW_NAME && Clean::line(name).as_str() == name && name.trim() == name
}

impl SavedView {
    /// Puts it into its table; what stands there and is not known stays.
    pub(super) fn write(&self, table: &mut Table) {
        let order = Some(self.order).filter(|order| *order != Order::default());
        let density = DENSITIES.iter().find(|(_, density)| Some(*density) == self.density);
        let query = self.query.to_string();
        let rows = [
            ("name", Some(self.name.as_str())),
            ("query", Some(query.as_str())),
            ("key", self.key.as_deref()),
            ("sort", order.map(Order::name)),
            ("density", density.map(|(name, _)| *name)),
        ];
        for (key, text) in rows {
            match (text, table.get(key).and_then(|item| item.as_str())) {
                (Some(text), Some(known)) if text == known => {}
                (Some(text), _) => put(table, key, text.into()),
                (None, Some(_)) if key != "key" => drop(table.remove(key)),
                (None, _) => {}
            }
        }
    }
}
