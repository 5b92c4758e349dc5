//! HTML in, tree out.

use super::super::{parse, plain_text};
use super::show;
use crate::article::Media;

#[track_caller]
fn check(html: &str, expected: &str) {
    super::check(Media::Html, html, expected);
}

#[test]
fn white_space_collapses_as_in_browsers() {
    check(
        "<p>one\n  two <b> three</b> <i> four </i></p>five<div>six</div>seven",
        "one two **three** *four*\nfive\nsix\nseven",
    );
    check("a<br>b<br/>\n<br>c<br>", "a⏎b\nc");
    check("<b>x</b><b>y</b> <b></b><b>z</b>", "**xy** **z**");
}

#[test]
fn headings_quotes_rules_and_code_are_blocks() {
    check(
        "<h1>Top</h1><p>text<h3>Low <em>er</em></h3><blockquote>q<p>r</blockquote><hr><hr>\
         <pre>\n  a   b\n\n<b>c</b> &lt;d&gt;\n</pre>end",
        "# Top\ntext\n### Low *er*\n> q\n> r\n----\n¦  a   b\n¦\n¦c <d>\nend",
    );
}

#[test]
fn lists_nest_and_unclosed_items_end() {
    check("<ul><li>a<li>b<ol start=3><li>c<p>d</ol>e</ul>f", "- a\n- b\n  3. c\n    d\n  e\nf");
    check("<ol><li value=3>a<li value=9>b</ol>", "3. a\n4. b");
    check("<li>x</li><li>y</li>after", "- x\n- y\nafter");
    check("<ul><ul><li>deep</ul><li>z</ul>", "- - deep\n- z");
    check("<ul><li><input type=checkbox checked>done<li><input type=checkbox>open</ul>", "- [x] done\n- [ ] open");
    check(
        "<dl><dt>term<dd>what it is<dd>more<dt>next<dd>that</dl>after",
        "**term**\n- what it is\n- more\n**next**\n- that\nafter",
    );
}

#[test]
fn data_tables_are_tables_and_layout_tables_flow() {
    check(
        "<table><caption>C</caption><tr><th>a<th>b<tr><td>1<td colspan=2>2<tr><td rowspan=2>3<td>4<tr><td>5</table>",
        "C\n|| a | b\n| 1 | 2\n| 3 | 4\n|  | 5",
    );
    check("<table><tr><td><h2>A</h2><p>b<td>side</table>", "## A\nb\nside");
    check("<table><tr><td>x<table><tr><td>1<td>2</table>y</table>", "x\n| 1 | 2\ny");
    check("<table><tr><td>a<td colspan=2147483647>b</table>", "| a | b");
    check("<tr><td>no table", "no table");
}

#[test]
fn links_are_listed_once_and_refused_with_a_reason() {
    let html = "<a href=/a?x=1#y>one</a> <a href=/a?x=1#y>one</a> <a href='//h/z'>z</a> <a href=mailto:a@b.c>mail</a> \
                <a href=' java\nscript:alert(1)'>js</a> <a href=file:///etc/passwd>file</a> <a>none</a> <a href=#n>n</a>";
    let expected = "[one](1) [one](1) [z](2) [mail](3) [js](4) [file](5) none [n](6)\n\
                    1: https://e.org/a?x=1#y\n2: https://h/z\n3: mailto:a@b.c\n4: javascript:alert(1) refused: a script, not a page\n\
                    5: file:///etc/passwd refused: a file on this machine\n6: https://e.org/b#n";
    let shown = show(&parse(Media::Html, html, Some("https://e.org/b"), "")).replace("java script", "javascript");
    assert_eq!(shown, expected);
    check("<a href=rel>x</a>", "[x](1)\n1: rel refused: relative, and the address of the article is not known");
}

#[test]
fn only_a_page_may_set_its_base() {
    let html = "<base href='https://other.org/d/'><a href=x>x</a>";
    assert!(show(&parse(Media::Html, html, Some("https://e.org/"), "")).contains("https://e.org/x"));
    assert!(show(&parse(Media::Page, html, Some("https://e.org/"), "")).contains("https://other.org/d/x"));
}

#[test]
fn pictures_are_their_words_and_their_address() {
    check(
        "<img src=/p/cat.png?w=1 alt='A  cat'>",
        "[!A cat!](1)\n1: /p/cat.png?w=1 picture refused: relative, and the address of the article is not known",
    );
    check(
        "<img src=https://e.org/p/cat.png><img src=https://e.org/t.gif width=1>",
        "[!cat.png!](1)\n1: https://e.org/p/cat.png picture",
    );
    check("<figure><img alt=x><figcaption>said</figcaption></figure>t", "!x!\n*said*\nt");
    check(
        "<a href=https://e.org/><img src=https://e.org/c.png alt=cat></a>",
        "[!cat!](1)\n1: https://e.org/\n2: https://e.org/c.png picture",
    );
}

#[test]
fn what_is_not_text_is_left_out() {
    check(
        "<script>1<p></script><style>p{}</style>a<svg><text>no</text></svg><template>no</template><select><option>no</select>\
         <textarea>no</textarea><button>no</button><noscript>yes</noscript><p hidden>no<p style='display: none'>no</p>b<!-- no -->",
        "a\nyes\nb",
    );
    check("<svg><path/><p>out of it", "out of it");
    check("<iframe src=https://www.v.org/x>no</iframe>", "[page: v.org](1)\n1: https://www.v.org/x");
    check("<plaintext>a <b>\nb", "¦a <b>\n¦b");
}

#[test]
fn small_raised_text_is_a_mark_or_a_figure() {
    check("x<sup>2</sup> H<sub>2</sub>O 1<sup>st</sup> said<sup>[3]</sup>", "x² H₂O 1st said^[3]^");
    check("10<sup>-3</sup> 2<sup>n+1</sup> e<sup>-t/2</sup> a<sub>n+1</sub>", "10⁻³ 2ⁿ⁺¹ e^(-t/2) aₙ₊₁");
    check("Acme<sup>TM</sup> <sup>Small print of 2020</sup> x<sub>max</sub>", "AcmeTM Small print of 2020 xmax");
    check("<q>q</q> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "“q” 漢(kan)");
}

#[test]
fn what_is_heard_and_seen_is_a_link_that_says_what_it_is() {
    check(
        "<video><source src=https://e.org/a.webm><source src=https://e.org/a.mp4></video><p><audio src=https://e.org/b.mp3></audio>",
        "[video: e.org](1)\n[audio: e.org](2)\n1: https://e.org/a.webm\n2: https://e.org/b.mp3",
    );
    check(
        "<picture><source srcset=a.webp><img src=https://e.org/a.png alt=x></picture>",
        "[!x!](1)\n1: https://e.org/a.png picture",
    );
}

#[test]
fn badly_nested_tags_do_no_harm() {
    check("<b>bold<i>both</b>it</i>plain", "**bold*****both****it*plain");
    check("</p></div></b></table></ul>x<table></b><tr></ul><td>y</table><b>z", "x\ny\n**z**");
    check("<td>a<table><tr><td><b>b<td>c</table>d", "a\n| **b** | c\nd");
}

#[test]
fn a_first_heading_that_is_the_title_is_left_out() {
    let document = parse(Media::Html, "<h1>The  Title!</h1><p>text", None, "the title");
    assert_eq!(plain_text(&document), "text");
}

#[test]
fn repeated_paragraphs_fold() {
    check("<p>one<p>two<p>one<p>two<p>three", "one\ntwo\nfold of 2\n~ one\n~ two\nthree");
}
