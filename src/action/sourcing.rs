//! Sources: adding, changing, asking them, and what is known of them.

super::actions! {
    /// Keeping sources.
    Sourcing;
    Refresh "refresh" "look for new articles in this source, or in all";
    RefreshAll "refresh-all" "look for new articles in all sources";
    Add "add" "add a feed, a page, a file or a folder" takes Text;
    Edit "edit-source" "change this source: its name, address, folder, tags and so on; this view: its name, its key" takes Text;
    Mute "mute-source" "leave this source alone for a while";
    Unsubscribe "unsubscribe" "keep this source no longer, its articles stay; remove this view";
    Story "story" "tell the story of this source or article: where from, when, troubles";
    Troubled "show-troubled" "list the sources that fail and those that are silent";
}
