//! Threads that may be refused: the system limits how many there are, and then says so in numbers only.
//!
//! What runs on fewer threads, or on none, is for whoever starts them to decide.

use rustix::io::Errno;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

/// Starts a thread that works on what it is sent first, and ends when nothing comes. It can be started before what it
/// works on exists: a program that nobody could watch is then never started.
pub fn start_waiting<T: Send + 'static, R: Send + 'static>(
    name: &str,
    work: impl FnOnce(T) -> R + Send + 'static,
) -> io::Result<(Sender<T>, Receiver<R>)> {
    let ((give, take), (tell, told)) = (channel(), channel());
    let run = move || take.recv().map(|given| tell.send(work(given)));
    Builder::new().name(name.to_owned()).spawn(run)?;
    Ok((give, told))
}

/// Why no thread, program or file could be had, in words where it is a limit of the system.
pub fn why_refused(error: &io::Error) -> String {
    match Errno::from_io_error(error) {
        Some(Errno::AGAIN) => "the limit on processes and threads is reached (`ulimit -u`)".to_owned(),
        Some(Errno::MFILE) => "the limit on open files is reached (`ulimit -n`)".to_owned(),
        Some(Errno::NFILE) => "too many files are open on this machine".to_owned(),
        Some(Errno::NOMEM) => "no memory is left".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_words() {
        let of = |errno: Errno| why_refused(&io::Error::from(errno));
        assert!(of(Errno::AGAIN).contains("ulimit -u"));
        assert!(of(Errno::MFILE).contains("ulimit -n"));
        assert_eq!(of(Errno::NOENT), "No such file or directory (os error 2)");
    }

    #[test]
    fn a_waiting_thread_works_once_or_ends() {
        let (give, told) = start_waiting("test", |n: u32| n + 1).unwrap();
        give.send(1).unwrap();
        assert_eq!(told.recv(), Ok(2));
        let (give, told) = start_waiting("test", |n: u32| n + 1).unwrap();
        drop(give);
        assert!(told.recv().is_err());
    }
}
