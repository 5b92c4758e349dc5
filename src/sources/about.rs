//! Whether a page is about what its feed says of it: a login page or a farewell is not.
//!
//! It judges by words alone, and where there are few it takes the page's side.

use std::collections::HashSet;

/// Distinct words that a feed must give for a page to be judged by them.
const ENOUGH: usize = 8;

/// From here on a script is one of East Asia, written without spaces or with endings: two letters count as a word.
const EAST_ASIA: char = '\u{1100}';

/// Whether a text is about what a title and a teaser say: it has half of the words of the one, or a fourth of the other's.
pub(super) fn is_about(text: &str, title: &str, teaser: &str) -> bool {
    let text = text.to_lowercase();
    let (title, teaser) = (words(title), words(teaser));
    if title.len() + teaser.len() < ENOUGH {
        return true;
    }
    let there = words(&text);
    let has = |word: &&String| there.contains(*word);
    let of_title = title.iter().filter(has).count();
    let of_teaser = teaser.iter().filter(has).count();
    (!title.is_empty() && of_title * 2 >= title.len()) || (!teaser.is_empty() && of_teaser * 4 >= teaser.len())
}

/// The distinct words of a text that may say what it is about: short ones (`that`, `with`) are in every text.
fn words(text: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        if letters.iter().any(|letter| *letter >= EAST_ASIA) {
            words.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if letters.len() >= 5 {
            words.insert(letters.into_iter().collect());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEASER: &str = "The ferry that has carried the night's newspapers across the bay since 1951 made its last \
                          crossing on Friday, before a crowd of fishermen and children.";

    #[track_caller]
    fn check(text: &str, title: &str, teaser: &str, expected: bool) {
        assert_eq!(is_about(text, title, teaser), expected, "{text:?} of {title:?}: {teaser:?}");
    }

    #[test]
    fn an_article_has_the_words_of_its_teaser_or_title_and_a_login_page_has_not() {
        let login = "Log in to your account. Please enter your address and password. You have read all that is free this \
                     month. Subscribe to go on reading, from one euro a week, with no obligation, and support our work.";
        check(login, "Last crossing", TEASER, false);
        check("We have moved. This site will not be changed any more. Thank you for thirty years.", "", TEASER, false);
        check(&format!("{TEASER} It was raining."), "Last crossing", TEASER, true);
        check("On Friday the old ferry crossed the bay for the last time, with newspapers on board.", "", TEASER, true);
        // What some feeds give in place of a teaser is in no page.
        let numbers = "Article URL: https://e.org/x Comments URL: https://n.org/1 Points: 41 Comments: 7 Submitted";
        check("A small boat crossed the harbour.", "Small boat crossed", numbers, true);
    }

    #[test]
    fn few_words_judge_nothing() {
        check("Log in.", "Read more", "Continue reading", true);
        check("Log in.", "", "", true);
    }

    #[test]
    fn scripts_without_spaces_are_judged_by_two_letters() {
        let teaser = "항구의 마지막 여객선이 금요일 밤 신문을 싣고 만을 건넜다";
        check("금요일 밤, 항구에서는 마지막 여객선이 신문을 싣고 떠났다.", "", teaser, true);
        check("로그인하세요. 이메일과 비밀번호를 입력해 주세요. 회원 가입도 무료입니다.", "", teaser, false);
        check(
            "港の最後の渡し船が金曜日の夜に新聞を載せて湾を渡った。",
            "最後の渡し船",
            "港の最後の渡し船が湾を渡った",
            true,
        );
    }
}
