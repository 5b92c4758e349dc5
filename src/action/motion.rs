//! Moving: the same in every pane, as far as the pane has it.

super::actions! {
    /// Moving about.
    Motion;
    LineDown "line-down" "go down a line" takes Number;
    LineUp "line-up" "go up a line" takes Number;
    HalfPageDown "half-page-down" "go down half a page" takes Number;
    HalfPageUp "half-page-up" "go up half a page" takes Number;
    PageDown "page-down" "go down a page" takes Number;
    PageUp "page-up" "go up a page" takes Number;
    ScrollDown "scroll-down" "scroll down by a line" takes Number;
    ScrollUp "scroll-up" "scroll up by a line" takes Number;
    First "first" "go to the first line, or with a count to that one" takes Number;
    Last "last" "go to the last line, or with a count to that one" takes Number;
    ScreenTop "screen-top" "go to the top of the screen" takes Number;
    ScreenMiddle "screen-middle" "go to the middle of the screen";
    ScreenBottom "screen-bottom" "go to the bottom of the screen" takes Number;
    LineToMiddle "line-to-middle" "scroll this line to the middle";
    LineToTop "line-to-top" "scroll this line to the top";
    LineToBottom "line-to-bottom" "scroll this line to the bottom";
    NextParagraph "next-paragraph" "go to the next paragraph" takes Number;
    PreviousParagraph "previous-paragraph" "go to the previous paragraph" takes Number;
    Back "back" "go back, from an article to its list";
    Open "open" "open what the cursor is on";
    NextPane "next-pane" "go to the next pane";
    PreviousPane "previous-pane" "go to the previous pane";
    JumpBack "jump-back" "go back to where you were" takes Number;
    JumpForward "jump-forward" "go forward again" takes Number;
    LastPlace "last-place" "go to the last place, and back";
    NextSource "next-source" "show the next source" takes Number;
    PreviousSource "previous-source" "show the previous source" takes Number;
    NextSourceUnread "next-source-unread" "show the next source with unread articles" takes Number;
    PreviousSourceUnread "previous-source-unread" "show the previous source with unread articles" takes Number;
}
