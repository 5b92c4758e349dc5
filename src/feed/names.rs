//! The one table of element names: what each element of each vocabulary is, and how far it may reach.
//!
//! It knows names only; what an element's content means is for the file of its vocabulary.

/// A vocabulary: a namespace, or several that stand for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// No namespace, or one that nobody knows, without a prefix: the vocabulary of the document's root.
    Plain,
    /// RSS of every version.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// Dublin Core, both sets of terms.
    Dc,
    /// RSS 1.0's module for whole texts.
    Content,
    /// Media RSS.
    Media,
    /// Podcasts, by Apple.
    Itunes,
    /// FeedBurner, and others that count clicks.
    Feedburner,
    /// How often a feed is renewed.
    Syndication,
    /// RDF itself.
    Rdf,
    /// An action and its object.
    Activity,
    /// HTML within XML.
    Xhtml,
    /// Any other.
    Other,
}

/// What an element is, in whatever vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Rss,
    Rdf,
    Feed,
    Channel,
    Entry,
    Opml,
    Html,
    /// Holds elements of its entry.
    Group,
    /// Contains elements that don't describe the entry: a picture's title, a related object.
    Aside,
    /// The feed an entry was copied from. Only its authors apply to the entry.
    Origin,
    Title,
    Link,
    Id,
    Author,
    Published,
    Updated,
    Language,
    Summary,
    /// A further, poorer summary.
    Subtitle,
    Content,
    Category,
    Comments,
    Enclosure,
    /// A file, with elements of its own.
    File,
    OriginalLink,
    Ttl,
    SkipHours,
    SkipDays,
    Period,
}

/// How an element is read, and what ends it if its own end is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The elements in it are read one by one.
    Open,
    /// One value without markup of its own: the next element that is known ends it.
    Line,
    /// One value that may hold markup: an element that only feeds have ends it.
    Markup,
}

impl Name {
    /// How far the element reaches.
    pub fn reach(self) -> Reach {
        match self {
            Name::Rss | Name::Rdf | Name::Feed | Name::Channel | Name::Entry | Name::Opml | Name::Html => Reach::Open,
            Name::Group | Name::File => Reach::Open,
            Name::Summary | Name::Subtitle | Name::Content | Name::Author | Name::Aside | Name::Origin => Reach::Markup,
            Name::SkipHours | Name::SkipDays => Reach::Markup,
            _ => Reach::Line,
        }
    }

    /// Whether a document may begin with the element.
    pub fn is_root(self) -> bool {
        self.is_frame() || matches!(self, Name::Entry | Name::Opml | Name::Html)
    }

    /// Whether the element stands around entries.
    pub fn is_frame(self) -> bool {
        matches!(self, Name::Rss | Name::Rdf | Name::Feed | Name::Channel)
    }

    /// Whether no text of an article can hold an element of this name.
    pub fn is_only_in_feeds(self) -> bool {
        matches!(self, Name::Id | Name::Published | Name::Updated | Name::Comments | Name::Enclosure | Name::File)
    }
}

impl Space {
    /// The vocabulary of a namespace; `None` where nobody knows it. Case, scheme and a final mark don't matter.
    pub fn of_address(address: &str) -> Option<Self> {
        let plain = address.trim().to_ascii_lowercase();
        let plain = plain.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches(['/', '#']);
        ADDRESSES.iter().find(|(known, _)| plain.starts_with(known)).map(|(_, space)| *space)
    }

    /// The vocabulary that a prefix stands for by custom: feeds forget to declare, and declare wrongly.
    pub fn of_prefix(prefix: &str) -> Self {
        let found = PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix));
        found.map_or(Space::Other, |(_, space)| *space)
    }

    /// What an element of this vocabulary is, by its name without prefix.
    pub fn name_of(self, local: &str) -> Option<Name> {
        let table = match self {
            Space::Plain | Space::Rss => RSS,
            Space::Atom => ATOM,
            Space::Dc => DC,
            Space::Content => &[("encoded", Name::Content)],
            Space::Media => MEDIA,
            Space::Itunes => ITUNES,
            Space::Feedburner => &[("origLink", Name::OriginalLink)],
            Space::Syndication => &[("updatePeriod", Name::Period)],
            Space::Rdf => &[("RDF", Name::Rdf), ("Seq", Name::Aside)],
            Space::Activity => &[("object", Name::Aside), ("target", Name::Aside), ("actor", Name::Aside)],
            Space::Xhtml => &[("html", Name::Html), ("body", Name::Content), ("div", Name::Content)],
            Space::Other => &[],
        };
        table.iter().find(|(known, _)| known.eq_ignore_ascii_case(local)).map(|(_, name)| *name)
    }
}

