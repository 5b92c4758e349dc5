//! The tree: blocks of inline runs, all text already safe to show.

use crate::text::Clean;

/// An article's body, or a page, as blocks. Nesting is bounded by [`Document::DEPTH`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// Numbered from 1 in the order of the text, those that lead to places in it last; runs refer to them by index.
    pub links: Vec<Link>,
}

impl Document {
    /// How deep blocks may stand within blocks; what is deeper joins the deepest.
    pub const DEPTH: usize = 24;

    /// The links that lead elsewhere: those that have numbers and are listed.
    pub fn outward(&self) -> &[Link] {
        &self.links[..self.links.partition_point(|link| link.place.is_none())]
    }

    /// The index of the link that a reader knows by this number, or else of the mark that leads to the note of it.
    pub fn numbered(&self, number: u32) -> Option<usize> {
        let (outward, label) = (self.outward().len(), number.to_string());
        let is_note = |link: &Link| link.text.as_str().trim_matches(['[', ']']) == label;
        match (number as usize).checked_sub(1)? {
            index if index < outward => Some(index),
            _ => self.links[outward..].iter().position(is_note).map(|at| outward + at),
        }
    }
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading; level 1 to 6.
    Heading(u8, Inline),
    /// A paragraph.
    Paragraph(Inline),
    /// A quotation.
    Quote(Vec<Block>),
    /// A list: numbered from `start`, or with bullets where there is none.
    List {
        /// The first number.
        start: Option<u64>,
        /// Its items.
        items: Vec<Item>,
    },
    /// Lines kept as they are.
    Code(Vec<Clean>),
    /// Rows of cells; every row may have its own number of cells.
    Table {
        /// The heading row, empty where there is none.
        head: Vec<Inline>,
        /// The other rows.
        rows: Vec<Vec<Inline>>,
        /// By column; missing ones are `Left`.
        align: Vec<Align>,
    },
    /// A line between parts.
    Rule,
    /// A passage shown as one row until it is opened.
    Fold(FoldKind, Vec<Block>),
    /// A footnote: its label, its text.
    Footnote(Clean, Vec<Block>),
}

/// One item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Done or not, where the item is a task.
    pub task: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// How a column of a table stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// To the left.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// Why a passage is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// It stands word for word further up: so many paragraphs.
    Repeat(usize),
}

/// A run of text pieces that flow together.
pub type Inline = Vec<Run>;

/// A piece of text in one style. A hard line break is a run whose text is `"\n"`-free and has `breaks` set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The words; white space is single spaces (also at the ends, where words of neighbouring runs are apart).
    pub text: Clean,
    /// How it is stressed.
    pub style: Style,
    /// Index into [`Document::links`].
    pub link: Option<u32>,
    /// A line ends after this run.
    pub breaks: bool,
    /// The number of the place that begins here, where a link of the document leads to it.
    pub place: Option<u32>,
}

/// How a run is stressed: any of these together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// Stressed.
    pub emphasis: bool,
    /// Strongly stressed.
    pub strong: bool,
    /// Struck out.
    pub strike: bool,
    /// Code: its spaces are kept.
    pub code: bool,
    /// The alternative text of an image.
    pub image: bool,
    /// The mark of a footnote.
    pub note: bool,
}

/// Where a link leads, or an image lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address, absolute where a base was known.
    pub url: Clean,
    /// What is linked: for the list at the end.
    pub text: Clean,
    /// Whether it is a link or an image.
    pub target: Target,
    /// Why it can't be opened (only http, https and mailto can), where it can't.
    pub refused: Option<&'static str>,
    /// The place in the document itself that it leads to: the number of a run's place.
    pub place: Option<u32>,
}

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Something to open.
    Page,
    /// A picture.
    Image,
}
