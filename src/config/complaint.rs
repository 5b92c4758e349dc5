//! Which of the complaints about a file are worth telling.

use crate::text::Complaint;
use std::path::Path;
use std::str::Utf8Error;

/// Sorts complaints by line and keeps the first of each: one slip makes several, and the first says it best.
pub(super) fn sort(complaints: &mut Vec<Complaint>) {
    complaints.sort_by_key(|complaint| complaint.line);
    complaints.dedup_by(|later, first| first.line.is_some() && later.line == first.line);
}

/// What is wrong with bytes that are no text, and what comes of it.
pub(super) fn of_bytes(path: &Path, bytes: &[u8], error: Utf8Error, then: &str) -> Complaint {
    let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
    Complaint::at(path, &before, Some(before.len()), format!("what stands here is no UTF-8{then}"))
}
