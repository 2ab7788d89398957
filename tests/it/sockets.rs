//! Pages that stay open, against a shop in a process of its own.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
    time::Duration,
};

use crate::commands::{Machine, Running};

const PASSWORD: &str = "a shop on the corner";

/// The answer to the question for a WebSocket, and the connection it came by.
fn knocks(running: &Running, cookie: Option<&str>, origin: Option<&str>) -> (String, TcpStream) {
    knocks_at("/account/session/live", running, cookie, origin)
}

fn knocks_at(path: &str, running: &Running, cookie: Option<&str>, origin: Option<&str>) -> (String, TcpStream) {
    let host = running.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut ask = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    );
    for (name, value) in [("Cookie", cookie), ("Origin", origin)] {
        if let Some(value) = value {
            ask += &format!("{name}: {value}\r\n");
        }
    }
    stream.write_all(format!("{ask}\r\n").as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    let status = String::from_utf8(head).unwrap().lines().next().unwrap().to_owned();
    (status, stream)
}

/// The text of one short frame of the server (RFC 6455, section 5.2).
fn hears(stream: &mut TcpStream) -> String {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    assert_eq!((head[0], head[1] & 0x80), (0x81, 0), "a whole text, unmasked");
    let mut text = vec![0; usize::from(head[1])];
    stream.read_exact(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn makes_admin(machine: &Machine, email: &str) {
    let mut create = machine.command(&["admin", "create", "--email", email, "--password-stdin"]);
    let mut child = create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// The cookie of someone who signs in.
fn signs_in(running: &Running, email: &str) -> String {
    let agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().new_agent();
    let form = [("email", email), ("password", PASSWORD)];
    let body = serde_html_form::to_string(form).unwrap();
    let answer = agent
        .post(format!("{}/login", running.url))
        .header("Origin", &running.url)
        .content_type("application/x-www-form-urlencoded")
        .send(body)
        .unwrap();
    assert_eq!(answer.status(), 303);
    let cookie = answer.headers().get("Set-Cookie").unwrap().to_str().unwrap().to_owned();
    cookie.split(';').next().unwrap().to_owned()
}

/// Cases 55 and 66 of the threats.
#[test]
fn threats_55_and_66_a_socket_is_ours_and_ends_with_its_session() {
    let machine = Machine::new();
    makes_admin(&machine, "ann@example.com");
    makes_admin(&machine, "bob@example.com");
    let running = machine.serves();
    let cookie = signs_in(&running, "bob@example.com");
    for origin in [None, Some("null"), Some("https://evil.test"), Some("http://127.0.0.1.evil.test:80")] {
        assert!(knocks(&running, Some(&cookie), origin).0.contains("403"), "{origin:?}");
    }
    let nobody = knocks(&running, None, Some(&running.url)).0;
    assert!(nobody.contains("303") || nobody.contains("401"), "{nobody}");

    let (status, mut socket) = knocks(&running, Some(&cookie), Some(&running.url));
    assert!(status.contains("101"), "{status}");
    machine.reports(&["admin", "role", "--email", "bob@example.com", "--role", "customer"]);
    assert_eq!(hears(&mut socket), r#"{"type":"ended"}"#);
    let (status, _) = knocks(&running, Some(&cookie), Some(&running.url));
    assert!(!status.contains("101"), "{status}");
}

/// Says one text of at most 125 bytes, or of any length (RFC 6455, section 5.2); the mask is all zeroes.
fn says(stream: &mut TcpStream, text: &str) {
    let mut frame = vec![0x81];
    match u8::try_from(text.len()).ok().filter(|it| *it < 126) {
        Some(length) => frame.push(0x80 | length),
        None => {
            frame.push(0x80 | 127);
            frame.extend((text.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    // Whoever is hung up on while speaking notices it when listening.
    drop(stream.write_all(&frame));
}

/// Whether the other end says nothing more: it closes, or hangs up.
fn is_over(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    match stream.read(&mut byte) {
        Ok(0) => true,
        Ok(_) => byte[0] == 0x88,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

/// Case 89 of the threats, and case 66 for the assistant.
#[test]
fn threat_89_sockets_of_the_assistant_have_bounds_and_end_with_their_session() {
    const TALK: &str = "/assistant/ws";
    let machine = Machine::new();
    makes_admin(&machine, "ann@example.com");
    makes_admin(&machine, "bob@example.com");
    let running = machine.serves();
    let cookie = signs_in(&running, "bob@example.com");
    assert!(knocks_at(TALK, &running, Some(&cookie), Some("https://evil.test")).0.contains("403"));
    let (status, mut socket) = knocks_at(TALK, &running, Some(&cookie), Some(&running.url));
    assert!(status.contains("101"), "{status}");
    machine.reports(&["admin", "role", "--email", "bob@example.com", "--role", "customer"]);
    assert!(is_over(&mut socket), "it ends with the session");

    let (_, mut long) = knocks_at(TALK, &running, None, None);
    says(&mut long, &"a".repeat(64 << 10));
    assert!(is_over(&mut long), "nobody reads a frame of that size");
    let open: Vec<_> = (0..40).map(|_| knocks_at(TALK, &running, None, None)).collect();
    let let_in = open.iter().filter(|it| it.0.contains("101")).count();
    assert!((20..=25).contains(&let_in), "{let_in} of one address");
    assert!(open.last().unwrap().0.contains("503"), "{}", open.last().unwrap().0);
}
