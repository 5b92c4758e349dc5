//! Threads, terminal, signals, clock: turns the world into events, and effects into the world.
