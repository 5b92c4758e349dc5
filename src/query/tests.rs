//! What the search language promises.

use super::*;
use jiff::Zoned;
use proptest::prelude::*;
use std::collections::HashSet;

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    tokenize(text, |token| tokens.push(token.text.to_owned()));
    tokens
}

fn now() -> Zoned {
    "2014-12-23T10:00:00+09:00[Asia/Seoul]".parse().unwrap()
}

/// Texts of every kind a library holds, and some that it should not.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-d]{1,4}",
        1 => "(Café|NAÏVE|straße|don't|l'été|ﬁne|Ὀδυσσεύς|Йод|ёлка|12:30|e\u{301}te)",
        3 => "[가나다한국]{1,4}",
        1 => "(日本語|にほん|ｶﾞｷﾞ|가나|中文字|AI가|3월에|々)",
        1 => "(🙂|👩‍👩‍👧|❤️|\u{202e}|\u{301}|\u{0}|…|，)",
        1 => "\\PC{0,3}",
    ];
    let gap = prop_oneof![4 => Just(" "), 1 => Just(""), 1 => Just("\n"), 1 => Just("-")];
    prop::collection::vec((piece, gap), 0..12)
        .prop_map(|parts| parts.into_iter().flat_map(|(p, g)| [p, g.into()]).collect())
}

#[test]
fn words_are_folded_and_signs_are_paired() {
    for (text, expected) in [
        ("Hello, World 42", "hello world 42"),
        ("Café CAFE\u{301} naïve", "cafe cafe naive"),
        ("Straße ΟΔΟΣ Йод ﬁne", "strasse οδοσ иод fine"),
        ("don't e-mail", "don t e mail"),
        ("한국어 책", "한국 국어 책"),
        ("\u{1112}\u{1161}\u{11ab}국", "한국"),
        ("AI가 3월에", "ai 가 3 월에"),
        ("日本語版", "日本 本語 語版"),
        ("ｶﾞｷﾞ ＡＢＣ", "ガギ abc"),
        ("hy\u{ad}phen a\u{200d}b", "hyphen ab"),
        ("🙂 ❤️ \u{301} …", ""),
        ("हिन्दी ไทย עברית", "हिन्दी ไทย עברית"),
    ] {
        assert_eq!(tokens(text).join(" "), expected, "{text}");
    }
}

#[test]
fn a_token_says_where_it_stands() {
    let text = "Un Café, 한국어";
    let mut places = Vec::new();
    tokenize(text, |token| places.push(&text[token.at.clone()]));
    assert_eq!(places, ["Un", "Café", "한국", "국어"]);
}

#[track_caller]
fn check(query: &str, printed: &str) {
    let parsed = Query::parse(query).unwrap_or_else(|m| panic!("{query}: {m} at {}", m.at));
    assert_eq!(parsed.to_string(), printed);
    assert_eq!(Query::parse(printed), Ok(parsed));
}

