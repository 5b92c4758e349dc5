//! Settings, sources and key files: raw as typed, resolved as used; errors name file, line and the nearest name.
