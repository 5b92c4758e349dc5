//! Servers that speak TLS, well and badly: whose certificate will not do is named, with what is wrong and what to do.

use super::super::cli::home::{Home, Said, arg, said};
use super::two;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// An authority of the test's own.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// What a server does with each that comes.
type Does = Box<dyn Fn(TcpStream) + Send>;

/// Listens on loopback, and gives the port.
fn listen(does: Does) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(does));
    port
}

/// Serves a feed by TLS with this certificate, signed by an authority, or else by itself.
fn serves(params: CertificateParams, by: Option<&CertifiedIssuer<'_, KeyPair>>) -> Does {
    serves_noting(params, by, Arc::default())
}

/// The same, noting how each connection was agreed on.
fn serves_noting(
    params: CertificateParams,
    by: Option<&CertifiedIssuer<'_, KeyPair>>,
    agreed: Arc<Mutex<Vec<HandshakeKind>>>,
) -> Does {
    let key = KeyPair::generate().unwrap();
    let certificate = match by {
        Some(authority) => params.signed_by(&key, authority).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let chain = vec![CertificateDer::from(certificate)];
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    Box::new(move |stream| {
        let mut stream = BufReader::new(StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream));
        let mut line = String::new();
        // Whoever does not like the certificate is gone by now.
        while line != "\r\n" {
            line.clear();
            if stream.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
        }
        agreed.lock().unwrap().extend(stream.get_ref().conn.handshake_kind());
        let feed = two();
        let head = format!("HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", feed.len());
        let _ = stream.get_mut().write_all((head + &feed).as_bytes());
    })
}

/// Hears the greeting, sends these bytes and closes.
fn says(bytes: &[u8]) -> Does {
    let bytes = bytes.to_vec();
    Box::new(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&bytes);
    })
}

/// A last word by which a server that speaks TLS says why it breaks off.
const fn alert<const NUMBER: u8>() -> [u8; 7] {
    [21, 3, 3, 0, 2, 2, NUMBER]
}

fn host(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

fn valid(from: i32, to: i32) -> CertificateParams {
    let mut params = host("127.0.0.1");
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
    params
}

/// What `byline fetch` says of a source at this port, where the machine trusts these authorities.
fn fetch(home: &Home, trusted: &str, port: u16) -> Said {
    home.write("config/sources.toml", format!("[[source]]\nurl = \"https://127.0.0.1:{port}/f\"\nname = \"F\"\n"));
    asked(home, trusted)
}

fn asked(home: &Home, trusted: &str) -> Said {
    let trusted = home.write("trusted.pem", trusted);
    let mut command = home.command(&["fetch"]);
    command.env("SSL_CERT_FILE", arg(&trusted)).env_remove("SSL_CERT_DIR");
    said(command.output().unwrap())
}

#[test]
fn a_server_whose_authority_the_machine_trusts_is_read() {
    let (home, authority) = (Home::new(), authority("A"));
    let port = listen(serves(host("127.0.0.1"), Some(&authority)));
    let said = fetch(&home, &authority.pem(), port);
    assert_eq!((said.status, said.out.as_str(), said.err.as_str()), (0, "1 source: 2 new\n", ""));
}

#[test]
fn what_can_not_be_made_secure_is_told_with_what_is_wrong_and_what_to_do() {
    const NOT_TRUSTED: &str = "nobody this machine trusts vouches for its certificate; if you trust its owner, \
                               add their authority to the system's certificates";
    const TOO_OLD: &str = "the server speaks TLS too old to be safe, or in no way that is known here";
    let (authority, other) = (authority("A"), authority("B"));
    let by = Some(&authority);
    let mut own_authority = host("127.0.0.1");
    own_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let cases: [(Does, &str); 12] = [
        (serves(host("127.0.0.1"), None), NOT_TRUSTED),
        (serves(own_authority, None), NOT_TRUSTED),
        (serves(host("127.0.0.1"), Some(&other)), NOT_TRUSTED),
        (serves(valid(2019, 2020), by), "its certificate ran out on 2020-01-01; only its owner can renew it"),
        (
            serves(valid(2300, 2301), by),
            "its certificate is not valid before 2300-01-01; is this machine's clock right?",
        ),
        (serves(host("other.example"), by), "its certificate is for other.example; is the address right?"),
        (serves(host("127.0.0.2"), by), "its certificate is for another host; is the address right?"),
        (
            says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "what answers there does not speak TLS; is it http rather than https?",
        ),
        (says(&alert::<70>()), TOO_OLD),
        (says(&alert::<40>()), TOO_OLD),
        (says(&alert::<112>()), "the server knows no host of this name; is the address right?"),
        (says(&alert::<80>()), "the server breaks off: InternalError"),
    ];
    for (does, told) in cases {
        let said = fetch(&Home::new(), &authority.pem(), listen(does));
        let expected = format!("byline: F: no secure connection to 127.0.0.1: {told}\n");
        assert_eq!((said.status, said.err.as_str()), (1, expected.as_str()));
    }
    let said = fetch(&Home::new(), "", listen(serves(host("127.0.0.1"), by)));
    assert!(said.err.contains("this machine has no certificates of authorities"), "{}", said.err);
    for cut in [&b""[..], b"\x16\x03\x03\x00\x7a\x02\x00"] {
        let said = fetch(&Home::new(), &authority.pem(), listen(says(cut)));
        assert_eq!(said.err, "byline: F: the answer can't be read: the server hung up\n");
    }
}

#[test]
fn connections_to_one_server_go_on_with_what_was_agreed_on_before() {
    let (home, authority) = (Home::new(), authority("A"));
    let agreed = Arc::new(Mutex::new(Vec::new()));
    let port = listen(serves_noting(host("127.0.0.1"), Some(&authority), Arc::clone(&agreed)));
    let source = |n: usize| format!("[[source]]\nurl = \"https://127.0.0.1:{port}/{n}\"\n");
    home.write("config/sources.toml", (0..3).map(source).collect::<String>());
    home.write("config/config.toml", "per_host = 1\n");
    let said = asked(&home, &authority.pem());
    assert_eq!((said.out.as_str(), said.err.as_str()), ("3 sources: 6 new\n", ""));
    let agreed = agreed.lock().unwrap();
    assert_eq!(agreed[..], [HandshakeKind::Full, HandshakeKind::Resumed, HandshakeKind::Resumed]);
}
