//! Whether somebody looks: what the terminal says of its focus (mode 1004), and what follows from it.
//!
//! It reads no clock. A terminal that never says anything is looked at, as far as anybody knows.

use crate::app::Event;

/// What is known of the terminal's focus.
#[derive(Clone, Copy, Debug, Default)]
pub struct Focus(Option<bool>);

impl Focus {
    /// Something happened; whether it brings the time along. Where nobody looks, ages stand still, so that nothing is drawn
    /// only because time passes. Whoever comes back, or types, sees the present.
    pub fn tells_time(&mut self, event: &Event) -> bool {
        if let Event::Focus(has) = event {
            self.0 = Some(*has);
        }
        self.0 != Some(false) || matches!(event, Event::Key(_) | Event::Tentative(..) | Event::Paste(_))
    }

    /// Whether a notice on the desktop would tell more than the screen does.
    pub fn may_be_away(self) -> bool {
        self.0 != Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Code, Key};

    #[test]
    fn where_nobody_looks_time_stands_still_until_somebody_does() {
        let mut focus = Focus::default();
        let mut tells = |event| (focus.tells_time(&event), focus.may_be_away());
        assert_eq!(tells(Event::Changed), (true, true), "a terminal that says nothing");
        assert_eq!(tells(Event::Focus(false)), (false, true));
        assert_eq!(tells(Event::Changed), (false, true));
        assert_eq!(tells(Event::Key(Key::plain(Code::Enter).into())), (true, true));
        assert_eq!(tells(Event::Changed), (false, true));
        assert_eq!(tells(Event::Focus(true)), (true, false));
        assert_eq!(tells(Event::Changed), (true, false));
    }
}
