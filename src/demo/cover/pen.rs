//! What the covers are drawn with: flat shapes, and words as outlines.

use crate::demo::files::font::{Face, families};

/// Colours that go together: a ground, the darkest, the lightest, and three loud ones.
pub(super) struct Palette {
    pub(super) ground: &'static str,
    pub(super) ink: &'static str,
    pub(super) paper: &'static str,
    pub(super) a: &'static str,
    pub(super) b: &'static str,
    pub(super) c: &'static str,
}

const fn set(
    ground: &'static str,
    ink: &'static str,
    paper: &'static str,
    a: &'static str,
    b: &'static str,
    c: &'static str,
) -> Palette {
    Palette { ground, ink, paper, a, b, c }
}

/// All of them, neighbours far apart.
pub(super) const PALETTES: [Palette; 14] = [
    set("#f26b43", "#20160f", "#fff1e0", "#ffd166", "#8f2f14", "#fbb08c"),
    set("#12291f", "#0b1a14", "#f2f7e8", "#d6f56a", "#2f8f5b", "#9fd8bd"),
    set("#f3ead6", "#2a3a86", "#fffdf6", "#e8643c", "#d9cba9", "#6f86d6"),
    set("#5b3df0", "#241b4b", "#ffffff", "#ff9f7a", "#7cc6ff", "#b89cff"),
    set("#f8c3a6", "#27313b", "#fbf3e4", "#e8503a", "#2f6b4a", "#f3b62f"),
    set("#a9dcd6", "#143f4c", "#fdfaf3", "#ffb35c", "#2b8c9b", "#e4572e"),
    set("#e3b23c", "#22201c", "#fffdf7", "#d94a3d", "#2f4a3a", "#fbe3a0"),
    set("#0d2a4d", "#081a33", "#f4efe2", "#ffd25e", "#1f66b5", "#c94f3d"),
    set("#ffd1dc", "#2a1620", "#ffffff", "#ff5c8d", "#ffb84d", "#50c9a8"),
    set("#7a9a78", "#25382a", "#fffaf0", "#f4e3bf", "#d58a45", "#4a2a12"),
    set("#4170d0", "#132452", "#ffffff", "#f7c04a", "#8fb2ff", "#f2683c"),
    set("#a75140", "#1f1b1a", "#f5efe6", "#f3bf4b", "#e8896f", "#5c2a22"),
    set("#c8b8f0", "#211041", "#ffffff", "#7d2fb5", "#f97f7a", "#ffe08a"),
    set("#bfe3df", "#0d3f3c", "#ffffff", "#f4a259", "#0f8a6d", "#e4572e"),
];

impl Palette {
    /// What can be read on the ground.
    pub(super) fn writing(&self) -> &'static str {
        readable(self.ground, self.ink, self.paper)
    }
}

/// The dark or the light colour, whichever stands out from `ground` (six hexadecimal digits).
pub(super) fn readable(ground: &str, dark: &'static str, light: &'static str) -> &'static str {
    let part = |at: usize| ground.get(at..at + 2).and_then(|pair| u32::from_str_radix(pair, 16).ok()).unwrap_or(255);
    if part(1) * 299 + part(3) * 587 + part(5) * 114 > 128_000 { dark } else { light }
}

pub(super) fn rect(x: f64, y: f64, w: f64, h: f64, r: f64, fill: &str) -> String {
    format!(r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" rx="{r:.1}" fill="{fill}"/>"#)
}
pub(super) fn circle(x: f64, y: f64, r: f64, fill: &str) -> String {
    format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="{r:.1}" fill="{fill}"/>"#)
}
pub(super) fn shape(d: &str, fill: &str) -> String {
    format!(r#"<path d="{d}" fill="{fill}"/>"#)
}
pub(super) fn line(d: &str, colour: &str, width: f64) -> String {
    format!(
        r#"<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1}" stroke-linecap="round" stroke-linejoin="round"/>"#
    )
}
pub(super) fn ring(x: f64, y: f64, r: f64, colour: &str, width: f64) -> String {
    format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="{r:.1}" fill="none" stroke="{colour}" stroke-width="{width:.1}"/>"#)
}
pub(super) fn polygon(points: &[(f64, f64)], fill: &str) -> String {
    let d: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    shape(&format!("M{}Z", d.join("L")), fill)
}
/// What is inside, moved, turned around its own origin, and scaled.
pub(super) fn placed(x: f64, y: f64, turn: f64, scale: f64, inside: &str) -> String {
    format!(r#"<g transform="translate({x:.1} {y:.1}) rotate({turn:.1}) scale({scale:.3})">{inside}</g>"#)
}
/// A soft shadow of a box, in one flat tone.
pub(super) fn shadow(x: f64, y: f64, w: f64, h: f64, r: f64) -> String {
    format!(
        r##"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" rx="{r:.1}" fill="#000" fill-opacity=".14"/>"##
    )
}

/// The three hands that label things.
pub(super) fn sans() -> &'static Face {
    &families::QUAYSIDE.faces[2]
}
pub(super) fn slab() -> &'static Face {
    &families::BRICKYARD.faces[2]
}
pub(super) fn mono() -> &'static Face {
    &families::LEDGER.faces[2]
}

/// Where `x` lies in a line of words.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// A line of words as outlines, made smaller until it fits the room.
pub(super) fn words(face: &Face, text: &str, at: (f64, f64), size: f64, room: f64, align: Align, fill: &str) -> String {
    let (_, natural) = face.line(text, size);
    let size = if natural > room { size * room / natural } else { size };
    let (d, width) = face.line(text, size);
    let left = match align {
        Align::Left => at.0,
        Align::Middle => at.0 - width / 2.0,
        Align::Right => at.0 - width,
    };
    placed(left, at.1, 0.0, 1.0, &shape(&d, fill))
}

/// Breaks a title into lines of at most `room`, as few as possible.
pub(super) fn lines(face: &Face, text: &str, size: f64, room: f64) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match all.last_mut() {
            Some(row) if face.line(&format!("{row} {word}"), size).1 <= room => {
                row.push(' ');
                row.push_str(word);
            }
            _ => all.push(word.to_owned()),
        }
    }
    all
}
