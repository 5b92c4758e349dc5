//! Finding: what the list shows.

super::actions! {
    /// Choosing what the list shows.
    Finding;
    ShowAll "show-all" "list all articles";
    ShowUnread "show-unread" "list unread articles";
    ShowStarred "show-starred" "list starred articles";
    ShowToday "show-today" "list today's articles";
}
