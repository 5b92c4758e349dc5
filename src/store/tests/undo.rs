//! Undo and redo, from the journals alone.
