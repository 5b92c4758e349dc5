//! Saved searches of another reader: those that can be said here become views in `config.toml`, the others are named.

use super::context::Context;
use super::output::{printable, stdout, warn};
use crate::config::{Edit, Edits, SavedView};
use crate::feed::SavedSearch;
use crate::query::{Expr, Order, Query, State};
use crate::text::Clean;
use std::io::Write;

/// Keeps the searches of a list as views, or says only which. A view that is called so already stays as it is. `stars`
/// are the flags of articles that are stars here.
pub fn keep_searches(context: &Context, searches: &[SavedSearch], stars: &str, is_dry: bool) -> anyhow::Result<()> {
    let edits = Edits::new(&context.paths);
    let mut kept = Vec::new();
    for search in searches {
        let name = Clean::line(&search.name).to_string();
        if context.config.views.iter().any(|view| view.name == name) || kept.contains(&name) {
            continue;
        }
        let left_out = |why: String| warn(format_args!("left out: the saved search {name} ({}): {why}", search.filter));
        match search.query(stars) {
            Ok(Query { root: Expr::Is(State::Unread) }) => {
                left_out("Unread, among the sources, shows just this".to_owned());
            }
            Ok(Query { root: Expr::Is(State::Starred) }) => {
                left_out("Starred, among the sources, shows just this".to_owned());
            }
            Ok(query) => {
                let view = SavedView { name: name.clone(), query, key: None, order: Order::NEWEST, density: None };
                match if is_dry { Ok(true) } else { edits.make(&Edit::KeepView(view), context.now) } {
                    Ok(_) => kept.push(name),
                    Err(error) => left_out(error.to_string()),
                }
            }
            Err(why) => left_out(why),
        }
    }
    if !kept.is_empty() {
        let file = context.paths.config_file();
        let verb = if is_dry { "to be kept" } else { "kept" };
        let searches = if kept.len() == 1 { "saved search" } else { "saved searches" };
        let (number, file, names) = (kept.len(), printable(&file), kept.join(", "));
        writeln!(stdout(), "{number} {searches} {verb} as views in {file}: {names}")?;
    }
    Ok(())
}
