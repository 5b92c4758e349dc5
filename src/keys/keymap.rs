//! The effective keymap: for each context its own bindings, then the global ones, as a trie.

use super::file::{Binding, Check, read};
use super::{Command, Context, Key, Layer, Sequence, layout, layout::Layout, preset, trie::Node};
use crate::action::Action;
use crate::text::Complaint;
use std::path::Path;

/// The bindings of one context, resolved.
#[derive(Clone, Debug)]
struct Table {
    trie: Node,
    /// Its own before the global ones, each as they were written.
    bindings: Vec<(Sequence, Command)>,
}

/// All bindings, resolved.
#[derive(Clone, Debug)]
pub struct Keymap {
    /// As [`Context::ALL`].
    tables: Vec<Table>,
    layout: Layout,
}

impl Keymap {
    /// What holds for a reader: the shipped bindings, the preset that is chosen, the reader's own, whose layer is given.
    pub fn effective(config: Option<Layer<'_>>) -> (Keymap, Vec<Complaint>) {
        Keymap::checked(config, &|_| Ok(()))
    }

    /// As [`Keymap::effective`]; what the reader's own bindings give to actions is checked, too.
    pub fn checked(config: Option<Layer<'_>>, check: Check<'_>) -> (Keymap, Vec<Complaint>) {
        let mut layers: Vec<Layer<'_>> = layout::shipped().collect();
        layers.push(Keymap::shipped());
        let (preset, complaint) = match config.map_or(Ok(None), preset::chosen) {
            Ok(preset) => (preset, None),
            Err(complaint) => (None, Some(complaint)),
        };
        layers.extend(preset);
        layers.extend(config);
        let (keymap, mut complaints) = Keymap::resolved(&layers, check);
        complaints.extend(complaint);
        complaints.sort();
        (keymap, complaints)
    }

    /// The bindings shipped with the program.
    pub fn shipped() -> Layer<'static> {
        Layer { path: Path::new("assets/keys.toml"), text: include_str!("../../assets/keys.toml"), table: None }
    }

    /// Resolves layers of bindings, later ones before earlier ones, and says what is wrong in them.
    pub fn load(layers: &[Layer<'_>]) -> (Keymap, Vec<Complaint>) {
        Keymap::resolved(layers, &|_| Ok(()))
    }

    fn resolved(layers: &[Layer<'_>], check: Check<'_>) -> (Keymap, Vec<Complaint>) {
        let mut complaints = Vec::new();
        let (mut bindings, mut layout) = (Vec::new(), Layout::default());
        for (number, layer) in layers.iter().enumerate() {
            let content = read(number, *layer, check, &mut complaints);
            bindings.extend(content.bindings);
            content.layout.into_iter().for_each(|(typed, latin)| layout.set(typed, latin));
        }
        let mut report = Report { layers, complaints };
        let bindings = replace(bindings, &mut report);
        let mut clashes = Vec::new();
        let tables = Context::ALL.iter().map(|context| resolve(*context, &bindings, &mut clashes)).collect();
        report.complain_of(&clashes);
        let Report { mut complaints, .. } = report;
        complaints.sort();
        complaints.dedup();
        (Keymap { tables, layout }, complaints)
    }

    /// The bindings that hold in a context: its own before the global ones, each as they were written.
    pub fn bindings(&self, context: Context) -> &[(Sequence, Command)] {
        &self.tables[context as usize].bindings
    }

    /// Every sequence for an action alone in a context, the first one bound first.
    pub fn keys_of(&self, action: impl Into<Action>, context: Context) -> impl Iterator<Item = &Sequence> {
        let action = action.into();
        self.bindings(context).iter().filter(move |(_, bound)| bound.alone() == Some(action)).map(|(keys, _)| keys)
    }

    /// The key at the place of this one on a Latin keyboard, where a layout says.
    pub fn latin(&self, key: Key) -> Option<Key> {
        self.layout.latin(key)
    }

    pub(super) fn trie(&self, context: Context) -> &Node {
        &self.tables[context as usize].trie
    }
}

impl Default for Keymap {
    fn default() -> Self {
        Keymap::effective(None).0
    }
}

/// What is wrong with bindings taken together.
struct Report<'a> {
    layers: &'a [Layer<'a>],
    complaints: Vec<Complaint>,
}

