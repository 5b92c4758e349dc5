//! What is still to be asked, host by host in turns: many at once, but never many of one host.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that wait, for threads that take them.
pub(super) struct Queue<J> {
    hosts: Mutex<Hosts<J>>,
    freed: Condvar,
    per_host: usize,
}

/// A job that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken<J> {
    pub job: J,
    /// The number of its host, for [`Queue::done`].
    pub host: usize,
    /// The last one of its host.
    pub is_last: bool,
}

struct Hosts<J> {
    all: Vec<Host<J>>,
    /// Those that may be asked now, the next one first.
    ready: VecDeque<usize>,
    /// Jobs that nobody took yet.
    left: usize,
}

struct Host<J> {
    jobs: VecDeque<J>,
    /// How many are asking it now.
    busy: usize,
}

impl<J> Queue<J> {
    /// A queue of jobs, each with its host; at most `per_host` of one host are out at a time.
    pub fn new(jobs: impl IntoIterator<Item = (String, J)>, per_host: usize) -> Self {
        let (mut all, mut names, mut left): (Vec<Host<J>>, _, _) = (Vec::new(), HashMap::new(), 0);
        for (name, job) in jobs {
            let number = *names.entry(name).or_insert(all.len());
            if number == all.len() {
                all.push(Host { jobs: VecDeque::new(), busy: 0 });
            }
            all[number].jobs.push_back(job);
            left += 1;
        }
        let ready = (0..all.len()).collect();
        Queue { hosts: Mutex::new(Hosts { all, ready, left }), freed: Condvar::new(), per_host: per_host.max(1) }
    }

    /// The next job, once one may be done; none when all are taken.
    pub fn take(&self) -> Option<Taken<J>> {
        let mut hosts = self.lock();
        loop {
            if let Some(taken) = hosts.take(self.per_host) {
                if hosts.left == 0 {
                    // Whoever waits for another one waits in vain.
                    self.freed.notify_all();
                }
                return Some(taken);
            }
            if hosts.left == 0 {
                return None;
            }
            hosts = self.freed.wait(hosts).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Says that a job of this host is done.
    pub fn done(&self, number: usize) {
        let mut hosts = self.lock();
        let host = &mut hosts.all[number];
        host.busy -= 1;
        // One that was full stood in no line.
        if host.busy + 1 == self.per_host && !host.jobs.is_empty() {
            hosts.ready.push_back(number);
        }
        self.freed.notify_one();
    }

    /// How many threads more could take a job at once.
    pub fn ready(&self) -> usize {
        self.lock().ready.len()
    }

    /// Forgets what nobody took yet.
    pub fn clear(&self) {
        let mut hosts = self.lock();
        hosts.ready.clear();
        hosts.all.iter_mut().for_each(|host| host.jobs.clear());
        hosts.left = 0;
        self.freed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Hosts<J>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> Hosts<J> {
    fn take(&mut self, per_host: usize) -> Option<Taken<J>> {
        let number = self.ready.pop_front()?;
        let host = &mut self.all[number];
        let job = host.jobs.pop_front()?;
        host.busy += 1;
        self.left -= 1;
        if host.busy < per_host && !host.jobs.is_empty() {
            self.ready.push_back(number);
        }
        Some(Taken { job, host: number, is_last: host.jobs.is_empty() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_take_turns_and_none_has_more_out_than_it_may() {
        let jobs = ["a1", "a2", "a3", "b1", "b2", "c1"].map(|job| (job[..1].to_owned(), job));
        let queue = Queue::new(jobs, 2);
        let mut out = Vec::new();
        for _ in 0..5 {
            out.push(queue.take().unwrap());
        }
        assert_eq!(out.iter().map(|taken| taken.job).collect::<Vec<_>>(), ["a1", "b1", "c1", "a2", "b2"]);
        assert_eq!(queue.ready(), 0);
        queue.done(out[1].host);
        assert_eq!(queue.ready(), 0);
        queue.done(out[0].host);
        assert_eq!(queue.take(), Some(Taken { job: "a3", host: 0, is_last: true }));
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn nobody_waits_for_what_was_forgotten() {
        let queue = Queue::new([("a".to_owned(), 1), ("a".to_owned(), 2)], 1);
        assert_eq!(queue.take(), Some(Taken { job: 1, host: 0, is_last: false }));
        queue.clear();
        queue.done(0);
        assert_eq!(queue.take(), None);
    }
}
