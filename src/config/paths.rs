//! Where byline's files lie: the platform's own places, unless a flag or the environment says otherwise.
//!
//! It makes no folder: whoever writes a file does.

use crate::store::{create_folder, create_private};
use std::ffi::OsString;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The four folders, absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Settings, sources, themes.
    pub config: PathBuf,
    /// The library: articles and marks; what people back up.
    pub data: PathBuf,
    /// This machine only: device id, where you were, log.
    pub state: PathBuf,
    /// The index; may be deleted at any time.
    pub cache: PathBuf,
}

/// The folders that flags name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// From `--config`.
    pub config: Option<PathBuf>,
    /// From `--data`.
    pub data: Option<PathBuf>,
    /// From `--state`.
    pub state: Option<PathBuf>,
    /// From `--cache`.
    pub cache: Option<PathBuf>,
}

/// There is no folder to keep files in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no home folder, so no place for {what}: set HOME, or {variable}, or give --{what}")]
pub struct NoPlace {
    what: &'static str,
    variable: &'static str,
}

impl Paths {
    /// Settles the four folders: a flag counts before the environment, the environment before the platform's place.
    pub fn resolve(flags: &Overrides, env: &dyn Fn(&str) -> Option<OsString>) -> Result<Self, NoPlace> {
        let places = directories::ProjectDirs::from("", "", "byline");
        let place = |what, variable, flag: &Option<PathBuf>, home: Option<PathBuf>| {
            let named = flag.clone().or_else(|| env(variable).filter(|v| !v.is_empty()).map(PathBuf::from));
            let chosen = named.or(home).ok_or(NoPlace { what, variable })?;
            Ok(std::path::absolute(&chosen).unwrap_or(chosen))
        };
        let home = |folder: fn(&directories::ProjectDirs) -> PathBuf| places.as_ref().map(folder);
        Ok(Paths {
            config: place("config", "BYLINE_CONFIG_DIR", &flags.config, home(|p| p.config_dir().into()))?,
            data: place("data", "BYLINE_DATA_DIR", &flags.data, home(library_place))?,
            state: place("state", "BYLINE_STATE_DIR", &flags.state, home(state_place))?,
            cache: place("cache", "BYLINE_CACHE_DIR", &flags.cache, home(|p| p.cache_dir().into()))?,
        })
    }

    /// The settings.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The sources that are kept.
    pub fn sources_file(&self) -> PathBuf {
        self.config.join("sources.toml")
    }

    /// The theme of this name.
    pub fn theme_file(&self, name: &str) -> PathBuf {
        self.config.join("themes").join(name).with_extension("toml")
    }

    /// The folder where it is remembered what servers said of sources.
    pub fn feeds_folder(&self) -> PathBuf {
        self.cache.clone()
    }

    /// The folder where it is remembered which files are in already.
    pub fn hints_folder(&self) -> PathBuf {
        self.cache.join("files")
    }

    /// A warning about files and folders here that other users can write to, unless byline gave it before.
    ///
    /// A group with the user's number has no other members.
    pub fn open_to_others(&self) -> Option<String> {
        let library = ["articles", "marks"].map(|folder| self.data.join(folder));
        let all = [self.config_file(), self.sources_file(), self.config.clone(), self.data.clone()];
        let all = all.into_iter().chain(library).chain([self.state.clone(), self.cache.clone()]);
        let is_open = |path: &PathBuf| {
            path.metadata().is_ok_and(|found| {
                let others = if found.gid() == found.uid() { 0o002 } else { 0o022 };
                found.mode() & others != 0
            })
        };
        let open: Vec<String> = all.filter(is_open).map(|path| path.to_string_lossy().into_owned()).collect();
        let (named, told) = (open.join("\n"), self.state.join("open-to-others"));
        if std::fs::read_to_string(&told).unwrap_or_default() == named {
            return None;
        }
        // If this fails, byline warns again.
        if named.is_empty() {
            let _ = std::fs::remove_file(told);
            return None;
        }
        let _ = create_folder(&self.state).and_then(|()| create_private(&told)?.write_all(named.as_bytes()));
        Some(format!("others can write to {}: fix it with chmod go-w", open.join(", ")))
    }

    /// The log of this machine.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("byline.log")
    }
}

/// macOS has one folder for everything: there the library gets one of its own, apart from what must not be synced.
fn library_place(places: &directories::ProjectDirs) -> PathBuf {
    apart(places.data_dir(), places.config_dir(), "library")
}

fn state_place(places: &directories::ProjectDirs) -> PathBuf {
    places.state_dir().map_or_else(|| places.data_local_dir().join("state"), Path::to_owned)
}

fn apart(folder: &Path, other: &Path, name: &str) -> PathBuf {
    if folder == other { folder.join(name) } else { folder.to_owned() }
}

#[cfg(test)]
impl Paths {
    /// The four folders within one.
    pub fn within(folder: &Path) -> Self {
        let [config, data, state, cache] = ["config", "data", "state", "cache"].map(|name| folder.join(name));
        Paths { config, data, state, cache }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_counts_before_the_environment() {
        let flags = Overrides { data: Some("/flag".into()), ..Overrides::default() };
        let env = |name: &str| Some(OsString::from(format!("/env/{name}")));
        let paths = Paths::resolve(&flags, &env).unwrap();
        assert_eq!(paths.data, PathBuf::from("/flag"));
        assert_eq!(paths.cache, PathBuf::from("/env/BYLINE_CACHE_DIR"));
    }

    #[test]
    fn without_a_home_the_message_says_what_to_set() {
        let missing = NoPlace { what: "data", variable: "BYLINE_DATA_DIR" };
        assert_eq!(
            missing.to_string(),
            "no home folder, so no place for data: set HOME, or BYLINE_DATA_DIR, or give --data"
        );
    }
}
