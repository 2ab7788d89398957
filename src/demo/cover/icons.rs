//! Icons, shown as they are.

use super::Easel;
use super::pen::{Palette, circle, placed, rect};
use crate::demo::files::icons::{IconSet, Look};

pub(super) fn draw(easel: &Easel<'_>, set: IconSet) -> String {
    let bodies = set.bodies();
    match (set.look, easel.turn % 3) {
        (Look::Badge(_), _) => rows(easel, &bodies, 6, 4, 92.0, |_, _| String::new()),
        (_, 0) => tiles(easel, &bodies),
        (Look::Solid | Look::Duo(..), _) => crate_of(easel, &bodies),
        _ => scattered(easel, &bodies),
    }
}

/// Icons without a colour of their own get this one.
fn inked(body: &str, colour: &str) -> String {
    body.replace("currentColor", colour)
}

/// Evenly set, each on whatever `under` draws around its middle.
fn rows(
    easel: &Easel<'_>,
    bodies: &[String],
    columns: usize,
    lines: usize,
    size: f64,
    under: impl Fn(f64, f64) -> String,
) -> String {
    let (dx, dy) = (800.0 / (columns as f64 + 0.4), 600.0 / (lines as f64 + 0.4));
    let mut out = String::new();
    // A step that shares no factor with common sizes visits every icon before it repeats one.
    for i in 0..columns * lines {
        let body = &bodies[i * 7 % bodies.len()];
        let (x, y) = (dx * ((i % columns) as f64 + 0.7), dy * ((i / columns) as f64 + 0.7));
        out += &under(x, y);
        out += &placed(x - size / 2.0, y - size / 2.0, 0.0, size / 24.0, &inked(body, easel.palette.ink));
    }
    out
}

/// On light tiles.
fn tiles(easel: &Easel<'_>, bodies: &[String]) -> String {
    rows(easel, bodies, 6, 4, 58.0, |x, y| rect(x - 52.0, y - 52.0, 104.0, 104.0, 30.0, easel.palette.paper))
}

/// On discs of two tones.
fn crate_of(easel: &Easel<'_>, bodies: &[String]) -> String {
    let Palette { paper, .. } = easel.palette;
    rows(easel, bodies, 5, 4, 76.0, |x, y| circle(x, y, 62.0, paper))
}

/// Large, slanted, over the edges.
fn scattered(easel: &Easel<'_>, bodies: &[String]) -> String {
    let (a, writing) = (easel.palette.a, easel.palette.writing());
    let mut inside = String::new();
    for i in 0..40 {
        let (column, row) = (i % 8, i / 8);
        let body = &bodies[i * 11 % bodies.len()];
        let colour = if i % 9 == 4 { a } else { writing };
        let shift = if row % 2 == 0 { 0.0 } else { 66.0 };
        inside += &placed(column as f64 * 132.0 + shift, row as f64 * 132.0, 0.0, 3.6, &inked(body, colour));
    }
    placed(-110.0, 30.0, -8.0, 1.0, &inside)
}
