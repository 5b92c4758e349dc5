//! Sizes as people write them: `16 MiB`, `500 kB`, `1048576`; texts cut to a size.

/// Reads a size; a number alone is bytes.
pub fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[digits..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "kib" | "k" => 1 << 10,
        "mb" => 1_000_000,
        "mib" | "m" => 1 << 20,
        "gb" => 1_000_000_000,
        "gib" | "g" => 1 << 30,
        _ => return None,
    };
    text[..digits].parse::<u64>().ok()?.checked_mul(unit)
}

/// Prints a size with the largest unit that leaves it a number above one.
pub fn print_size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.iter().find(|(size, _)| bytes >= *size) {
        None => format!("{bytes} bytes"),
        Some((size, unit)) if bytes.is_multiple_of(*size) => format!("{} {unit}", bytes / size),
        Some((size, unit)) => format!("{:.1} {unit}", bytes as f64 / *size as f64),
    }
}

/// The first `bytes` of a text, or one to three fewer where a character would be cut.
pub fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        for (typed, bytes) in [
            ("16 MiB", Some(16 << 20)),
            ("500kB", Some(500_000)),
            ("7", Some(7)),
            ("many", None),
            ("", None),
            ("99999999999 GiB", None),
        ] {
            assert_eq!(parse_size(typed), bytes, "{typed}");
        }
        for (bytes, printed) in [(16 << 20, "16 MiB"), (200_000_000, "190.7 MiB"), (12, "12 bytes")] {
            assert_eq!(print_size(bytes), printed);
        }
    }
}
