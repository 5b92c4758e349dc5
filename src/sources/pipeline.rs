//! Reads many files on several threads and hands them on in their order.
//!
//! It knows nothing of what becomes of a file. Portions bound what waits in memory: small files go together, a large
//! one goes alone.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread::Builder;

const PORTION_FILES: usize = 64;
const PORTION_BYTES: u64 = 1 << 20;

/// So many portions may wait: while one batch is stored the next one is read.
const WAITING: usize = 16;

/// Reads `files` with `read` on several threads, and gives each result to `take` on this one, in order, until `take`
/// breaks off or `cancel` is set; what was read by then is still taken.
pub(super) fn read_in_order<F: Sync, R: Send>(
    files: &[F],
    size: impl Fn(&F) -> u64,
    cancel: &AtomicBool,
    read: impl Fn(&F) -> R + Sync,
    mut take: impl FnMut(&F, R) -> ControlFlow<()>,
) {
    let portions = portions(files.iter().map(size));
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(portions.len()).min(8);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let mut started = 0;
        for _ in 0..workers {
            let (sender, next, portions, read) = (sender.clone(), &next, &portions, &read);
            let work = move || {
                while !cancel.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(range) = portions.get(number) else { break };
                    let results: Vec<R> = files[range.clone()].iter().map(read).collect();
                    if sender.send((number, results)).is_err() {
                        break;
                    }
                }
            };
            started += usize::from(Builder::new().name("files".into()).spawn_scoped(scope, work).is_ok());
        }
        drop(sender);
        if started == 0 {
            // The system allows no more threads: slower, on this one.
            let all = files.iter().take_while(|_| !cancel.load(Ordering::Relaxed));
            let _ = all.map(|file| (file, read(file))).try_for_each(|(file, result)| take(file, result));
            return;
        }
        let (mut waiting, mut turn) = (BTreeMap::new(), 0);
        for (number, results) in receiver {
            waiting.insert(number, results);
            while let Some(results) = waiting.remove(&turn) {
                for (file, result) in files[portions[turn].clone()].iter().zip(results) {
                    if take(file, result).is_break() {
                        return;
                    }
                }
                turn += 1;
            }
        }
    });
}

fn portions(sizes: impl Iterator<Item = u64>) -> Vec<Range<usize>> {
    let mut portions: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (n, size) in sizes.enumerate() {
        match portions.last_mut() {
            Some(portion) if portion.len() < PORTION_FILES && bytes + size <= PORTION_BYTES => {
                portion.end = n + 1;
                bytes += size;
            }
            _ => {
                portions.push(n..n + 1);
                bytes = size;
            }
        }
    }
    portions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_taken_once_and_in_order() {
        let files: Vec<u64> = (0..1_000).map(|n| if n % 100 == 7 { 2 << 20 } else { n }).collect();
        let mut taken = Vec::new();
        read_in_order(
            &files,
            |size| *size,
            &AtomicBool::new(false),
            |size| *size,
            |_, size| {
                taken.push(size);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(taken, files);
    }

    #[test]
    fn a_large_file_goes_alone() {
        assert_eq!(portions([10, 10, 9 << 20, 10].into_iter()), [0..2, 2..3, 3..4]);
    }
}
