//! Makers of real files: each kind of goods has its own, and all of them work from parameters and a seed alone.

pub mod book;
pub mod font;
pub mod icons;
mod pack;
pub mod sound;
pub mod stock;

use crate::base::Result;

/// How the files of a product are made.
#[derive(Debug, Clone, Copy)]
pub enum Recipe {
    /// TrueType files, one for each style.
    Font(&'static font::Family),
    /// An archive of WAV files and a preview.
    Sound(sound::Kit),
    /// A PDF and an EPUB.
    Book(book::Manuscript),
    /// An archive of SVG files.
    Icons(icons::IconSet),
    /// An archive of files kept in the program.
    Stock(&'static stock::Stock),
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl DemoFile {
    fn new(name: impl Into<String>, media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), media_type, bytes }
    }
}

/// What a maker of files needs to know of a product.
pub(super) struct Goods<'a> {
    pub(super) slug: &'a str,
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    pub(super) maker: &'a str,
    pub(super) version: &'a str,
    /// Editions and their terms.
    pub(super) terms: Vec<(&'a str, &'a str)>,
    pub(super) seed: u64,
}

/// Makes the files of a release.
pub(super) fn make(goods: &Goods<'_>, recipe: Recipe, cover: impl Fn() -> String) -> Result<Vec<DemoFile>> {
    match recipe {
        Recipe::Font(family) => font::files(goods, family),
        Recipe::Sound(kit) => sound::files(goods, kit),
        Recipe::Book(manuscript) => book::files(goods, manuscript, &cover()),
        Recipe::Icons(set) => icons::files(goods, set),
        Recipe::Stock(stock) => stock::files(goods, stock),
    }
}
