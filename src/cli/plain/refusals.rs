//! What is not done by lines, and why, or what does it instead. What stands in no row is done.

use crate::action::{Action, Marking, Motion, Program, Reading};

const NO_SCREEN: &str = "there is no screen here; `page-down`, `line-down` and numbers move";
const NO_PANES: &str = "there are no panes here";
const NO_PLACES: &str = "places are not kept here; `go-to` goes to a source or view";
const NO_COLUMN: &str = "lines are as wide as `set measure 60` says, and no wider than the terminal";
const FOLDS: &str = "all folds are open here";
const NO_PROMPT: &str = "there is no prompt here: the terminal edits the line";
const NOTHING_RUNS: &str = "nothing runs, and nothing is lit";

/// Why an action is not done here; nothing where it is.
pub fn refusal(action: Action) -> Option<&'static str> {
    match action {
        Action::Motion(motion) => of_motion(motion),
        Action::Reading(reading) => of_reading(reading),
        Action::Marking(marking) => match marking {
            Marking::SelectRange => {
                Some("no range is selected here; `mark-above-read` and `mark-below-read` mark many")
            }
            _ => None,
        },
        Action::Finding(_) | Action::Sourcing(_) => None,
        Action::Program(program) => of_program(program),
        Action::Editing(_) => Some(NO_PROMPT),
    }
}

fn of_motion(motion: Motion) -> Option<&'static str> {
    match motion {
        Motion::HalfPageDown
        | Motion::HalfPageUp
        | Motion::ScrollDown
        | Motion::ScrollUp
        | Motion::ScreenTop
        | Motion::ScreenMiddle
        | Motion::ScreenBottom
        | Motion::LineToMiddle
        | Motion::LineToTop
        | Motion::LineToBottom
        | Motion::NextParagraph
        | Motion::PreviousParagraph => Some(NO_SCREEN),
        Motion::NextPane | Motion::PreviousPane => Some(NO_PANES),
        Motion::JumpBack | Motion::JumpForward | Motion::LastPlace => Some(NO_PLACES),
        _ => None,
    }
}

fn of_reading(reading: Reading) -> Option<&'static str> {
    match reading {
        Reading::Narrower | Reading::Wider => Some(NO_COLUMN),
        Reading::FoldToggle | Reading::FoldOpen | Reading::FoldClose | Reading::FoldOpenAll | Reading::FoldCloseAll => {
            Some(FOLDS)
        }
        Reading::HintLinks => Some("links are numbered at the end of the article: `open-link 3`"),
        _ => None,
    }
}

fn of_program(program: Program) -> Option<&'static str> {
    match program {
        Program::OpenAndDone => Some("no browser is opened here; `open-link` prints the address, `done` marks read"),
        Program::Palette => Some("every line is a palette: type the name of an action"),
        Program::Attachment => Some("attachments are among the links: `list-links`"),
        Program::Density | Program::Layout | Program::PaneAlone => Some(NO_PANES),
        Program::Net => Some("nothing is counted here: what is sent is the text and no more"),
        Program::Theme => {
            Some("nothing is coloured here; `set theme NAME` and `write-config` choose one for the screen")
        }
        Program::Save | Program::Pipe | Program::PipeJson | Program::Command => None,
        Program::Set | Program::WriteConfig => None,
        Program::Redraw => Some("nothing is drawn here; `back` prints the list again, `open` the article"),
        Program::Suspend => Some("the shell suspends: ^z"),
        Program::Escape | Program::Cancel => Some(NOTHING_RUNS),
        Program::OpenLink | Program::CopyTitle | Program::CopyAddress => None,
        Program::Help | Program::Quit | Program::LeaveAtOnce => None,
    }
}
