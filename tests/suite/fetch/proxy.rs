//! The way by a proxy: which one is taken, what it is asked, what it is told of who asks, and what is said when it won't.

use super::super::cli::home::{Home as Folders, said};
use super::server::{Does, Server};
use super::{Home, two};
use byline::sources::{Access, FetchReport, Kept, Place, Route};
use std::collections::{HashMap, HashSet};

/// Asks for one address by this way.
fn fetch(home: &Home, address: &str, route: &str) -> FetchReport {
    let access = Access { route: Some(Route::parse(route).unwrap()), ..Access::default() };
    home.fetch_kept(&[Kept { access, ..Kept::new(Place::Address(address.into())) }])
}

/// Why nothing came by this way.
fn trouble(address: &str, route: &str) -> String {
    fetch(&Home::new(), address, route).failed[0].1.to_string()
}

/// The address of a server, as that of a proxy.
fn proxy(scheme: &str, user: &str, server: &Server) -> String {
    server.address.replace("http://", &format!("{scheme}://{user}"))
}

#[test]
fn a_proxy_is_gone_through_and_looks_the_name_up_itself() {
    let (home, server) = (Home::new(), Server::new());
    let http = proxy("http", "", &server);
    for path in ["/f", "http://feeds.invalid/f"] {
        server.serve(path, two());
    }
    for (scheme, asked) in [("http", &["http://feeds.invalid/f"][..]), ("socks5h", &["SOCKS feeds.invalid", "/f"][..])]
    {
        let report = fetch(&home, "http://feeds.invalid/f", &proxy(scheme, "", &server));
        assert_eq!(report.failed.len(), 0, "{scheme}: {report:?}");
        assert_eq!(server.asked(), asked);
    }
    // A proxy that is not there is what the source fails by.
    assert_eq!(fetch(&home, &server.at("/f"), "http://127.0.0.1:1").failed.len(), 1);
    let mut home = Home::new();
    home.manners.route = Route::parse(&http);
    assert_eq!(home.fetch(&["http://feeds.invalid/f".into()]).new_articles(), 2);
    assert_eq!(server.asked().len(), 1);
    assert_eq!(fetch(&home, &server.at("/f"), "none").failed.len(), 0);
    assert_eq!(server.asked(), ["/f"]);
}

#[test]
fn a_proxy_is_asked_by_whole_address_over_a_connection_for_each_server_and_told_who_asks() {
    let (mut home, server) = (Home::new(), Server::new());
    home.manners.per_host = 1;
    home.manners.route = Route::parse(&proxy("http", "me:p%40ss@", &server));
    let hosts = ["feeds.invalid", "feeds.invalid:8080", "other.invalid", "[2001:db8::1]"];
    let addresses: Vec<String> =
        hosts.iter().flat_map(|host| ["/a", "/b?c=d", "/"].map(|path| format!("http://{host}{path}"))).collect();
    for address in &addresses {
        server.serve(address, two());
    }
    let report = home.fetch(&addresses);
    assert!(report.failed.is_empty(), "{report:?}");
    let asked = server.questions();
    assert_eq!(asked.len(), addresses.len());
    let mut connections: HashMap<&str, HashSet<u16>> = HashMap::new();
    for asked in &asked {
        assert!(addresses.contains(&asked.path), "{}", asked.path);
        let host = asked.path.split('/').nth(2).unwrap();
        let said = ["Host", "Proxy-Authorization"].map(|name| asked.header(name));
        assert_eq!(said, [Some(host), Some("Basic bWU6cEBzcw==")], "{:?}", asked.head);
        connections.entry(host).or_default().insert(asked.from);
    }
    assert!(connections.values().all(|of_host| of_host.len() == 1), "{connections:?}");
    assert_eq!(connections.values().flatten().collect::<HashSet<_>>().len(), hosts.len());
}

#[test]
fn each_step_of_a_redirect_takes_its_own_way_by_a_proxy() {
    let (home, server) = (Home::new(), Server::new());
    server.redirect("http://feeds.invalid/f", 301, "https://feeds.invalid/g");
    let report = fetch(&home, "http://feeds.invalid/f", &proxy("http", "", &server));
    assert_eq!(server.asked(), ["http://feeds.invalid/f", "CONNECT feeds.invalid:443"]);
    // Behind the proxy nothing speaks TLS.
    let told = report.failed[0].1.to_string();
    assert!(told.starts_with("no secure connection to feeds.invalid: "), "{told}");
}

