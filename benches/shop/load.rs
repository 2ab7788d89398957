//! A client that asks as fast as it is answered, over connections that stay open.

use std::time::{Duration, Instant};

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

/// Status and length of one answer, which says its length.
async fn read(stream: &mut TcpStream, buffer: &mut [u8]) -> (u16, usize, String) {
    let mut filled = 0;
    loop {
        let more = stream.read(&mut buffer[filled..]).await.expect("answered");
        assert!(more > 0, "the server hung up");
        filled += more;
        if let Some(end) = find(&buffer[..filled], b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let status = head[9..12].parse().expect("a status");
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned))
                .map_or(0, |it| it.trim().parse().expect("a length"));
            let mut left = (end + 4 + length).saturating_sub(filled);
            while left > 0 {
                let room = left.min(buffer.len());
                left -= stream.read(&mut buffer[..room]).await.expect("answered");
            }
            return (status, length, head);
        }
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|it| it == mark)
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
        let (address, portion, header) = (address.to_owned(), portion.to_vec(), format!("{header}: "));
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
                found.extend(head.lines().find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix(&header).map(|_| line[header.len()..].to_owned())
                }));
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
