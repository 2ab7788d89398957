//! One line of text as glyphs: which font has each letter, how wide it all is, and where lines break.

use std::{collections::BTreeSet, ops::Range};

use krilla::{
    Data,
    text::{Font, GlyphId, KrillaGlyph},
};
use rustybuzz::{Direction, Face, UnicodeBuffer};
use unicode_bidi::BidiInfo;

use super::{Fonts, Weight};
use crate::base::{Error, Result};

/// What stands where no font has a letter.
const UNKNOWN: char = '\u{FFFD}';

/// Text of one line, ready to be printed.
#[derive(Clone)]
pub struct Line {
    pub(super) runs: Vec<Run>,
    /// Its width at a size of one.
    pub(super) width: f32,
}

/// A piece of a line in one font and one direction.
#[derive(Clone)]
pub(super) struct Run {
    pub font: Font,
    pub glyphs: Vec<KrillaGlyph>,
    pub text: String,
    pub width: f32,
}

/// Turns text into lines. It remembers the letters that no font had.
pub struct Setter<'a> {
    regular: Vec<Letters<'a>>,
    bold: Vec<Letters<'a>>,
    missing: BTreeSet<char>,
}

struct Letters<'a> {
    font: Font,
    face: Face<'a>,
}

/// The fonts of one document; a [`Setter`] borrows them.
pub struct Opened {
    regular: Vec<Data>,
    bold: Vec<Data>,
}

impl Opened {
    /// The fonts for one document.
    pub fn new(fonts: &Fonts) -> Result<Self> {
        Ok(Self { regular: fonts.of(Weight::Regular)?, bold: fonts.of(Weight::Bold)? })
    }
}

impl<'a> Setter<'a> {
    /// Sets with these fonts.
    pub fn new(fonts: &'a Opened) -> Result<Self> {
        Ok(Self { regular: letters(&fonts.regular)?, bold: letters(&fonts.bold)?, missing: BTreeSet::new() })
    }

    /// Letters that no font had.
    pub fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    /// `text` on one line, however long.
    pub fn line(&mut self, text: &str, weight: Weight) -> Line {
        let fonts = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let text = known(text, fonts, &mut self.missing);
        let mut runs = Vec::new();
        let bidi = BidiInfo::new(&text, None);
        for paragraph in &bidi.paragraphs {
            let (levels, pieces) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for piece in pieces {
                let backwards = levels.get(piece.start).is_some_and(|it| it.is_rtl());
                let mut parts = by_font(&text, piece, fonts);
                if backwards {
                    parts.reverse();
                }
                runs.extend(parts.into_iter().map(|(at, range)| shape(&fonts[at], &text[range], backwards)));
            }
        }
        let width = runs.iter().map(|it| it.width).sum();
        Line { runs, width }
    }

    /// `text` on as many lines as it needs to be no wider than `width` at `size`. Words that are wider are broken.
    pub fn lines(&mut self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<Line> {
        let rows: Vec<String> = text.lines().flat_map(|row| self.broken(row, weight, width / size)).collect();
        rows.iter().map(|it| self.line(it, weight)).collect()
    }

    fn broken(&mut self, text: &str, weight: Weight, width: f32) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        let mut row = String::new();
        for word in text.split(' ').filter(|it| !it.is_empty()) {
            let longer = if row.is_empty() { word.to_owned() } else { format!("{row} {word}") };
            if self.line(&longer, weight).width <= width {
                row = longer;
                continue;
            }
            if !row.is_empty() {
                rows.push(std::mem::take(&mut row));
            }
            for letter in word.chars() {
                let longer = format!("{row}{letter}");
                if !row.is_empty() && self.line(&longer, weight).width > width {
                    rows.push(std::mem::take(&mut row));
                    row.push(letter);
                } else {
                    row = longer;
                }
            }
        }
        if !row.is_empty() {
            rows.push(row);
        }
        rows
    }
}

impl Line {
    /// Its width at `size`.
    pub fn width(&self, size: f32) -> f32 {
        self.width * size
    }
}

fn letters(fonts: &[Data]) -> Result<Vec<Letters<'_>>> {
    let opened = fonts.iter().map(|data| {
        let font = Font::new(data.clone(), 0)?;
        Some(Letters { font, face: Face::from_slice(data.as_ref(), 0)? })
    });
    opened.collect::<Option<_>>().ok_or_else(|| Error::internal("a font of documents cannot be read"))
}

/// The text with [`UNKNOWN`], or else a question mark, for what no font has.
fn known(text: &str, fonts: &[Letters<'_>], missing: &mut BTreeSet<char>) -> String {
    let has = |c: char| fonts.iter().any(|it| it.face.glyph_index(c).is_some());
    let stands_in = if has(UNKNOWN) { UNKNOWN } else { '?' };
    let letters = text.chars().filter(|c| !c.is_control()).map(|c| {
        if has(c) {
            return c;
        }
        missing.insert(c);
        stands_in
    });
    letters.collect()
}

/// The pieces of `range`, each with the font that has all of it. Spaces stay with what stands before them.
fn by_font(text: &str, range: Range<usize>, fonts: &[Letters<'_>]) -> Vec<(usize, Range<usize>)> {
    let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, c) in text[range.clone()].char_indices() {
        let (from, to) = (range.start + at, range.start + at + c.len_utf8());
        let has = |font: usize| fonts[font].face.glyph_index(c).is_some();
        match parts.last_mut() {
            Some((font, part)) if has(*font) && (*font == 0 || c.is_whitespace()) => part.end = to,
            last => {
                let font = (0..fonts.len()).find(|it| has(*it)).unwrap_or(0);
                match last {
                    Some((same, part)) if *same == font => part.end = to,
                    _ => parts.push((font, from..to)),
                }
            }
        }
    }
    parts
}

fn shape(letters: &Letters<'_>, text: &str, backwards: bool) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(if backwards { Direction::RightToLeft } else { Direction::LeftToRight });
    let shaped = rustybuzz::shape(&letters.face, &[], buffer);
    let em = letters.font.units_per_em();
    let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|it| it.cluster as usize).collect();
    starts.sort_unstable();
    starts.dedup();
    let glyphs: Vec<_> = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .map(|(info, place)| {
            let start = info.cluster as usize;
            let end = starts.iter().copied().find(|it| *it > start).unwrap_or(text.len());
            let part = |it: i32| it as f32 / em;
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                part(place.x_advance),
                part(place.x_offset),
                part(place.y_offset),
                part(place.y_advance),
                start..end,
                None,
            )
        })
        .collect();
    let width = glyphs.iter().map(|it| it.x_advance).sum();
    Run { font: letters.font.clone(), glyphs, text: text.to_owned(), width }
}
