//! All state, and how events change it.
