//! The motifs: each fills 800 by 600 with flat shapes.

use std::f64::consts::{PI, TAU};

use super::chance::Chance;
use super::palette::Palette;

/// One motif, drawn.
pub(super) fn any(chance: &mut Chance, palette: &Palette) -> String {
    let motif = chance.pick(&MOTIFS);
    let ground = rect(0.0, 0.0, 800.0, 600.0, palette.ground);
    ground + &motif(chance, palette)
}

type Motif = fn(&mut Chance, &Palette) -> String;

const MOTIFS: [Motif; 14] =
    [tiles, rings, hills, halftone, stairs, cubes, petals, rays, discs, weave, arches, peaks, pieces, contours];

fn rect(x: f64, y: f64, w: f64, h: f64, fill: &str) -> String {
    format!(r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" fill="{fill}"/>"#)
}
fn circle(x: f64, y: f64, r: f64, fill: &str) -> String {
    format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="{r:.1}" fill="{fill}"/>"#)
}
fn shape(d: &str, fill: &str) -> String {
    format!(r#"<path d="{d}" fill="{fill}"/>"#)
}
fn line(d: &str, colour: &str, width: f64) -> String {
    format!(
        r#"<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1}" stroke-linecap="round" stroke-linejoin="round"/>"#
    )
}
fn polygon(points: &[(f64, f64)], fill: &str) -> String {
    let d: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    shape(&format!("M{}Z", d.join("L")), fill)
}
/// The four colours of shapes on the ground, in a chosen order.
fn colours<'a>(chance: &mut Chance, p: &'a Palette) -> [&'a str; 4] {
    let mut all = [p.accent, p.second, p.paper, p.deep];
    for i in (1..4).rev() {
        all.swap(i, chance.below(i as u64 + 1) as usize);
    }
    all
}

/// Quarter circles, half circles, discs and squares in a grid.
fn tiles(chance: &mut Chance, p: &Palette) -> String {
    let side: f64 = *chance.pick(&[100.0, 200.0, 133.4]);
    let all = colours(chance, p);
    let mut out = String::new();
    for row in 0..(600.0 / side).ceil() as u32 {
        for column in 0..(800.0 / side).ceil() as u32 {
            let (x, y) = (f64::from(column) * side, f64::from(row) * side);
            let (back, front) = (*chance.pick(&all), *chance.pick(&all));
            let (r, half, x1, y1) = (side, side / 2.0, x + side, y + side);
            out += &match chance.below(3) {
                0 => String::new(),
                _ => rect(x, y, side + 0.5, side + 0.5, back),
            };
            out += &match chance.below(7) {
                0 => shape(&format!("M{x} {y}H{x1}A{r} {r} 0 0 1 {x} {y1}Z"), front),
                1 => shape(&format!("M{x1} {y}V{y1}A{r} {r} 0 0 1 {x} {y}Z"), front),
                2 => shape(&format!("M{x1} {y1}H{x}A{r} {r} 0 0 1 {x1} {y}Z"), front),
                3 => shape(&format!("M{x} {y1}A{half} {half} 0 0 1 {x1} {y1}Z"), front),
                4 => circle(x + half, y + half, half * 0.62, front),
                5 => shape(&format!("M{x} {y}H{x1}L{x} {y1}Z"), front),
                _ => shape(&format!("M{x} {y}A{half} {half} 0 0 0 {x1} {y}Z"), front),
            };
        }
    }
    out
}

/// Rings around a point off the middle.
fn rings(chance: &mut Chance, p: &Palette) -> String {
    let (x, y) = (chance.between(40.0, 760.0), chance.between(60.0, 560.0));
    let step = chance.between(34.0, 62.0);
    let pair = *chance.pick(&[(p.deep, p.ground), (p.second, p.ground), (p.deep, p.second)]);
    let mut out = String::new();
    for i in (1..=(980.0 / step) as u32).rev() {
        out += &circle(x, y, f64::from(i) * step, if i % 2 == 0 { pair.0 } else { pair.1 });
    }
    out += &circle(x, y, step * 0.62, p.accent);
    out + &circle(800.0 - x, 600.0 - y, chance.between(26.0, 54.0), p.paper)
}

/// A sun over hills.
fn hills(chance: &mut Chance, p: &Palette) -> String {
    let mut out =
        circle(chance.between(140.0, 660.0), chance.between(110.0, 230.0), chance.between(54.0, 96.0), p.accent);
    for (i, colour) in [p.second, p.deep, p.ink].iter().enumerate() {
        let (base, swing) = (290.0 + 96.0 * i as f64, chance.between(26.0, 66.0));
        let (turn, phase) = (chance.between(130.0, 260.0), chance.between(0.0, TAU));
        let mut d = String::from("M0 600");
        for step in 0..=40 {
            let x = f64::from(step) * 20.0;
            d += &format!(
                "L{x:.0} {:.1}",
                base + swing * (x / turn + phase).sin() + swing * 0.4 * (x / turn * 2.3).cos()
            );
        }
        out += &shape(&(d + "L800 600Z"), colour);
    }
    out
}

/// Dots that swell along a slope.
fn halftone(chance: &mut Chance, p: &Palette) -> String {
    let step = chance.between(40.0, 56.0);
    let (dx, dy) = *chance.pick::<(f64, f64)>(&[(1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 1.0)]);
    let (dot, other) =
        *chance.pick(&[(p.deep, p.accent), (p.accent, p.paper), (p.paper, p.accent), (p.second, p.paper)]);
    let mut d = (String::new(), String::new());
    for row in 0..=(600.0 / step) as u32 {
        for column in 0..=(800.0 / step) as u32 {
            let (x, y) = (f64::from(column) * step + step / 2.0, f64::from(row) * step + step / 2.0);
            let slope = ((x / 800.0 - 0.5) * dx + (y / 600.0 - 0.5) * dy + 1.0) / 2.0;
            let r = step * (0.06 + 0.44 * slope.clamp(0.0, 1.0));
            let dot = format!(
                "M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0Z",
                x - r,
                2.0 * r,
                -2.0 * r
            );
            if (row + column) % 5 == 0 { d.1 += &dot } else { d.0 += &dot }
        }
    }
    shape(&d.0, dot) + &shape(&d.1, other)
}

/// Steps down into a corner, a disc above them.
fn stairs(chance: &mut Chance, p: &Palette) -> String {
    let steps = 5 + chance.below(4);
    let tones = [p.second, p.ground, p.deep, p.ground];
    let mut out = String::new();
    for i in 0..steps {
        let t = i as f64 / steps as f64;
        out += &rect(800.0 * t * 0.9, 130.0 + 470.0 * t, 800.0, 600.0, tones[i as usize % 4]);
        out += &rect(800.0 * t * 0.9, 130.0 + 470.0 * t, 800.0, 7.0, p.ink);
    }
    let out = out + &circle(chance.between(520.0, 680.0), 190.0, 112.0, p.ink) + &circle(0.0, 0.0, 90.0, p.accent);
    out + &circle(600.0, 190.0, 44.0, p.accent)
}

/// Cubes in the isometric manner.
fn cubes(chance: &mut Chance, p: &Palette) -> String {
    let s: f64 = *chance.pick(&[56.0, 72.0, 92.0]);
    let (w, h) = (s * 3f64.sqrt(), s * 1.5);
    let tops = [p.accent, p.paper, p.second];
    let mut out = String::new();
    for row in 0..=(660.0 / h) as i32 + 1 {
        for column in -1..=(800.0 / w) as i32 + 1 {
            if chance.below(5) == 0 {
                continue;
            }
            let x = f64::from(column) * w + if row % 2 == 0 { 0.0 } else { w / 2.0 };
            let y = f64::from(row) * h - s * 0.3;
            out += &polygon(
                &[(x, y - s), (x + w / 2.0, y - s / 2.0), (x, y), (x - w / 2.0, y - s / 2.0)],
                chance.pick::<&str>(&tops),
            );
            out += &polygon(&[(x - w / 2.0, y - s / 2.0), (x, y), (x, y + s), (x - w / 2.0, y + s / 2.0)], p.deep);
            out += &polygon(&[(x + w / 2.0, y - s / 2.0), (x, y), (x, y + s), (x + w / 2.0, y + s / 2.0)], p.ink);
        }
    }
    out
}

/// Flowers.
fn petals(chance: &mut Chance, p: &Palette) -> String {
    let mut out = String::new();
    for (cx, cy) in [(150.0, 150.0), (620.0, 130.0), (390.0, 330.0), (120.0, 480.0), (690.0, 470.0)] {
        let (x, y) = (cx + chance.between(-40.0, 40.0), cy + chance.between(-40.0, 40.0));
        let (r, n, turn) = (chance.between(90.0, 165.0), 6 + chance.below(6), chance.between(0.0, 60.0));
        let [petal, heart, ..] = colours(chance, p);
        for i in 0..n {
            let angle = turn + 360.0 * i as f64 / n as f64;
            out += &format!(
                r#"<ellipse cx="{x:.1}" cy="{y:.1}" rx="{:.1}" ry="{:.1}" transform="rotate({angle:.1} {x:.1} {y:.1}) translate({:.1} 0)" fill="{petal}"/>"#,
                r * 0.44,
                r * 1.3 / n as f64 + 6.0,
                r * 0.58
            );
        }
        out += &circle(x, y, r * 0.3, heart);
    }
    out
}

/// A sun with rays to the edges.
fn rays(chance: &mut Chance, p: &Palette) -> String {
    let (x, y) = (*chance.pick(&[0.0, 200.0, 400.0, 800.0]), *chance.pick(&[300.0, 600.0, 600.0]));
    let n = 14 + chance.below(14);
    let mut out = String::new();
    for i in 0..n {
        let (a, b) = (TAU * i as f64 / n as f64, TAU * (i as f64 + 0.5) / n as f64);
        let end = |angle: f64| (x + 1100.0 * angle.cos(), y + 1100.0 * angle.sin());
        out += &polygon(&[(x, y), end(a), end(b)], if i % 3 == 0 { p.accent } else { p.second });
    }
    let r = chance.between(120.0, 190.0);
    out + &circle(x, y, r * 1.45, p.ground) + &circle(x, y, r, p.deep)
}

/// Large discs that overlap.
fn discs(chance: &mut Chance, p: &Palette) -> String {
    let mut out = String::new();
    for (i, colour) in colours(chance, p).iter().cycle().take(7).enumerate() {
        let (x, y) = (chance.between(40.0, 760.0), chance.between(40.0, 560.0));
        let r = chance.between(60.0, 210.0);
        out += &format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="{r:.1}" fill="{colour}" fill-opacity="0.88"/>"#);
        if i % 2 == 0 {
            out += &format!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="none" stroke="{}" stroke-width="6"/>"#,
                r + 24.0,
                p.paper
            );
        }
    }
    out
}

