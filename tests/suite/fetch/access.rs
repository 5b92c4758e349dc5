//! How one source is asked: headers, a name and a secret, cookies, limits; and where no redirect leads.

use super::server::{Does, Server};
use super::{Home, trouble, two};
use byline::sources::{Access, Discovery, FetchReport, Kept, Manners, Place, Trouble, discover};
use std::net::{IpAddr, Ipv4Addr};

/// Asks for one address in this way.
fn fetch(home: &Home, address: String, access: Access) -> FetchReport {
    home.fetch_kept(&[Kept { access, ..Kept::new(Place::Address(address)) }])
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn headers_a_name_and_a_secret_are_sent_to_their_server_and_to_no_other() {
    let (home, server, other) = (Home::new(), Server::new(), Server::new());
    let access = Access {
        headers: vec![("X-Reader".into(), "me".into())],
        user: Some("me".into()),
        secret: words(&["printf", "s:ecret\\nsecond line"]),
        ..Access::default()
    };
    server.redirect("/f", 302, "/here");
    server.redirect("/here", 302, &other.at("/there"));
    other.serve("/there", two());
    assert_eq!(fetch(&home, server.at("/f"), access).new_articles(), 2);
    for asked in server.questions() {
        assert_eq!(asked.header("X-Reader"), Some("me"), "{}", asked.path);
        assert_eq!(asked.header("Authorization"), Some("Basic bWU6czplY3JldA=="), "{}", asked.path);
        assert!(asked.header("User-Agent").unwrap().starts_with("byline/"));
    }
    let asked = &other.questions()[0];
    assert_eq!((asked.header("X-Reader"), asked.header("Authorization")), (None, None));
}

#[test]
fn a_secret_without_a_name_is_a_token_and_a_command_that_has_none_is_named() {
    let (mut home, server) = (Home::new(), Server::new());
    server.set("/f", Does::WantsHeader("Authorization: Bearer t0ken".into(), two().into()));
    let access = |secret: &[&str]| Access { secret: words(secret), ..Access::default() };
    let mut fetch = |address, access| {
        home.later(25);
        fetch(&home, address, access)
    };
    let told = |report: FetchReport| report.failed[0].1.to_string();
    let wanted = "the server says 401: it wants a name and a password; `user` and `secret` in sources.toml give them";
    assert_eq!(told(fetch(server.at("/f"), Access::default())), wanted);
    let report = fetch(server.at("/f"), access(&["sh", "-c", "echo 'the safe is locked' >&2; exit 1"]));
    assert_eq!(told(report), "the command for the secret failed: the safe is locked");
    assert_eq!(
        told(fetch(server.at("/f"), access(&["true"]))),
        "the command for the secret failed: it printed nothing"
    );
    assert_eq!(fetch(server.at("/f"), access(&["echo", "t0ken"])).new_articles(), 2);
}

#[test]
fn a_connection_is_kept_only_while_more_is_asked_of_its_host() {
    let (mut home, server) = (Home::new(), Server::new());
    home.manners.per_host = 1;
    home.fetch(&["/a", "/b", "/c"].map(|path| server.at(path)));
    let said: Vec<bool> = server.questions().iter().map(|asked| asked.header("Connection").is_some()).collect();
    assert_eq!(said, [false, false, true]);
}

#[test]
fn a_server_that_leads_in_circles_until_its_cookie_comes_back_is_followed_and_then_forgotten() {
    let (home, server) = (Home::new(), Server::new());
    let set = vec![("Location", "/in".to_owned()), ("Set-Cookie", "seen=1; Path=/; HttpOnly".to_owned())];
    server.set("/f", Does::Answers(302, set, vec![]));
    server.set("/in", Does::WantsHeader("Cookie: seen=1".into(), two().into()));
    assert_eq!(home.fetch(&[server.at("/f")]).new_articles(), 2);
    server.asked();
    home.fetch(&[server.at("/f")]);
    assert_eq!(server.questions()[0].header("Cookie"), None);
}

#[test]
fn a_source_may_be_larger_than_others_and_the_limit_counts_what_is_unpacked() {
    let (mut home, server) = (Home::new(), Server::new());
    home.manners.max_bytes = 100;
    server.serve("/f", two());
    assert_eq!(trouble(&home, &server, "/f"), Trouble::TooLarge(100));
    let access = Access { max_feed: Some(10_000), ..Access::default() };
    assert_eq!(fetch(&home, server.at("/f"), access).new_articles(), 2);
}

#[test]
fn a_redirect_from_the_public_net_reaches_nothing_of_this_machine_or_its_network() {
    // What this server answers counts as the public net; every other address of the machine does not.
    const PUBLIC: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let (mut home, server) = (Home::new(), Server::new());
    let port = server.address.rsplit(':').next().unwrap();
    server.serve("/f", two());
    for host in ["127.0.0.2", "[::1]", "[::ffff:127.0.0.2]", "10.0.0.1", "169.254.169.254", "0x7f000002"] {
        server.redirect("/a", 302, &format!("http://{host}:{port}/f"));
        home.manners.deemed_public = PUBLIC;
        home.later(25);
        let told = trouble(&home, &server, "/a");
        assert!(matches!(&told, Trouble::BadRedirect(_, why) if why.contains("this machine")), "{host}: {told}");
        assert_eq!(server.asked(), ["/a"], "{host}");
    }
    // What was typed may be local, and so may be where it leads.
    home.manners.deemed_public = &[];
    home.later(25);
    server.redirect("/a", 302, &format!("http://127.0.0.1:{port}/f"));
    assert_eq!(home.fetch(&[server.at("/a")]).new_articles(), 2);
}

#[test]
fn a_page_on_the_public_net_announces_no_feed_of_this_machine_or_its_network() {
    const PUBLIC: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let server = Server::new();
    let port = server.address.rsplit(':').next().unwrap();
    let link = |host: &str| {
        format!("<link rel=alternate type=application/rss+xml title={host} href='http://{host}:{port}/f'>")
    };
    let page = |links: String| format!("<!doctype html><html><head>{links}</head><body>x</body></html>");
    server.serve("/f", two());
    server.serve("/one", page(link("127.0.0.2")));
    server.serve("/two", page(link("127.0.0.2") + &link("127.0.0.1") + &link("10.0.0.1")));
    let found = |path: &str, deemed_public| {
        let manners = Manners { deemed_public, ..Manners::default() };
        discover(&server.at(path), manners, jiff::Timestamp::now())
    };
    let tried = found("/one", PUBLIC).unwrap_err();
    let refused = |(address, trouble): &(String, Trouble)| {
        address.contains("127.0.0.2") && matches!(trouble, Trouble::BadRedirect(..))
    };
    assert!(tried.iter().any(refused), "{tried:?}");
    // Of several, those that may be gone to are left.
    let Discovery::Feed(feed) = found("/two", PUBLIC).unwrap() else { panic!("not one feed") };
    assert!(feed.address.contains("127.0.0.1"));
    // What was typed may be local, and so may be what it names.
    server.serve("/own", page(link("127.0.0.1")));
    assert!(matches!(found("/own", &[]), Ok(Discovery::Feed(_))));
}
