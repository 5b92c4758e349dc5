//! Sources that are asked over the network: many at once, politely, and nothing twice.
//!
//! What an answer means is `url`'s, a kind of source like others; here are connections, their order, what is remembered
//! from one time to the next, and how articles get into the library.

mod access;
mod asking;
mod client;
mod connect;
mod cookies;
mod discover;
mod entries;
mod error;
mod fetch;
mod identity;
mod intervals;
mod lack;
mod manners;
mod network;
mod pages;
mod presence;
mod proxied;
mod queue;
mod reading;
mod reply;
mod room;
mod storing;
mod story;
mod trouble;

pub(super) use access::Shared;
pub use access::{Access, Route};
pub(super) use client::{Ask, Client, web_address};
pub use discover::{Discovery, discover};
pub use entries::title_of;
pub(super) use entries::{article as article_of, articles};
pub use fetch::{FetchReport, Fetched, Fetching, Wanted, fetch};
pub(super) use identity::{AllTraits, recognize};
pub use intervals::Intervals;
pub use lack::Lack;
pub use manners::Manners;
pub use pages::{Completed, Saved, Unsaved, complete, save_page};
pub(super) use reading::{Reading, Waiting};
pub(super) use reply::Reply;
pub use story::{Stories, Story};
pub use trouble::Trouble;
