//! The format: what is written is read back; what is damaged costs its line only.
