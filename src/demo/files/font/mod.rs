//! Fonts: TrueType files with glyphs drawn by code.

mod build;
pub mod families;
mod flat;
mod outline;
mod pixel;
mod segment;
mod skeleton;
mod stroke;

use kurbo::{Affine, BezPath};

use super::pack::licence;
use super::{DemoFile, Goods};
use crate::base::Result;

pub use build::truetype;
pub use pixel::Dot;
pub use stroke::Pen;

/// The height of capitals in thousandths of the size.
const CAPITALS: f64 = 700.0;

/// A family: what one buys.
#[derive(Debug)]
pub struct Family {
    /// Its name in the menus of programs.
    pub name: &'static str,
    /// Its styles, the regular one first.
    pub faces: &'static [Face],
}

/// One style of a family, one file.
#[derive(Debug)]
pub struct Face {
    /// Its name within the family, such as "Bold".
    pub style: &'static str,
    /// From 100, thin, to 900, black.
    pub weight: u16,
    /// How far it leans to the right: 0.2 is an oblique.
    pub slant: f64,
    /// How its letters are made.
    pub design: Design,
}

/// How letters are made.
#[derive(Debug, Clone, Copy)]
pub enum Design {
    /// By a pen that follows the skeleton.
    Stroke(Pen),
    /// Of squares in a grid.
    Pixel(Dot),
    /// Of fourteen bars of this thickness.
    Segment(f64),
}

/// One letter with its outline, y upwards, in thousandths of the size.
struct Glyph {
    sign: char,
    advance: f64,
    outline: BezPath,
}

impl Face {
    /// The glyphs of the signs that are wanted, in the order of the signs.
    fn glyphs(&self, wanted: impl Fn(char) -> bool) -> Vec<Glyph> {
        let mut glyphs = match &self.design {
            Design::Stroke(pen) => pen.glyphs(&wanted),
            Design::Pixel(dot) => pixel::glyphs(*dot, &wanted),
            Design::Segment(bar) => segment::glyphs(*bar, &wanted),
        };
        if self.slant != 0.0 {
            let lean = Affine::new([1.0, 0.0, self.slant, 1.0, -self.slant * 200.0, 0.0]);
            for glyph in &mut glyphs {
                glyph.outline.apply_affine(lean);
            }
        }
        glyphs.sort_by_key(|glyph| glyph.sign);
        glyphs
    }

    /// How many letters and signs it draws.
    pub fn count(&self) -> usize {
        self.glyphs(|_| true).len()
    }

    /// A line of text as the data of an SVG path that starts at the origin of a baseline, and its width.
    pub fn line(&self, words: &str, size: f64) -> (String, f64) {
        let (glyphs, scale) = (self.glyphs(|sign| words.contains(sign)), size / 1000.0);
        let (mut d, mut x) = (BezPath::new(), 0.0);
        for c in words.chars() {
            if let Ok(found) = glyphs.binary_search_by_key(&c, |glyph| glyph.sign) {
                let place = Affine::new([scale, 0.0, 0.0, -scale, x, 0.0]);
                d.extend(place * glyphs[found].outline.clone());
                x += glyphs[found].advance * scale;
            }
        }
        // Large letters need no fractions of a pixel.
        (outline::rounded(&d, if size > 90.0 { 0.5 } else { 0.1 }).to_svg(), x)
    }
}

/// Every face as a file, and the licence.
pub(super) fn files(goods: &Goods<'_>, family: &Family) -> Result<Vec<DemoFile>> {
    let one = |face: &Face| {
        let bytes = truetype(family, face, goods.maker, goods.version)?;
        Ok(DemoFile::new(format!("{}.ttf", build::file_stem(family, face)), "font/ttf", bytes))
    };
    let mut files = family.faces.iter().map(one).collect::<Result<Vec<_>>>()?;
    files.push(DemoFile::new("LICENCE.txt", "text/plain", licence(goods).into_bytes()));
    Ok(files)
}