#[test]
fn a_proxy_that_wants_to_know_who_asks_is_told_of_alike_however_it_was_asked() {
    let server = Server::new();
    for path in ["http://feeds.invalid/f", "CONNECT feeds.invalid:443"] {
        server.set(path, Does::Answers(407, vec![("Proxy-Authenticate", "Basic".into())], vec![]));
    }
    server.set("CONNECT other.invalid:443", Does::Answers(502, vec![], vec![]));
    let route = proxy("http", "", &server);
    for address in ["http://feeds.invalid/f", "https://feeds.invalid/f"] {
        let expected = "can't be reached: the proxy wants a name and a password that it knows, in its address: \
                        http://NAME:PASSWORD@HOST:PORT (407)";
        assert_eq!(trouble(address, &route), expected, "{address}");
    }
    assert_eq!(trouble("https://other.invalid/f", &route), "can't be reached: the proxy says 502");
}

#[test]
fn what_a_proxy_may_have_answered_itself_is_not_said_of_the_server_alone() {
    let server = Server::new();
    let way = "the server, or the proxy on the way to it, says";
    let (by_http, by_socks) = (proxy("http", "", &server), proxy("socks5h", "", &server));
    for (status, wait, told, plain) in [
        (502, None, "502: one of them is out of order", "502: it is out of order"),
        (503, None, "503: one of them is out of order", "503: come later"),
        (503, Some("120"), "503: not before 2 min", "503: not before 2 min"),
        (504, None, "504: no answer came in time", "504: it is out of order"),
    ] {
        let header: Vec<(&str, String)> = wait.map(|wait: &str| ("Retry-After", wait.to_owned())).into_iter().collect();
        server.set("http://feeds.invalid/f", Does::Answers(status, header.clone(), vec![]));
        server.set("/f", Does::Answers(status, header, vec![]));
        assert_eq!(trouble("http://feeds.invalid/f", &by_http), format!("{way} {told}"));
        // Through a tunnel, and without a proxy, nobody else can have said it.
        assert_eq!(trouble("http://feeds.invalid/f", &by_socks), format!("the server says {plain}"));
        assert_eq!(trouble(&server.at("/f"), "none"), format!("the server says {plain}"));
    }
    server.set("http://feeds.invalid/f", Does::Answers(404, vec![], vec![]));
    assert_eq!(trouble("http://feeds.invalid/f", &by_http), "the server says 404: there is nothing at this address");
}

#[test]
fn a_proxy_whose_name_is_unknown_is_what_there_is_no_host_for() {
    // No name of a host, so that nobody is asked for it.
    for scheme in ["http", "https", "socks5h"] {
        for address in ["http://feeds.invalid/f", "https://feeds.invalid/f"] {
            let told = trouble(address, &format!("{scheme}://no..proxy:3128"));
            assert_eq!(told, "there is no host no..proxy (the proxy), or no network", "{scheme} {address}");
        }
    }
}

#[test]
fn the_environment_names_the_proxy_and_who_is_asked_without_it() {
    let (home, server) = (Folders::new(), Server::new());
    let port = server.address.rsplit(':').next().unwrap();
    home.write("config/sources.toml", format!("[[source]]\nurl = \"http://localhost:{port}/f\"\n"));
    let by_proxy = format!("http://localhost:{port}/f");
    for (except, asked, told) in [("", by_proxy.as_str(), Some("Basic bWU6eA==")), ("localhost", "/f", None)] {
        server.serve(asked, two());
        let mut command = home.command(&["fetch"]);
        for name in ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "http_proxy", "no_proxy"] {
            command.env_remove(name);
        }
        command.env("HTTP_PROXY", proxy("http", "me:x@", &server)).env("NO_PROXY", except);
        let said = said(command.output().unwrap());
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{except}");
        let questions = server.questions();
        let found: Vec<_> =
            questions.iter().map(|asked| (asked.path.as_str(), asked.header("Proxy-Authorization"))).collect();
        assert_eq!(found, [(asked, told)]);
    }
}

#[test]
fn a_dead_proxy_is_named() {
    let told = ["http://example.org/f", "https://example.org/f"].map(|address| trouble(address, "http://127.0.0.1:1"));
    for told in told {
        assert_eq!(told, "can't be reached: the proxy 127.0.0.1:1 doesn't answer: Connection refused");
    }
}
