//! What holds of any input: nothing panics, nesting is bounded, the words survive.

use super::super::{Block, Document, describe, kind_of, newswire, parse, plain_text};
use crate::article::Media;
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};

const KINDS: [Media; 4] = [Media::Text, Media::Markdown, Media::Html, Media::Page];

fn depth(blocks: &[Block]) -> usize {
    let within = |block: &Block| match block {
        Block::Quote(inner) | Block::Fold(_, inner) | Block::Footnote(_, inner) => depth(inner),
        Block::List { items, .. } => items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
        _ => 0,
    };
    blocks.iter().map(within).max().map_or(0, |deepest| deepest + 1)
}

/// Tags, texts and bits of both, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href=x>",
        "</a>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<th rowspan=3>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<h2>",
        "</h2>",
        "<br>",
        "<hr>",
        "<img src=a alt=b>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<sup>",
        "</sup>",
        "<svg>",
        "</svg>",
        "<select>",
        "<template>",
        "</template>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<plaintext>",
        "<script>",
        "</script>",
        "<td colspan=99999>",
        "<base href=http://h/>",
        " word ",
        "x",
        "1",
        "&amp;",
        "&#0;",
        "\u{301}",
        "가",
        "\n",
        "* ",
        "> ",
        "1. ",
        "|a|b|\n|-|-|\n",
        "```\n",
        "[^1]",
        "[x](y)",
        "---\n",
        "    ",
        "\u{202e}",
        "\u{1b}[31m",
    ]);
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn is_sound(document: &Document) -> bool {
    let text = plain_text(document);
    depth(&document.blocks) <= Document::DEPTH + 2 && !text.contains(['\u{1b}', '\0', '\u{202e}'])
}

proptest! {
    #[test]
    fn any_text_of_any_kind_reads(text in ".{0,400}", title in ".{0,20}") {
        for media in KINDS {
            prop_assert!(is_sound(&parse(media, &text, Some("https://e.org/"), &title)));
            describe(media, &text, None, None);
        }
        kind_of(None, &text);
        newswire(&text);
    }

    #[test]
    fn any_soup_of_tags_reads(text in soup()) {
        for media in KINDS {
            prop_assert!(is_sound(&parse(media, &text, None, "")));
            describe(media, &text, None, None);
        }
        newswire(&text);
    }

    #[test]
    fn the_words_of_plain_text_survive(words in prop::collection::vec("[a-z]{1,9}[.]?", 1..80), ends in prop::collection::vec(0..3usize, 1..80)) {
        let mut text = String::new();
        for (word, end) in words.iter().zip(ends.iter().cycle()) {
            text += word;
            text += [" ", "\n", "\n\n"][*end];
        }
        let document = parse(Media::Text, &text, None, "");
        // A fold hides its words from the readable text, but not from the tree.
        let opened = Document { blocks: document.blocks.into_iter().flat_map(|block| match block {
            Block::Fold(_, inner) => inner,
            block => vec![block],
        }).collect(), links: Vec::new() };
        let read = plain_text(&opened);
        prop_assert_eq!(read.split_whitespace().collect::<Vec<_>>(), words);
    }
}
