//! A preview, and what makes one.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, PreviewId, ProductId, Result, Timestamp, text},
    platform::{db::Record, files::Blob},
};

/// Lines and characters of a text that are kept.
const LINES: usize = 40;
const LETTERS: usize = 4_000;

/// Something of a product that everybody may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Never changes.
    pub id: PreviewId,
    /// Of which product.
    pub product: ProductId,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// When it was added.
    pub added: Timestamp,
}

/// What a preview is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A sound that is played.
    Audio {
        /// Its bytes.
        blob: Blob,
        /// Its type, as its bytes tell it.
        media_type: String,
    },
    /// The first page of a document, as a picture in several widths, the widest first. The document itself is not kept.
    Page {
        /// The pictures; at least one.
        pictures: Vec<Drawn>,
    },
    /// The beginning of a text.
    Text {
        /// The first lines.
        words: String,
    },
}

/// A picture of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Its bytes, WebP.
    pub blob: Blob,
}

/// A preview that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPreview {
    pub(super) title: String,
    pub(super) kind: Kind,
}

impl Preview {
    /// The bytes that belong to it.
    pub fn blobs(&self) -> Vec<Blob> {
        self.kind.blobs()
    }

    /// The narrowest picture of its page that is at least `width` pixels wide, or else the widest.
    pub fn drawn(&self, width: Option<u32>) -> Option<Drawn> {
        let Kind::Page { pictures } = &self.kind else { return None };
        let wide = |it: &&Drawn| width.is_none_or(|width| it.width >= width);
        pictures.iter().rev().find(wide).filter(|_| width.is_some()).or_else(|| pictures.first()).copied()
    }
}

impl Kind {
    fn blobs(&self) -> Vec<Blob> {
        match self {
            Self::Audio { blob, .. } => vec![*blob],
            Self::Page { pictures } => pictures.iter().map(|it| it.blob).collect(),
            Self::Text { .. } => Vec::new(),
        }
    }
}

impl NewPreview {
    /// How many bytes are kept of it.
    pub fn size(&self) -> u64 {
        self.kind.blobs().iter().map(|it| it.size).sum()
    }
}

/// Whether a file that begins like this is a PDF: some programs write a little before its first line (ISO 32000-2, annex
/// H.3.4.1).
pub fn is_pdf(head: &[u8]) -> bool {
    head.get(..1024).unwrap_or(head).windows(5).any(|it| it == b"%PDF-")
}

impl NewPreview {
    /// A preview of this title, or named after its file.
    ///
    /// # Errors
    /// Names the field `title`.
    pub fn check(title: &str, file: &str, kind: Kind) -> Result<Self> {
        let named = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let title = [title, named].into_iter().map(text::line).find(|it| !it.is_empty()).unwrap_or_default();
        if title.is_empty() || title.chars().count() > 100 {
            return Err(Error::invalid("title", "Write 1 to 100 characters"));
        }
        Ok(Self { title, kind })
    }
}

impl Record for Preview {
    type Key = (ProductId, PreviewId);
    const MISSING: &'static str = "There is no such preview";

    fn key(&self) -> Self::Key {
        (self.product, self.id)
    }
}

/// The type of a sound by its first bytes; nothing if browsers could not play it, or if it is something else.
pub fn audio_type(head: &[u8]) -> Option<&'static str> {
    let at = |from: usize, word: &[u8]| head.get(from..from + word.len()) == Some(word);
    // A frame of MPEG audio: eleven bits of synchronisation, then version and layer, none of them reserved.
    let frame = |head: &[u8]| {
        matches!(head, [0xFF, second, third, ..] if second & 0xE0 == 0xE0 && second & 0x18 != 0x08
            && second & 0x06 == 0x02 && third & 0xF0 != 0xF0 && third & 0x0C != 0x0C)
    };
    if at(0, b"ID3") || frame(head) {
        Some("audio/mpeg")
    } else if at(0, b"OggS") {
        Some("audio/ogg")
    } else if at(0, b"fLaC") {
        Some("audio/flac")
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        Some("audio/wav")
    } else if at(4, b"ftypM4A") {
        Some("audio/mp4")
    } else {
        None
    }
}

/// The first lines of a text; nothing if it is none, or empty. `head` is its beginning, cut off anywhere.
pub fn first_lines(head: &[u8]) -> Option<String> {
    let words = match std::str::from_utf8(head) {
        Ok(words) => words,
        // The cut may go through a letter.
        Err(cut) if cut.error_len().is_none() => std::str::from_utf8(&head[..cut.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    if words.contains('\0') {
        return None;
    }
    let lines: Vec<_> = words.trim_start_matches('\u{FEFF}').lines().take(LINES).map(plain).collect();
    let short: String = lines.join("\n").trim_end().chars().take(LETTERS).collect();
    (!short.trim().is_empty()).then_some(short)
}

/// A line without what would act on a terminal or turn the direction of writing.
fn plain(line: &str) -> String {
    let turns = |it: char| matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    line.trim_end().chars().filter(|it| *it == '\t' || !(it.is_control() || turns(*it))).collect()
}