/// Bands over and under each other.
fn weave(chance: &mut Chance, p: &Palette) -> String {
    let n = 5 + chance.below(4) as u32;
    let (step, band) = (800.0 / f64::from(n), 800.0 / f64::from(n) * 0.62);
    let [across, down, ..] = colours(chance, p);
    let mut out = String::new();
    for row in 0..n {
        out += &rect(0.0, f64::from(row) * step + step * 0.19, 800.0, band, across);
    }
    for column in 0..n {
        let x = f64::from(column) * step + step * 0.19;
        for row in 0..n {
            let y = f64::from(row) * step - step * 0.5;
            if (row + column) % 2 == 0 {
                out += &rect(x, y, band, step * 1.38, down);
                out += &rect(x, y, band, 6.0, p.ink);
                out += &rect(x, y + step * 1.38 - 6.0, band, 6.0, p.ink);
            }
        }
    }
    out
}

/// Rainbows without their rain.
fn arches(chance: &mut Chance, p: &Palette) -> String {
    let (n, all) = (2 + chance.below(3), colours(chance, p));
    let w = 800.0 / n as f64;
    let mut out = String::new();
    for row in 0..(600.0 / (w * 0.6)).ceil() as u64 + 1 {
        for column in 0..=n {
            let x = column as f64 * w + if row % 2 == 0 { w / 2.0 } else { 0.0 };
            let y = (row + 1) as f64 * w * 0.5;
            for ring in 0..4 {
                let r = w * (0.5 - 0.12 * f64::from(ring));
                let colour = all[(ring as usize + row as usize + column as usize) % 4];
                out += &shape(&format!("M{:.1} {y:.1}A{r:.1} {r:.1} 0 0 1 {:.1} {y:.1}Z", x - r, x + r), colour);
            }
        }
    }
    out
}

