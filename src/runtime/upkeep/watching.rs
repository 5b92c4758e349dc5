//! Files that other programs and hands write: the library's, and the list of sources.

use super::Request;
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::Sender;

/// Has file system events ask for what they call for; where watching fails, files are looked at on `r` and at the start.
pub fn watch(library: &Path, sources: &Path, requests: Sender<Request>) -> Option<notify::RecommendedWatcher> {
    let (list, config) = (sources.to_owned(), sources.parent().map(Path::to_owned).unwrap_or_default());
    let of_library = library.to_owned();
    let told = move |event: notify::Result<notify::Event>| {
        let Some(event) = event.ok().filter(|event| !event.kind.is_access()) else { return };
        if event.paths.contains(&list) {
            let _ = requests.send(Request::Sources);
        } else if event.paths.iter().any(|path| path.starts_with(&of_library)) {
            let _ = requests.send(Request::Changed);
        }
    };
    let watcher = notify::recommended_watcher(told).and_then(|mut watcher| {
        watcher.watch(library, RecursiveMode::Recursive)?;
        // An editor puts a fresh file in the place of the old one: its folder tells of both.
        std::fs::create_dir_all(&config)?;
        watcher.watch(&config, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    });
    watcher.inspect_err(|error| tracing::warn!(%error, "files are not watched")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    /// The next request of a kind; others before it are passed over.
    fn comes(inbox: &Receiver<Request>, wanted: fn(&Request) -> bool) -> bool {
        std::iter::from_fn(|| inbox.recv_timeout(Duration::from_secs(30)).ok()).any(|request| wanted(&request))
    }

    #[test]
    fn the_library_and_the_list_are_told_apart_wherever_they_lie() {
        for (library, config) in
            [("data", "config"), ("config/data", "config"), ("one", "one"), ("data", "data/config")]
        {
            let home = tempfile::tempdir().unwrap();
            let (library, sources) = (home.path().join(library), home.path().join(config).join("sources.toml"));
            std::fs::create_dir_all(&library).unwrap();
            let (requests, inbox) = channel();
            let _watcher = watch(&library, &sources, requests).unwrap();
            std::fs::write(library.join("a.jsonl"), "x").unwrap();
            assert!(comes(&inbox, |request| matches!(request, Request::Changed)), "{library:?}");
            std::fs::write(&sources, "x").unwrap();
            assert!(comes(&inbox, |request| matches!(request, Request::Sources)), "{sources:?}");
        }
    }
}
