//! Bytes become text: byte order mark, what is declared, UTF-16 and UTF-32 by their NULs, UTF-8 where valid, else detection.
//!
//! It does not clean: control characters stay where they are until [`super::Clean`] takes the text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

/// What bytes said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, with U+FFFD where bytes mean nothing.
    pub text: String,
    /// The WHATWG name of the encoding that was used.
    pub encoding: &'static str,
    /// What was wrong with the bytes or with what was declared of them.
    pub complaints: Vec<String>,
}

/// How far into a text its own declaration is looked for.
const HEAD: usize = 4096;
/// How much is shown to the detector: more changes nothing, and costs time.
const SAMPLE: usize = 1 << 20;

/// Decodes `bytes`, whose sender declared the encoding `declared` (a WHATWG label); without one, the declaration of the
/// text itself counts (`<?xml encoding=…?>`, `<meta charset=…>`).
///
/// A declaration that plainly lies loses: text that is valid UTF-8 with multibyte characters is UTF-8.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let mut complaints = Vec::new();
    if let Some((of, mark)) = utf32(bytes) {
        return read_utf32(&bytes[mark..], of);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(&bytes[mark..], encoding, complaints);
    }
    if let Some(encoding) = utf16_by_nuls(bytes) {
        return read(bytes, encoding, complaints);
    }
    let label = declared.map(str::to_owned).or_else(|| declared_within(bytes));
    let encoding = label.as_deref().and_then(encoding_named);
    if let (Some(label), None) = (&label, encoding) {
        complaints.push(format!("unknown encoding {:?} declared", label.chars().take(40).collect::<String>()));
    }
    // A text that can be read byte by byte to find the declaration is not in UTF-16, whatever it says.
    let encoding = encoding.filter(|e| *e != UTF_16LE && *e != UTF_16BE);
    // Nearly all text is what it says; only ISO-2022-JP looks like it, with its escapes.
    if encoding.is_none_or(|encoding| encoding == UTF_8)
        && memchr(0x1b, bytes).is_none()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), complaints };
    }
    match encoding {
        Some(encoding) if encoding == ISO_2022_JP => return read(bytes, ISO_2022_JP, complaints),
        Some(encoding) if encoding != UTF_8 && !is_plainly_utf8(bytes, encoding) => {
            let (_, failed) = encoding.decode_without_bom_handling(bytes);
            // Where the declared encoding fails, detection may do better; it sees the same bytes.
            if !failed {
                return read(bytes, encoding, complaints);
            }
        }
        _ => {}
    }
    let used = detect(bytes, encoding);
    if let Some(encoding) = encoding.filter(|e| *e != used) {
        complaints.push(format!("declared as {}, but reads as {}", encoding.name(), used.name()));
    }
    read(bytes, used, complaints)
}

/// Puts the four bytes of a character in order.
type Order = fn([u8; 4]) -> u32;

/// How UTF-32 is read, which is no WHATWG encoding, and how long its mark is: told by its mark, or by the NULs around its
/// first two characters. Its mark in the usual order begins like that of UTF-16.
fn utf32(bytes: &[u8]) -> Option<(Order, usize)> {
    match *bytes {
        [0xff, 0xfe, 0, 0, ..] => Some((u32::from_le_bytes, 4)),
        [0, 0, 0xfe, 0xff, ..] => Some((u32::from_be_bytes, 4)),
        [1..=255, 0, 0, 0, 1..=255, _, 0, 0, ..] => Some((u32::from_le_bytes, 0)),
        [0, 0, 0, 1..=255, 0, 0, _, 1..=255, ..] => Some((u32::from_be_bytes, 0)),
        _ => None,
    }
}

