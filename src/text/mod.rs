//! Widths, cutting at a column, and making foreign text safe: the one door through which outside text becomes [`Clean`].
//!
//! It does not know what a text is (a title, a paragraph): only which characters may be shown, and how wide they are.

mod arguments;
mod clean;
mod complaint;
mod decode;
mod disputed;
mod file_name;
mod find;
mod isolate;
mod nearest;
mod number;
mod plain;
#[cfg(test)]
pub(crate) mod samples;
mod secrets;
mod size;
mod steady;
mod wash;
mod width;
mod words;

pub use arguments::{NoCommand, split_arguments, split_command};
pub use clean::Clean;
pub use complaint::{Complaint, Mistakes};
pub use decode::{Decoded, decode, is_binary};
pub use disputed::{is_disputed, slack};
pub use file_name::file_name;
pub use find::occurrences;
pub use isolate::{ISOLATE, ISOLATE_END, is_right_to_left};
pub use nearest::nearest;
pub use number::{count, grouped};
pub use secrets::{
    masked, secret_values, secrets_in, short_address, unmasked, with_secrets, without_secrets, without_user,
};
pub use size::{beginning, parse_size, print_size};
pub use steady::steady;
pub use width::{cut, fit, graphemes, width};
pub use words::visible_words;
