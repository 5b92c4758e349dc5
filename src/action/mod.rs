//! Everything the reader can do: one enum an area, one row a name, a help text and a parser.
