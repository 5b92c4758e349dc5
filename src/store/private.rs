//! Files and folders that only their owner can access: 0600 and 0700, whatever the umask. Existing ones keep the mode that
//! the user chose.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, set_permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// How to open a file so that it is private if it is created.
pub fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Creates a private file, or empties an existing one.
pub fn create_private(path: &Path) -> io::Result<File> {
    private_options().write(true).create(true).truncate(true).open(path)
}

/// Writes a draft with the mode of the file at `target`, to replace that file.
pub fn write_draft(draft: &Path, target: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = create_private(draft)?;
    if let Ok(old) = target.metadata() {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    Ok(file)
}

/// Creates a private folder and its missing parents, also private.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let create = || DirBuilder::new().mode(0o700).create(folder);
    let created = match (create(), folder.parent()) {
        // Another process may create the same folders at the same time.
        (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
            create_folder(parent).and_then(|()| create())
        }
        (created, _) => created,
    };
    match created {
        // A strict umask removes permissions that the owner needs.
        Ok(()) => set_permissions(folder, Permissions::from_mode(0o700)),
        Err(_) if folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}
