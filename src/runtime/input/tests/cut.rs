//! Keys through the parser into the program: split keys do the same as whole keys.

use super::*;
use crate::app::world::World;
use crate::keys::{Keymap, Layer};

impl Listener for World {
    fn effect_of(&self, stroke: Stroke) -> KeyEffect {
        self.app.effect_of(stroke)
    }

    fn hear(&mut self, input: Input) {
        match input.event() {
            Some(event) => self.happen(event),
            None => self.seen.push("leave".to_owned()),
        }
    }
}

/// A user who types into the program.
struct Typist {
    world: World,
    parser: Parser,
    now: Duration,
}

impl Typist {
    fn new(size: (u16, u16), config: &str) -> Self {
        let mut world = World::with(size.0, size.1, 12);
        let layer = Layer { path: "keys.toml".as_ref(), text: config, table: None };
        let (keymap, complaints) = Keymap::load(&[Keymap::shipped(), layer]);
        assert_eq!(complaints, []);
        world.app.keymap = keymap;
        Typist { world, parser: Parser::default(), now: LATER }
    }

    /// Lets time pass, with every wake-up that the parser requests.
    fn wait(&mut self, pause: Duration) {
        self.now += pause;
        while let Some(deadline) = self.parser.deadline(&|stroke| self.world.app.effect_of(stroke))
            && deadline <= self.now
        {
            self.parser.pass(deadline, &mut self.world);
        }
    }

    /// Types a key in pieces, with pauses between them, and then another key.
    fn type_key(&mut self, key: &str, cuts: &[(usize, u64)]) {
        let mut pauses = cuts.iter().cycle();
        let mut rest = key.as_bytes();
        while let Some((length, pause)) = pauses.next()
            && !rest.is_empty()
        {
            let (piece, more) = rest.split_at((*length).min(rest.len()));
            self.parser.take(piece, self.now, &mut self.world);
            rest = more;
            self.wait(Duration::from_millis(if rest.is_empty() { 0 } else { *pause }));
        }
        // Escape alone is a key if nothing follows too soon.
        self.wait(Duration::from_millis(if key == "\x1b" { 1_100 } else { 120 }));
    }

    /// Everything that was written, run or deleted.
    fn done(&self) -> String {
        let seen: Vec<_> = self.world.seen.iter().filter(|seen| !seen.contains("Position")).collect();
        format!("{:?}\n{seen:?}\n{:?}\n{}", self.world.held(), self.world.edits, self.world.config)
    }

    /// Where the reader is.
    fn place(&self) -> String {
        let app = &self.world.app;
        let found = app.reader.open.as_ref().map(|open| (&open.found, open.top));
        let over = (&app.overlay, app.range, app.typed.pending.to_string(), found);
        format!("{:?} {:?} {:?} {:?} {over:?}", self.world.at(), self.world.reading(), app.focus, app.list.view)
    }
}

const SIZES: [(u16, u16); 2] = [(80, 24), (140, 40)];

/// Actions that Escape may be bound to.
const ESCAPES: [&str; 5] = ["escape", "back", "quit", "done", "cancel"];

/// The bytes a terminal sends for keys and answers.
const SEQUENCES: [&str; 23] = [
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1bOA",
    "\x1bOB",
    "\x1bOD",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[3~",
    "\x1b[H",
    "\x1b[F",
    "\x1b[Z",
    "\x1b[1;5A",
    "\x1bOP",
    "\x1b[[A",
    "\x1b[<0;10;10M",
    "\x1b[<0;10;10m",
    "\x1b[200~AdDq\x1b[201~",
    "\x1b[I",
    "\x1b[0n",
    "\x1b[?2026;2$y",
    "\x1bP>|VTE(7600)\x1b\\",
];

/// Keys typed between them.
const TYPED: [&str; 34] = [
    "j",
    "k",
    "d",
    "m",
    "s",
    "A",
    "D",
    "O",
    "h",
    "l",
    "q",
    "]",
    "[",
    "n",
    " ",
    "\r",
    "\x1b",
    "g",
    "3",
    "v",
    "f",
    "?",
    "?/st",
    "/",
    "/Title 1\r",
    "&Title",
    "/line\r",
    "!count\r",
    ":star",
    ":theme mono",
    "t",
    "gnx",
    "ga",
    "\t",
];

fn any_key() -> impl Strategy<Value = &'static str> {
    prop_oneof![prop::sample::select(&SEQUENCES[..]), prop::sample::select(&TYPED[..])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn keys_in_pieces_do_what_whole_ones_do(
        size in prop::sample::select(&SIZES[..]),
        escape in prop::sample::select(&ESCAPES[..]),
        keys in prop::collection::vec((any_key(), prop::collection::vec((1_usize..4, 0_u64..1_000), 1..6)), 1..20),
    ) {
        let config = format!("[global]\nEsc = '{escape}'");
        let (mut whole, mut cut) = (Typist::new(size, &config), Typist::new(size, &config));
        for (key, cuts) in keys {
            whole.type_key(key, &[(usize::MAX, 0)]);
            cut.type_key(key, &cuts);
            prop_assert_eq!(cut.done(), whole.done(), "{:?}", key);
            prop_assert_eq!(cut.place(), whole.place(), "{:?}", key);
        }
    }
}
