//! Frames follow the line: while they come quickly, the next waits until the terminal has read the one before.
//!
//! A full pipe is no sign of a slow line: what stands between the program and the terminal takes megabytes without a word.
//! So a frame that follows soon on another ends in a question, and the answer is the sign. It reads no clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Asks for the state of the terminal (DSR); the answer says that everything before the question was read.
pub const QUESTION: &[u8] = b"\x1b[5n";

/// The answer.
pub const ANSWER: &[u8; 4] = b"\x1b[0n";

/// Frames that follow each other within this time are asked after.
const SOON: Duration = Duration::from_millis(100);

/// So are frames of more bytes, however late: the next may come before they are read.
const LONG: usize = 256;

/// The longest that a frame waits for an answer, beside the time that the bytes before it take.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How long a byte may take where nothing longer was measured.
const A_BYTE: Duration = Duration::from_millis(1);

/// A terminal that has not answered for so long does not answer any more.
pub const GONE: Duration = Duration::from_secs(10);

/// When questions were asked, and what the answers told.
#[derive(Debug, Default)]
pub struct Pace {
    /// When each question was asked, and the bytes of the frame that ended in it.
    unanswered: VecDeque<(Instant, usize)>,
    /// When the last question was asked; kept beyond its answer.
    asked: Option<Instant>,
    drawn: Option<Instant>,
    /// It has answered before: until then nothing waits for it.
    answers: bool,
    /// How long a byte of the last long frame took that was answered.
    a_byte: Duration,
    /// The time between the last question that was answered and its answer.
    pub round_trip: Option<Duration>,
}

