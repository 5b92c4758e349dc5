//! Sets of keys for hands that come from another program, and which one the settings name.
//!
//! A preset holds only what differs from the keys byline comes with.

use super::Layer;
use crate::text::{Complaint, nearest};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The presets that come with the program: name, path, text.
pub(super) const SHIPPED: &[(&str, &str, &str)] = &[
    ("newsboat", "assets/keys/newsboat.toml", include_str!("../../assets/keys/newsboat.toml")),
    ("mutt", "assets/keys/mutt.toml", include_str!("../../assets/keys/mutt.toml")),
    ("vim", "assets/keys/vim.toml", include_str!("../../assets/keys/vim.toml")),
    ("eilmeldung", "assets/keys/eilmeldung.toml", include_str!("../../assets/keys/eilmeldung.toml")),
];

/// The preset that settings choose: by `keys = "newsboat"`, or by `preset = "newsboat"` in the table `keys`.
pub(super) fn chosen(config: Layer<'_>) -> Result<Option<Layer<'static>>, Complaint> {
    let (root, _) = DeTable::parse_recoverable(config.text);
    let keys = config.table.and_then(|table| root.get_ref().get(table));
    let value = match keys.map(Spanned::get_ref) {
        Some(DeValue::Table(table)) => table.get("preset"),
        Some(DeValue::String(_)) => keys,
        _ => None,
    };
    let Some(value) = value else { return Ok(None) };
    let name = value.get_ref().as_str().unwrap_or_default();
    if let Some((_, path, text)) = SHIPPED.iter().find(|(preset, ..)| *preset == name) {
        return Ok(Some(Layer { path: Path::new(path), text, table: None }));
    }
    let names = || SHIPPED.iter().map(|(name, ..)| *name);
    let hint = match nearest(name, names()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("there are {}", names().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")),
    };
    let what = format!("there is no such preset of keys; {hint}");
    Err(Complaint::at(config.path, config.text, Some(value.span().start), what))
}
