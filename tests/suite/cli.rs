//! The command line, as people and programs use it: the real binary, each test with a library of its own.

mod guide;
pub mod home;
mod import;
mod inspect;
mod interrupts;
mod list;
mod marks;
mod merge;
mod mistakes;
mod permissions;
mod plain;
mod prune;
mod search;
mod secrets;
mod shells;

use home::Home;
