//! Books, standing.

use super::Easel;
use super::pen::{Align, Palette, circle, lines, placed, polygon, rect, sans, shadow, slab, words};
use crate::demo::files::font::families;
use crate::demo::files::icons::{IconSet, Look, Theme};

pub(super) fn draw(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let (cover, writing) = [(paper, ink), (ink, paper), (a, ink), (paper, ink)][easel.turn % 4];
    let (x, y, w, h) = (232.0, 62.0, 336.0, 470.0);
    let mut out = shadow(x + 26.0, y + 24.0, w + 6.0, h + 4.0, 6.0);
    out += &rect(x + 10.0, y + 10.0, w + 10.0, h + 4.0, 5.0, "#f6f0e2");
    out += &rect(x, y, w, h, 6.0, cover);
    out += &rect(x, y, 20.0, h, 6.0, if easel.turn.is_multiple_of(2) { b } else { c });
    let face = if easel.turn.is_multiple_of(2) { slab() } else { sans() };
    let mut base = y + 74.0;
    for row in lines(face, easel.product.title, 46.0, 276.0) {
        out += &words(face, &row, (x + 44.0, base), 46.0, 276.0, Align::Left, writing);
        base += 52.0;
    }
    let middle = (base + y + h - 76.0) / 2.0;
    out += &emblem(easel, x + 178.0, middle, (y + h - 76.0 - base + 46.0).clamp(120.0, 230.0), cover);
    let maker = easel.product.seller().map_or("", |seller| seller.name);
    out + &words(sans(), maker, (x + 44.0, y + h - 30.0), 20.0, 270.0, Align::Left, writing)
}

/// A drawing from the icon sets, large, over a loud shape.
fn emblem(easel: &Easel<'_>, x: f64, y: f64, size: f64, cover: &str) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let name = match easel.product.slug {
        "the-ten-plant-balcony" => "pot",
        "bread-on-a-weeknight" => "bread",
        "small-shop-clear-books" => "receipt",
        "stories-from-the-night-bus" => "bus",
        "recording-in-a-cupboard" => "microphone",
        "backups-for-humans" => "archive",
        "the-salt-road" => "mountain",
        "the-bicycle-on-sunday" => "bicycle",
        "mending-a-pocket-manual" => return button(x, y, size, b, ink),
        "type-for-people-who-dont-draw-type" => {
            return words(
                &families::OPENING_NIGHT.faces[0],
                "g",
                (x, y + size * 0.28),
                size * 1.25,
                300.0,
                Align::Middle,
                b,
            );
        }
        _ => return speech(x, y, size, b, if cover == *paper { paper } else { ink }),
    };
    let dark = cover == *ink;
    let under = if dark { b } else { c };
    let (line, tint): (&'static str, &'static str) =
        if dark { (ink, paper) } else { (ink, if *a == cover { paper } else { a }) };
    let order: &'static [Theme] = if name == "pot" {
        &[Theme::Garden]
    } else {
        &[Theme::Kitchen, Theme::Office, Theme::Travel, Theme::Studio, Theme::Weather]
    };
    let body = IconSet { themes: order, look: Look::Duo(line, tint) }.body(name).unwrap_or_default();
    let scale = size / 24.0 * 0.74;
    circle(x, y, size * 0.52, under) + &placed(x - 12.0 * scale, y - 12.0 * scale, 0.0, scale, &body)
}

/// A shirt button with its thread.
fn button(x: f64, y: f64, size: f64, colour: &str, ink: &str) -> String {
    let r = size * 0.46;
    let mut out = circle(x, y, r, colour) + &super::pen::ring(x, y, r * 0.78, ink, 5.0);
    for (dx, dy) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
        out += &circle(x + dx * r * 0.26, y + dy * r * 0.26, r * 0.1, ink);
    }
    let d = r * 0.26;
    out += &super::pen::line(
        &format!(
            "M{:.1} {:.1}L{:.1} {:.1}M{:.1} {:.1}L{:.1} {:.1}",
            x - d,
            y - d,
            x + d,
            y + d,
            x + d,
            y - d,
            x - d,
            y + d
        ),
        "#fff",
        7.0,
    );
    out
}

/// A balloon with two lines of speech.
fn speech(x: f64, y: f64, size: f64, colour: &str, words: &str) -> String {
    let (w, h) = (size * 0.62, size * 0.4);
    rect(x - w, y - h, w * 2.0, h * 1.7, 26.0, colour)
        + &polygon(&[(x - w * 0.5, y + h * 0.6), (x - w * 0.1, y + h * 0.6), (x - w * 0.55, y + h * 1.2)], colour)
        + &rect(x - w * 0.7, y - h * 0.55, w * 1.4, 16.0, 8.0, words)
        + &rect(x - w * 0.7, y - h * 0.05, w * 0.8, 16.0, 8.0, words)
}
