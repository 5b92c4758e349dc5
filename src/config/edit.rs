//! Changes `config.toml` and `sources.toml` as their reader would by hand: one place, comments and order as they were.
//!
//! It works on text; whoever has the file reads and writes it.

use super::edits::EditedFile;
use super::sources::{SourceEdit, SourcesError, SourcesFile};
use super::views::{SavedView, is_name};
use crate::article::SourceId;
use crate::sources::Kept;
use crate::text::{Clean, Complaint};
use std::path::Path;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A view is kept; one of its name is put out by it.
    KeepView(SavedView),
    /// A view gets another name.
    RenameView {
        /// Its name.
        from: String,
        /// The other one.
        to: String,
    },
    /// A view gets a key, or has none any more.
    KeyOfView {
        /// Its name.
        name: String,
        /// Keys as they are typed.
        key: Option<String>,
    },
    /// A view goes.
    RemoveView(String),
    /// Settings get values, each as it is written in TOML.
    Set(Vec<(&'static str, String)>),
    /// Sources are kept, unless they stand there.
    KeepSources(Vec<Kept>),
    /// A source is changed.
    Source {
        /// Which.
        id: SourceId,
        /// What it is called.
        name: String,
        /// What is changed.
        edit: SourceEdit,
    },
}

/// Why the file could not be changed; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// It is not TOML.
    #[error("{0}; mend the file, then try again")]
    Broken(Complaint),
    /// The sources can't be changed so.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// There is no such view.
    #[error("no view is called {0}")]
    NoView(String),
    /// No view can be called so.
    #[error("a view is called by up to {} letters, and by no other's name", super::views::MAX_VIEW_NAME)]
    BadName,
    /// What was changed last was changed by hand since.
    #[error("{0} was changed by hand since: not undone")]
    ChangedSince(String),
    /// A file can't be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Edit {
    /// The text of the file at `path`, with the change made.
    pub fn apply(&self, path: &Path, text: &str) -> Result<String, EditError> {
        match self {
            Edit::KeepSources(sources) => return Ok(SourcesFile::parse(path, text).with(sources)?),
            Edit::Source { id, edit, .. } => return Ok(edit.apply(*id, path, text)?),
            _ => {}
        }
        let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            let at = error.span().map(|span| span.start);
            EditError::Broken(Complaint::at(path, text, at, error.message()))
        })?;
        match self {
            Edit::KeepView(view) if !is_name(&view.name) => return Err(EditError::BadName),
            Edit::KeepView(view) => keep(&mut document, view, path)?,
            Edit::RenameView { from, to } => {
                let views = views(&mut document, path)?;
                if !is_name(to) || find(views, to).is_some() {
                    return Err(EditError::BadName);
                }
                let at = find(views, from).ok_or_else(|| EditError::NoView(from.clone()))?;
                if let Some(view) = views.get_mut(at) {
                    put(view, "name", to.into());
                }
            }
            Edit::KeyOfView { name, key } => {
                let views = views(&mut document, path)?;
                let at = find(views, name).ok_or_else(|| EditError::NoView(name.clone()))?;
                match (views.get_mut(at), key) {
                    (Some(view), Some(key)) => put(view, "key", key.into()),
                    (view, _) => drop(view.map(|view| view.remove("key"))),
                }
            }
            Edit::RemoveView(name) => {
                let views = views(&mut document, path)?;
                let at = find(views, name).ok_or_else(|| EditError::NoView(name.clone()))?;
                views.remove(at);
            }
            Edit::Set(settings) => settings.iter().for_each(|(name, typed)| set(&mut document, name, typed)),
            Edit::KeepSources(_) | Edit::Source { .. } => {}
        }
        Ok(document.to_string())
    }

    /// The file it is made in.
    pub fn file(&self) -> EditedFile {
        match self {
            Edit::KeepSources(_) | Edit::Source { .. } => EditedFile::Sources,
            _ => EditedFile::Config,
        }
    }

    /// What was done.
    pub fn said(&self) -> String {
        match self {
            Edit::KeepSources(sources) => match &sources[..] {
                [source] => format!("{} is kept", Clean::line(&source.name)),
                many => format!("{} sources are kept", many.len()),
            },
            Edit::Source { name, edit, .. } => edit.said(name),
            Edit::KeepView(view) => format!("view {} kept", view.name),
            Edit::RenameView { from, to } => format!("view {from} called {to}"),
            Edit::KeyOfView { name, key: Some(key) } => format!("{key} shows the view {name}"),
            Edit::KeyOfView { name, key: None } => format!("no key shows the view {name}"),
            Edit::RemoveView(name) => format!("view {name} removed"),
            Edit::Set(settings) => {
                let names: Vec<&str> = settings.iter().map(|(name, _)| *name).collect();
                format!("{} written to config.toml", names.join(", "))
            }
        }
    }
}

