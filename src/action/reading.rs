//! Reading: on through articles, the column, folds.

super::actions! {
    /// Reading articles.
    Reading;
    ReadOn "read-on" "open; in an article a page on, and at its end mark it read and open the next unread";
    PageBack "page-back" "go a page back; in a list, up one level" takes Number;
    NextArticle "next-article" "go to the next article" takes Number;
    PreviousArticle "previous-article" "go to the previous article" takes Number;
    NextUnread "next-unread" "go to the next unread article" takes Number;
    PreviousUnread "previous-unread" "go to the previous unread article" takes Number;
    Narrower "narrower" "make the column narrower" takes Number;
    Wider "wider" "make the column wider" takes Number;
    FoldToggle "fold-toggle" "open or close the fold here";
    FoldOpen "fold-open" "open the fold here";
    FoldClose "fold-close" "close the fold here";
    FoldOpenAll "fold-open-all" "open all folds";
    FoldCloseAll "fold-close-all" "close all folds";
    HintLinks "hint-links" "letters on the links in sight: the letter opens, the capital copies";
    ListLinks "list-links" "list the links of this article";
    FetchFull "fetch-full" "fetch the full article from its page, and keep it";
    ShowReceived "show-received" "show the article as it was received, and back";
}
