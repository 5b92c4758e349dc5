//! Keys, sequences and counts, resolved to actions by a trie read from TOML. No timers.
