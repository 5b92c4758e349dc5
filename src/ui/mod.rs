//! Draws `&App`; one file a region; keeps nothing.
