//! Random edits of files that are the same every time: deterministic and plain.

/// The same seed, the same edits.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }

    /// Cuts, flips, doubles, drops, or puts in what does not belong.
    pub fn edit(&mut self, bytes: &mut Vec<u8>) {
        let at = self.roll(bytes.len());
        let end = (at + self.roll(400)).min(bytes.len());
        match self.roll(5) {
            0 => bytes.truncate(at),
            1 => bytes.get_mut(at..at + 1).into_iter().flatten().for_each(|byte| *byte ^= 1 << (at % 8)),
            2 => {
                let block = bytes[at..end].to_vec();
                bytes.splice(at..at, block);
            }
            3 => {
                bytes.splice(at..at, *b"\x1b]0;x\x07</div><table><td>");
            }
            _ => {
                bytes.drain(at..end);
            }
        }
    }
}
