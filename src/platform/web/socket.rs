//! What the other end of a connection has confirmed. The system takes megabytes in advance; only its own table tells
//! how much of that has arrived. Where there is no such table, nothing is known and nobody waits.

use std::{
    fs,
    io::{self, ErrorKind},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::{task::spawn_blocking, time::sleep};

/// So much may still be under way: less would mean to wait for confirmations that are sent late on purpose.
const LITTLE: u64 = 1 << 16;
/// A connection that confirms nothing for so long is dead.
const PATIENCE: Duration = Duration::from_secs(60);
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(50);

/// Waits until nearly all that was sent to `peer` has arrived there.
///
/// # Errors
/// The connection was closed, or has been dead for a minute.
pub async fn arrived(peer: SocketAddr) -> io::Result<()> {
    let (mut before, mut still, mut pause) = (None, Duration::ZERO, SHORTEST);
    // Seen low twice: what the server has taken but not yet passed on is not in the table.
    let mut low = 0;
    while low < 2 {
        // Looked for twice: the table is read in pieces, and a row is passed over when one before it ends meanwhile.
        let look = move || unconfirmed(peer).or_else(|| unconfirmed(peer));
        let now = spawn_blocking(look).await.map_err(io::Error::other)?;
        match (before, now) {
            (None, None) => return Ok(()),
            (Some(_), None) => return Err(ErrorKind::ConnectionReset.into()),
            (_, Some(bytes)) if bytes <= LITTLE => low += 1,
            (_, Some(bytes)) => {
                low = 0;
                still = if before.is_some_and(|it| bytes < it) { Duration::ZERO } else { still + pause };
                pause = (pause * 2).min(LONGEST);
            }
        }
        if still > PATIENCE {
            return Err(ErrorKind::TimedOut.into());
        }
        before = now;
        sleep(if low > 0 { SHORTEST } else { pause }).await;
    }
    Ok(())
}

/// How many bytes sent to `peer` it has not confirmed; nothing if there is no open connection to it.
fn unconfirmed(peer: SocketAddr) -> Option<u64> {
    let (four, six) = match peer.ip() {
        IpAddr::V4(ip) => (Some(ip), ip.to_ipv6_mapped()),
        IpAddr::V6(ip) => (ip.to_ipv4_mapped(), ip),
    };
    let four = four.and_then(|ip| look("/proc/net/tcp", &words(&ip.octets()), peer.port()));
    four.or_else(|| look("/proc/net/tcp6", &words(&Ipv6Addr::octets(&six)), peer.port()))
}

fn look(table: &str, address: &str, port: u16) -> Option<u64> {
    let remote = format!("{address}:{port:04X}");
    let table = fs::read_to_string(table).ok()?;
    table.lines().find_map(|line| {
        let mut columns = line.split_ascii_whitespace().skip(2);
        let ours = columns.next() == Some(remote.as_str());
        // Open, or open in the one direction that matters here.
        let open = matches!(columns.next(), Some("01" | "08"));
        let sending = columns.next()?.split(':').next()?;
        (ours && open).then(|| u64::from_str_radix(sending, 16).ok())?
    })
}

/// As the table writes addresses: words in the machine's order.
fn words(octets: &[u8]) -> String {
    octets.chunks_exact(4).map(|it| format!("{:08X}", u32::from_ne_bytes([it[0], it[1], it[2], it[3]]))).collect()
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
    };

    use super::*;

    /// Until nothing more goes in and the system, which passes on with a delay where the machine has much else to do,
    /// has nothing more to pass on.
    async fn fill(far: &mut TcpStream) {
        let mut written = true;
        while written {
            written = false;
            while far.write(&[0; 65_536]).is_ok() {
                written = true;
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    #[tokio::test]
    async fn what_lies_in_between_has_not_arrived() {
        for host in ["127.0.0.1", "[::1]"] {
            let Ok(listener) = TcpListener::bind(format!("{host}:0")) else { continue };
            let mut near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (mut far, peer) = listener.accept().unwrap();
            assert_eq!(unconfirmed(peer), Some(0), "{peer}");
            arrived(peer).await.unwrap();
            far.set_nonblocking(true).unwrap();
            fill(&mut far).await;
            assert!(unconfirmed(peer).unwrap() > LITTLE);
            let waiting = tokio::spawn(arrived(peer));
            let reading = spawn_blocking(move || {
                let mut all = Vec::new();
                near.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
                drop(near.read_to_end(&mut all));
                near
            });
            waiting.await.unwrap().unwrap();
            let near = reading.await.unwrap();
            fill(&mut far).await;
            assert!(unconfirmed(peer).unwrap() > LITTLE);
            let waiting = tokio::spawn(arrived(peer));
            // Long enough to have looked once, on a machine that has much else to do.
            sleep(Duration::from_secs(2)).await;
            drop(near);
            assert!(waiting.await.unwrap().is_err(), "the other end has gone");
            arrived(peer).await.unwrap();
        }
    }
}
