//! The table of pieces, which the program carries with it.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    pieces::pieces,
    vector::{DIMS, Vector},
};

// Names the file that `packaging/meaning.sh` made, or nothing.
include!(concat!(env!("OUT_DIR"), "/meaning.rs"));

const MAGIC: &[u8] = b"bodega meaning 1\n";

/// The directions of pieces of words.
///
/// In the file: [`MAGIC`]; how many pieces there are, in four bytes; each piece's scale as a 32-bit float; each
/// piece's 256 numbers, a byte each; each piece's text, in a byte for its length and the text. All little-endian.
pub struct Meaning {
    numbers: HashMap<&'static str, u32>,
    scales: Vec<f32>,
    rows: &'static [u8],
}

static BUILT_IN: LazyLock<Option<Meaning>> = LazyLock::new(|| Meaning::read(TABLE));

impl Meaning {
    /// Whether the program was built with a table.
    pub fn is_built_in() -> bool {
        !TABLE.is_empty()
    }

    /// The table that the program was built with; none if it was built without.
    pub fn built_in() -> Option<&'static Self> {
        BUILT_IN.as_ref()
    }

    fn read(file: &'static [u8]) -> Option<Self> {
        let rest = file.strip_prefix(MAGIC)?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count);
        let size = usize::try_from(count).ok()?;
        let (scales, rest) = rest.split_at_checked(size.checked_mul(4)?)?;
        let (rows, mut texts) = rest.split_at_checked(size.checked_mul(DIMS)?)?;
        let mut numbers = HashMap::with_capacity(size);
        for number in 0..count {
            let (length, rest) = texts.split_first()?;
            let (text, rest) = rest.split_at_checked(usize::from(*length))?;
            numbers.insert(std::str::from_utf8(text).ok()?, number);
            texts = rest;
        }
        let scales = scales.as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it)).collect();
        Some(Self { numbers, scales, rows })
    }

    /// Whether `word`, in lower case and without accents, is a piece by itself.
    pub fn knows(&self, word: &str) -> bool {
        self.numbers.contains_key(word)
    }

    /// What `text` is about; none if it has no words that the table knows.
    pub fn of(&self, text: &str) -> Option<Vector> {
        let mut sum = [0.0; DIMS];
        self.add(text, 1.0, &mut sum);
        Vector::towards(&sum)
    }

    /// What `words` are about, each with its weight.
    pub fn of_words(&self, words: &[(String, f32)]) -> Option<Vector> {
        let mut sum = [0.0; DIMS];
        words.iter().for_each(|(word, weight)| self.add(word, *weight, &mut sum));
        Vector::towards(&sum)
    }

    fn add(&self, text: &str, weight: f32, sum: &mut [f32; DIMS]) {
        for piece in pieces(text, |it| self.numbers.get(it).copied()) {
            let at = piece as usize;
            let (Some(scale), Some(row)) = (self.scales.get(at), self.rows.get(at * DIMS..(at + 1) * DIMS)) else {
                continue;
            };
            let scale = scale * weight;
            sum.iter_mut().zip(row).for_each(|(sum, it)| *sum += f32::from(it.cast_signed()) * scale);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_table_is_none() {
        for file in
            [&b""[..], b"bodega meaning 1\n", b"bodega meaning 1\n\xff\xff\xff\xff", b"bodega meaning 2\n\0\0\0\0"]
        {
            assert!(Meaning::read(file).is_none());
        }
        assert!(Meaning::read(b"bodega meaning 1\n\0\0\0\0").is_some_and(|it| it.of("text").is_none()));
    }

    #[test]
    fn texts_that_speak_of_the_same_are_near() {
        let Some(meaning) = Meaning::built_in() else { return };
        let near = |one, other| meaning.of(one).unwrap().nearness(&meaning.of(other).unwrap());
        assert!((near("family tree", "Family Tree!") - 1.0).abs() < 0.2);
        assert!(near("family tree", "genealogy") > near("family tree", "spreadsheet") + 0.2);
        assert!(near("chess", "board game") > near("chess", "photo editor") + 0.1);
        assert!(meaning.of("").is_none() && meaning.of(" \u{0} ").is_none());
    }
}
