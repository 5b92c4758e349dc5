//! Editing: a line being typed, as in a shell.

super::actions! {
    /// Typing a line.
    Editing;
    Take "take" "take what was typed";
    LeavePrompt "leave" "leave the line";
    EraseBack "erase-back" "erase the character before";
    EraseForward "erase-forward" "erase the character under the cursor";
    EraseWord "erase-word" "erase the word before";
    EraseToStart "erase-to-start" "erase all before";
    EraseToEnd "erase-to-end" "erase all after";
    PutBack "put-back" "put back what was erased";
    ToStart "to-start" "go to the start";
    ToEnd "to-end" "go to the end";
    CharacterBack "character-back" "go back a character";
    CharacterForward "character-forward" "go on a character";
    WordBack "word-back" "go back a word";
    WordForward "word-forward" "go on a word";
    Outside "in-editor" "write the note in your own editor";
    Complete "complete" "complete, and on to the next choice";
    CompleteBack "complete-back" "back to the choice before";
    Earlier "earlier" "the line typed before this one, or the choice above";
    LaterLine "later-line" "the line typed after this one, or the choice below";
}
