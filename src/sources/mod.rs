//! One file a kind of source: its bytes are read, and handed to `document` or `feed`.
