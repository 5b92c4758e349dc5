//! Files that other programs and hands write: the library's, and the list of sources.

use super::{Places, Request};
use crate::store::create_folder;
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// Has file system events ask for what they call for; where watching fails, files are looked at on `r` and at the start.
pub fn watch(places: &Places, sources: &Path, requests: Sender<Request>) -> Option<notify::RecommendedWatcher> {
    let (list, config) = (sources.to_owned(), sources.parent().map(Path::to_owned).unwrap_or_default());
    let (library, journal) = (places.store.data.clone(), places.journal.clone());
    let of_library = library.clone();
    let held = Arc::new(());
    let is_read = Arc::downgrade(&held);
    let told = move |event: notify::Result<notify::Event>| {
        let _held = &held;
        let Some(event) = event.ok().filter(|event| !event.kind.is_access()) else { return };
        if event.paths.contains(&list) {
            let _ = requests.send(Request::Sources);
        } else if event.paths.iter().any(|path| path.starts_with(&of_library) && !journal.is(path)) {
            let _ = requests.send(Request::Changed);
        }
    };
    let watcher = notify::recommended_watcher(told).and_then(|mut watcher| {
        if is_read.upgrade().is_none() {
            // Its thread was refused, but it doesn't report that: it would panic now, and again when dropped.
            std::mem::forget(watcher);
            return Err(notify::Error::generic("no thread can be started"));
        }
        watcher.watch(&library, RecursiveMode::Recursive)?;
        // An editor puts a fresh file in the place of the old one: its folder tells of both.
        create_folder(&config)?;
        watcher.watch(&config, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    });
    watcher.inspect_err(|error| tracing::warn!(%error, "files are not watched")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::places::Journal;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    /// The next request of a kind; others before it are passed over.
    fn comes(inbox: &Receiver<Request>, wanted: fn(&Request) -> bool) -> bool {
        std::iter::from_fn(|| inbox.recv_timeout(Duration::from_secs(30)).ok()).any(|request| wanted(&request))
    }

    fn places(library: &Path) -> Places {
        std::fs::create_dir_all(library).unwrap();
        let (data, state) = (library.to_owned(), library.join("state"));
        Places {
            store: crate::store::Places { data, state },
            index: library.join("cache"),
            journal: Journal::default(),
        }
    }

    #[test]
    fn the_readers_own_marks_are_no_news() {
        let (home, config) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let places = places(home.path());
        let (own, sources) = (home.path().join("own.jsonl"), config.path().join("sources.toml"));
        places.journal.set(Some(&own));
        let (requests, inbox) = channel();
        let _watcher = watch(&places, &sources, requests).unwrap();
        std::fs::write(&own, "x").unwrap();
        std::fs::write(&sources, "x").unwrap();
        assert!(matches!(inbox.recv_timeout(Duration::from_secs(30)), Ok(Request::Sources)));
        places.journal.set(None);
        std::fs::write(&own, "xx").unwrap();
        assert!(comes(&inbox, |request| matches!(request, Request::Changed)));
    }

    #[test]
    fn the_library_and_the_list_are_told_apart_wherever_they_lie() {
        for (library, config) in
            [("data", "config"), ("config/data", "config"), ("one", "one"), ("data", "data/config")]
        {
            let home = tempfile::tempdir().unwrap();
            let (library, sources) = (home.path().join(library), home.path().join(config).join("sources.toml"));
            let (requests, inbox) = channel();
            let _watcher = watch(&places(&library), &sources, requests).unwrap();
            std::fs::write(library.join("a.jsonl"), "x").unwrap();
            assert!(comes(&inbox, |request| matches!(request, Request::Changed)), "{library:?}");
            std::fs::write(&sources, "x").unwrap();
            assert!(comes(&inbox, |request| matches!(request, Request::Sources)), "{sources:?}");
        }
    }
}
