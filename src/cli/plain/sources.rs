//! Sources: asked for what is new, and added.

use super::super::context::Context;
use super::super::{add, fetch};
use super::Session;
use crate::article::SourceId;
use std::path::Path;

impl Session<'_> {
    /// Asks one source, or all, and says what came.
    pub(super) fn refresh(&mut self, source: Option<SourceId>) -> anyhow::Result<()> {
        let is_kept = |source: &SourceId| self.context.sources.sources.iter().any(|kept| kept.id == *source);
        if source.as_ref().is_some_and(|source| !is_kept(source)) {
            self.say("nothing to ask: this source is not in sources.toml");
            return Ok(());
        }
        let sources = source.iter().map(ToString::to_string).collect();
        let asked = fetch::Asked { sources, tags: Vec::new(), quiet: false, json: false };
        self.hand_over(|context| fetch::run(context, &asked).map(drop))
    }

    /// Keeps a source and asks it.
    pub(super) fn add(&mut self, what: Option<&str>) -> anyhow::Result<()> {
        let Some(what) = what else {
            self.say("what to add is not said, as in: add example.org");
            return Ok(());
        };
        self.hand_over(|context| add::run(context, Path::new(what), add::Wishes::default()).map(drop))
    }

    /// Lets a command of the command line do it, and takes over what it changed.
    fn hand_over(&mut self, run: impl FnOnce(Context) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.write()?;
        let context = Context { is_plain: true, ..Context::settle(self.places)? };
        let done = run(context);
        self.settle()?;
        done?;
        self.say("`show-unread` lists what is unread now");
        Ok(())
    }
}
