//! A kept file, wherever it lies.

use std::{
    io::{self, Cursor},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

use super::{far::Far, reading};

/// A kept file from some byte on.
#[derive(Debug)]
pub struct Reading(From);

#[derive(Debug)]
enum From {
    Disk(reading::Reading),
    Bucket(Box<Far>),
    Memory(Cursor<Bytes>),
}

impl Reading {
    pub(super) fn disk(file: std::fs::File) -> Self {
        Self(From::Disk(reading::Reading::new(file)))
    }

    pub(super) fn bucket(far: Far) -> Self {
        Self(From::Bucket(Box::new(far)))
    }

    pub(super) fn memory(bytes: Bytes) -> Self {
        Self(From::Memory(Cursor::new(bytes)))
    }

    /// The same file, from byte `at` on.
    #[must_use]
    pub fn starting_at(self, at: u64) -> Self {
        Self(match self.0 {
            From::Disk(disk) => From::Disk(disk.starting_at(at)),
            From::Bucket(far) => From::Bucket(Box::new(far.starting_at(at))),
            From::Memory(mut bytes) => {
                bytes.set_position(at);
                From::Memory(bytes)
            }
        })
    }
}

impl AsyncRead for Reading {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().0 {
            From::Disk(disk) => Pin::new(disk).poll_read(cx, out),
            From::Bucket(far) => Pin::new(far.as_mut()).poll_read(cx, out),
            From::Memory(bytes) => Pin::new(bytes).poll_read(cx, out),
        }
    }
}
