//! Where articles come from, one file a kind: its bytes are read, and become articles.
//!
//! What a text says of itself is `document`'s to find; where articles are kept is `store`'s. Nothing here knows a
//! screen or a terminal: progress and troubles are handed back.

mod about;
mod command;
mod file;
mod folder;
mod guide;
mod hints;
mod home;
mod intake;
mod kept;
mod load;
mod look;
mod newsboat;
mod page;
mod pipeline;
mod process;
mod refusal;
mod report;
mod threads;
mod url;
mod web;
mod wish;

pub use file::{FileKind, Holding, Origin, read};
pub use folder::{Candidate, Stamp, Walk, walk};
pub use guide::{bring_back_guide, take_in_guide};
pub use intake::{refresh, take_in, take_in_input};
pub use kept::{Keeping, Kept, Place, is_one_address, known_at, known_elsewhere, make_known};
pub use look::{Look, bytes_of, look_at};
pub use newsboat::{BringError, Bringing, Brought, Cache, CacheError, bring, newsboat_subscriptions};
pub use page::{AtAddress, PageTrouble, ask_address};
pub use process::{Role, tell_program};
pub use refusal::{Refusal, Refused};
pub use report::{Options, Progress, Report};
pub use threads::{start_waiting, why_refused};
pub use web::{
    Access, Completed, Discovery, FetchReport, Fetched, Fetching, Intervals, Lack, Manners, Route, Saved, Stories,
    Story, Trouble, Unsaved, Wanted, complete, discover, fetch, save_page, title_of,
};
pub use wish::{NoWish, Wish, kept_feed, kept_subscription, understand};
