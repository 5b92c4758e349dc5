//! Settings, sources and where files lie: raw as typed, resolved as used; errors name file, line and the nearest name.
//!
//! A mistake in a file is a complaint, never a reason not to start: everything else in the file counts. What a key
//! binding means is `keys`' business; here only what settings know of its arguments is added.

mod complaint;
mod edit;
mod edits;
mod keymap;
mod paths;
mod settings;
mod sources;
mod table;
mod themes;
mod values;
mod views;
mod write;

pub use edit::{Edit, EditError};
pub use edits::{EditedFile, Edits};
pub use keymap::load_keymap;
pub use paths::{NoPlace, Overrides, Paths};
pub use settings::{Config, Settings, UserCommand};
pub use sources::{
    Added, SOURCE_KEYS, SourceEdit, SourceKey, SourcesError, SourcesFile, is_web_address, parse_time, print_time,
    source_keys_table,
};
pub use table::{
    Density, Hyperlinks, Layout, Line, MarkRead, Notify, OpenerIn, SETTINGS, Setting, commented_defaults, elsewhere,
    readme_table,
};
pub use themes::{load_theme, load_themes};
pub use values::{Given, Values};
pub use views::{MAX_VIEW_NAME, SavedView};
pub use write::write_whole;

pub use crate::text::Complaint;
