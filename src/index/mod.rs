//! A SQLite and FTS5 index in the cache, built from the store, thrown away when in doubt.
