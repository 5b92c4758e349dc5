//! What a piece of text is. A theme gives each role a look; a role without one looks like the role it falls back to.

/// One row a role: variant, name in theme files, the role it falls back to.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal $fallback:ident;)*) => {
        /// What a piece of text is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Role {
            $($(#[$doc])* $role,)*
        }

        impl Role {
            /// Every role, in the order of the table.
            pub const ALL: &[Role] = &[$(Role::$role,)*];

            /// The name in theme files.
            pub fn name(self) -> &'static str {
                match self { $(Role::$role => $name,)* }
            }

            /// The role whose look it takes where a theme says nothing; `Text` falls back to itself.
            pub fn fallback(self) -> Role {
                match self { $(Role::$role => Role::$fallback,)* }
            }
        }
    };
}

roles! {
    /// Body text.
    Text "text" Text;
    /// What matters less: ages, hints, counts.
    Dim "dim" Text;
    /// The title over an article.
    Title "title" Heading;
    /// Author, date, source over an article.
    Meta "meta" Dim;
    /// A heading in an article.
    Heading "heading" Text;
    /// Stressed words.
    Emphasis "emphasis" Text;
    /// Strongly stressed words.
    Strong "strong" Text;
    /// Strong and stressed.
    StrongEmphasis "strong-emphasis" Strong;
    /// Struck out words.
    Strike "strike" Dim;
    /// Quoted text.
    Quote "quote" Text;
    /// The bar before a quote, bullets and numbers of lists, rules, lines of tables.
    Ornament "ornament" Dim;
    /// Code, within a line or in a block.
    Code "code" Text;
    /// The text of a link.
    Link "link" Text;
    /// The number after a link.
    LinkNumber "link-number" Dim;
    /// An image's alternative text.
    Image "image" Dim;
    /// The row that stands for a folded passage.
    Fold "fold" Dim;
    /// A hit of a search.
    Hit "hit" Text;
    /// The hit the cursor is on.
    HitHere "hit-here" Hit;
    /// A list row that is unread.
    Unread "unread" Strong;
    /// A list row that was read.
    Read "read" Dim;
    /// The mark of a starred article.
    Star "star" Strong;
    /// A source's name in a list.
    Source "source" Dim;
    /// The row the cursor is on, in the pane that has the keys.
    Cursor "cursor" Text;
    /// The row the cursor is on, in another pane.
    CursorAway "cursor-away" Text;
    /// The line at the foot of the screen.
    Status "status" Dim;
    /// A key's name in help and hints.
    Key "key" Strong;
    /// Lines between panes.
    Border "border" Dim;
    /// A notice.
    Notice "notice" Text;
    /// A notice of something that went wrong.
    Trouble "trouble" Notice;
}
