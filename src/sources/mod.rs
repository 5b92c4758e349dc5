//! Where articles come from, one file a kind: its bytes are read, and become articles.
//!
//! What a text says of itself is `document`'s to find; where articles are kept is `store`'s. Nothing here knows a
//! screen or a terminal: progress and troubles are handed back.

mod kept;

pub use kept::{Kept, Place};