fn read_utf32(bytes: &[u8], of: Order) -> Decoded {
    let (characters, rest) = bytes.as_chunks();
    let known = |bytes: &[u8; 4]| char::from_u32(of(*bytes));
    let failed = !rest.is_empty() || characters.iter().any(|bytes| known(bytes).is_none());
    let complaints = failed.then(|| "some bytes are not UTF-32".to_owned()).into_iter().collect();
    let text = characters.iter().map(|bytes| known(bytes).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Decoded { text, encoding: "UTF-32", complaints }
}

fn read(bytes: &[u8], encoding: &'static Encoding, mut complaints: Vec<String>) -> Decoded {
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    if failed {
        complaints.push(format!("some bytes are not {}", encoding.name()));
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), complaints }
}

/// The encoding of a label, those included that people use and WHATWG does not list.
fn encoding_named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    Encoding::for_label_no_replacement(label.as_bytes()).or_else(|| {
        let plain = label.replace(['-', '_', ' '], "");
        let known = match plain.as_str() {
            "cp949" | "ms949" | "uhc" | "johab" => "euc-kr",
            "cp932" | "ms932" | "windows932" => "shift_jis",
            "cp936" | "ms936" | "windows936" => "gbk",
            "cp950" | "ms950" | "windows950" => "big5",
            "utf8mb4" => "utf-8",
            "ansi" => "windows-1252",
            other => match other.strip_prefix("iso8859").or_else(|| other.strip_prefix("latin")) {
                Some(part) => return Encoding::for_label_no_replacement(format!("iso-8859-{part}").as_bytes()),
                None => other,
            },
        };
        Encoding::for_label_no_replacement(known.as_bytes())
    })
}

/// What the head of the text declares of itself.
fn declared_within(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(HEAD)];
    memchr(b'<', head)?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declaration = head.find("<?xml").map(|at| &head[at..at + head[at..].find("?>").unwrap_or(0)]);
    if let Some(label) = declaration.and_then(|xml| label_after(xml, "encoding")) {
        return Some(label);
    }
    let tags = head.match_indices("<meta").map(|(at, _)| &head[at..at + head[at..].find('>').unwrap_or(0)]);
    tags.filter_map(|tag| label_after(tag, "charset")).next()
}

/// The value behind `name` and an equals sign, with or without quotes.
fn label_after(tag: &str, name: &str) -> Option<String> {
    let rest = tag[tag.find(name)? + name.len()..].trim_start().strip_prefix('=')?;
    let rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}

/// UTF-16 without a mark shows as NULs in every other place: each space and line end has one.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(HEAD)];
    memchr(0, sample)?;
    let (mut even, mut odd, mut ascii) = (0, 0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
        ascii += usize::from(pair.iter().all(|byte| (b' '..=b'~').contains(byte)));
    }
    // A stray NUL in a text of single bytes; of Chinese in UTF-16 about a quarter looks like pairs of ASCII.
    if ascii * 4 > sample.len() {
        return None;
    }
    let enough = (sample.len() / 128).max(1);
    let encoding = match (even, odd) {
        (e, o) if e >= enough && o * 3 <= e => UTF_16BE,
        (e, o) if o >= enough && e * 3 <= o => UTF_16LE,
        _ => return None,
    };
    // Text has few control characters and no lone surrogates; other bytes with NULs have both.
    let (text, failed) = encoding.decode_without_bom_handling(&sample[..sample.len() & !3]);
    let odd_ones = text.chars().filter(|c| c.is_control() && !c.is_ascii_whitespace()).count();
    (!failed && odd_ones * 20 <= text.chars().count() && !text.is_empty()).then_some(encoding)
}

/// How many sequences of two, and of three or four bytes a text has, read as UTF-8, and how many errors.
struct Sequences {
    two: usize,
    more: usize,
    wrong: usize,
}

impl Sequences {
    fn of(bytes: &[u8]) -> Self {
        let mut found = Sequences { two: 0, more: 0, wrong: 0 };
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                *(if c.len_utf8() == 2 { &mut found.two } else { &mut found.more }) += 1;
            }
            found.wrong += usize::from(!chunk.invalid().is_empty());
        }
        found
    }
}

