//! Marking: what a reader says of an article, and taking it back.

super::actions! {
    /// Marking articles.
    Marking;
    ToggleRead "toggle-read" "mark read or unread, and stay";
    Done "done" "mark read and go on, with a count so many";
    Star "star" "star, or take the star away";
    MarkAllRead "mark-all-read" "mark everything in this list read, or in the source the cursor is on";
    MarkAboveRead "mark-above-read" "mark everything above the cursor read";
    MarkBelowRead "mark-below-read" "mark everything below the cursor read";
    CatchUp "catch-up" "mark read what is older than a day, three days, a week, or everything";
    SelectRange "select-range" "select a range: the next command is for all of it";
    Note "note" "write a note on this article, or on a paragraph of it";
    AddTag "add-tag" "add a tag" takes Tag;
    RemoveTag "remove-tag" "remove a tag" takes Tag;
    KeepForLater "keep-for-later" "keep for later, or no longer";
    Trash "trash" "put into the trash, or take out of it";
    Repeat "repeat" "repeat the last change";
    Undo "undo" "undo the last command";
    Redo "redo" "redo what was undone";
}
