//! What a buyer receives: releases with their files; and the pictures of a product.

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Error, FileId, ImageId, ReleaseId, Result, Timestamp, text};

/// A version of a product's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Never changes.
    pub id: ReleaseId,
    /// As the seller counts, such as "2.1"; unlike its siblings'.
    pub version: String,
    /// What is new, as plain text.
    #[serde(default)]
    pub notes: String,
    /// When buyers got it; for one that is still worked on, when it was begun.
    pub published_at: Timestamp,
    /// For whom it is meant.
    #[serde(default)]
    pub channel: Channel,
    /// On what it runs, as the seller says; anywhere if nothing is said.
    #[serde(default)]
    pub platform: Option<String>,
    /// Whether those get it who bought before it came out.
    #[serde(default = "yes")]
    pub for_earlier: bool,
    /// Since when it is no longer handed out, such as for a fault in it.
    #[serde(default)]
    pub yanked: Option<Timestamp>,
    /// When earlier buyers were written to about it.
    #[serde(default)]
    pub announced: Option<Timestamp>,
    /// In the seller's order.
    pub files: Vec<File>,
}

fn yes() -> bool {
    true
}

/// For whom a release is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Everyone.
    #[default]
    Stable,
    /// Those who like to try what is not finished.
    Beta,
}

impl Channel {
    /// As programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Beta => "beta",
        }
    }

    /// Reads it; nothing is stable.
    ///
    /// # Errors
    /// The field is `channel`.
    pub fn parse(text: &str) -> Result<Self> {
        match text.trim() {
            "" | "stable" => Ok(Self::Stable),
            "beta" => Ok(Self::Beta),
            _ => Err(Error::invalid("channel", "Choose stable or beta")),
        }
    }
}

impl Release {
    /// One without a version, notes or files, begun at `at`.
    pub fn begun(id: ReleaseId, at: Timestamp) -> Self {
        Self {
            id,
            version: String::new(),
            notes: String::new(),
            published_at: at,
            channel: Channel::Stable,
            platform: None,
            for_earlier: true,
            yanked: None,
            announced: None,
            files: Vec::new(),
        }
    }

    /// How many bytes all its files have together.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|it| it.size).sum()
    }
}

/// A file that buyers download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Never changes.
    pub id: FileId,
    /// What it is called on the buyer's disk.
    pub name: FileName,
    /// Its type (RFC 6838), such as `application/zip`.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// Its fingerprint, by which the store of files knows it.
    pub sha256: Digest,
}

/// A file that has been stored and shall become part of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What it is to be called.
    pub name: FileName,
    /// Its type.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// Its fingerprint.
    pub sha256: Digest,
}

/// The name of a file: a label only, never a path. At most 200 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

impl FileName {
    const MAX: usize = 200;

    /// Makes a good name of `text`: without folders, control characters and what any of the usual systems refuses.
    /// Nothing but such makes "file".
    pub fn of(text: &str) -> Self {
        // What is cut off can bare an ending that was none before; a good name stays as it is.
        let mut name = Self::once(text);
        for _ in 0..8 {
            let next = Self::once(&name.0);
            if next == name {
                break;
            }
            name = next;
        }
        name
    }

    fn once(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let forbidden = |c: char| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
        let clean: String = last.chars().filter(|c| !forbidden(*c)).collect();
        let clean = text::line(&clean);
        let clean = clean.trim_matches(|c: char| c == '.' || c == ' ');
        let (stem, ending) = match clean.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() && ending.len() <= 20 => (stem, format!(".{ending}")),
            _ => (clean, String::new()),
        };
        let room = Self::MAX - ending.len();
        let cut = (0..=room.min(stem.len())).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
        let stem = stem[..cut].trim_end_matches([' ', '.']);
        match stem {
            "" => Self(format!("file{ending}")),
            _ if is_device(stem) => Self(format!("{stem}_{ending}")),
            _ => Self(format!("{stem}{ending}")),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last point, in lower case: `zip`.
    pub fn ending(&self) -> Option<String> {
        self.0.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
    }
}

/// Names that one widespread system gives to devices.
fn is_device(stem: &str) -> bool {
    let upper = stem.split('.').next().unwrap_or(stem).to_ascii_uppercase();
    let numbered = |port: &str| {
        upper.strip_prefix(port).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

impl TryFrom<String> for FileName {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        Ok(Self::of(&text))
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A picture of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Never changes.
    pub id: ImageId,
    /// What it shows, for those who cannot see it.
    #[serde(default)]
    pub alt: String,
    /// Where its bytes are.
    pub source: ImageSource,
}

/// Where the bytes of a picture are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageSource {
    /// In the shop's store of files.
    Stored {
        /// Its fingerprint.
        sha256: Digest,
        /// Its type, such as `image/png`.
        media_type: String,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// The same picture for narrower places, narrowest first.
        #[serde(default)]
        narrower: Vec<Narrower>,
    },
    /// At an address that an import mentioned; not shown until somebody has fetched it.
    External {
        /// Beginning with `http://` or `https://`.
        url: String,
    },
}

/// A picture made narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrower {
    /// In pixels.
    pub width: u32,
    /// Its fingerprint.
    pub sha256: Digest,
}

impl ImageSource {
    /// The fingerprints of all that the shop keeps of it.
    pub fn digests(&self) -> Vec<Digest> {
        match self {
            Self::Stored { sha256, narrower, .. } => {
                std::iter::once(*sha256).chain(narrower.iter().map(|it| it.sha256)).collect()
            }
            Self::External { .. } => Vec::new(),
        }
    }
}

impl Image {
    /// Whether the shop has its bytes and can show it.
    pub fn is_stored(&self) -> bool {
        matches!(self.source, ImageSource::Stored { .. })
    }
}
