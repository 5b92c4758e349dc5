//! Real text in the encodings it comes in, declared right, wrong or not at all.
//!
//! It reads no feed: what stands between the tags is looked for in the decoded text.

use crate::shared;

#[test]
fn every_derived_encoding_reads_right() {
    let Some(folder) = shared("corpus/feeds/derived-encodings") else { return };
    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    for (name, values) in expected.as_object().unwrap() {
        let decoded = byline::text::decode(&std::fs::read(folder.join(name)).unwrap(), None);
        let escaped = |text: &str| text.replace('&', "&amp;");
        let holds = ["title", "body_first_line"].iter().all(|key| {
            values[key].as_str().is_none_or(|text| decoded.text.contains(&escaped(text)) || decoded.text.contains(text))
        });
        if values["decodes"] != false && !holds {
            wrong.push(format!("{name}: {} {:?}", decoded.encoding, decoded.complaints));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
