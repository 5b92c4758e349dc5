//! Threads that the system may refuse: it limits their number, and reports that with an error number only.
//!
//! The caller decides how to work with fewer threads or none.

use rustix::io::Errno;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

/// Starts a thread that works on the first value it receives, and ends if none comes. It can be started before that value
/// exists, so that no program starts without a thread to watch it.
pub fn start_waiting<T: Send + 'static, R: Send + 'static>(
    name: &str,
    work: impl FnOnce(T) -> R + Send + 'static,
) -> io::Result<(Sender<T>, Receiver<R>)> {
    let ((give, take), (tell, told)) = (channel(), channel());
    let run = move || take.recv().map(|given| tell.send(work(given)));
    Builder::new().name(name.to_owned()).spawn(run)?;
    Ok((give, told))
}

/// Why a thread, program or file was refused; in words if a system limit is the reason.
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
