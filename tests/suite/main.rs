//! What is tested from outside: the command line, real and hostile files, crashes, and the program in a terminal.
//!
//! One binary, since linking is what takes time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]
