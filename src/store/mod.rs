//! The truth on disk: append-only article segments and mark journals, one writer a file, folded on read.
