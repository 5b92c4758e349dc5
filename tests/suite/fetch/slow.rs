//! Servers that keep us waiting: they are left, and cost the others nothing.

use super::server::{Does, Server};
use super::{Home, trouble, two};
use byline::sources::{Manners, Trouble};
use std::time::Duration;

#[test]
fn servers_that_keep_us_waiting_are_left() {
    let (mut home, server) = (Home::new(), Server::new());
    server.set("/never", Does::Repeats(vec![], vec![], Duration::from_millis(20)));
    home.manners.first_byte = Duration::from_millis(150);
    assert!(matches!(trouble(&home, &server, "/never"), Trouble::TooSlow("answer", _)));
    // Only one patience is short at a time: on a busy machine either may end first.
    home.manners = Manners { whole: Duration::from_millis(400), ..Home::new().manners };
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n".to_vec();
    server.set("/drip", Does::Repeats(head, b"<".to_vec(), Duration::from_millis(20)));
    assert!(matches!(trouble(&home, &server, "/drip"), Trouble::TooSlow("whole answer", _)));
}

#[test]
fn one_that_fails_costs_the_others_nothing() {
    let (home, server, slow) = (Home::new(), Server::new(), Server::new());
    slow.set("/never", Does::Repeats(vec![], vec![], Duration::from_millis(20)));
    let mut addresses = vec![slow.at("/never"), "http://127.0.0.1:1/".into(), "nonsense".into(), server.at("/404")];
    for n in 0..20 {
        let path = format!("/{n}");
        server.serve(&path, two());
        addresses.push(server.at(&path));
    }
    // It hangs up once all the others were asked: were they to wait for it, it would be left for being slow.
    let hang_up = || {
        let mut asked = 0;
        while asked < 21 {
            asked += server.asked().len();
            std::thread::yield_now();
        }
        drop(slow);
    };
    let report = std::thread::scope(|scope| {
        scope.spawn(hang_up);
        home.fetch(&addresses)
    });
    assert_eq!((report.new_articles(), report.failed.len(), report.reached_none()), (40, 4, false), "{report:?}");
    assert!(!report.failed.iter().any(|(_, why)| matches!(why, Trouble::TooSlow(..))), "{report:?}");
}
