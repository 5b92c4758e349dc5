//! Themes by name: files of the reader's own, and those that come with the program.

use super::Paths;
use super::keymap::one_of;
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
                let (theme, _) = Theme::load(&path, "", palette);
                let complaint = match theme_is_there(name, paths) {
                    Err(why) => Complaint::of_file(&paths.config_file(), format!("the default theme is used: {why}")),
                    Ok(()) => {
                        let what = format!("the theme `{name}` can't be read, so the default one is used: {error}");
                        Complaint::of_file(&path, what)
                    }
                };
                (theme, vec![complaint])
            }
        },
    }
}

/// Every theme there is: those that come with the program, then the reader's own by name.
pub fn load_themes(paths: &Paths, palette: Palette) -> Vec<(String, Theme)> {
    let names = theme_names(paths).into_iter();
    names.map(|name| (name.clone(), load_theme(paths, &name, palette).0)).collect()
}

/// Whether there is a theme of this name; what was perhaps meant, or all of them, where there is none.
pub(super) fn theme_is_there(name: &str, paths: &Paths) -> Result<(), String> {
    let names = theme_names(paths);
    one_of("theme", name, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Their names.
fn theme_names(paths: &Paths) -> Vec<String> {
    let files = std::fs::read_dir(paths.config.join("themes")).into_iter().flatten().flatten();
    let own = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "toml"));
    let mut own: Vec<String> = own.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    own.sort();
    let mut names: Vec<String> = Theme::shipped_names().map(str::to_owned).collect();
    own.retain(|name| !names.contains(name));
    names.append(&mut own);
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;

    #[test]
    fn a_theme_that_is_not_there_is_told_with_the_nearest_name() {
        let overrides = Overrides { config: Some("/nowhere".into()), ..Overrides::default() };
        let home = |name: &str| (name != "HOME").then(|| "/nowhere".into());
        let paths = Paths::resolve(&overrides, &home).unwrap();
        let check = |name: &str, expected: &[&str]| {
            let (_, complaints) = load_theme(&paths, name, Palette::Sixteen);
            assert_eq!(complaints.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        };
        check("solarized", &[]);
        check(
            "solarised",
            &[
                "/nowhere/config.toml: the default theme is used: there is no theme `solarised`; did you mean `solarized`?",
            ],
        );
    }
}
