//! What is said where no server is reached.

use super::server::Server;
use super::{says, two};

#[test]
fn where_no_server_is_reached_not_each_of_many_sources_is_named() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    server.serve("/f", two());
    let list = home.path().join("urls");
    let add = |addresses: &[&str]| {
        std::fs::write(&list, addresses.join("\n")).unwrap();
        says(home.path(), &["add", list.to_str().unwrap()])
    };
    let gone = ["http://127.0.0.1:1/1", "http://127.0.0.1:1/2", "http://127.0.0.1:1/3", "http://127.0.0.1:1/4"];
    let (code, out, err) = add(&gone);
    assert_eq!(code, Some(1));
    assert!(out.contains("0 of 4 sources fetched: 0 new"), "{out}");
    assert!(err.starts_with("byline: none of 4 sources was reached, such as 127.0.0.1:1/"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    let (code, _, err) = says(home.path(), &["fetch"]);
    assert_eq!((code, err.lines().count()), (Some(3), 1), "{err}");
    let served = server.at("/f");
    let (_, out, err) = add(&[&gone[..], &[&served]].concat());
    assert!(out.contains("1 of 5 sources fetched: 2 new") && err.lines().count() == 4, "{out}{err}");
    assert_eq!(add(&gone[..3]).2.lines().count(), 3, "few are named each");
}
