//! Work on files that strangers made: reading them may take any amount of memory and time, so a process of its own does
//! it, which is allowed little of both and knows no secret. What it cannot do in that measure is not done.

mod apart;
mod epub;
mod page;
mod pdf;
#[cfg(test)]
mod tests;

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    sync::Semaphore,
    task::spawn_blocking,
};

pub use apart::run;

use super::files::{Blob, Files};
use crate::base::{Error, Result};

/// The largest file that is worked on, in bytes.
pub const LARGEST: u64 = 64 << 20;
/// So much a file may grow by what is done to it.
const MORE: u64 = 4 << 20;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Writes a line at the foot of every page of a PDF.
    StampPdf {
        /// The line.
        line: String,
    },
    /// Puts a page with a line at the end of an EPUB, and the line into its metadata.
    StampEpub {
        /// The line.
        line: String,
    },
    /// Draws the first page of a PDF, as PNG.
    FirstPage,
}

/// Where it is done; clones share it.
#[derive(Clone)]
pub struct Bench(Arc<Inner>);

struct Inner {
    place: Place,
    /// One piece of work at a time: that is what bounds memory for good.
    turn: Semaphore,
}

enum Place {
    /// On a thread of this program, for tests.
    Here,
    /// In a process of its own, by this program.
    Apart(PathBuf),
}

/// What came of it: a new file, or in a few words why there is none.
pub type Outcome = Result<Blob, String>;

impl Work {
    /// What stamps a file of this name and type with `line`; nothing if files like it are not stamped.
    pub fn stamp(name: &str, media_type: &str, line: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let line = line.to_owned();
        if media_type == "application/pdf" || name.ends_with(".pdf") {
            Some(Self::StampPdf { line })
        } else if media_type == "application/epub+zip" || name.ends_with(".epub") {
            Some(Self::StampEpub { line })
        } else {
            None
        }
    }

    /// Does it. Given the same work and bytes, the same bytes come out.
    ///
    /// # Errors
    /// In a few words why it cannot be done.
    fn perform(&self, source: Vec<u8>) -> Result<Vec<u8>, String> {
        match self {
            Self::StampPdf { line } => pdf::stamp(source, line),
            Self::StampEpub { line } => epub::stamp(source, line),
            Self::FirstPage => page::first(source),
        }
    }
}

impl Bench {
    /// Work is done by processes of this very program.
    ///
    /// # Errors
    /// The system does not tell where the program lies.
    pub fn apart() -> Result<Self> {
        Ok(Self::at(Place::Apart(std::env::current_exe()?)))
    }

    /// Work is done by threads, for tests.
    pub fn here() -> Self {
        Self::at(Place::Here)
    }

    fn at(place: Place) -> Self {
        Self(Arc::new(Inner { place, turn: Semaphore::new(1) }))
    }

    /// Makes a new file out of `source` and keeps it in `files`.
    ///
    /// # Errors
    /// The source cannot be read or the new file not be kept; that passes.
    pub async fn make(&self, files: &Files, source: Blob, work: Work) -> Result<Outcome> {
        if source.size > LARGEST {
            return Ok(Err(format!("it is larger than {} MB", LARGEST >> 20)));
        }
        let _turn = self.0.turn.acquire().await.map_err(Error::internal)?;
        let bytes = files.open(source).await?;
        match &self.0.place {
            Place::Apart(program) => apart::make(program, files, bytes, source.size, &work).await,
            Place::Here => here(files, bytes, work).await,
        }
    }
}

async fn here(files: &Files, mut bytes: impl AsyncRead + Unpin, work: Work) -> Result<Outcome> {
    let mut source = Vec::new();
    bytes.read_to_end(&mut source).await?;
    match spawn_blocking(move || work.perform(source)).await.map_err(Error::internal)? {
        Ok(made) => Ok(Ok(files.put_bytes(made).await?)),
        Err(reason) => Ok(Err(reason)),
    }
}
