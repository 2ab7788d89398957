//! From a reader that must not wait to a thread that may.

use std::io::{self, Read};

use bytes::{Buf, Bytes, BytesMut};
use futures::{Stream, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    sync::mpsc,
};

use crate::base::{Error, Result};

/// So much is read at once, and four times as much may lie between the two ends.
const CHUNK: usize = 1 << 18;

/// The end that is filled.
pub(super) struct Feed(mpsc::Sender<Option<Bytes>>);

/// The end that is read.
pub(super) struct Incoming {
    chunks: mpsc::Receiver<Option<Bytes>>,
    current: Bytes,
    ended: bool,
}

pub(super) fn pipe() -> (Feed, Incoming) {
    let (send, chunks) = mpsc::channel(4);
    (Feed(send), Incoming { chunks, current: Bytes::new(), ended: false })
}

impl Feed {
    /// Hands over all that `reader` gives. Says at the end that it was all: without that word the other end takes it
    /// for broken off.
    pub(super) async fn pour(self, mut reader: impl AsyncRead + Unpin) -> Result<()> {
        loop {
            let mut chunk = BytesMut::with_capacity(CHUNK);
            while chunk.len() < CHUNK {
                let read = reader.read_buf(&mut chunk).await;
                if read.map_err(|cause| Error::invalid("file", "The upload broke off").because(cause))? == 0 {
                    break;
                }
            }
            let last = chunk.len() < CHUNK;
            // Nobody reads on after a fault at the other end, which tells of it.
            if !chunk.is_empty() && self.0.send(Some(chunk.freeze())).await.is_err() {
                return Ok(());
            }
            if last {
                drop(self.0.send(None).await);
                return Ok(());
            }
        }
    }
}

impl Feed {
    /// The same, for what comes in chunks already.
    pub(super) async fn pour_chunks(self, mut chunks: impl Stream<Item = io::Result<Bytes>> + Unpin) -> Result<()> {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|cause| Error::invalid("file", "The upload broke off").because(cause))?;
            if !chunk.is_empty() && self.0.send(Some(chunk)).await.is_err() {
                return Ok(());
            }
        }
        drop(self.0.send(None).await);
        Ok(())
    }
}

impl Read for Incoming {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() && !self.ended {
            match self.chunks.blocking_recv() {
                Some(Some(chunk)) => self.current = chunk,
                Some(None) => self.ended = true,
                None => return Err(io::ErrorKind::ConnectionAborted.into()),
            }
        }
        let count = self.current.len().min(out.len());
        self.current.copy_to_slice(&mut out[..count]);
        Ok(count)
    }
}
