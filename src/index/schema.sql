-- The tables of the index. Everything in here is made from the library and may be thrown away.
-- Texts in here are safe to show; the library keeps them as they came.

-- How far each file of the library was taken in, and a hash of the last line before that.
CREATE TABLE files (file INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, taken INTEGER NOT NULL, tail BLOB NOT NULL);

-- Facts about the index itself: 'complete' once everything was taken in a first time.
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- A row for each article, in the order of every list: `place` grows as one goes up (see place.rs). Narrow, since marks
-- change it; what is shown of an article is in `faces`, by `face`.
-- shelf: 0 listed, 1 in the trash, 2 dropped by retention. words: unknown until the text is indexed.
CREATE TABLE articles (
    place INTEGER PRIMARY KEY, id BLOB NOT NULL, sort INTEGER NOT NULL, turn INTEGER NOT NULL, source INTEGER NOT NULL, face INTEGER NOT NULL,
    read INTEGER NOT NULL, starred INTEGER NOT NULL, later INTEGER NOT NULL, noted INTEGER NOT NULL,
    tagged INTEGER NOT NULL, shelf INTEGER NOT NULL, words INTEGER
);
CREATE UNIQUE INDEX by_id ON articles (id);
CREATE INDEX wordless ON articles (words) WHERE words IS NULL AND shelf < 2;
-- One index for each kind of view, of all articles and of one source: a rowid ends every index entry, so each is in
-- the order of lists.
CREATE INDEX listed ON articles (shelf) WHERE shelf = 0;
CREATE INDEX listed_of ON articles (source) WHERE shelf = 0;
CREATE INDEX unread ON articles (shelf) WHERE read = 0 AND shelf = 0;
CREATE INDEX unread_of ON articles (source) WHERE read = 0 AND shelf = 0;
CREATE INDEX starred ON articles (shelf) WHERE starred = 1 AND shelf = 0;
CREATE INDEX starred_of ON articles (source) WHERE starred = 1 AND shelf = 0;
CREATE INDEX later ON articles (shelf) WHERE later = 1 AND shelf = 0;
CREATE INDEX later_of ON articles (source) WHERE later = 1 AND shelf = 0;
CREATE INDEX noted ON articles (shelf) WHERE noted = 1 AND shelf = 0;
CREATE INDEX trash ON articles (shelf) WHERE shelf = 1;
CREATE INDEX trash_of ON articles (source) WHERE shelf = 1;

CREATE TABLE faces (
    face INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, url TEXT, published INTEGER NOT NULL,
    dated INTEGER NOT NULL
);
-- The first words of the body; written with the full text.
CREATE TABLE leads (face INTEGER PRIMARY KEY, lead TEXT NOT NULL);

-- Every text of every article, by where it stands.
CREATE TABLE texts (
    face INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, len INTEGER NOT NULL, print BLOB NOT NULL,
    exact BLOB NOT NULL, n INTEGER NOT NULL, fetched INTEGER NOT NULL, seen INTEGER NOT NULL, sort INTEGER NOT NULL, full INTEGER NOT NULL,
    PRIMARY KEY (face, file, offset)
) WITHOUT ROWID;
-- Articles whose texts changed because a file did, and which are to be looked at again.
CREATE TABLE unsettled (id BLOB PRIMARY KEY) WITHOUT ROWID;

-- The sources as they are, with their counts.
CREATE TABLE sources (
    source INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title TEXT NOT NULL, address TEXT NOT NULL,
    tags TEXT NOT NULL, folder TEXT NOT NULL, removed INTEGER NOT NULL, secrets TEXT NOT NULL DEFAULT '',
    total INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0, starred_unread INTEGER NOT NULL DEFAULT 0,
    later INTEGER NOT NULL DEFAULT 0, later_unread INTEGER NOT NULL DEFAULT 0,
    trash INTEGER NOT NULL DEFAULT 0, trash_unread INTEGER NOT NULL DEFAULT 0
);
-- How many listed articles, and how many unread ones, each quarter of an hour since 1970 has: every time zone begins its
-- days with one, so that Today is counted without walking over its articles.
CREATE TABLE quarters (quarter INTEGER PRIMARY KEY, total INTEGER NOT NULL, unread INTEGER NOT NULL);
-- Everything that was ever said of a source, by where it stands.
CREATE TABLE said (
    source INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, len INTEGER NOT NULL,
    PRIMARY KEY (source, file, offset)
) WITHOUT ROWID;

CREATE TABLE drops (
    id BLOB NOT NULL, file INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, file)
) WITHOUT ROWID;
CREATE TABLE aliases (
    id BLOB NOT NULL, of BLOB NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (id, of, file)
) WITHOUT ROWID;

-- From when on which ids mean another article.
CREATE TABLE reuses (
    id BLOB NOT NULL, since TEXT NOT NULL, new BLOB NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (id, since, new, file)
) WITHOUT ROWID;

-- The mark that counts for a field of an id; `value` is 0, 1 or a text.
CREATE TABLE marks (
    id BLOB NOT NULL, field TEXT NOT NULL, n INTEGER NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL, value NOT NULL,
    op BLOB NOT NULL, PRIMARY KEY (id, field)
) WITHOUT ROWID;
-- Commands of several lines: those whose last line is there, and the lines that wait for it.
CREATE TABLE whole (op BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE waiting (
    op BLOB NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, len INTEGER NOT NULL,
    PRIMARY KEY (op, file, offset)
) WITHOUT ROWID;

CREATE TABLE tagged (place INTEGER NOT NULL, tag TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (place, tag)) WITHOUT ROWID;
CREATE INDEX by_tag ON tagged (folded, place);

-- The full text, by place. What is put in is tokens of ours, which `ascii` with `_` cannot cut further.
CREATE VIRTUAL TABLE text USING fts5 (
    title, body, author, short, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'"
);
-- What one transaction brings is sorted in memory and written at one stroke: at SQLite's own bound, a megabyte, twice
-- the time goes into merging the pieces.
INSERT INTO text (text, rank) VALUES ('hashsize', 16777216);
