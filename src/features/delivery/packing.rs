//! Many files as one archive, made while it is sent.
//!
//! Nothing is made ahead: each piece is read when the server asks for one, so a buyer who is slow or goes away holds one
//! piece of memory, no thread and no file but the one on its way. Being asked for more is also how it is known that what
//! went before was taken.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::io::AsyncReadExt;
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::{body::piece, desk::Transfer};
use crate::{
    base::Error,
    platform::{
        files::{Blob, Files, Reading},
        web::socket,
    },
};

/// A file that waits to be packed, with the try that was claimed for it.
pub(super) struct Entry {
    /// Where it stands in the archive.
    pub name: String,
    pub blob: Blob,
    pub held: Held,
}

/// A claimed try. Unless the file went out whole, it is given back, whatever happens.
pub(super) struct Held {
    pub transfer: Transfer,
    pub whole: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.transfer.end_or_withdraw(self.whole);
    }
}

/// The file on its way.
struct Current {
    file: Reading,
    left: u64,
    held: Held,
}

/// An archive in the making.
pub(super) struct Packing {
    files: Files,
    waiting: VecDeque<Entry>,
    current: Option<Current>,
    zip: Option<ZipWriter<StreamWriter<Sink>>>,
    made: Sink,
    piece: usize,
}

impl Packing {
    pub(super) fn new(files: Files, waiting: Vec<Entry>) -> Self {
        let made = Sink::default();
        let piece = piece(waiting.first().map_or(0, |it| it.held.transfer.crowd()));
        let zip = Some(ZipWriter::new_stream(made.clone()));
        Self { files, waiting: waiting.into(), current: None, zip, made, piece }
    }

    /// How much of a file is read at a time.
    pub(super) fn piece(&self) -> usize {
        self.piece
    }

    /// The next piece of the archive; nothing at its end.
    pub(super) async fn next(&mut self) -> io::Result<Vec<u8>> {
        if let Some(mut done) = self.current.take_if(|it| it.left == 0) {
            done.held.whole = true;
        }
        let Some(zip) = &mut self.zip else { return Ok(Vec::new()) };
        if self.current.is_none() {
            let Some(entry) = self.waiting.pop_front() else {
                if let Some(zip) = self.zip.take() {
                    zip.finish()?;
                }
                return Ok(self.made.take());
            };
            // The size is not known to the writer before the bytes are; beyond 4 GB its fields have to be wider.
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Stored)
                .large_file(entry.blob.size >= u64::from(u32::MAX));
            zip.start_file(entry.name, options)?;
            let file = self.files.open(entry.blob).await.map_err(broken)?;
            self.current = Some(Current { file, left: entry.blob.size, held: entry.held });
        }
        if let Some(current) = &mut self.current {
            zip.write_all(&current.read(self.piece).await?)?;
        }
        Ok(self.made.take())
    }
}

impl Current {
    /// The next bytes. As with single files, the last go out only when the try is noted as spent.
    async fn read(&mut self, piece: usize) -> io::Result<Vec<u8>> {
        let transfer = &mut self.held.transfer;
        let count = usize::try_from(self.left).unwrap_or(usize::MAX).min(piece);
        if count as u64 == self.left {
            let begun = self.left < transfer.claim.part.len;
            if let Some(peer) = transfer.peer.filter(|_| begun) {
                socket::arrived(peer).await?;
            }
            if let Some(settling) = transfer.settle() {
                settling.await.map_err(broken)?;
            }
        }
        let mut bytes = vec![0; count];
        self.file.read_exact(&mut bytes).await?;
        self.left -= count as u64;
        transfer.moved(count as u64);
        Ok(bytes)
    }
}

fn broken(error: Error) -> io::Error {
    io::Error::new(ErrorKind::ConnectionAborted, error.in_full())
}

/// Where the writer of the archive leaves what it has made.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
