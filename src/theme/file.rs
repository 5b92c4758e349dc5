//! Theme files: one line a role, `heading = "bold cyan"`.

use super::{Look, Role};
use crate::text::{Complaint, nearest};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// What a theme file says.
#[derive(Default)]
pub(super) struct Looks([Option<Look>; Role::ALL.len()]);

impl Looks {
    /// The look of a role, or of the nearest role it falls back to that has one; plain text gives its look to no other.
    pub(super) fn of(&self, mut role: Role) -> Option<Look> {
        while self.0[role as usize].is_none() && role.fallback() != Role::Text {
            role = role.fallback();
        }
        self.0[role as usize]
    }
}

/// Reads a theme file.
pub(super) fn read(path: &Path, text: &str) -> (Looks, Vec<Complaint>) {
    let mut looks = Looks::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut complaints: Vec<_> = errors
        .iter()
        .map(|error| Complaint::at(path, text, error.span().map(|span| span.start), error.message()))
        .collect();
    for (name, value) in table.get_ref() {
        match line(name.get_ref(), value.get_ref()) {
            Ok((role, look)) => looks.0[role as usize] = Some(look),
            Err(what) => complaints.push(Complaint::at(path, text, Some(name.span().start), what)),
        }
    }
    complaints.sort();
    (looks, complaints)
}

fn line(name: &str, value: &DeValue<'_>) -> Result<(Role, Look), String> {
    let Some(role) = Role::ALL.iter().find(|role| role.name() == name) else {
        let near = nearest(name, Role::ALL.iter().map(|role| role.name()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("nothing has the role `{name}`{hint}"));
    };
    match value {
        DeValue::String(look) => look.parse().map(|look| (*role, look)).map_err(|error| format!("{name}: {error}")),
        _ => Err(format!("`{name}` should be given a look in quotes, such as \"bold red on black\"")),
    }
}