impl Report<'_> {
    fn about(&self, binding: &Binding, what: String) -> Complaint {
        let layer = self.layers[binding.layer];
        Complaint::at(layer.path, layer.text, Some(binding.at), what)
    }

    fn complain(&mut self, binding: &Binding, what: String) {
        self.complaints.push(self.about(binding, what));
    }

    /// Names each binding that another one put out, once however many contexts they meet in.
    fn complain_of(&mut self, clashes: &[Clash<'_>]) {
        for (number, (winner, first)) in clashes.iter().enumerate() {
            let same = |clash: &&Clash<'_>| std::ptr::eq(clash.0, *winner);
            if clashes[..number].iter().any(|clash| same(&clash)) {
                continue;
            }
            let mut losers: Vec<&Binding> = clashes.iter().filter(same).map(|(_, loser)| *loser).collect();
            losers.sort_by_key(|loser| (loser.layer, loser.at));
            losers.dedup_by(|a, b| std::ptr::eq(*a, *b));
            if first.layer > winner.layer {
                // The reader's own file is where it can be mended.
                let place = self.place(winner);
                let text = format!(
                    "`{}` is left out where `{}` ({place}) is bound: one is the beginning of the other",
                    first.keys, winner.keys
                );
                self.complain(first, text);
                continue;
            }
            let place = self.place(first);
            let left_out = match losers.len() - 1 {
                0 => format!("({place}), which is left out"),
                1 => format!("({place}) and one more, which are left out"),
                more => format!("({place}) and {more} more, which are left out"),
            };
            let text = format!(
                "`{}` cannot stand beside `{}` {left_out}: one is the beginning of the other",
                winner.keys, first.keys
            );
            self.complain(winner, text);
        }
    }

    /// File and line, as in the complaints.
    fn place(&self, binding: &Binding) -> String {
        let Complaint { path, line, .. } = self.about(binding, String::new());
        format!("{}:{}", path.display(), line.unwrap_or(1))
    }
}

/// Lets a later binding of the same keys in the same context take the place of an earlier one.
fn replace(bindings: Vec<Binding>, report: &mut Report<'_>) -> Vec<Binding> {
    let mut kept: Vec<Binding> = Vec::new();
    for binding in bindings {
        match kept.iter_mut().find(|k| k.context == binding.context && k.keys == binding.keys) {
            None => kept.push(binding),
            Some(earlier) => {
                if earlier.layer == binding.layer {
                    let place = report.place(earlier);
                    report.complain(&binding, format!("`{}` is bound twice; the first time at {place}", binding.keys));
                }
                *earlier = binding;
            }
        }
    }
    kept
}

/// A binding, and one that it puts out because one is the beginning of the other.
type Clash<'b> = (&'b Binding, &'b Binding);

/// The bindings of one context: its own hide global ones of the same keys.
fn resolve<'b>(context: Context, bindings: &'b [Binding], clashes: &mut Vec<Clash<'b>>) -> Table {
    let own: Vec<&Binding> = bindings.iter().filter(|b| b.context == context).collect();
    let global = bindings
        .iter()
        .filter(|b| b.context == Context::Global && context.takes_global() && !own.iter().any(|o| o.keys == b.keys));
    let mut all: Vec<&Binding> = own.iter().copied().chain(global.filter(|_| context != Context::Global)).collect();
    all.retain(|b| b.command.is_some());

    // Where one sequence is the beginning of another, the later layer wins, then the context's own.
    let mut by_weight = all.clone();
    by_weight.sort_by_key(|b| (std::cmp::Reverse(b.layer), b.context != context));
    let mut trie = Node::empty();
    let mut lost = Vec::new();
    for binding in by_weight {
        let Some(command) = &binding.command else { continue };
        if trie.insert(&binding.keys.0, command.clone()).is_err() {
            lost.push(binding);
        }
    }
    for loser in &lost {
        let in_the_way = |b: &&&Binding| {
            b.keys != loser.keys && (b.keys.0.starts_with(&loser.keys.0) || loser.keys.0.starts_with(&b.keys.0))
        };
        clashes.extend(all.iter().find(in_the_way).map(|winner| (*winner, *loser)));
    }
    let bound = all.iter().filter(|b| !lost.iter().any(|l| std::ptr::eq(*l, **b)));
    let bindings = bound.filter_map(|b| Some((b.keys.clone(), b.command.clone()?))).collect();
    Table { trie, bindings }
}
