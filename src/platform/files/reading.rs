//! A file on the local disk, read piece by piece.
//!
//! What the system holds in memory is read where one stands: a hop to a blocking thread costs more than the bytes. Only
//! what lies on the disk is fetched by such a thread, which also has the system read ahead; so what waits to be sent is
//! the system's, shared by all who want the same file, and not the shop's once for each of them.

use std::{
    fs::File,
    io::{self, ErrorKind},
    os::unix::fs::FileExt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, ReadBuf},
    task::{JoinHandle, spawn_blocking},
};

/// So much is fetched from the disk at a time.
const FETCHED: usize = 1 << 16;
/// So much behind it the system is asked to fetch as well.
#[cfg(target_os = "linux")]
const AHEAD: u64 = 1 << 20;

/// A kept file from some byte on. Holds a buffer only while it waits for the disk.
#[derive(Debug)]
pub struct Reading {
    file: Arc<File>,
    at: u64,
    fetching: Option<JoinHandle<io::Result<Vec<u8>>>>,
    fetched: Vec<u8>,
    taken: usize,
}

impl Reading {
    pub(super) fn new(file: File) -> Self {
        Self { file: Arc::new(file), at: 0, fetching: None, fetched: Vec::new(), taken: 0 }
    }

    /// The same file, from byte `at` on.
    #[must_use]
    pub fn starting_at(self, at: u64) -> Self {
        Self { at, fetching: None, fetched: Vec::new(), taken: 0, ..self }
    }

    /// Gives what was fetched; says whether that was anything.
    fn hand_over(&mut self, out: &mut ReadBuf<'_>) -> bool {
        let rest = &self.fetched[self.taken..];
        let count = rest.len().min(out.remaining());
        out.put_slice(&rest[..count]);
        self.taken += count;
        self.at += count as u64;
        if self.taken == self.fetched.len() {
            (self.fetched, self.taken) = (Vec::new(), 0);
        }
        count > 0
    }
}

impl AsyncRead for Reading {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if out.remaining() == 0 || this.hand_over(out) {
            return Poll::Ready(Ok(()));
        }
        if this.fetching.is_none() {
            match at_hand(&this.file, out.initialize_unfilled(), this.at) {
                Some(read) => {
                    let count = read?;
                    out.advance(count);
                    this.at += count as u64;
                    return Poll::Ready(Ok(()));
                }
                None => {
                    let (file, at, size) = (this.file.clone(), this.at, out.remaining().min(FETCHED));
                    this.fetching = Some(spawn_blocking(move || fetch(&file, at, size)));
                }
            }
        }
        if let Some(fetching) = &mut this.fetching {
            let fetched = ready!(Pin::new(fetching).poll(cx));
            this.fetching = None;
            this.fetched = fetched.map_err(io::Error::other)??;
            this.hand_over(out);
        }
        Poll::Ready(Ok(()))
    }
}

/// What can be read without waiting for the disk; nothing if there is nothing, or if the system cannot say.
#[cfg(target_os = "linux")]
fn at_hand(file: &File, out: &mut [u8], at: u64) -> Option<io::Result<usize>> {
    use rustix::io::{Errno, ReadWriteFlags, preadv2};

    match preadv2(file, &mut [io::IoSliceMut::new(out)], at, ReadWriteFlags::NOWAIT) {
        Ok(count) => Some(Ok(count)),
        // Old systems, and some ways to keep files, do not know how to read so.
        Err(Errno::AGAIN | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL | Errno::INTR) => None,
        Err(other) => Some(Err(other.into())),
    }
}

#[cfg(not(target_os = "linux"))]
fn at_hand(_: &File, _: &mut [u8], _: u64) -> Option<io::Result<usize>> {
    None
}

fn fetch(file: &File, at: u64, size: usize) -> io::Result<Vec<u8>> {
    #[cfg(target_os = "linux")]
    {
        // Whether it does is the system's to decide, and no fault if not.
        let _ = rustix::fs::fadvise(file, at, std::num::NonZeroU64::new(AHEAD), rustix::fs::Advice::WillNeed);
    }
    let mut bytes = vec![0; size];
    loop {
        match file.read_at(&mut bytes, at) {
            Ok(count) => {
                bytes.truncate(count);
                return Ok(bytes);
            }
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tokio::io::AsyncReadExt;

    use super::*;

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.sync_all().unwrap();
        file
    }

    #[tokio::test]
    async fn a_file_is_read_from_any_byte_in_memory_or_not() {
        let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
        for from in [0, 1, 65_535, 2_999_999, 3_000_000, 4_000_000] {
            let file = file(&bytes);
            #[cfg(target_os = "linux")]
            rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
            let mut reading = Reading::new(file).starting_at(from);
            let mut all = Vec::new();
            reading.read_to_end(&mut all).await.unwrap();
            assert!(all == bytes.get(from as usize..).unwrap_or_default(), "from {from}");
            assert_eq!(reading.fetched.capacity(), 0, "no buffer stays");
        }
    }

    #[tokio::test]
    async fn what_the_disk_gave_is_handed_over_in_parts() {
        let mut reading = Reading::new(file(b""));
        reading.fetched = b"abcdef".to_vec();
        let mut four = [0; 4];
        reading.read_exact(&mut four).await.unwrap();
        let mut rest = Vec::new();
        reading.at = 100;
        reading.read_to_end(&mut rest).await.unwrap();
        assert_eq!((&four, rest.as_slice()), (b"abcd", &b"ef"[..]));
        assert_eq!(fetch(&file(b"abcdef"), 2, 3).unwrap(), b"cde");
        assert_eq!(fetch(&file(b"abcdef"), 9, 3).unwrap(), b"");
    }
}
