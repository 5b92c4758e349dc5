//! A title becomes the name of a file that every system takes.
//!
//! It looks at no disk: whether the name is free is for whoever writes the file.

use super::{Clean, graphemes};

/// The longest name in bytes, without what is put behind it: file systems take 255, some of them 143 when they encrypt.
const LONGEST: usize = 120;

/// Names that mean devices on some systems, with any ending.
const RESERVED: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// The name: no separator, no wildcard, no control character, neither hidden nor like an option, never empty, cut
/// between two clusters.
pub fn file_name(title: &str) -> String {
    let spaced = title.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], " ");
    let clean = Clean::line(&spaced);
    let mut name = String::new();
    for (cluster, _) in graphemes(clean.as_str()) {
        if name.len() + cluster.len() > LONGEST {
            break;
        }
        name.push_str(cluster);
    }
    let name = name.trim_start_matches(['.', '-', '~', ' ']).trim_end_matches(['.', ' ']);
    if Clean::line(name).is_blank() {
        return "article".to_owned();
    }
    if is_reserved(name) { format!("_{name}") } else { name.to_owned() }
}

/// Whether a name, or what of it stands before the first dot, means a device.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let port = |kind: &str| {
        let number = stem.strip_prefix(kind).unwrap_or_default();
        matches!(number, "¹" | "²" | "³") || matches!(number.as_bytes(), [b'0'..=b'9'])
    };
    RESERVED.contains(&stem.as_str()) || port("COM") || port("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_becomes_a_name_that_can_be_typed_and_kept_anywhere() {
        for (title, name) in [
            ("Low water", "Low water"),
            ("../../etc/passwd", "etc passwd"),
            ("a/b\\c: d?", "a b c d"),
            ("-rf .hidden", "rf .hidden"),
            ("~/x", "x"),
            ("...", "article"),
            ("", "article"),
            ("\u{1b}[31mred\u{7}\u{202e}gpj", "[31mredgpj"),
            ("con", "_con"),
            ("Nul.txt", "_Nul.txt"),
            ("COM7", "_COM7"),
            ("COM10 opens", "COM10 opens"),
            ("Trailing. . .", "Trailing"),
            ("\u{200b}\u{2800}", "article"),
        ] {
            assert_eq!(file_name(title), name, "{title:?}");
        }
    }

    #[test]
    fn a_long_title_is_cut_between_clusters() {
        let name = file_name(&"한".repeat(400));
        assert_eq!(name, "한".repeat(40));
        assert!(file_name(&"👩‍👩‍👧".repeat(100)).ends_with("👩‍👩‍👧"));
    }

    proptest! {
        #[test]
        fn any_title_gives_one_plain_component(title in any::<String>()) {
            let name = file_name(&title);
            let one = std::path::Path::new(&name).components().count() == 1;
            prop_assert!(one && !name.is_empty() && name.len() <= LONGEST + 1, "{}", name);
            prop_assert!(!name.starts_with(['.', '-', '~']) && !name.chars().any(char::is_control), "{}", name);
        }
    }
}
