//! Roles (what a piece of text is) and themes (how each role looks).

mod role;

pub use role::Role;
