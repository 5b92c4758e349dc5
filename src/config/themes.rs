//! Themes by name: files of the reader's own, and those that come with the program.

use super::Paths;
use crate::text::Complaint;
use crate::theme::{Palette, Theme};

/// The theme of this name, for a terminal of this palette, and what is wrong with it.
pub fn load_theme(paths: &Paths, name: &str, palette: Palette) -> (Theme, Vec<Complaint>) {
    let path = paths.theme_file(name);
    match std::fs::read(&path) {
        Ok(bytes) => Theme::load(&path, &String::from_utf8_lossy(&bytes), palette),
        Err(error) => match Theme::shipped(name) {
            Some(text) => Theme::load(&path, text, palette),
            None => {
                let what = format!("the theme `{name}` can't be read, so the default one is used: {error}");
                let (theme, _) = Theme::load(&path, "", palette);
                (theme, vec![Complaint::of_file(&path, what)])
            }
        },
    }
}

/// Every theme there is: those that come with the program, then the reader's own by name.
pub fn load_themes(paths: &Paths, palette: Palette) -> Vec<(String, Theme)> {
    let names = theme_names(paths).into_iter();
    names.map(|name| (name.clone(), load_theme(paths, &name, palette).0)).collect()
}

/// Their names.
pub(super) fn theme_names(paths: &Paths) -> Vec<String> {
    let files = std::fs::read_dir(paths.config.join("themes")).into_iter().flatten().flatten();
    let own = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "toml"));
    let mut own: Vec<String> = own.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    own.sort();
    let mut names: Vec<String> = Theme::shipped_names().map(str::to_owned).collect();
    own.retain(|name| !names.contains(name));
    names.append(&mut own);
    names
}
