//! Where the panes stand: a size, a layout and what is open become rectangles.

use crate::config::Layout;
use ratatui::layout::Rect;

/// The pane that has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The sources and smart views.
    Sources,
    /// The articles.
    #[default]
    List,
    /// The article.
    Reader,
}

impl Layout {
    /// The next one, around.
    pub(super) fn next(self) -> Self {
        match self {
            Layout::Auto => Layout::Single,
            Layout::Single => Layout::Stacked,
            Layout::Stacked => Layout::Columns,
            Layout::Columns => Layout::Auto,
        }
    }

    /// As settings and notices write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Layout::Auto => "auto",
            Layout::Single => "single",
            Layout::Stacked => "stacked",
            Layout::Columns => "columns",
        }
    }

    /// What `Auto` means on a screen of this size.
    fn on(self, width: u16, height: u16) -> Self {
        match self {
            Layout::Auto if width >= 120 && height >= 20 => Layout::Columns,
            Layout::Auto if height >= 36 && width >= 60 => Layout::Stacked,
            Layout::Auto => Layout::Single,
            chosen => chosen,
        }
    }
}

/// The rectangles of one screen; a pane that is not in sight has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The top row.
    pub header: Rect,
    /// The bottom row.
    pub status: Rect,
    /// The sources.
    pub sources: Option<Rect>,
    /// The list.
    pub list: Option<Rect>,
    /// The row over the reader, where the list stands above it.
    pub divider: Option<Rect>,
    /// The article's text.
    pub reader: Option<Rect>,
    /// Where lines stand between columns.
    pub borders: [Option<u16>; 2],
}

/// What decides where the panes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// As the reader wishes.
    pub layout: Layout,
    /// The focused pane fills the screen.
    pub alone: bool,
    /// The pane that has the keys.
    pub focus: Focus,
    /// An article is open.
    pub reading: bool,
}

impl Panes {
    /// Gives every pane in sight its rectangle.
    pub fn arrange(size: (u16, u16), by: Arrangement) -> Self {
        let (width, height) = size;
        let body = Rect::new(0, u16::from(height > 2), width, height.saturating_sub(1 + u16::from(height > 2)));
        let mut panes = Panes {
            size,
            header: Rect::new(0, 0, width, u16::from(height > 2)),
            status: Rect::new(0, height.saturating_sub(1), width, u16::from(height > 1)),
            ..Panes::default()
        };
        let body = if height == 1 { Rect::new(0, 0, width, 1) } else { body };
        let layout = if by.alone { Layout::Single } else { by.layout.on(width, height) };
        match layout {
            Layout::Columns if width >= 60 => panes.columns(body, by.reading),
            Layout::Stacked if by.focus != Focus::Sources && by.reading && body.height >= 9 => panes.stack(body),
            _ => match by.focus {
                Focus::Sources => panes.sources = Some(body),
                Focus::Reader if by.reading => panes.reader = Some(body),
                _ => panes.list = Some(body),
            },
        }
        panes
    }

    fn columns(&mut self, body: Rect, reading: bool) {
        let first = (body.width / 6).clamp(16, 28);
        self.sources = Some(Rect { width: first, ..body });
        self.borders[0] = Some(first);
        let rest = Rect { x: first + 1, width: body.width - first - 1, ..body };
        if !reading {
            self.list = Some(rest);
            return;
        }
        let second = (rest.width * 2 / 5).max(16);
        self.list = Some(Rect { width: second, ..rest });
        self.borders[1] = Some(rest.x + second);
        self.reader = Some(Rect { x: rest.x + second + 1, width: rest.width.saturating_sub(second + 1), ..rest });
    }

    fn stack(&mut self, body: Rect) {
        let above = (body.height / 3).clamp(4, 14);
        self.list = Some(Rect { height: above, ..body });
        self.divider = Some(Rect { y: body.y + above, height: 1, ..body });
        self.reader = Some(Rect { y: body.y + above + 1, height: body.height - above - 1, ..body });
    }

    /// Rows of the list, or of where it would stand.
    pub fn list_height(&self) -> usize {
        self.list.map_or(self.size.1.saturating_sub(2), |area| area.height).max(1) as usize
    }

    /// Columns of the list.
    pub fn list_width(&self) -> usize {
        self.list.map_or(self.size.0, |area| area.width).max(1) as usize
    }

    /// Rows of the article's text.
    pub fn reader_height(&self) -> usize {
        self.reader.map_or(self.size.1.saturating_sub(2), |area| area.height).max(1) as usize
    }

    /// Rows of the sources.
    pub fn sources_height(&self) -> usize {
        self.sources.map_or(self.size.1.saturating_sub(2), |area| area.height).max(1) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_lie_within_any_screen_and_do_not_overlap() {
        for layout in [Layout::Auto, Layout::Single, Layout::Stacked, Layout::Columns] {
            for focus in [Focus::Sources, Focus::List, Focus::Reader] {
                for (alone, reading) in [(false, false), (false, true), (true, false), (true, true)] {
                    for width in 0..170 {
                        for height in [0, 1, 2, 3, 5, 8, 12, 24, 36, 50] {
                            check((width, height), Arrangement { layout, alone, focus, reading });
                        }
                    }
                }
            }
        }
    }

    fn check(size: (u16, u16), by: Arrangement) {
        let panes = Panes::arrange(size, by);
        let screen = Rect::new(0, 0, size.0, size.1);
        let all: Vec<Rect> =
            [Some(panes.header), Some(panes.status), panes.sources, panes.list, panes.divider, panes.reader]
                .into_iter()
                .flatten()
                .filter(|area| !area.is_empty())
                .collect();
        for (i, area) in all.iter().enumerate() {
            assert_eq!(screen.intersection(*area), *area, "{size:?} {by:?}");
            assert!(all[..i].iter().all(|other| !other.intersects(*area)), "{size:?} {by:?} {all:?}");
        }
    }

    #[test]
    fn the_layout_follows_the_size() {
        let reading = Arrangement { focus: Focus::Reader, reading: true, ..Arrangement::default() };
        let seen = |width, height| {
            let panes = Panes::arrange((width, height), reading);
            (panes.sources.is_some(), panes.list.is_some(), panes.reader.is_some())
        };
        assert_eq!(seen(80, 24), (false, false, true));
        assert_eq!(seen(80, 40), (false, true, true));
        assert_eq!(seen(160, 50), (true, true, true));
    }
}