fn views<'a>(document: &'a mut DocumentMut, path: &Path) -> Result<&'a mut ArrayOfTables, EditError> {
    let entries = document.entry("view").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    entries
        .as_array_of_tables_mut()
        .ok_or_else(|| EditError::Broken(Complaint::of_file(path, "`view` is no list of [[view]] tables")))
}

fn find(views: &ArrayOfTables, name: &str) -> Option<usize> {
    views.iter().position(|view| view.get("name").and_then(Item::as_str) == Some(name))
}

fn keep(document: &mut DocumentMut, view: &SavedView, path: &Path) -> Result<(), EditError> {
    // What stands at the end of the file stays before what is added.
    let end = document.trailing().as_str().unwrap_or_default().to_owned();
    let is_empty = document.is_empty() && end.trim().is_empty();
    let entries = views(document, path)?;
    if let Some(known) = find(entries, &view.name).and_then(|at| entries.get_mut(at)) {
        view.write(known);
        return Ok(());
    }
    let mut added = Table::new();
    view.write(&mut added);
    added.decor_mut().set_prefix(if is_empty { end } else { format!("{end}\n") });
    entries.push(added);
    document.set_trailing("");
    Ok(())
}

fn set(document: &mut DocumentMut, name: &str, typed: &str) {
    if let Ok(fresh) = typed.parse::<Value>() {
        put(document, name, fresh);
    }
}

/// Gives a name a value; what is written around the old one stays there.
pub(super) fn put(table: &mut Table, name: &str, mut fresh: Value) {
    match table.get_mut(name) {
        Some(Item::Value(known)) => {
            if let (Value::Array(known), Value::Array(fresh)) = (&*known, &mut fresh) {
                keep_inside(known, fresh);
            }
            *fresh.decor_mut() = known.decor().clone();
            *known = fresh;
        }
        _ => drop(table.insert(name, Item::Value(fresh))),
    }
}