/// Peaks with a lit and a dark side.
fn peaks(chance: &mut Chance, p: &Palette) -> String {
    let mut out =
        circle(chance.between(120.0, 680.0), chance.between(120.0, 200.0), chance.between(46.0, 90.0), p.accent);
    for row in 0..3 {
        let base = 600.0;
        let mut x = chance.between(-120.0, 0.0);
        while x < 820.0 {
            let w = chance.between(190.0, 330.0) - 30.0 * f64::from(row);
            let top = 210.0 + 110.0 * f64::from(row) + chance.between(-40.0, 60.0);
            let foot = chance.between(-20.0, 24.0);
            let (lit, dark) = if row == 1 { (p.paper, p.deep) } else { (p.second, p.ink) };
            out += &polygon(&[(x, base), (x + w / 2.0, top), (x + w / 2.0 + foot, base)], lit);
            out += &polygon(&[(x + w, base), (x + w / 2.0, top), (x + w / 2.0 + foot, base)], dark);
            x += w * 0.8;
        }
    }
    out
}

/// Cut paper, strewn.
fn pieces(chance: &mut Chance, p: &Palette) -> String {
    let all = colours(chance, p);
    let mut out = String::new();
    for row in 0..5 {
        for column in 0..6 {
            let x = f64::from(column) * 140.0 + chance.between(20.0, 90.0);
            let y = f64::from(row) * 130.0 + chance.between(10.0, 80.0);
            let (s, turn, colour) = (chance.between(30.0, 58.0), chance.between(0.0, 360.0), *chance.pick(&all));
            let piece = match chance.below(5) {
                0 => circle(0.0, 0.0, s * 0.8, colour),
                1 => polygon(&[(-s, s * 0.8), (0.0, -s), (s, s * 0.8)], colour),
                2 => line(&format!("M{:.1} 0q{:.1} {:.1} {s:.1} 0t{s:.1} 0", -s, s / 2.0, -s), colour, 14.0),
                3 => rect(-s, -s * 0.22, s * 2.0, s * 0.44, colour),
                _ => shape(&format!("M{:.1} 0A{s:.1} {s:.1} 0 0 1 {s:.1} 0Z", -s), colour),
            };
            out += &format!(r#"<g transform="translate({x:.1} {y:.1}) rotate({turn:.0})">{piece}</g>"#);
        }
    }
    out
}

/// Islands with their height lines.
fn contours(chance: &mut Chance, p: &Palette) -> String {
    let mut out = String::new();
    for (cx, cy, size) in [(230.0, 220.0, 250.0), (640.0, 430.0, 220.0), (650.0, 90.0, 130.0)] {
        let (a, b, turn) = (chance.between(0.06, 0.16), chance.between(0.04, 0.1), chance.between(0.0, TAU));
        for (i, share) in [1.12, 1.0, 0.8, 0.62, 0.44, 0.24].iter().enumerate() {
            let mut d = String::new();
            for step in 0..48 {
                let angle = PI * f64::from(step) / 24.0;
                let r = size * share * (1.0 + a * (3.0 * angle + turn).sin() + b * (5.0 * angle - turn).cos());
                d += &format!(
                    "{}{:.1} {:.1}",
                    if step == 0 { "M" } else { "L" },
                    cx + r * angle.cos() * 1.15,
                    cy + r * angle.sin() * 0.85
                );
            }
            d += "Z";
            out += &match i {
                0 => shape(&d, p.second),
                1 => shape(&d, p.paper),
                5 => shape(&d, p.accent),
                _ => line(&d, p.deep, 4.0),
            };
        }
    }
    out
}
