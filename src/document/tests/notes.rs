//! Links within a text, and footnotes as the programs write them that make pages.

use super::super::{markdown_text, parse};
use super::show;
use crate::article::Media;

#[track_caller]
fn check(html: &str, expected: &str) {
    super::check(Media::Html, html, expected);
}

#[test]
fn links_lead_to_places_of_the_text() {
    check(
        "<p><a href=#b>to b</a> <a href=https://e.org/>out</a> <a href=#none>lost</a><h2 id=a>A</h2><h2 id=b>B</h2>",
        "[to b](→1) [out](1) lost\n## A\n## @1 B\n1: https://e.org/",
    );
    let html = "<a href='https://e.org/x#caf%C3%A9'>x</a> <a href=/x#none>y</a><p>and <i id=café>z</i> <b id=o>o</b>";
    let expected = "[x](→1) [y](1)\nand @1 *z* **o**\n1: https://e.org/x#none";
    assert_eq!(show(&parse(Media::Html, html, Some("https://e.org/x"), "")), expected);
    check("one <span id=a>two</span> <a name=b>three", "one two three");
}

const NOTED: &str = "one[^[1]^](→1), two[^[2]^](→2).";

#[test]
fn notes_of_many_makers_are_notes() {
    for html in [
        // PHP Markdown Extra, kramdown, Jekyll.
        "<p>one<sup id='fnref:1'><a href='#fn:1' rel=footnote>1</a></sup>, two<sup id='fnref:2'><a href='#fn:2'>2</a></sup>.</p>\
         <div class=footnotes><hr><ol><li id='fn:1'><p>first&#160;<a href='#fnref:1' rev=footnote>&#8617;&#xFE0E;</a></p></li>\
         <li id='fn:2'><p>second <a href='#fnref:2'>↩</a></ol></div>",
        // pandoc, Hugo.
        "<p>one<a href='#fn1' id='fnref1' role=doc-noteref><sup>1</sup></a>, two<a href='#fn2' id='fnref2'><sup>2</sup></a>.</p>\
         <section><hr><ol><li id='fn1'><p>first<a href='#fnref1'>↩︎</a></p></li><li id='fn2'><p>second<a href='#fnref2'>↩︎</a></p></li></ol></section>",
        // markdown-it, GitHub.
        "<p>one<sup><a href='#fn1' id='fnref1'>[1]</a></sup>, two<sup><a href='#fn2' id='fnref2'>[2]</a></sup>.</p>\
         <h2>Footnotes</h2><ol><li id='fn1'>first <a href='#fnref1'>Back</a><li id='fn2'>second <a href='#fnref2'>Back</a></ol>",
        // MediaWiki.
        "<p>one<sup id=r1><a href='#n1'><span>[</span>1<span>]</span></a></sup>, two<sup id=r2>[<a href='#n2'>2</a>]</sup>.</p>\
         <h2>Notes</h2><ol><li id=n1><b><a href='#r1'>^</a></b> <span>first</span></li><li id=n2>^ <a href='#r2'><sup><i><b>a</b></i></sup></a> second</ol>",
        // Substack.
        "<p>one<a id=a1 href='#f1'>1</a>, two<a id=a2 href='#f2'>2</a>.</p>\
         <div><a id=f1 href='#a1'>1</a><div><p>first</p></div></div><div><a id=f2 href='#a2'>2</a><div><p>second</p></div></div>",
        // By hand.
        "<p>one[<a name=r1 href='#n1'>1</a>], two[<a name=r2 href='#n2'>2</a>].</p><hr>\
         <p><a name=n1>[1]</a> first <a href='#r1'>back</a><p><a name=n2>2.</a> second",
    ] {
        let shown = show(&parse(Media::Html, html, Some("https://e.org/x"), ""));
        assert_eq!(shown, format!("{NOTED}\n[^1]\n  @1 first\n[^2]\n  @2 second"), "{html}");
        let printed = markdown_text(&parse(Media::Html, html, None, ""));
        assert_eq!(printed, "one[^1], two[^2].\n\n[^1]: first\n\n[^2]: second\n", "{html}");
    }
}
