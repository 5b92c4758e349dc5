//! A server on loopback that behaves as it is told, or misbehaves.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it does when it is asked for a path.
#[derive(Clone)]
pub enum Does {
    /// Answers with a status, headers and a body.
    Answers(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Sends these bytes as they are and closes.
    Says(Vec<u8>),
    /// Sends the first bytes, then the second ones again and again.
    Repeats(Vec<u8>, Vec<u8>, Duration),
    /// Answers 304 to who knows this tag, else as told.
    KnowsTag(&'static str, Vec<u8>),
    /// Answers 401 to who does not send this line.
    WantsHeader(String, Vec<u8>),
}

/// A question: over which connection, by the client's port, for which path, and the lines of its head.
pub struct Asked {
    pub from: u16,
    pub path: String,
    pub head: Vec<String>,
}

impl Asked {
    /// What a header says; its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let says =
            |line: &'_ str| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)).is_some();
        self.head.iter().find(|line| says(line))?.split_once(": ").map(|(_, value)| value)
    }
}

/// The server.
pub struct Server {
    pub address: String,
    does: Arc<Mutex<HashMap<String, Does>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    over: Arc<AtomicBool>,
}

impl Server {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = Server { address, does: Arc::default(), asked: Arc::default(), over: Arc::default() };
        let (does, asked, over) = (server.does.clone(), server.asked.clone(), server.over.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (does, asked, over) = (does.clone(), asked.clone(), over.clone());
                std::thread::spawn(move || serve(stream, &does, &asked, &over));
            }
        });
        server
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub fn set(&self, path: &str, does: Does) {
        self.does.lock().unwrap().insert(path.to_owned(), does);
    }

    /// Answers with a body that is all well.
    pub fn serve(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.set(path, Does::Answers(200, vec![], body.into()));
    }

    pub fn redirect(&self, path: &str, status: u16, to: &str) {
        self.set(path, Does::Answers(status, vec![("Location", to.to_owned())], vec![]));
    }

    /// The paths it was asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        self.questions().into_iter().map(|asked| asked.path).collect()
    }

    /// What it was asked since the last time.
    pub fn questions(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// One question, perhaps by way of a proxy that this server plays too; of the proxy itself more over one connection.
fn serve(
    stream: TcpStream,
    does: &Mutex<HashMap<String, Does>>,
    asked: &Mutex<Vec<Asked>>,
    over: &AtomicBool,
) -> Option<()> {
    let port = stream.peer_addr().ok()?.port();
    let mut out = stream.try_clone().ok()?;
    let mut from = BufReader::new(stream);
    while answered(port, &mut from, &mut out, does, asked, over)? {}
    Some(())
}

/// Answers the next question, and says whether another one may follow.
fn answered(
    port: u16,
    from: &mut BufReader<TcpStream>,
    out: &mut TcpStream,
    does: &Mutex<HashMap<String, Does>>,
    asked: &Mutex<Vec<Asked>>,
    over: &AtomicBool,
) -> Option<bool> {
    let first = from.fill_buf().ok()?.first().copied()?;
    if first == 22 {
        // The greeting of TLS: what speaks HTTP only can't read it.
        out.write_all(&answer(400, &[], b"", false)).ok()?;
        return None;
    }
    if first == 5 {
        let target = socks(from, out)?;
        asked.lock().unwrap().push(Asked { from: port, path: format!("SOCKS {target}"), head: vec![] });
        return Some(true);
    }
    let question = head(port, from)?;
    let (path, head) = (question.path.clone(), question.head.clone());
    asked.lock().unwrap().push(question);
    let todo = does.lock().unwrap().get(&path).cloned();
    if path.starts_with("CONNECT ") && todo.is_none() {
        // As real proxies do it, unless they are told otherwise.
        let status = if path.ends_with(":443") { 200 } else { 403 };
        out.write_all(format!("HTTP/1.1 {status} x\r\n\r\n").as_bytes()).ok()?;
        return Some(status == 200);
    }
    let is_last = head.iter().any(|line| line.eq_ignore_ascii_case("connection: close"));
    let keeps = path.starts_with("http://") && !is_last;
    let answer = |status, headers: &[_], body: &[u8]| answer(status, headers, body, keeps);
    match todo.unwrap_or(Does::Answers(404, vec![], b"nothing".to_vec())) {
        Does::Answers(status, headers, body) => out.write_all(&answer(status, &headers, &body)).ok()?,
        Does::Says(bytes) => {
            out.write_all(&bytes).ok()?;
            return None;
        }
        Does::Repeats(first, then, pause) => {
            out.write_all(&first).ok()?;
            while !over.load(Ordering::Relaxed) {
                out.write_all(&then).ok()?;
                if !pause.is_zero() && is_gone(from, pause) {
                    return None;
                }
            }
        }
        Does::KnowsTag(tag, body) => {
            let is_known = head.iter().any(|line| line.eq_ignore_ascii_case(&format!("if-none-match: {tag}")));
            let headers = vec![("ETag", tag.to_owned())];
            let bytes = if is_known { answer(304, &headers, b"") } else { answer(200, &headers, &body) };
            out.write_all(&bytes).ok()?;
        }
        Does::WantsHeader(wanted, body) => {
            let is_there = head.iter().any(|line| line.eq_ignore_ascii_case(&wanted));
            let bytes = if is_there { answer(200, &[], &body) } else { answer(401, &[], b"") };
            out.write_all(&bytes).ok()?;
        }
    }
    Some(keeps)
}

/// Waits for a while, and says whether the client left.
fn is_gone(from: &mut BufReader<TcpStream>, pause: Duration) -> bool {
    from.get_ref().set_read_timeout(Some(pause)).unwrap();
    matches!(from.read(&mut [0]), Ok(0))
}

fn head(port: u16, from: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut lines = from.lines();
    let first = lines.next()?.ok()?;
    let head = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let (method, path) = first.split_once(' ')?;
    let path = path.split(' ').next()?;
    let path = if method == "CONNECT" { format!("CONNECT {path}") } else { path.to_owned() };
    Some(Asked { from: port, path, head })
}

/// The greetings of a SOCKS proxy (RFC 1928), and to where it is to connect.
fn socks(from: &mut impl Read, out: &mut impl Write) -> Option<String> {
    let mut take = |n: usize| {
        let mut bytes = vec![0; n];
        from.read_exact(&mut bytes).ok().map(|()| bytes)
    };
    let methods = take(2)?[1];
    take(usize::from(methods))?;
    out.write_all(&[5, 0]).ok()?;
    let host = match take(4)?[3] {
        1 => take(4)?.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        _ => {
            let length = take(1)?[0];
            String::from_utf8(take(usize::from(length))?).ok()?
        }
    };
    take(2)?;
    out.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
    Some(host)
}

fn answer(status: u16, headers: &[(&str, String)], body: &[u8], keeps: bool) -> Vec<u8> {
    let kept = if keeps { "keep-alive" } else { "close" };
    let mut bytes = format!("HTTP/1.1 {status} x\r\nConnection: {kept}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    [bytes.as_bytes(), b"\r\n", body].concat()
}
