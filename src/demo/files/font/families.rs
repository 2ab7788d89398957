//! The families on sale.

use super::{Design, Dot, Face, Family, Pen};

const fn face(style: &'static str, weight: u16, slant: f64, design: Design) -> Face {
    Face { style, weight, slant, design }
}

const ROUND: Pen = Pen { round: true, ..Pen::PLAIN };
const FLAT: Pen = Pen { width: 0.96, x_height: 515.0, square: 0.62, ..Pen::PLAIN };
const POSTER: Pen = Pen { stem: 96.0, width: 0.62, x_height: 540.0, square: 0.7, side: 40.0, ..Pen::PLAIN };
const SLAB: Pen = Pen { stem: 84.0, level: 0.82, slab: true, square: 0.6, side: 76.0, ..Pen::PLAIN };
const SHOWY: Pen = Pen { stem: 132.0, level: 0.2, slab: true, x_height: 490.0, side: 74.0, ..Pen::PLAIN };
const MONO: Pen = Pen { stem: 74.0, square: 0.68, x_height: 530.0, fixed: Some(600.0), side: 50.0, ..Pen::PLAIN };
const CRATE: Pen = Pen { stem: 118.0, level: 1.0, stencil: true, square: 0.6, side: 46.0, ..Pen::PLAIN };
const PEARLS: Pen = Pen { stem: 46.0, level: 1.0, pearls: Some(62.0), side: 70.0, ..Pen::PLAIN };

/// A soft round sans in four weights.
pub static PAVEMENT: Family = Family {
    name: "Pavement Round",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(ROUND)),
        face("Light", 300, 0.0, Design::Stroke(Pen { stem: 44.0, ..ROUND })),
        face("Bold", 700, 0.0, Design::Stroke(Pen { stem: 124.0, width: 1.04, side: 48.0, ..ROUND })),
        face("Black", 900, 0.0, Design::Stroke(Pen { stem: 164.0, width: 1.08, x_height: 530.0, side: 40.0, ..ROUND })),
    ],
};

/// A plain sans with slightly boxy bowls.
pub static QUAYSIDE: Family = Family {
    name: "Quayside Sans",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(FLAT)),
        face("Italic", 400, 0.19, Design::Stroke(FLAT)),
        face("Bold", 700, 0.0, Design::Stroke(Pen { stem: 132.0, width: 1.02, side: 50.0, ..FLAT })),
        face("Bold Italic", 700, 0.19, Design::Stroke(Pen { stem: 132.0, width: 1.02, side: 50.0, ..FLAT })),
    ],
};

/// Tall and narrow, for posters.
pub static ALLEYWAY: Family = Family {
    name: "Alleyway Condensed",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(POSTER)),
        face("Bold", 700, 0.0, Design::Stroke(Pen { stem: 136.0, side: 34.0, ..POSTER })),
    ],
};

/// A workshop slab.
pub static BRICKYARD: Family = Family {
    name: "Brickyard Slab",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(SLAB)),
        face("Light", 300, 0.0, Design::Stroke(Pen { stem: 48.0, ..SLAB })),
        face("Bold", 700, 0.0, Design::Stroke(Pen { stem: 128.0, width: 1.1, ..SLAB })),
    ],
};

/// Thick stems, hair lines.
pub static OPENING_NIGHT: Family = Family {
    name: "Opening Night",
    faces: &[face("Regular", 400, 0.0, Design::Stroke(SHOWY)), face("Italic", 400, 0.21, Design::Stroke(SHOWY))],
};

/// One width for everything.
pub static LEDGER: Family = Family {
    name: "Ledger Mono",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(MONO)),
        face("Italic", 400, 0.17, Design::Stroke(MONO)),
        face("Bold", 700, 0.0, Design::Stroke(Pen { stem: 112.0, side: 36.0, ..MONO })),
    ],
};

/// Letters for crates.
pub static CARGO_HOLD: Family = Family {
    name: "Cargo Hold Stencil",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(CRATE)),
        face("Round", 400, 0.0, Design::Stroke(Pen { round: true, stem: 104.0, ..CRATE })),
    ],
};

/// Bulbs on a wire.
pub static FAIRGROUND: Family = Family {
    name: "Fairground Lights",
    faces: &[
        face("Regular", 400, 0.0, Design::Stroke(PEARLS)),
        face("Bold", 700, 0.0, Design::Stroke(Pen { stem: 62.0, pearls: Some(66.0), ..PEARLS })),
    ],
};

/// Bars on a counter.
pub static PLATFORM_FOURTEEN: Family = Family {
    name: "Platform Fourteen",
    faces: &[
        face("Regular", 400, 0.0, Design::Segment(58.0)),
        face("Italic", 400, 0.16, Design::Segment(58.0)),
        face("Bold", 700, 0.0, Design::Segment(86.0)),
    ],
};

/// Square pixels.
pub static KIOSK: Family = Family {
    name: "Kiosk Pixel",
    faces: &[face("Regular", 400, 0.0, Design::Pixel(Dot::Square)), face("Tile", 400, 0.0, Design::Pixel(Dot::Tile))],
};

/// Round and pointed pixels.
pub static BOARDING: Family = Family {
    name: "Boarding Dots",
    faces: &[face("Regular", 400, 0.0, Design::Pixel(Dot::Disc)), face("Italic", 400, 0.2, Design::Pixel(Dot::Disc))],
};

/// Cross-stitch.
pub static SAMPLER: Family =
    Family { name: "Sampler Stitch", faces: &[face("Regular", 400, 0.0, Design::Pixel(Dot::Diamond))] };
