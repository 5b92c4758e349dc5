//! A server on loopback that behaves as it is told, or misbehaves.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
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
}

/// The server.
pub struct Server {
    pub address: String,
    does: Arc<Mutex<HashMap<String, Does>>>,
    asked: Arc<Mutex<Vec<String>>>,
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
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

fn serve(
    stream: TcpStream,
    does: &Mutex<HashMap<String, Does>>,
    asked: &Mutex<Vec<String>>,
    over: &AtomicBool,
) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    asked.lock().unwrap().push(path.clone());
    let todo = does.lock().unwrap().get(&path).cloned();
    match todo.unwrap_or(Does::Answers(404, vec![], b"nothing".to_vec())) {
        Does::Answers(status, headers, body) => out.write_all(&answer(status, &headers, &body)).ok()?,
        Does::Says(bytes) => out.write_all(&bytes).ok()?,
        Does::Repeats(first, then, pause) => {
            out.write_all(&first).ok()?;
            while !over.load(Ordering::Relaxed) {
                out.write_all(&then).ok()?;
                std::thread::sleep(pause);
            }
        }
        Does::KnowsTag(tag, body) => {
            let is_known = head.iter().any(|line| line.eq_ignore_ascii_case(&format!("if-none-match: {tag}")));
            let headers = vec![("ETag", tag.to_owned())];
            let bytes = if is_known { answer(304, &headers, b"") } else { answer(200, &headers, &body) };
            out.write_all(&bytes).ok()?;
        }
    }
    Some(())
}

fn answer(status: u16, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    [bytes.as_bytes(), b"\r\n", body].concat()
}
