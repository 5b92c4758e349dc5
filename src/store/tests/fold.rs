//! The laws of folding: order, repetition and grouping change nothing.
