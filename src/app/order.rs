//! A list turned over: what is asked for and what comes.
//!
//! The library knows each order one way round alone; here it is read from the other end.

use crate::app::list::Ask;
use crate::query::{Around, Window};

impl Ask {
    /// The same request of a list that is read from the other end and has `total` rows.
    pub(super) fn mirrored(self, total: u64) -> Self {
        let around = match self.around {
            Around::Top => Around::Bottom,
            Around::Bottom => Around::Top,
            Around::Key(key) => Around::Key(key),
            Around::Nth(n) => Around::Nth(total.saturating_sub(n + 1)),
        };
        // The row at the place itself counts as below it, from whichever end.
        Ask { around, above: self.below, below: self.above + 1, ..self }
    }
}

/// The same rows, read from the other end.
pub(super) fn mirror(window: Window) -> Window {
    let Window { mut rows, before, start, total, counted, at_top, at_bottom, seen } = window;
    rows.reverse();
    let after = start.filter(|_| counted).map(|start| total.saturating_sub(start + rows.len() as u64));
    let start = if at_bottom { Some(0) } else { after };
    let before = rows.len().saturating_sub(before);
    Window { rows, before, start, total, counted, at_top: at_bottom, at_bottom: at_top, seen }
}
