//! A client that asks as fast as it is answered, over connections that stay open.

use std::time::{Duration, Instant};

use memchr::memmem;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How a run went.
pub struct Run {
    pub answers: u64,
    pub bytes: u64,
    pub failures: u64,
    pub took: Duration,
    /// Of every answer, in microseconds, sorted.
    pub micros: Vec<u32>,
}

impl Run {
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }

    /// In milliseconds.
    pub fn quantile(&self, of: f64) -> f64 {
        let at = ((self.micros.len() as f64 - 1.0) * of).max(0.0) as usize;
        f64::from(self.micros.get(at).copied().unwrap_or(0)) / 1000.0
    }
}

/// Asks `requests` in turn over `connections` for `span`.
pub async fn ask(address: &str, requests: &[String], connections: usize, span: Duration) -> Run {
    let began = Instant::now();
    let asking = (0..connections).map(|start| {
        let (address, requests) = (address.to_owned(), requests.to_vec());
        tokio::spawn(async move { one(&address, &requests, start, began + span).await })
    });
    let mut sum = Run { answers: 0, bytes: 0, failures: 0, took: Duration::ZERO, micros: Vec::new() };
    for run in futures::future::join_all(asking).await.into_iter().flatten() {
        sum.answers += run.answers;
        sum.bytes += run.bytes;
        sum.failures += run.failures;
        sum.micros.extend(run.micros);
    }
    sum.took = began.elapsed();
    sum.micros.sort_unstable();
    sum
}

async fn one(address: &str, requests: &[String], start: usize, until: Instant) -> Run {
    let mut run = Run { answers: 0, bytes: 0, failures: 0, took: Duration::ZERO, micros: Vec::new() };
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket");
    let mut buffer = vec![0; 1 << 17];
    let mut at = start;
    while Instant::now() < until {
        let sent = Instant::now();
        stream.write_all(requests[at % requests.len()].as_bytes()).await.expect("sent");
        at += 1;
        let (status, bytes, _) = read(&mut stream, &mut buffer).await;
        run.micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        run.bytes += bytes as u64;
        if status == 200 {
            run.answers += 1;
        } else {
            run.failures += 1;
        }
    }
    run
}

/// Status, length and head of one answer, which says its length. It does as little as can be done: the client shares the
/// machine with the server that it measures.
async fn read<'b>(stream: &mut TcpStream, buffer: &'b mut [u8]) -> (u16, usize, &'b [u8]) {
    let mut filled = 0;
    let end = loop {
        let more = stream.read(&mut buffer[filled..]).await.expect("answered");
        assert!(more > 0, "the server hung up");
        filled += more;
        if let Some(end) = memmem::find(&buffer[..filled], b"\r\n\r\n") {
            break end;
        }
    };
    let head = &buffer[..end];
    let status = number(&head[9..12]);
    let length = header(head, "content-length").map_or(0, number);
    let mut left = (end + 4 + length).saturating_sub(filled);
    while left > 0 {
        let room = left.min(buffer.len() - end);
        left -= stream.read(&mut buffer[end..end + room]).await.expect("answered");
    }
    (u16::try_from(status).expect("a status"), length, &buffer[..end])
}

/// The value of a header.
fn header<'h>(head: &'h [u8], name: &str) -> Option<&'h [u8]> {
    let lines = memmem::find_iter(head, b"\r\n").map(|at| &head[at + 2..]);
    let mut values =
        lines.filter(|it| it.get(name.len()) == Some(&b':') && it[..name.len()].eq_ignore_ascii_case(name.as_bytes()));
    let value = &values.next()?[name.len() + 1..];
    Some(value[..memmem::find(value, b"\r\n").unwrap_or(value.len())].trim_ascii())
}

fn number(digits: &[u8]) -> usize {
    std::str::from_utf8(digits).ok().and_then(|it| it.parse().ok()).expect("a number")
}

/// Sends each of `requests` once, `connections` at a time.
pub async fn each(address: &str, requests: &[String], connections: usize) -> Run {
    let began = Instant::now();
    let mut sum = Run { answers: 0, bytes: 0, failures: 0, took: Duration::ZERO, micros: Vec::new() };
    for (run, _) in share(address, requests, connections, "").await {
        sum.answers += run.answers;
        sum.failures += run.failures;
        sum.micros.extend(run.micros);
    }
    sum.took = began.elapsed();
    sum.micros.sort_unstable();
    sum
}

/// Sends each of `requests` once and gives a header of every answer.
pub async fn headers(address: &str, requests: &[String], connections: usize, header: &str) -> Vec<String> {
    share(address, requests, connections, header).await.into_iter().flat_map(|(_, found)| found).collect()
}

async fn share(address: &str, requests: &[String], connections: usize, header: &str) -> Vec<(Run, Vec<String>)> {
    let portions = requests.chunks(requests.len().div_ceil(connections));
    let sending = portions.map(|portion| {
        let (address, portion, header) = (address.to_owned(), portion.to_vec(), header.to_owned());
        tokio::spawn(async move {
            let mut run = Run { answers: 0, bytes: 0, failures: 0, took: Duration::ZERO, micros: Vec::new() };
            let mut found = Vec::new();
            let mut stream = TcpStream::connect(address).await.expect("the server listens");
            stream.set_nodelay(true).expect("a socket");
            let mut buffer = vec![0; 1 << 17];
            for request in portion {
                let sent = Instant::now();
                stream.write_all(request.as_bytes()).await.expect("sent");
                let (status, _, head) = read(&mut stream, &mut buffer).await;
                run.micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
                let value = Some(&header).filter(|it| !it.is_empty()).and_then(|it| self::header(head, it));
                found.extend(value.map(|it| String::from_utf8_lossy(it).into_owned()));
                if matches!(status, 200 | 201) {
                    run.answers += 1;
                } else {
                    run.failures += 1;
                }
            }
            (run, found)
        })
    });
    futures::future::join_all(sending).await.into_iter().flatten().collect()
}

/// A POST of JSON as a program sends it; `headers` end in a line break.
pub fn post(path: &str, headers: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A GET as a browser without an own cart sends it.
pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n")
}