/// Whether bytes declared as `encoding` are UTF-8 beyond doubt. A few two-byte sequences may be chance in the encodings
/// of East Asia, whose characters have two bytes as well.
fn is_plainly_utf8(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let found = Sequences::of(bytes);
    let chance = if encoding.is_single_byte() { 0 } else { 8 };
    found.wrong == 0 && (found.more > 0 || found.two > chance)
}

/// The encoding the bytes themselves speak for.
fn detect(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    let found = Sequences::of(bytes);
    if found.wrong == 0 {
        let escapes = found.two + found.more == 0 && bytes.windows(2).any(|pair| pair == b"\x1b$");
        let japanese = escapes && !ISO_2022_JP.decode_without_bom_handling(bytes).1;
        return if japanese { ISO_2022_JP } else { UTF_8 };
    }
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..bytes.len().min(start + SAMPLE)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let (text, failed) = guess.decode_without_bom_handling(&bytes[..bytes.len().min(start + SAMPLE)]);
    let controls = text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c));
    let damaged_utf8 = match declared {
        // Three bytes that fit together are no chance where a character has one byte.
        Some(said) if said == UTF_8 => {
            found.more + found.two > found.wrong || (guess.is_single_byte() && found.more > 0)
        }
        _ => found.more * 2 > found.wrong,
    };
    match declared {
        _ if damaged_utf8 => UTF_8,
        Some(encoding) if encoding != UTF_8 && (failed || controls) => encoding,
        // EUC-JP and its like fail on a single cut byte at the end; that is no reason to leave them.
        _ if controls || (failed && guess.is_single_byte()) => UTF_8,
        _ if guess == EUC_JP && failed && found.more > 0 => UTF_8,
        _ => guess,
    }
}

/// How files begin that are no text although some of their bytes are.
const SIGNATURES: [&[u8]; 12] = [
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"SQLite format 3",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
];

