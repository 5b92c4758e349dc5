//! Frames follow the line: while they come quickly, the next waits until the terminal has read the one before.
//!
//! A full pipe is no sign of a slow line: what stands between the program and the terminal takes megabytes without a word.
//! So a frame that follows soon on another ends in a question, and the answer is the sign. It reads no clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Asks for the state of the terminal (DSR); the answer says that everything before the question was read.
pub const QUESTION: &[u8] = b"\x1b[5n";

/// Frames that follow each other within this time are asked after.
const SOON: Duration = Duration::from_millis(100);

/// The longest that a frame waits for an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How long the first answer may be on its way.
const FIRST_ANSWER: Duration = Duration::from_millis(300);

/// A terminal that has not answered for so long does not answer any more.
const GONE: Duration = Duration::from_secs(10);

/// When questions were asked, and what the answers told.
#[derive(Debug, Default)]
pub struct Pace {
    unanswered: VecDeque<Instant>,
    /// When the last question was asked; kept beyond its answer.
    asked: Option<Instant>,
    drawn: Option<Instant>,
    /// It has answered before: until then nothing waits for it.
    answers: bool,
    /// The time between the last question that was answered and its answer.
    pub round_trip: Option<Duration>,
}

impl Pace {
    /// How long the next frame has to wait; none where it may be drawn.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        let asked = self.asked.filter(|_| self.answers && !self.unanswered.is_empty())?;
        (asked + LONGEST_WAIT).checked_duration_since(now).filter(|wait| !wait.is_zero())
    }

    /// A frame is drawn: whether it is to end in the question.
    pub fn is_to_ask(&self, now: Instant) -> bool {
        self.answers && self.drawn.is_some_and(|drawn| now.duration_since(drawn) < SOON)
    }

    /// A frame was sent.
    pub fn drew(&mut self, now: Instant) {
        self.drawn = Some(now);
    }

    /// A question was sent.
    pub fn ask(&mut self, now: Instant) {
        if self.unanswered.front().is_some_and(|oldest| now.duration_since(*oldest) > GONE) {
            self.unanswered.clear();
            self.answers = false;
        }
        self.unanswered.push_back(now);
        self.asked = Some(now);
    }

    /// How long the answers that are on their way may still take. Should the terminal be given back before they come,
    /// whoever has it next would read them as keys.
    pub fn rest(&self, now: Instant) -> Option<Duration> {
        let asked = self.asked.filter(|_| !self.unanswered.is_empty())?;
        let usual = self.round_trip.map_or(FIRST_ANSWER, |time| time * 3 / 2 + Duration::from_millis(10));
        (asked + usual.min(LONGEST_WAIT)).checked_duration_since(now)
    }

    /// An answer came; one that nobody asked for says nothing.
    pub fn answer(&mut self, now: Instant) {
        if let Some(asked) = self.unanswered.pop_front() {
            self.answers = true;
            self.round_trip = Some(now.duration_since(asked));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::world::World;
    use crate::runtime::wire::{Capabilities, Wire};
    use crate::ui;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    /// Bytes a second that the line carries; what waits for it lies in a buffer without end.
    const LINE: f64 = 2_000.0;

    /// How long each way takes besides.
    const WAY: Duration = Duration::from_millis(50);

    /// A line with a terminal at its end that answers, or not.
    struct Line {
        free: Instant,
        answers: VecDeque<Instant>,
        answering: bool,
        bytes: usize,
    }

    impl Line {
        fn send(&mut self, now: Instant, frame: &[u8], asks: bool) {
            self.bytes += frame.len();
            self.free = self.free.max(now) + Duration::from_secs_f64(frame.len() as f64 / LINE);
            if asks && self.answering {
                self.answers.push_back(self.free + WAY + WAY);
            }
        }
    }

    /// Holds a key down for five seconds; returns how long the screen goes on moving after it is let go, the longest
    /// frame, and how many frames there were.
    fn hold(answering: bool, key: &str) -> (Duration, Duration, usize) {
        let start = Instant::now();
        let mut world = World::with(80, 24, 2_000);
        let mut wire = Wire::new(Capabilities::of_term("xterm"));
        let mut pace = Pace::default();
        let mut line = Line { free: start, answers: VecDeque::new(), answering, bytes: 0 };
        let (mut longest, mut frames) = (Duration::ZERO, 0);
        pace.ask(start);
        line.send(start, QUESTION, true);
        let step = Duration::from_millis(1);
        let (mut now, mut stale) = (start, true);
        let end = start + Duration::from_secs(5);
        while now < end + Duration::from_secs(3) {
            now += step;
            while line.answers.front().is_some_and(|answer| *answer <= now) {
                line.answers.pop_front();
                pace.answer(now);
            }
            // Thirty keys a second, from the second second on.
            let millis = now.duration_since(start).as_millis();
            if now < end && millis > 1_000 && millis % 33 == 0 {
                world.press(key);
                stale = true;
            }
            if stale && pace.wait(now).is_none() {
                let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
                let cursor = ui::draw(&world.app, &mut picture);
                let mut frame = wire.frame(&picture, cursor);
                let asks = pace.is_to_ask(now);
                if asks {
                    frame.extend(QUESTION);
                    pace.ask(now);
                }
                pace.drew(now);
                longest = longest.max(Duration::from_secs_f64(frame.len() as f64 / LINE));
                line.send(now, &frame, asks);
                frames += 1;
                stale = false;
            }
        }
        (line.free.saturating_duration_since(end), longest, frames)
    }

    #[test]
    fn when_a_held_key_is_let_go_the_screen_stands_within_a_frame_and_a_round_trip() {
        for key in ["^f", "j"] {
            let (late, longest, frames) = hold(true, key);
            assert!(late <= longest + WAY + WAY + longest, "{key}: {late:?} after frames of {longest:?}");
            assert!(frames > 4, "{key}: {frames} frames");
        }
        // Without answers nothing keeps the frames back, and nothing waits either.
        let (late, longest, frames) = hold(false, "^f");
        assert!(late > longest * 4 && frames > 100, "{late:?}, {longest:?}, {frames}");
    }

    #[test]
    fn an_answer_that_does_not_come_is_waited_for_one_second_and_in_the_end_not_at_all() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::default();
        pace.ask(start);
        assert_eq!(pace.wait(at(1)), None, "nothing waits for the first answer");
        pace.answer(at(30));
        assert_eq!(pace.round_trip, Some(Duration::from_millis(30)));
        pace.answer(at(31));
        pace.drew(at(40));
        assert!(pace.is_to_ask(at(50)) && !pace.is_to_ask(at(500)));
        pace.ask(at(50));
        assert_eq!(pace.wait(at(60)), Some(Duration::from_millis(990)));
        assert_eq!(pace.wait(at(1_050)), None);
        pace.ask(at(20_000));
        assert_eq!(pace.wait(at(20_001)), None);
    }
}
