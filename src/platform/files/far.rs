//! A file in a bucket, read piece by piece as it arrives.
//!
//! What is read from its first byte to its last is hashed on the way, and the end is held back if the hash is wrong: so
//! nobody takes damaged bytes for whole ones. Where the store hangs up in the middle, as it does when a buyer is slow, it
//! is asked for the rest.

use std::{
    fmt,
    io::{self, ErrorKind},
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use futures::{StreamExt, future::BoxFuture};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncRead, ReadBuf};

use super::{
    Blob,
    bucket::{Bucket, Flow},
};
use crate::base::{Digest, Error, Result};

/// So often the store is asked again without having sent anything meanwhile.
const PATIENCE: u8 = 3;

/// A file in a bucket, from some byte up to another.
pub(super) struct Far {
    bucket: Arc<Bucket>,
    blob: Blob,
    /// The byte that is handed over next.
    at: u64,
    /// Behind the last that is wanted.
    end: u64,
    /// What has arrived and is not yet handed over.
    chunk: Bytes,
    /// Of a file that is read from its beginning.
    hash: Option<Sha256>,
    state: State,
    tries: u8,
}

enum State {
    /// Nothing was asked for yet.
    Still,
    Asking(BoxFuture<'static, Result<Flow>>),
    Flowing(Flow),
}

impl Far {
    /// Asks for the bytes of `blob` from `from` up to `end`. Nothing if there is no such file.
    ///
    /// # Errors
    /// The store cannot be reached, or has another file of this name.
    pub(super) async fn open(bucket: Arc<Bucket>, blob: Blob, from: u64, end: u64) -> Result<Option<Self>> {
        let end = end.min(blob.size);
        let mut far = Self::still(bucket, blob, from, end);
        if from < end {
            let Some((size, flow)) = far.bucket.read(&blob.sha256, from, end).await? else { return Ok(None) };
            right_size(&blob, size)?;
            far.state = State::Flowing(flow);
        } else if far.bucket.find(&blob.sha256).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(far))
    }

    fn still(bucket: Arc<Bucket>, blob: Blob, at: u64, end: u64) -> Self {
        let hash = (at == 0).then(Sha256::new);
        Self { bucket, blob, at, end, chunk: Bytes::new(), hash, state: State::Still, tries: 0 }
    }

    /// The same file, from byte `at` to its end; where it stands there already, what was asked for.
    pub(super) fn starting_at(self, at: u64) -> Self {
        if at == self.at {
            return self;
        }
        Self::still(self.bucket, self.blob, at, self.blob.size)
    }

    /// How far it has arrived.
    fn arrived(&self) -> u64 {
        self.at + self.chunk.len() as u64
    }

    fn ask(&mut self) {
        let (bucket, blob, from, end) = (self.bucket.clone(), self.blob, self.arrived(), self.end);
        self.state = State::Asking(Box::pin(async move {
            let missing = || Error::unavailable("This file is gone from the bucket");
            let (size, flow) = bucket.read(&blob.sha256, from, end).await?.ok_or_else(missing)?;
            right_size(&blob, size)?;
            Ok(flow)
        }));
    }

    /// Takes in what has arrived; nothing more than was asked for.
    fn take_in(&mut self, mut chunk: Bytes) -> io::Result<()> {
        let wanted = usize::try_from(self.end - self.arrived()).unwrap_or(usize::MAX);
        chunk.truncate(wanted);
        if let Some(hash) = &mut self.hash {
            hash.update(&chunk);
        }
        if self.at + chunk.len() as u64 == self.blob.size
            && let Some(hash) = self.hash.take()
        {
            let found = Digest::from_bytes(hash.finalize().into());
            if found != self.blob.sha256 {
                tracing::error!("file {} in {}: holds other bytes: {found}", self.blob.sha256, self.bucket.called);
                return Err(ErrorKind::InvalidData.into());
            }
        }
        self.chunk = chunk;
        self.tries = 0;
        Ok(())
    }

    /// Hangs up, to ask again where it stands, unless that was done too often.
    fn again(&mut self, cause: &str) -> io::Result<()> {
        self.state = State::Still;
        self.tries += 1;
        if self.tries <= PATIENCE {
            return Ok(());
        }
        tracing::error!("file {} in {} broke off: {cause}", self.blob.sha256, self.bucket.called);
        Err(ErrorKind::ConnectionAborted.into())
    }
}

fn right_size(blob: &Blob, size: u64) -> Result<()> {
    if size == blob.size {
        return Ok(());
    }
    let what = format!("file {} holds {size} bytes instead of {}", blob.sha256, blob.size);
    tracing::error!("{what}");
    Err(Error::unavailable("This file cannot be sent just now. The shop's owner has been told").because(what))
}

impl AsyncRead for Far {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if !this.chunk.is_empty() || this.at == this.end || out.remaining() == 0 {
                let count = this.chunk.len().min(out.remaining());
                out.put_slice(&this.chunk[..count]);
                this.chunk.advance(count);
                this.at += count as u64;
                return Poll::Ready(Ok(()));
            }
            match &mut this.state {
                State::Still => this.ask(),
                State::Asking(asking) => match ready!(asking.as_mut().poll(cx)) {
                    Ok(flow) => this.state = State::Flowing(flow),
                    Err(error) => this.again(&error.in_full())?,
                },
                State::Flowing(flow) => match ready!(flow.poll_next_unpin(cx)) {
                    Some(Ok(chunk)) if chunk.is_empty() => {}
                    Some(Ok(chunk)) => this.take_in(chunk)?,
                    Some(Err(cause)) => this.again(&cause.to_string())?,
                    None => this.again("it ended too soon")?,
                },
            }
        }
    }
}

impl fmt::Debug for Far {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = mem::discriminant(&self.state);
        write!(f, "{} from {} to {} ({state:?})", self.blob.sha256, self.at, self.end)
    }
}