/// Whether `bytes` are no text in any encoding: a known signature, or too many NULs and control bytes.
pub fn is_binary(bytes: &[u8]) -> bool {
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) {
        return true;
    }
    if utf32(bytes).is_some() || Encoding::for_bom(bytes).is_some() || utf16_by_nuls(bytes).is_some() {
        return false;
    }
    let sample = &bytes[..bytes.len().min(2 * HEAD)];
    let is_odd = |byte: &u8| matches!(byte, 0..=7 | 14..=26 | 28..=31);
    // Nearly no text has any, and whether there is one the compiler finds out for many bytes at once.
    let has_any = sample.iter().fold(false, |any, byte| any | is_odd(byte));
    let odd = if has_any { sample.iter().filter(|byte| is_odd(byte)).count() } else { 0 };
    odd > 3 && odd * 20 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_KR, GB18030, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    const KOREAN: &str =
        "경기도 용인에 자리 잡은 민간 시험인증 전문기업의 대표가 만나기로 한 주인공이다. 14년째 한 우물만 파고 있다.";
    const JAPANESE: &str =
        "攻撃はボルノ州の町で、断食月明けの祭りの祝いから帰る途中の人々を狙って起きたもので、特徴があった。";
    const CHINESE: &str = "中国外交部发言人表示，中方注意到有关报道，希望双方保持沟通，共同维护地区和平与稳定。";
    const RUSSIAN: &str =
        "Министр иностранных дел заявил, что переговоры будут продолжены на следующей неделе в Женеве.";

    fn check(text: &str, bytes: &[u8], declared: Option<&str>, encoding: &str) {
        let decoded = decode(bytes, declared);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding), "{:?}", decoded.complaints);
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn legacy_text_reads_right_declared_or_not() {
        for (text, encoding, name) in [
            (KOREAN, EUC_KR, "EUC-KR"),
            (JAPANESE, SHIFT_JIS, "Shift_JIS"),
            (JAPANESE, EUC_JP, "EUC-JP"),
            (CHINESE, GB18030, "GBK"),
            (RUSSIAN, KOI8_R, "KOI8-U"),
            (RUSSIAN, WINDOWS_1251, "windows-1251"),
        ] {
            let bytes = encoded(text, encoding);
            check(text, &bytes, Some(encoding.name()), encoding.name());
            check(text, &bytes, None, name);
            check(text, &bytes, Some("utf-8"), name);
        }
        check("中文 繁體", &encoded("中文 繁體", BIG5), Some("cp950"), "Big5");
    }

    #[test]
    fn latin1_is_windows_1252_and_shows_no_c1_control() {
        check("“quoted” €5", b"\x93quoted\x94 \x805", Some("ISO-8859-1"), "windows-1252");
        check("naïve café", &encoded("naïve café", WINDOWS_1252), None, "windows-1252");
    }

    #[test]
    fn a_declaration_that_plainly_lies_loses() {
        check(KOREAN, KOREAN.as_bytes(), Some("euc-kr"), "UTF-8");
        check("café", "café".as_bytes(), Some("latin1"), "UTF-8");
        assert_eq!(decode(KOREAN.as_bytes(), Some("euc-kr")).complaints, ["declared as EUC-KR, but reads as UTF-8"]);
    }

    #[test]
    fn utf16_reads_with_and_without_its_mark() {
        for big in [false, true] {
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            check(KOREAN, &utf16(KOREAN, big), None, name);
            check(KOREAN, &utf16(&format!("\u{feff}{KOREAN}"), big), Some("utf-8"), name);
            assert!(!is_binary(&utf16(KOREAN, big)));
        }
    }

    #[test]
    fn the_text_declares_itself() {
        let page = |meta: &str| encoded(&format!("<html><head>{meta}</head>{RUSSIAN}"), KOI8_R);
        for meta in [
            "<meta charset=koi8-r>",
            "<META http-equiv='Content-Type' content='text/html; charset=KOI8-R'>",
            "<?xml version='1.0' encoding = \"koi8-r\"?>",
        ] {
            assert_eq!(decode(&page(meta), None).encoding, "KOI8-R", "{meta}");
        }
    }

    #[test]
    fn damaged_utf8_stays_utf8_with_marks_in_the_wrong_places() {
        let mut bytes = KOREAN.as_bytes().to_vec();
        bytes[1] = b'x';
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.encoding, decoded.text.contains('\u{fffd}')), ("UTF-8", true));
        assert_eq!(decode(b"ok \xc0\xaf \xed\xa0\x80 \xf8 \x80 \xea\xb0\x80", Some("utf-8")).encoding, "UTF-8");
    }

    #[test]
    fn only_binary_files_are_binary() {
        let noise: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(is_binary(&noise) && is_binary(b"%PDF-1.7 and so on") && is_binary(&[0; 64]));
        assert!(!is_binary(b"") && !is_binary(b"two \0 NULs \0 in a text that goes on for a while, as texts do"));
        assert!(!is_binary(KOREAN.as_bytes()) && !is_binary(&encoded(JAPANESE, SHIFT_JIS)));
    }

    #[test]
    fn utf32_is_read_in_both_orders_with_and_without_a_mark() {
        let text = "<rss>Ärger 中文 🦀</rss>";
        for mark in ["\u{feff}", ""] {
            let all = || mark.chars().chain(text.chars()).map(u32::from);
            let little: Vec<u8> = all().flat_map(u32::to_le_bytes).collect();
            let big: Vec<u8> = all().flat_map(u32::to_be_bytes).collect();
            for bytes in [little, big] {
                assert!(!is_binary(&bytes));
                let decoded = decode(&bytes, Some("utf-32"));
                assert_eq!((decoded.text.as_str(), decoded.complaints.len()), (text, 0));
                assert_eq!(decode(&bytes[..bytes.len() - 2], None).complaints, ["some bytes are not UTF-32"]);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_read(bytes: Vec<u8>, declared: Option<String>) {
            decode(&bytes, declared.as_deref());
            is_binary(&bytes);
        }

        #[test]
        fn utf8_reads_as_itself(text in "[^\u{0}\u{1b}\u{feff}]*") {
            proptest::prop_assert_eq!(decode(text.as_bytes(), None).text, text);
        }
    }
}