/// Lets what is written between the values of a list stay there, each comment at its place; those of values that are gone
/// stand at the end.
fn keep_inside(known: &Array, fresh: &mut Array) {
    let count = fresh.len();
    for (value, known) in fresh.iter_mut().zip(known) {
        *value.decor_mut() = known.decor().clone();
    }
    let mut end = String::new();
    for gone in known.iter().skip(count) {
        let around = [gone.decor().prefix(), gone.decor().suffix()];
        end.extend(around.into_iter().flatten().filter_map(|raw| raw.as_str()).filter(|raw| raw.contains('#')));
    }
    end.push_str(known.trailing().as_str().unwrap_or_default());
    fresh.set_trailing(end);
    fresh.set_trailing_comma(known.trailing_comma());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Density};
    use crate::query::{Order, Query};

    const FILE: &str = "# mine\nmeasure = 60   # narrow\n\n# the harbour\n[[view]]\nname = \"Harbour\" # short\nquery = \"harbour\"\nkey = \"gH\"\n# the end\n";

    fn view(name: &str, query: &str) -> SavedView {
        let query = Query::parse(query).unwrap();
        SavedView { name: name.into(), query, key: None, order: Order::NEWEST, density: None }
    }

    #[track_caller]
    fn check(text: &str, edit: Edit, expected: &str) -> Config {
        let path = Path::new("c.toml");
        let edited = edit.apply(path, text).unwrap();
        assert_eq!(edited, expected);
        let config = Config::parse(path, &edited);
        assert_eq!(config.complaints, []);
        config
    }

    #[test]
    fn a_view_that_is_kept_leaves_everything_else_as_it_was() {
        let ports = SavedView { order: Order::OLDEST, density: Some(Density::Lead), ..view("Ports", "tag:ports -sea") };
        let added = format!(
            "{FILE}\n[[view]]\nname = \"Ports\"\nquery = \"tag:ports -sea\"\nsort = \"oldest\"\ndensity = \"lead\"\n"
        );
        let config = check(FILE, Edit::KeepView(ports.clone()), &added);
        assert_eq!(config.views[1], ports);
        check("", Edit::KeepView(view("P", "x")), "[[view]]\nname = \"P\"\nquery = \"x\"\n");
    }

    #[test]
    fn a_view_of_the_same_name_is_changed_in_its_place() {
        check(FILE, Edit::KeepView(view("Harbour", "pier")), &FILE.replace("\"harbour\"", "\"pier\""));
    }

    #[test]
    fn a_view_is_renamed_and_removed() {
        let rename = Edit::RenameView { from: "Harbour".into(), to: "Port".into() };
        check(FILE, rename, &FILE.replace("\"Harbour\"", "\"Port\""));
        let key = |key: Option<&str>| Edit::KeyOfView { name: "Harbour".into(), key: key.map(str::to_owned) };
        check(FILE, key(Some("g1")), &FILE.replace("\"gH\"", "\"g1\""));
        let without = FILE.replace("key = \"gH\"\n", "");
        check(FILE, key(None), &without);
        check(&without, key(Some("gH")), FILE);
        let removed = Edit::RemoveView("Harbour".into()).apply(Path::new("c.toml"), FILE).unwrap();
        assert_eq!(removed, "# mine\nmeasure = 60   # narrow\n# the end\n");
    }

    #[test]
    fn a_setting_keeps_its_place_and_its_comment() {
        let set = |name, typed: &str| Edit::Set(vec![(name, typed.to_owned())]);
        check(FILE, set("measure", "72"), &FILE.replace("60", "72"));
        let added = FILE.replace("# narrow\n", "# narrow\ntheme = \"mono\"\n");
        check(FILE, set("theme", "\"mono\""), &added);
    }

    #[test]
    fn comments_everywhere_stay_where_they_are() {
        let file = "# at the top\n\n# before\ntheme = 'mono' # after\n# lists\nopener = [ # in it\n  'w3m', # the first\n  # alone\n  \
                    '-o', # the second\n  # at its end\n] # behind it\n\n# keys\n[keys.list] # in a table\n# over a key\nx = 'done' # why\n\n\
                    [commands] # own\nwords = ['wc'] # counts\n\n# a view\n[[view]] # one\nname = 'A' # called\nquery = 'a'\n# the end\n";
        let set = |name, typed: &str| Edit::Set(vec![(name, typed.to_owned())]);
        check(file, set("theme", "'light'"), &file.replace("'mono'", "'light'"));
        check(file, set("opener", "['lynx', '-x']"), &file.replace("'w3m'", "'lynx'").replace("'-o'", "'-x'"));
        check(file, set("measure", "60"), &file.replace("# behind it\n", "# behind it\nmeasure = 60\n"));
        let comments = |text: &str| text.matches('#').count();
        for (name, typed) in
            [("opener", "[]"), ("opener", "['lynx']"), ("opener", "['a', 'b', 'c']"), ("on_new", "['tee']")]
        {
            let edited = set(name, typed).apply(Path::new("c.toml"), file).unwrap();
            assert_eq!(comments(&edited), comments(file), "{edited}");
            assert_eq!(Config::parse(Path::new("c.toml"), &edited).complaints, [], "{edited}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let error = |text: &str, edit: Edit| edit.apply(Path::new("c.toml"), text).unwrap_err().to_string();
        assert_eq!(error(FILE, Edit::RemoveView("x".into())), "no view is called x");
        assert!(error("= 1", Edit::RemoveView("x".into())).starts_with("c.toml:1: "));
        for name in ["", " a", "a\u{1b}b", &"x".repeat(101)] {
            assert!(matches!(Edit::KeepView(view(name, "x")).apply(Path::new("c"), ""), Err(EditError::BadName)));
        }
    }
}
