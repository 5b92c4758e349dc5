//! A connection to a proxy that is asked in a server's stead: each question names the server, and says who asks.
//!
//! Answers pass as they come.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::{fmt, mem};
use ureq::http::Uri;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};
use ureq::{Error, Proxy};

/// A connection to a proxy, for questions to one server.
pub(super) struct Proxied {
    way: Box<dyn Transport>,
    /// What the path of a question is put behind (RFC 9112, section 3.2.2).
    server: String,
    /// A line for the head of each question; empty where the proxy is not told who asks.
    who: String,
    /// What is sent next begins a question.
    begins: bool,
}

impl Proxied {
    /// For questions to the server of an address, over this connection to a proxy.
    pub fn new(way: Box<dyn Transport>, to: &Uri, proxy: &Proxy) -> Self {
        let port = to.port().map(|port| format!(":{port}")).unwrap_or_default();
        let server = format!("http://{}{port}", to.host().unwrap_or_default());
        let who = match (proxy.username(), proxy.password()) {
            (None, None) => String::new(),
            (user, password) => {
                let pair = format!("{}:{}", user.unwrap_or_default(), password.unwrap_or_default());
                format!("Proxy-Authorization: Basic {}\r\n", STANDARD.encode(pair))
            }
        };
        Proxied { way, server, who, begins: true }
    }
}

impl Transport for Proxied {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.way.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if !mem::take(&mut self.begins) {
            return self.way.transmit_output(amount, timeout);
        }
        let question = addressed(&self.way.buffers().output()[..amount], &self.server, &self.who);
        let mut left = question.as_slice();
        while !left.is_empty() {
            let output = self.way.buffers().output();
            let (now, later) = left.split_at(left.len().min(output.len()));
            output[..now.len()].copy_from_slice(now);
            self.way.transmit_output(now.len(), timeout)?;
            left = later;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        // A question is sent whole before its answer is waited for, and answered before the next one is sent.
        self.begins = true;
        self.way.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.way.is_open()
    }
}

/// The beginning of a question as a proxy wants it. Its first line is whole: ureq never writes a part of one.
fn addressed(question: &[u8], server: &str, who: &str) -> Vec<u8> {
    let path = question.iter().position(|byte| *byte == b' ').map_or(0, |space| space + 1);
    let line = question.iter().position(|byte| *byte == b'\n').map_or(path, |end| end + 1);
    let (method, path, rest) = (&question[..path], &question[path..line], &question[line..]);
    [method, server.as_bytes(), path, who.as_bytes(), rest].concat()
}

impl fmt::Debug for Proxied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not who asks: that is a secret.
        f.debug_struct("Proxied").field("way", &self.way).field("server", &self.server).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use ureq::unversioned::transport::LazyBuffers;

    /// Notes what is sent.
    #[derive(Debug)]
    struct Noting(LazyBuffers, Arc<Mutex<Vec<u8>>>);

    impl Transport for Noting {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.0
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
            self.1.lock().unwrap().extend_from_slice(&self.0.output()[..amount]);
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(true)
        }

        fn is_open(&mut self) -> bool {
            true
        }
    }

    #[test]
    fn each_question_names_its_server_and_who_asks_once_however_it_is_cut() {
        let check = |proxy: &str, to: &str, pieces: &[&str], sent: &str| {
            let noted = Arc::default();
            let way = Noting(LazyBuffers::new(1, 24), Arc::clone(&noted));
            let mut proxied = Proxied::new(way.boxed(), &to.parse().unwrap(), &Proxy::new(proxy).unwrap());
            for _ in 0..2 {
                for piece in pieces {
                    proxied.buffers().output()[..piece.len()].copy_from_slice(piece.as_bytes());
                    proxied.transmit_output(piece.len(), NextTimeout::default()).unwrap();
                }
                proxied.await_input(NextTimeout::default()).unwrap();
            }
            assert_eq!(String::from_utf8(noted.lock().unwrap().clone()).unwrap(), sent.repeat(2));
        };
        check(
            "http://proxy:3128",
            "http://me:secret@e.example:8080/f",
            &["GET /f HTTP/1.1\r\nA: b\r\n", "GET /: \r\n\r\n"],
            "GET http://e.example:8080/f HTTP/1.1\r\nA: b\r\nGET /: \r\n\r\n",
        );
        check(
            "http://m%3Ae:p%40ss@proxy:3128",
            "http://[::1]/?q",
            &["GET /?q HTTP/1.1\r\n", "A: b\r\n\r\n"],
            "GET http://[::1]/?q HTTP/1.1\r\nProxy-Authorization: Basic bTplOnBAc3M=\r\nA: b\r\n\r\n",
        );
        check("http://me@proxy", "http://e.example", &["GET / HTTP/1.1\r\n\r\n"], {
            "GET http://e.example/ HTTP/1.1\r\nProxy-Authorization: Basic bWU6\r\n\r\n"
        });
    }
}
