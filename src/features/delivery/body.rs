//! The bytes on their way to the buyer.

use std::{
    future::Future,
    io::{self, ErrorKind, SeekFrom},
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeek, ReadBuf, Take};

use super::desk::Transfer;
use crate::{
    base::Result,
    platform::{files::Reading, web::socket},
};

type Settling = Pin<Box<dyn Future<Output = Result<()>> + Send>>;
type Arriving = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// A part of a file, which tells its [`Transfer`] how it fares. The last bytes go out only when those before have
/// arrived and it is noted that they do; whoever hangs up before they have, gets the try back.
pub(super) struct FileBody {
    file: Take<Reading>,
    left: u64,
    transfer: Transfer,
    arriving: Option<Arriving>,
    settling: Option<Settling>,
    settled: bool,
    whole: bool,
}

/// How much is handed to the server at a time, by how many transfers there are. Each piece wakes another thread, so
/// large ones are quick; but of whatever is taken slowly the server holds sixteen pieces or 400 KB, and two hundred slow
/// downloads must not cost the shop its memory.
pub(super) fn piece(crowd: usize) -> usize {
    match crowd {
        0..=8 => 1 << 18,
        9..=16 => 1 << 15,
        _ => 1 << 12,
    }
}

impl FileBody {
    /// How much of it is to be read at a time.
    pub(super) fn piece(&self) -> usize {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        piece(self.transfer.crowd()).min(left.max(1))
    }

    /// Sends what `transfer` has claimed from `file`.
    pub(super) fn new(file: Reading, transfer: Transfer) -> Self {
        let part = transfer.claim.part;
        let (left, file) = (part.len, file.starting_at(part.from).take(part.len));
        Self { file, left, transfer, arriving: None, settling: None, settled: false, whole: false }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(arriving) = &mut self.arriving {
            let arrived = ready!(arriving.as_mut().poll(cx));
            self.arriving = None;
            arrived?;
        } else if !self.settled
            && self.settling.is_none()
            && self.left < self.transfer.claim.part.len
            && let Some(peer) = self.transfer.peer.take()
        {
            self.arriving = Some(Box::pin(socket::arrived(peer)));
            return self.poll_settle(cx);
        }
        if !self.settled && self.settling.is_none() {
            match self.transfer.settle() {
                Some(settling) => self.settling = Some(Box::pin(settling)),
                None => self.settled = true,
            }
        }
        if let Some(settling) = &mut self.settling {
            let outcome = ready!(settling.as_mut().poll(cx));
            self.settling = None;
            outcome.map_err(|error| io::Error::new(ErrorKind::ConnectionAborted, error.in_full()))?;
            self.settled = true;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for FileBody {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.transfer.is_cut() {
            return Poll::Ready(Err(ErrorKind::ConnectionAborted.into()));
        }
        if this.left <= out.remaining() as u64 {
            ready!(this.poll_settle(cx))?;
        }
        let before = out.filled().len();
        ready!(Pin::new(&mut this.file).poll_read(cx, out))?;
        let count = (out.filled().len() - before) as u64;
        match (count, this.left) {
            (0, 0) => this.whole = true,
            // Cannot be: files are never changed. But nobody shall take half a file for a whole one.
            (0, _) if out.remaining() > 0 => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
            _ => {
                this.left -= count;
                this.transfer.moved(count);
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Rocket wants to be able to find the size by seeking, and never does where it was told.
impl AsyncSeek for FileBody {
    fn start_seek(self: Pin<&mut Self>, _: SeekFrom) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    fn poll_complete(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Poll::Ready(Err(ErrorKind::Unsupported.into()))
    }
}

impl Drop for FileBody {
    fn drop(&mut self) {
        self.transfer.end(self.whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_gets_small_pieces() {
        // Sixteen pieces or 400 KB, as the server holds them, the one on its way there, and the one being read.
        let held = |at: usize| (16 * piece(at)).min(409_600 + piece(at)) + 2 * piece(at);
        let all: usize = (1..=200).map(held).sum();
        assert!(all < 40_000_000, "two hundred that stand still hold {all} bytes");
        assert!(piece(1) >= 1 << 16, "one alone is fast");
    }
}
