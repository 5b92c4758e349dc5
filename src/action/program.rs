//! The rest: links, the screen, help, leaving.

super::actions! {
    /// What concerns the program as a whole.
    Program;
    OpenLink "open-link" "open in a browser, or with a count the link of that number" takes Number;
    OpenAndDone "open-and-done" "open in a browser, mark read and go on";
    CopyTitle "copy-title" "copy title and address";
    Palette "palette" "do anything by typing part of its name";
    Save "save" "save as Markdown, or as `text` or `json`" takes Form;
    Pipe "pipe" "pipe the text to a command" takes CommandLine;
    PipeJson "pipe-json" "pipe the article as JSON to a command" takes CommandLine;
    Command "command" "run a command of your own on this article" takes OwnCommand;
    Attachment "attachment" "open the attachment; of several, the one you choose";
    CopyAddress "copy-address" "copy the address, or with a count that of the link of that number" takes Number;
    Density "density" "change the density of the list";
    Layout "layout" "change the layout of the panes";
    PaneAlone "pane-alone" "show this pane alone, and back";
    Net "net" "show what the line carried";
    Set "set" "change a setting, until the program is left" takes Setting;
    Theme "theme" "choose how everything looks, shown while you choose" takes Theme;
    WriteConfig "write-config" "keep in config.toml what was set";
    Help "help" "show the keys";
    Redraw "redraw" "draw the screen anew";
    Suspend "suspend" "suspend the program; `fg` resumes it";
    Escape "escape" "put out what is lit, close what lies over the panes";
    Cancel "cancel" "cancel what runs; twice in the list leaves";
    Quit "quit" "go back, and in the list leave";
    LeaveAtOnce "leave-at-once" "leave at once; nothing is lost";
}