#[test]
fn a_query_prints_as_it_is_understood() {
    for query in
        ["", "linux", "linux kernel", "\"free software\"", "-spam", "a OR b c", "(a OR b) c", "lin*", "\"free soft\"*"]
    {
        check(query, query);
    }
    check("  a   AND b ", "a b");
    check("-(a b) --c", "-(a b) --c");
    check("((a))", "a");
    check("Title:rust author:\"Jane Roe\" source:lwn tag:later", "title:rust author:\"Jane Roe\" source:lwn tag:later");
    check("is:UNREAD is:noted has:note", "is:unread has:note has:note");
    check("after:2014 before:2014-12 after:2014-12-23", "after:2014 before:2014-12 after:2014-12-23");
    check("after:3d before:12h after:2w before:6M after:1y", "after:3d before:12h after:2w before:6m after:1y");
    check("after:Yesterday before:TODAY", "after:yesterday before:today");
    check("12:30 https://example.org/a", "12:30 https://example.org/a");
    check("\"OR\" OR or", "\"OR\" OR or");
    check(r#"tag:"a \"b\" c\\d" tag:a\b"#, r#"tag:"a \"b\" c\\d" tag:a\b"#);
    check(r#"tag:"\x" source:"The \"Daily\" (news)""#, r#"tag:x source:"The \"Daily\" (news)""#);
}

#[test]
fn a_mistake_has_a_place() {
    for (query, at) in [
        ("a is:blue", 5),
        ("titel:a", 0),
        ("x after:tomorrow", 8),
        ("after:2014-13", 6),
        ("after:2015-02-29", 6),
        ("after:2014-1-1-1", 6),
        ("a tag:\"\"", 6),
    ] {
        match Query::parse(query) {
            Err(mistake) => assert_eq!(mistake.at, at, "{query}: {mistake}"),
            Ok(parsed) => panic!("{query} was understood as {parsed}"),
        }
    }
}

#[test]
fn operators_without_operands_are_words() {
    for (typed, understood) in [
        ("col : x", "col x"),
        ("🎉", "🎉"),
        ("ferry 🎉", "ferry"),
        ("-🎉", "🎉"),
        ("ferry -🎉", "ferry"),
        ("...", "..."),
        ("wait ... what", "wait what"),
        ("\"…\"", "\"…\""),
        ("R & D", "R D"),
        ("a -> b", "a b"),
        ("a - b", "a b"),
        ("a -", "a"),
        ("-", "\"-\""),
        ("--", "\"-\""),
        ("*", "*"),
        ("AND", "\"AND\""),
        ("a AND", "a \"AND\""),
        ("AND a", "\"AND\" a"),
        ("OR", "\"OR\""),
        ("a OR", "a \"OR\""),
        ("OR a", "\"OR\" a"),
        ("a OR OR b", "a OR \"OR\" b"),
        ("(a OR) b", "(a \"OR\") b"),
        ("🎉 OR b", "🎉 OR b"),
        (":)", ":"),
        ("good :) day", "good day"),
        ("a ) b", "a b"),
        (")", "\")\""),
        ("(", "\"()\""),
        ("a ( b", "a b"),
        ("a (b OR c", "a (b OR c)"),
        ("a ()", "a"),
        ("5\" disk", "5 \" disk\""),
        ("the 5\"", "the 5"),
        ("\"low water", "\"low water\""),
        ("title: ferry", "\"title\" ferry"),
        ("from: me", "\"from\" me"),
        ("is:", "\"is\""),
        ("C++ vs. C#", "C++ vs. C#"),
        ("50% off!", "50% off!"),
        ("what?", "what?"),
    ] {
        check(typed, understood);
    }
    // A symbol alone finds nothing, not everything.
    let article = Candidate { title: "Fair 🎉 (again) -", ..Candidate::default() };
    for sign in ["🎉", "-🎉", "-", "(", ")", "*", "...", "🎉 ..."] {
        assert!(!Query::parse(sign).unwrap().matches(&article, &now()), "{sign}");
    }
    assert!(Query::parse("fair 🎉 -...").unwrap().matches(&article, &now()));
}

#[test]
fn a_field_of_another_program_is_told_with_ours() {
    for (query, meant) in [
        ("from:roe", "author"),
        ("-subject:rain", "title"),
        ("a date:2026", "after"),
        ("label:x", "tag"),
        ("Feed:wire", "source"),
        ("titel:a", "title"),
    ] {
        let mistake = Query::parse(query).map_err(|mistake| mistake.to_string()).expect_err(query);
        assert!(mistake.contains(&format!("; {meant}: is one")), "{query}: {mistake}");
    }
    for query in ["\"from:roe\"", "12:30", "https://a.b/", "ratio:two"] {
        assert!(Query::parse(query).is_ok(), "{query}");
    }
}

#[test]
fn a_query_being_typed_goes_on() {
    for (typed, understood) in [
        ("lin", "lin*"),
        ("lin ", "lin"),
        ("a \"free sof", "a \"free sof\"*"),
        ("a (b OR c", "a (b OR c*)"),
        ("a OR", "a"),
        ("a -", "a"),
        ("a (", "a"),
        ("a title:", "a"),
        ("OR", ""),
        ("a is:", "a"),
        ("a is:un", "a"),
        ("a -is:s", "a"),
        ("a is:unread", "a is:unread"),
        ("a has:n", "a"),
        ("a after:3", "a"),
        ("a after:201", "a"),
        ("a after:2014-", "a"),
        ("a after:2014-0", "a"),
        ("a after:2014-12", "a after:2014-12"),
        ("a before:12", "a"),
        ("a before:yester", "a"),
        ("a after:today", "a after:today"),
        ("a before:12h", "a before:12h"),
        ("a title:ru", "a title:ru*"),
        ("a \"", "a"),
    ] {
        assert_eq!(Query::typing(typed).map(|q| q.to_string()), Ok(understood.to_owned()), "{typed}");
    }
}

#[test]
fn what_is_only_begun_is_a_mistake_once_typing_has_ended() {
    for (typed, at) in [
        ("a OR", 2),
        ("OR", 0),
        ("a -", 2),
        ("a (", 2),
        ("a title:", 8),
        ("a \"", 2),
        ("a is:un", 5),
        ("a is:un ", 5),
        ("a after:201", 8),
        ("a after:2014-13", 8),
        ("a after:2015-02-29", 8),
    ] {
        assert_eq!(Query::typed(typed).map_err(|mistake| mistake.at), Err(at), "{typed}");
    }
    for (typed, understood) in [
        ("lin", "lin*"),
        ("a (b OR \"free sof", "a (b OR \"free sof\"*)"),
        ("lin ", "lin"),
        ("a 🎉", "a"),
        ("a - b", "a b*"),
        ("OR b", "\"OR\" b*"),
        ("title: b", "\"title\" b*"),
    ] {
        assert_eq!(Query::typed(typed).map(|q| q.to_string()), Ok(understood.to_owned()), "{typed}");
    }
    for typed in ["is:un ", "after:201 ", "is:blue", "has:x", "after:2014-13", "after:2014x"] {
        assert!(Query::typing(typed).is_err(), "{typed} can't become anything");
    }
}

#[test]
fn monstrous_queries_are_mistakes() {
    for query in
        ["(".repeat(50_000), "-".repeat(50_000) + "a", "a ".repeat(50_000), "가".repeat(30_000), "\"".repeat(9_999)]
    {
        assert!(Query::parse(&query).is_err());
        let _ = Query::typing(&query);
    }
    assert!(Query::parse(&"x".repeat(100_000)).is_ok());
}

#[test]
fn a_time_is_the_beginning_of_what_was_typed_where_the_reader_is() {
    for (typed, time) in [
        ("2014", "2014-01-01T00:00:00+09:00"),
        ("2014-12", "2014-12-01T00:00:00+09:00"),
        ("2014-12-23", "2014-12-23T00:00:00+09:00"),
        ("3d", "2014-12-20T10:00:00+09:00"),
        ("1m", "2014-11-23T10:00:00+09:00"),
        ("12h", "2014-12-22T22:00:00+09:00"),
        ("today", "2014-12-23T00:00:00+09:00"),
        ("yesterday", "2014-12-22T00:00:00+09:00"),
    ] {
        let Expr::After(when) = Query::parse(&format!("after:{typed}")).unwrap().root else { panic!("{typed}") };
        assert_eq!(when.resolve(&now()), time.parse::<jiff::Timestamp>().unwrap().as_second(), "{typed}");
    }
    assert!(When::Ago(u16::MAX, Span::Years).resolve(&now()) < 0);
}

#[track_caller]
fn finds(query: &str, found: bool) {
    let article = Candidate {
        title: "Seoul opens a new café",
        author: "Jane Roe",
        body: "대한민국의 수도에서 3월에 AI가 linux-based software. Don't panic",
        source: ["LWN.net", "https://lwn.net/feed"],
        folder: "Tech/Linux",
        tags: vec!["Later On"],
        time: now().timestamp().as_second(),
        states: HashSet::from([State::Unread, State::Starred]),
    };
    for query in [Query::parse(query), Query::typing(&format!("{query} "))] {
        assert_eq!(query.unwrap().matches(&article, &now()), found);
    }
}

#[test]
fn a_match_is_what_a_reader_expects() {
    for query in [
        "",
        "cafe",
        "CAFÉ",
        "soft*",
        "\"a new cafe\"",
        "민국",
        "국",
        "월에",
        "3월",
        "AI가",
        "title:cafe",
        "author:jane",
        "jane linux",
        "nothing OR cafe",
        "-nothing",
        "source:lwn",
        "folder:tech",
        "folder:Tech/linux",
        "-folder:Tec",
        "-folder:linux",
        "source:lwn.net",
        "tag:\"later on\"",
        "is:unread",
        "is:starred -is:read",
        "after:2014-12-23 before:2014-12-24",
        "don't",
        "linux-based",
        "title:s*",
    ] {
        finds(query, true);
    }
    for query in [
        "soft",
        "\"new a\"",
        "한민대",
        "title:linux",
        "author:seoul",
        "is:read",
        "before:2014-12-23",
        "-cafe",
        "has:note",
        "source:slash",
        "tag:later",
        "\"cafe jane\"",
        "is:trashed",
    ] {
        finds(query, false);
    }
}

#[test]
fn what_is_found_is_lit() {
    let lit = |query: &str, text: &str| -> Vec<String> {
        let query = Query::typing(query).unwrap();
        query.hits(Scope::Title, text).into_iter().map(|hit| text[hit].to_owned()).collect()
    };
    assert_eq!(lit("cafe op", "Seoul opens a new Café"), ["op", "Café"]);
    assert_eq!(lit("\"a new\" ", "Seoul opens a new Café"), ["a new"]);
    assert_eq!(lit("민국", "대한민국의"), ["민국"]);
    assert_eq!(lit("국 ", "대한민국의 국어"), ["국", "국"]);
    assert_eq!(lit("한민국 ", "대한민국의"), ["한민국"]);
    assert_eq!(lit("-seoul author:new ", "Seoul opens a new Café"), Vec::<String>::new());
}

fn expr() -> impl Strategy<Value = Expr> {
    let scope = prop_oneof![Just(Scope::Anywhere), Just(Scope::Title), Just(Scope::Author)];
    let word = ("[a-z가나é0-9][a-zA-Z가나é0-9'.*-]{0,5}", any::<bool>());
    let quoted = "[a-z][a-z가 :()*-]{0,8}";
    let leaf = prop_oneof![
        (scope.clone(), word).prop_map(|(scope, (text, prefix))| {
            let text = text.trim_end_matches('*').to_owned();
            Expr::Words { scope, text, quoted: false, prefix }
        }),
        (scope, quoted, any::<bool>()).prop_map(|(scope, text, prefix)| Expr::Words {
            scope,
            text,
            quoted: true,
            prefix
        }),
        "[a-z][a-z .()\"\\\\-]{0,6}[a-z]".prop_map(Expr::Source),
        "[a-z🙂\"\\\\][a-z +:()\"\\\\]{0,6}[a-z\"\\\\]".prop_map(Expr::Tag),
        "[a-z][a-z /()]{0,6}[a-z]".prop_map(Expr::Folder),
        prop_oneof![Just(State::Unread), Just(State::Trashed), Just(State::Noted)].prop_map(Expr::Is),
        (1..=9999i16, prop::option::of((1..=12i8, prop::option::of(1..=28i8)))).prop_map(|(year, rest)| {
            Expr::After(When::Date { year, month: rest.map(|r| r.0), day: rest.and_then(|r| r.1) })
        }),
        (any::<u16>(), prop_oneof![Just(Span::Days), Just(Span::Months)])
            .prop_map(|(n, span)| Expr::Before(When::Ago(n, span))),
        prop_oneof![Just(When::Today), Just(When::Yesterday)].prop_map(Expr::After),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::All),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Any),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn a_query_reads_back_what_it_prints(root in expr()) {
        let query = Query { root };
        prop_assert_eq!(Query::parse(&query.to_string()), Ok(query));
    }

    #[test]
    fn any_text_is_a_query_that_prints_itself_or_a_mistake_within_it(text in text(), more in "[a-z:()\"* -]{0,20}") {
        for text in [text.clone(), format!("{more}{text}"), more] {
            for result in [Query::parse(&text), Query::typing(&text)] {
                match result {
                    Ok(query) => prop_assert_eq!(Query::parse(&query.to_string()), Ok(query)),
                    Err(mistake) => prop_assert!(text.is_char_boundary(mistake.at)),
                }
            }
        }
    }

    #[test]
    fn folding_twice_is_folding_once(text in text()) {
        for token in tokens(&text) {
            prop_assert_eq!(tokens(&token).concat(), token);
        }
    }

    #[test]
    fn tokens_stand_in_order_within_the_text(text in text()) {
        let mut last = 0..0;
        tokenize(&text, |token| {
            assert!(text.get(token.at.clone()).is_some());
            assert!(last.start <= token.at.start && last.end <= token.at.end);
            assert!(!token.text.contains(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()));
            last = token.at;
        });
    }

    #[test]
    fn composed_and_decomposed_text_are_one(text in text()) {
        use unicode_normalization::UnicodeNormalization;
        prop_assert_eq!(tokens(&text.nfc().collect::<String>()), tokens(&text.nfd().collect::<String>()));
    }

    #[test]
    fn any_part_of_a_word_without_spaces_is_found(word in "[가나다한국日本語]{1,6}", from in 0..6usize, len in 1..6usize) {
        let part: String = word.chars().skip(from).take(len).collect();
        if !part.is_empty() {
            let body = format!("x {word}에 y");
            let article = Candidate { body: &body, ..Candidate::default() };
            prop_assert!(Query::parse(&part).unwrap().matches(&article, &now()));
        }
    }
}
