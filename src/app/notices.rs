//! One line for the reader: what just happened, until the next key.

/// What the last line of the screen says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The newest notice, and whether it tells of trouble.
    pub now: Option<(String, bool)>,
    /// Trouble that stays until it is over: marks that are only in memory.
    pub standing: Option<String>,
}

impl Notices {
    /// Says something that went well.
    pub fn say(&mut self, text: impl Into<String>) {
        self.now = Some((text.into(), false));
    }

    /// Says something that went wrong.
    pub fn trouble(&mut self, text: impl Into<String>) {
        self.now = Some((text.into(), true));
    }

    /// A key was pressed: what was said has been read.
    pub fn clear(&mut self) {
        self.now = None;
    }
}
