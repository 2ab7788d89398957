//! Archives, and the text that every archive carries.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Goods;
use crate::base::{Error, Result};

/// A ZIP archive whose files lie in one folder.
pub(super) struct Pack {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    folder: String,
}

impl Pack {
    /// An archive whose files lie in `folder`; an empty one puts them at the root.
    pub(super) fn new(folder: &str) -> Self {
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Self { writer: ZipWriter::new(Cursor::default()), folder }
    }

    /// Adds a file, compressed.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.put(path, bytes, CompressionMethod::Deflated)
    }

    /// Adds a file as it is.
    pub(super) fn store(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.put(path, bytes, CompressionMethod::Stored)
    }

    fn put(&mut self, path: &str, bytes: &[u8], method: CompressionMethod) -> Result<()> {
        let how = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.writer.start_file(format!("{}{path}", self.folder), how).map_err(Error::internal)?;
        self.writer.write_all(bytes).map_err(Error::internal)
    }

    /// The bytes of the archive.
    pub(super) fn finish(self) -> Result<Vec<u8>> {
        Ok(self.writer.finish().map_err(Error::internal)?.into_inner())
    }
}

/// The licence that lies beside the files.
pub(super) fn licence(goods: &Goods<'_>) -> String {
    let mut text = format!(
        "{}\nCopyright 2026 {}\n\nWhat you may do depends on the edition named on your receipt.\n",
        goods.title, goods.maker
    );
    for (name, terms) in &goods.terms {
        text += &format!("\n{}\n{}\n{terms}\n", name, "-".repeat(name.chars().count()));
    }
    text + "\nThe files come as they are, without warranty. Questions: answer the mail with your receipt.\n"
}
