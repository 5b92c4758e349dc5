//! Where byline means to differ from what a suite expects, with the reason.

/// Files that no person would call a feed.
pub const NO_FEED: &[(&str, &str)] = &[
    (".html", "a page"),
    (".opml", "a list of subscriptions"),
    ("xml/xml_sample_1.xml", "a catalogue of books"),
    ("xml/xml_sample_2.xml", "a catalogue of books"),
    ("feedjira/AmazonWebServicesBlogFirstEntryContent.xml", "the text of one entry"),
    ("feedjira/HREFConsideredHarmfulFirstEntry.xml", "the text of one entry"),
    ("feedjira/TechCrunchFirstEntryDescription.xml", "the text of one entry"),
    ("feedjira/TenderLovemakingFirstEntry.xml", "the text of one entry"),
    ("miniflux/xml/iso88591.xml", "one element, to try an encoding"),
    ("miniflux/xml/iso88591_utf8_mismatch.xml", "one element, to try an encoding"),
    ("newsboat/empty.xml", "empty"),
    ("rsparser/ScriptingNews.json", "RSS written as JSON, which one site tried once"),
];

/// Files that give fewer entries than their elements, meant so.
pub const COUNTS: &[(&str, &str)] = &[
    ("atom-crate/content_text_other.xml", "an entry that is nothing but data in base64"),
    ("atom-crate/extension.xml", "an entry that is nothing but elements nobody knows"),
    ("feed-io/feed.json", "two entries that differ in the address of their author only"),
    ("yarr/rss/media-content-thumbnail.xml", "an entry that is nothing but a picture of a film"),
];

/// File, field, reason.
pub const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("feed-rs/atom/atom_relative.xml", "feed link", "the suite leaves addresses relative"),
    ("feed-rs/atom/atom_relative.xml", "link", "the suite leaves addresses relative"),
    ("feed-rs/rss1/rss_1.0_example_1.xml", "link", "the suite leaves addresses relative"),
    ("feed-rs/rss1/rss_1.0_spec_2.xml", "authors", "a name beside an address is the name"),
    ("feed-rs/rss2/rss_2.0_ilgiornale.xml", "authors", "the suite takes `author` for the name of who is named"),
    ("feed-rs/rss2/rss_2.0_relurl_1.xml", "authors", "the suite takes `author` for the name of who is named"),
    ("feedsmith/feeds/atom/references/atom-03.xml", "feed link", "the suite keeps addresses as they stand"),
    ("feedsmith/feeds/atom/references/atom-03.xml", "link", "the suite keeps addresses as they stand"),
    ("feedsmith/feeds/atom/references/atom-10.xml", "feed link", "the suite keeps addresses as they stand"),
    ("feedsmith/feeds/atom/references/atom-10.xml", "link", "the suite keeps addresses as they stand"),
    ("rss_channel_item_custom.xml", "count", "an entry that is nothing but elements nobody knows"),
    ("rubycocos/books/oreilly.feedburner.atom", "updated", "the suite leaves out the zone"),
    ("rubycocos/misc/inessential.json", "published", "the suite leaves out the zone"),
    ("rubycocos/misc/intertwingly.atom", "feed link", "the suite leaves addresses relative"),
    ("rubycocos/misc/intertwingly.atom", "link", "the suite leaves addresses relative"),
    ("rubycocos/misc/intertwingly.atom", "updated", "the suite leaves out the zone"),
    ("rubycocos/misc/ongoing.atom", "published", "the suite leaves out the zone"),
    ("rubycocos/misc/ongoing.atom", "updated", "the suite leaves out the zone"),
    ("rubycocos/news/nytimes-thomas-l-friedman.rss", "published", "the suite leaves out the zone"),
    ("yarr/atom/link-in-id.xml", "id", "the suite adds the date to an id that stands twice"),
    ("yarr/rdf/extensions.xml", "published", "the test does not read a zone that is written in Go"),
];
