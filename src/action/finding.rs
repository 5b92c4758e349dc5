//! Finding: what the list shows.

super::actions! {
    /// Choosing what the list shows.
    Finding;
    Search "search" "search titles, authors and texts while typing; in an article: find in it";
    Limit "limit" "limit this list while typing";
    GoTo "go-to" "go to a source or view by typing part of its name" takes Place;
    KeepView "keep-view" "keep this list as a view with a name" takes View;
    Reverse "reverse" "turn this list over: its end first";
    Sort "sort" "choose what this list is sorted by: time, title, source, author" takes Order;
    ShowAll "show-all" "list all articles";
    ShowUnread "show-unread" "list unread articles";
    ShowStarred "show-starred" "list starred articles";
    ShowToday "show-today" "list today's articles";
    ShowLater "show-later" "list articles kept for later";
    ShowTrash "show-trash" "list what is in the trash";
}
