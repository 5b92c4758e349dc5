//! Where articles come from, one file a kind: its bytes are read, and become articles.
//!
//! What a text says of itself is `document`'s to find; where articles are kept is `store`'s. Nothing here knows a
//! screen or a terminal: progress and troubles are handed back.

mod file;
mod folder;
mod kept;
mod refusal;

pub use file::{FileKind, Holding, Origin, read};
pub use folder::{Candidate, Walk, walk};
pub use kept::{Kept, Place};
pub use refusal::{Refusal, Refused};
