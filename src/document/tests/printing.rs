//! A tree printed as Markdown: what is printed reads back.

use super::super::{markdown_text, parse};
use crate::article::Media;

/// What a text of some kind is printed as; that printed again is the same.
#[track_caller]
fn check(media: Media, text: &str, expected: &str) {
    let printed = markdown_text(&parse(media, text, None, ""));
    assert_eq!(printed, expected);
    assert_eq!(markdown_text(&parse(Media::Markdown, &printed, None, "")), expected, "printed again");
}

#[test]
fn markdown_comes_back() {
    for text in [
        "# Top\n\nsome *em* **strong** ~~gone~~ `a  b` same\\\nnext\n\n> q\n>\n> r\n\n1. a\n2. b\n\n   - c\n\n---\n\nend\n",
        "```\nfn x() {}\n\n  y\n```\n",
        "| a | b |\n|---|---|\n| 1 | *2* |\n",
        "- [x] done\n- [ ] open\n",
        "said[^1]\n\n[^1]: note\n",
        "see [the *page*](https://e.org/a) and ![alt](https://e.org/i.png)\n",
        "``a`b``\n",
    ] {
        check(Media::Markdown, text, text);
    }
}

#[test]
fn nothing_becomes_markdown_by_chance() {
    check(Media::Text, "2 * 3 * 4 and [x] a_b_c <b> 1 & 2", "2 \\* 3 \\* 4 and \\[x\\] a\\_b\\_c \\<b\\> 1 \\& 2\n");
    check(
        Media::Html,
        "<p># no heading<p>- no item<p>12. no item<p>+ none",
        "\\# no heading\n\n\\- no item\n\n12\\. no item\n\n\\+ none\n",
    );
    check(Media::Html, "<p><a href='https://e.org/a b(c)'>x</a>", "[x](<https://e.org/a%20b(c)>)\n");
}

#[test]
fn the_words_of_a_page_survive() {
    check(
        Media::Html,
        "<h2>A<br>b</h2><p><b>bold </b>and<i> it</i><br>next<ul><li>one<p>two<li></ul><table><tr><td>1|2<td>3</table>",
        "## A b\n\n**bold** and *it*\\\nnext\n\n- one\n\n  two\n\n|  |  |\n|---|---|\n| 1\\|2 | 3 |\n",
    );
}
