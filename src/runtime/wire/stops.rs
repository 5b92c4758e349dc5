//! The stops of the tabulator, set where rows begin: a tab is shorter than any other way there.
//!
//! They are the terminal's, and given back as every terminal has them at first: one in eight columns.

/// Sets a stop where the cursor is (HTS).
pub const SET_STOP: &[u8] = b"\x1bH";

/// Takes all stops away (TBC).
pub const CLEAR_STOPS: &[u8] = b"\x1b[3g";

/// Asks whether stops are where they are set: where the cursor is after a tab (CPR). In the second row, since what says
/// the first one might be a key.
pub const QUESTION: &[u8] = b"\x1b[3g\x1b[2;20H\x1bH\r\t\x1b[6n";

/// The row and the column a terminal with stops answers.
pub const ANSWER: (u32, u32) = (2, 20);

/// How often a frame must come to a column before a stop there is worth the bytes.
const WORTH: usize = 5;

/// How many stops there are at most: each makes the way to those beyond it longer.
const MOST: usize = 2;

/// Where stops are known to be, where they are to be, and where they would help.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    /// None while nobody knows where the terminal has them.
    set: Option<Vec<usize>>,
    planned: Vec<usize>,
    /// Columns to which the head came from another row in this frame.
    arrivals: Vec<usize>,
}

impl Stops {
    /// How many stops lead from one column to another, if any do.
    pub fn between(&self, from: usize, to: usize) -> Option<usize> {
        let set = self.set.as_ref().filter(|set| set.contains(&to) && from < to)?;
        Some(set.iter().filter(|stop| (from + 1..=to).contains(stop)).count())
    }

    /// The head came to a column from another row: whether it is to set a stop there.
    pub fn arrive(&mut self, x: usize) -> bool {
        self.arrivals.push(x);
        match &mut self.set {
            Some(set) if self.planned.contains(&x) && !set.contains(&x) => {
                set.push(x);
                true
            }
            _ => false,
        }
    }

    /// A frame begins.
    pub fn begin(&mut self) {
        self.arrivals.clear();
        self.planned.clear();
    }

    /// Columns where stops would have been of use in this frame, unless they are there.
    pub fn wished(&self) -> Option<Vec<usize>> {
        let count = |x: usize| self.arrivals.iter().filter(|other| **other == x).count();
        let mut columns: Vec<usize> = self.arrivals.iter().copied().filter(|x| *x > 1 && count(*x) >= WORTH).collect();
        columns.sort_unstable_by_key(|x| (std::cmp::Reverse(count(*x)), *x));
        columns.dedup();
        columns.truncate(MOST);
        let have = |x| self.set.as_ref().is_some_and(|set| set.contains(x));
        (!columns.iter().all(have)).then_some(columns)
    }

    /// Stops are to be here and nowhere else: whether those there are must be taken away for that.
    pub fn plan(&mut self, columns: Vec<usize>) -> bool {
        self.planned = columns;
        let stay = self.set.as_ref().is_some_and(|set| set.iter().all(|stop| self.planned.contains(stop)));
        if !stay {
            self.set = Some(Vec::new());
        }
        !stay
    }
}

/// What gives the stops back on a screen of this width.
pub fn give_back(width: usize) -> Vec<u8> {
    let stops = b"\x1b[8C\x1bH".repeat(width.saturating_sub(1) / 8);
    [CLEAR_STOPS, b"\r", &stops].concat()
}
