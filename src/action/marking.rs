//! Marking: what a reader says of an article, and taking it back.

super::actions! {
    /// Marking articles.
    Marking;
    ToggleRead "toggle-read" "mark read or unread, and stay";
    Done "done" "mark read and go on";
    Star "star" "star, or take the star away";
    MarkAllRead "mark-all-read" "mark everything in this list read";
    Undo "undo" "undo the last command";
    Redo "redo" "redo what was undone";
}