impl Pace {
    /// How long the next frame has to wait; none where it may be drawn.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        let asked = self.asked.filter(|_| self.answers && !self.unanswered.is_empty())?;
        let bytes: usize = self.unanswered.iter().map(|(_, bytes)| bytes).sum();
        let carried = self.a_byte.max(A_BYTE) * u32::try_from(bytes).unwrap_or(u32::MAX);
        let longest = carried.saturating_add(LONGEST_WAIT).min(GONE);
        (asked + longest).checked_duration_since(now).filter(|wait| !wait.is_zero())
    }

    /// A frame of so many bytes is drawn: whether it is to end in the question.
    pub fn is_to_ask(&self, now: Instant, bytes: usize) -> bool {
        self.answers && (bytes > LONG || self.drawn.is_some_and(|drawn| now.duration_since(drawn) < SOON))
    }

    /// A frame was sent.
    pub fn drew(&mut self, now: Instant) {
        self.drawn = Some(now);
    }

    /// A question was sent behind so many bytes.
    pub fn ask(&mut self, now: Instant, bytes: usize) {
        if self.unanswered.front().is_some_and(|(oldest, _)| now.duration_since(*oldest) > GONE) {
            self.unanswered.clear();
            self.answers = false;
        }
        self.unanswered.push_back((now, bytes));
        self.asked = Some(now);
    }

    /// An answer came; one that nobody asked for says nothing.
    pub fn answer(&mut self, now: Instant) {
        if let Some((asked, bytes)) = self.unanswered.pop_front() {
            let time = now.duration_since(asked);
            self.answers = true;
            self.round_trip = Some(time);
            if bytes > LONG {
                self.a_byte = time / u32::try_from(bytes).unwrap_or(u32::MAX);
            }
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

    /// How long each way takes besides.
    const WAY: Duration = Duration::from_millis(50);

    /// When the key begins to be held: the first frame has arrived, and the first answer.
    const HELD_FROM: Duration = Duration::from_secs(6);

    /// A line with a terminal at its end that answers, or not; what waits for it lies in a buffer without end.
    struct Line {
        /// Bytes a second.
        carries: usize,
        free: Instant,
        answers: VecDeque<Instant>,
        answering: bool,
    }

    impl Line {
        fn time(&self, bytes: usize) -> Duration {
            Duration::from_secs_f64(bytes as f64 / self.carries as f64)
        }

        fn send(&mut self, now: Instant, frame: &[u8], asks: bool) {
            self.free = self.free.max(now) + self.time(frame.len());
            if asks && self.answering {
                self.answers.push_back(self.free + WAY + WAY);
            }
        }
    }

    /// How a held key was followed.
    #[derive(Debug)]
    struct Held {
        /// How long the line still carries what was sent before the key was let go.
        on_its_way: Duration,
        /// How long the screen goes on moving after that moment.
        late: Duration,
        /// The longest frame.
        longest: Duration,
        frames: usize,
    }

    /// Holds a key down, thirty times a second.
    fn hold(answering: bool, key: &str, carries: usize, long: Duration) -> Held {
        let start = Instant::now();
        let mut world = World::with(80, 24, 2_000);
        let mut wire = Wire::new(Capabilities::of_term("xterm"));
        let mut pace = Pace::default();
        let mut line = Line { carries, free: start, answers: VecDeque::new(), answering };
        let mut held = Held { on_its_way: Duration::ZERO, late: Duration::ZERO, longest: Duration::ZERO, frames: 0 };
        pace.ask(start, QUESTION.len());
        line.send(start, QUESTION, true);
        let (begin, end) = (start + HELD_FROM, start + HELD_FROM + long);
        let (mut now, mut stale) = (start, true);
        while now < end || stale || line.free > now {
            now += Duration::from_millis(1);
            while line.answers.front().is_some_and(|answer| *answer <= now) {
                line.answers.pop_front();
                pace.answer(now);
            }
            if (begin..end).contains(&now) && now.duration_since(begin).as_millis() % 33 == 0 {
                world.press(key);
                stale = true;
            }
            if stale && pace.wait(now).is_none() {
                let mut picture = Buffer::empty(Rect::new(0, 0, 80, 24));
                let cursor = ui::draw(&world.app, &mut picture, wire.links());
                let mut frame = wire.frame(&picture, cursor);
                let asks = pace.is_to_ask(now, frame.len());
                if asks {
                    frame.extend(QUESTION);
                    pace.ask(now, frame.len());
                }
                pace.drew(now);
                held.longest = held.longest.max(line.time(frame.len()));
                line.send(now, &frame, asks);
                held.frames += usize::from(now >= begin);
                stale = false;
            }
            if now <= end {
                held.on_its_way = line.free.saturating_duration_since(end);
            }
        }
        held.late = line.free.saturating_duration_since(end);
        held
    }

    #[test]
    fn when_a_held_key_is_let_go_the_frame_on_its_way_and_one_more_are_all_that_comes() {
        let cases = [("^f", 2_000, 400), ("^f", 500, 100), ("j", 2_000, 2_000), ("j", 300, 2_000)];
        for (key, carries, long) in cases {
            let held = hold(true, key, carries, Duration::from_millis(long));
            assert!(held.on_its_way <= held.longest, "{key} at {carries}: {held:?}");
            let round_trip = WAY + WAY + Duration::from_millis(1);
            assert!(held.late <= held.on_its_way + round_trip + held.longest, "{key} at {carries}: {held:?}");
        }
        assert!(hold(true, "^f", 2_000, Duration::from_secs(4)).frames > 3, "the line is not left idle");
        // Without answers nothing keeps the frames back, and nothing waits either.
        let held = hold(false, "^f", 2_000, Duration::from_secs(2));
        assert!(held.late > held.longest * 4 && held.frames > 50, "{held:?}");
    }

    #[test]
    fn an_answer_that_does_not_come_is_waited_for_one_second_beyond_its_time_and_in_the_end_not_at_all() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::default();
        pace.ask(start, 0);
        assert_eq!(pace.wait(at(1)), None, "nothing waits for the first answer");
        pace.answer(at(30));
        assert_eq!(pace.round_trip, Some(Duration::from_millis(30)));
        pace.answer(at(31));
        pace.drew(at(40));
        assert!(pace.is_to_ask(at(50), 20) && !pace.is_to_ask(at(500), 20) && pace.is_to_ask(at(500), 2_000));
        // A thousand bytes a second are what is expected of a line that nothing is known of.
        pace.ask(at(50), 500);
        assert_eq!(pace.wait(at(60)), Some(Duration::from_millis(1_490)));
        assert_eq!(pace.wait(at(1_550)), None);
        pace.answer(at(2_050));
        pace.ask(at(3_000), 1_000);
        assert_eq!(pace.wait(at(3_000)), Some(Duration::from_millis(5_000)), "four milliseconds a byte were measured");
        pace.ask(at(20_000), 20);
        assert_eq!(pace.wait(at(20_001)), None);
    }
}
