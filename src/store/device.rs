//! Who this device is: an id in the state folder that a copied home, a cloned disk or a shared home does not inherit.
//!
//! Nothing is written before the store's first write.

use super::draft::draft_of;
use super::error::Named;
use super::private::{create_folder, write_draft};
use super::{StoreError, waiting};
use crate::article::DeviceId;
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Files that tell machines apart, the best first. Where there is none, the folder's inode alone must do.
const MACHINE: [&str; 5] =
    ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostid", "/etc/hostname", "/proc/sys/kernel/hostname"];

/// What the state folder says of the device.
#[derive(Serialize, Deserialize)]
struct Stored {
    v: u64,
    id: String,
    /// The state folder's own inode: a copy of the folder has another.
    inode: u64,
}

/// This machine, as its state folder knows it.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    state: PathBuf,
    /// Its name holds a hash of the machine: machines that share a home keep one id each.
    file: PathBuf,
}

impl Machine {
    /// The machine this process runs on.
    pub fn here(state: &Path) -> Self {
        let name = MACHINE.iter().find_map(|path| std::fs::read(path).ok().filter(|id| !id.trim_ascii().is_empty()));
        Machine::named(state, name.unwrap_or_default().trim_ascii())
    }

    /// The machine that goes by `name`.
    pub fn named(state: &Path, name: &[u8]) -> Self {
        let hash = blake3::hash(name).to_hex();
        Machine { state: state.to_owned(), file: state.join(format!("device-{}.json", &hash[..16])) }
    }

    /// The device id stored for this machine in this very folder.
    pub fn device(&self) -> Option<DeviceId> {
        let stored: Stored = serde_json::from_slice(&std::fs::read(&self.file).ok()?).ok()?;
        let inode = std::fs::metadata(&self.state).ok()?.ino();
        (stored.v == 1 && stored.inode == inode).then(|| stored.id.parse().ok())?
    }

    /// The stored id, or else `new`, from now on stored.
    pub fn keep(&self, new: DeviceId) -> Result<DeviceId, StoreError> {
        create_folder(&self.state).named("create", &self.state)?;
        // Of two processes that come here first, the second takes the id of the first. Where locks do not work, each
        // keeps an id of its own, and files of its own.
        let folder = std::fs::File::open(&self.state).named("open", &self.state)?;
        waiting::lock_in_time(&folder).named("lock", &self.state)?;
        if let Some(device) = self.device() {
            return Ok(device);
        }
        let inode = std::fs::metadata(&self.state).named("read", &self.state)?.ino();
        let stored = serde_json::to_vec(&Stored { v: 1, id: new.to_string(), inode }).unwrap_or_default();
        let draft = draft_of(&self.file);
        write_draft(&draft, &self.file, &stored).named("write", &draft)?;
        std::fs::rename(&draft, &self.file).named("write", &self.file)?;
        Ok(new)
    }
}

/// 128 bits that nobody else has. The standard library seeds its hash maps from the system's randomness.
pub(super) fn random() -> [u8; 16] {
    let half = || RandomState::new().build_hasher().finish().to_le_bytes();
    let mut id = [0; 16];
    id[..8].copy_from_slice(&half());
    id[8..].copy_from_slice(&half());
    id
}
