//! Keys in, state out.
