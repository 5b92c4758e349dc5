//! Which of the complaints about a file are worth telling.

use crate::text::Complaint;

/// Sorts complaints by line and keeps the first of each: one slip makes several, and the first says it best.
pub(super) fn sort(complaints: &mut Vec<Complaint>) {
    complaints.sort_by_key(|complaint| complaint.line);
    complaints.dedup_by(|later, first| first.line.is_some() && later.line == first.line);
}
