//! byline, a terminal news reader: this page is the map of the crate.
//!
//! Worker threads and the keyboard put **events** into one channel. The runtime drains it, gives each event to
//! [`app::App::update`], which changes the **state** and returns **effects**; the runtime carries the effects out, or
//! hands them to a worker, and then draws **once**, with [`ui::draw`]. There is no async runtime: threads and a channel.
//!
//! ```text
//! keyboard ─┐                                    ┌─► library worker (store: the only writer; index: lists, search)
//! clock    ─┤   Event      ┌────────────┐ Effect ├─► intake worker (files and folders)
//! workers  ─┴────────────► │ app.update │ ───────┼─► typesetting worker (large documents)
//!                          └─────┬──────┘        └─► terminal, clipboard, opener
//!                                │ &App
//!                                ▼
//!                            ui::draw
//! ```
//!
//! # Modules, in import order
//!
//! A module imports only modules above it; `tests/tidy.rs` reads the `use` lines and proves it. Files, the network,
//! processes, threads, environment and clocks appear only in `store`, `index`, `sources`, `config`, `runtime`, `cli`.
//!
//! # Glossary
//!
//! *source*: where articles come from, with a permanent id. *article*: one text with a title. *mark*: what a reader
//! said of an article (read, star, tag, note, position, trash, later). *segment*: an append-only file of articles.
//! *journal*: an append-only file of marks. *library*: all segments and journals. *device*: one machine's share of the
//! library. *index*: what is derived from the library to answer fast, and may be thrown away. *view*: a named query
//! shown as a list. *document*: an article's body as a tree of *blocks*. *line*: one typeset row. *role*: what a piece
//! of text is, for the theme to colour. *action*: something the reader can do. *event*: something that happened.
//! *effect*: something to be done to the world. *pane*: a part of the screen. *overlay*: what lies over the panes.
//! *notice*: one line that says what happened. *generation*: the number of a request, so that an older answer can be
//! dropped. *fold*: a passage shown as one row.
//!
//! # Where to start
//!
//! For a key: `action`, then `assets/keys.toml`. For a kind of source: `sources`. For a colour: `theme`.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

pub mod text;
pub mod article;
pub mod theme;
pub mod action;
pub mod keys;
pub mod query;
pub mod document;
pub mod typeset;
pub mod feed;
pub mod store;
pub mod index;
pub mod sources;
pub mod config;
pub mod app;
pub mod ui;
pub mod runtime;
pub mod cli;
