//! Specimens, set in the very letters on sale.

use super::Easel;
use super::pen::{Align, Palette, line, readable, rect, sans, words};
use crate::demo::files::font::{Design, Face, Family, Pen};

pub(super) fn draw(easel: &Easel<'_>, family: &Family) -> String {
    let heavy = family.faces.iter().rev().max_by_key(|face| face.weight).unwrap_or(&family.faces[0]);
    match easel.product.slug {
        "opening-night" => poster(easel, family, heavy, "Bask"),
        "fairground-lights" => poster(easel, family, heavy, "Ride"),
        "platform-fourteen" => poster(easel, family, heavy, "12:45"),
        "boarding-dots" => poster(easel, family, heavy, "Gate 9"),
        "sampler-stitch" => poster(easel, family, heavy, "Home"),
        "quayside-sans" => letter(easel, family, "&"),
        "brickyard-slab" => letter(easel, family, "R"),
        "kiosk-pixel" => letter(easel, family, "g"),
        "alleyway-condensed" | "cargo-hold-stencil" => stack(easel, family, heavy),
        "ledger-mono" => keys(easel, family),
        _ => poster(easel, family, heavy, "Rag"),
    }
}

fn styles(family: &Family) -> String {
    match family.faces.len() {
        1 => "One style".to_owned(),
        n => format!("{n} styles"),
    }
}

/// The name below a rule.
fn foot(family: &Family, colour: &str) -> String {
    // Letters made of dots are no pleasure to read when they are small.
    let face = match family.faces[0].design {
        Design::Stroke(Pen { pearls: None, .. }) | Design::Segment(_) => &family.faces[0],
        _ => sans(),
    };
    rect(44.0, 520.0, 712.0, 4.0, 0.0, colour)
        + &words(face, family.name, (44.0, 562.0), 30.0, 460.0, Align::Left, colour)
        + &words(face, &styles(family), (756.0, 562.0), 30.0, 230.0, Align::Right, colour)
}

/// A few letters as large as they go.
fn poster(easel: &Easel<'_>, family: &Family, heavy: &Face, sample: &str) -> String {
    let writing = easel.palette.writing();
    let colour = if writing == easel.palette.ink { writing } else { easel.palette.a };
    words(heavy, sample, (400.0, 400.0), 430.0, 712.0, Align::Middle, colour) + &foot(family, writing)
}

/// One letter on its guidelines.
fn letter(easel: &Easel<'_>, family: &Family, sample: &str) -> String {
    let Palette { a, b, .. } = easel.palette;
    let light = easel.palette.writing();
    let face = family.faces.iter().find(|face| face.weight >= 700).unwrap_or(&family.faces[0]);
    let mut out = String::new();
    for y in [118.0, 198.0, 468.0, 546.0] {
        out += &line(&format!("M0 {y}H800"), b, 2.0);
    }
    for x in [210.0, 590.0] {
        out += &line(&format!("M{x} 0V600"), b, 2.0);
    }
    out += &words(face, sample, (400.0, 468.0), 500.0, 420.0, Align::Middle, a);
    out + &words(&family.faces[0], family.name, (40.0, 74.0), 36.0, 480.0, Align::Left, light)
        + &words(&family.faces[0], &styles(family), (760.0, 74.0), 36.0, 220.0, Align::Right, light)
}

/// The name in rows that run off the sheet.
fn stack(easel: &Easel<'_>, family: &Family, heavy: &Face) -> String {
    let Palette { a, b, c, .. } = easel.palette;
    let ink = &easel.palette.writing();
    let first = family.name.split(' ').next().unwrap_or(family.name);
    let mut out = String::new();
    for (i, colour) in [ink, b, ink, c, ink].into_iter().enumerate() {
        let face = if i % 2 == 0 { heavy } else { &family.faces[i % family.faces.len()] };
        let size = 158.0;
        let (_, width) = face.line(first, size);
        let scale = (860.0 / width).clamp(0.7, 1.5);
        let y = 128.0 + 116.0 * i as f64 * scale.max(1.0);
        out += &words(
            face,
            first,
            (-18.0 - 26.0 * (i % 3) as f64, y),
            size * scale,
            1400.0,
            Align::Left,
            if *colour == easel.palette.ground { a } else { colour },
        );
    }
    out
}

/// Letters on tiles, two of them lit.
fn keys(easel: &Easel<'_>, family: &Family) -> String {
    let Palette { ink, paper, a, .. } = easel.palette;
    let signs: Vec<char> = "AaGgQq2R8&k?SsJW5!MmeyX@".chars().collect();
    let face = &family.faces[0];
    let mut out = String::new();
    for (i, sign) in signs.iter().enumerate() {
        let (x, y) = (40.0 + 121.0 * (i % 6) as f64, 38.0 + 132.0 * (i / 6) as f64);
        let tile = if [8, 15].contains(&i) { a } else { ink };
        out += &rect(x, y, 114.0, 124.0, 12.0, tile);
        out += &words(
            face,
            &sign.to_string(),
            (x + 57.0, y + 90.0),
            84.0,
            92.0,
            Align::Middle,
            readable(tile, ink, paper),
        );
    }
    out
}