/// Beginnings of namespaces, without scheme, in small letters.
const ADDRESSES: &[(&str, Space)] = &[
    ("www.w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/ns", Space::Atom),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules", Space::Other),
    ("purl.org/rss/1.0", Space::Rss),
    ("purl.org/net/rss1.1", Space::Rss),
    ("my.netscape.com/rdf/simple/0.9", Space::Rss),
    ("channel.netscape.com/rdf/simple/0.9", Space::Rss),
    ("backend.userland.com/rss", Space::Rss),
    ("blogs.law.harvard.edu/tech/rss", Space::Rss),
    ("cyber.law.harvard.edu/rss/rss", Space::Rss),
    ("purl.org/dc/", Space::Dc),
    ("search.yahoo.com/mrss", Space::Media),
    ("video.search.yahoo.com/mrss", Space::Media),
    ("www.rssboard.org/media-rss", Space::Media),
    ("www.itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("rssnamespace.org/feedburner", Space::Feedburner),
    ("www.pheedo.com/namespace/pheedo", Space::Feedburner),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf),
    ("activitystrea.ms/spec/1.0", Space::Activity),
    ("www.w3.org/1999/xhtml", Space::Xhtml),
    ("www.w3.org/2000/svg", Space::Other),
    ("www.w3.org/1998/math", Space::Other),
];

const PREFIXES: &[(&str, Space)] = &[
    ("rss", Space::Rss),
    ("atom", Space::Atom),
    ("atom03", Space::Atom),
    ("atom10", Space::Atom),
    ("a10", Space::Atom),
    ("dc", Space::Dc),
    ("dcterms", Space::Dc),
    ("content", Space::Content),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("feedburner", Space::Feedburner),
    ("pheedo", Space::Feedburner),
    ("sy", Space::Syndication),
    ("rdf", Space::Rdf),
    ("activity", Space::Activity),
    ("xhtml", Space::Xhtml),
];

const RSS: &[(&str, Name)] = &[
    ("item", Name::Entry),
    ("title", Name::Title),
    ("link", Name::Link),
    ("guid", Name::Id),
    ("pubDate", Name::Published),
    ("description", Name::Summary),
    ("category", Name::Category),
    ("author", Name::Author),
    ("comments", Name::Comments),
    ("enclosure", Name::Enclosure),
    ("source", Name::Aside),
    ("image", Name::Aside),
    ("textInput", Name::Aside),
    ("channel", Name::Channel),
    ("rss", Name::Rss),
    ("feed", Name::Feed),
    ("entry", Name::Entry),
    ("RDF", Name::Rdf),
    ("opml", Name::Opml),
    ("html", Name::Html),
    ("language", Name::Language),
    ("lastBuildDate", Name::Updated),
    ("ttl", Name::Ttl),
    ("skipHours", Name::SkipHours),
    ("skipDays", Name::SkipDays),
    ("fulltext", Name::Content),
    ("full-text", Name::Content),
    ("body", Name::Content),
];

const ATOM: &[(&str, Name)] = &[
    ("entry", Name::Entry),
    ("title", Name::Title),
    ("link", Name::Link),
    ("id", Name::Id),
    ("published", Name::Published),
    ("issued", Name::Published),
    ("created", Name::Published),
    ("updated", Name::Updated),
    ("modified", Name::Updated),
    ("summary", Name::Summary),
    ("content", Name::Content),
    ("category", Name::Category),
    ("author", Name::Author),
    ("source", Name::Origin),
    ("contributor", Name::Aside),
    ("rights", Name::Aside),
    ("feed", Name::Feed),
];

const DC: &[(&str, Name)] = &[
    ("title", Name::Title),
    ("creator", Name::Author),
    ("author", Name::Author),
    ("date", Name::Published),
    ("issued", Name::Published),
    ("created", Name::Published),
    ("available", Name::Published),
    ("modified", Name::Updated),
    ("description", Name::Summary),
    ("abstract", Name::Summary),
    ("subject", Name::Category),
    ("language", Name::Language),
    ("identifier", Name::Id),
];

const MEDIA: &[(&str, Name)] = &[
    ("group", Name::Group),
    ("content", Name::File),
    ("title", Name::Title),
    ("description", Name::Summary),
    ("keywords", Name::Category),
    ("community", Name::Aside),
    ("comments", Name::Aside),
];

const ITUNES: &[(&str, Name)] = &[
    ("title", Name::Title),
    ("author", Name::Author),
    ("summary", Name::Summary),
    ("subtitle", Name::Subtitle),
    ("keywords", Name::Category),
    ("owner", Name::Aside),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_are_known_however_they_are_written() {
        for (address, space) in [
            ("http://www.w3.org/2005/Atom", Some(Space::Atom)),
            ("https://www.w3.org/2005/Atom/", Some(Space::Atom)),
            ("http://purl.org/atom/ns#", Some(Space::Atom)),
            ("http://purl.org/rss/1.0/", Some(Space::Rss)),
            ("http://purl.org/rss/1.0/modules/content/", Some(Space::Content)),
            ("http://purl.org/rss/1.0/modules/slash/", Some(Space::Other)),
            ("http://www.itunes.com/DTDs/Podcast-1.0.dtd", Some(Space::Itunes)),
            ("com-wordpress:feed-additions:1", None),
        ] {
            assert_eq!(Space::of_address(address), space, "{address}");
        }
    }

    #[test]
    fn no_table_names_an_element_twice() {
        for table in [RSS, ATOM, DC, MEDIA, ITUNES] {
            for (at, (name, _)) in table.iter().enumerate() {
                assert!(table[..at].iter().all(|(other, _)| !other.eq_ignore_ascii_case(name)), "{name}");
            }
        }
    }
}
