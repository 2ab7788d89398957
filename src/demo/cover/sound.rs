//! Sound packs: the thing that makes the sound.

use std::f64::consts::TAU;

use super::Easel;
use super::pen::{Align, Palette, circle, line, placed, polygon, rect, ring, sans, shape, words};
use crate::demo::files::sound::Kit;

pub(super) fn draw(easel: &mut Easel<'_>, kit: Kit) -> String {
    match kit {
        Kit::CornerDrums => drum(easel),
        Kit::SlowLoops => cassette(easel),
        Kit::FastLoops => record(easel),
        Kit::Basses => speaker(easel),
        Kit::Bells => tines(easel),
        Kit::Strings => strings(easel),
        Kit::Signals => signals(easel),
        Kit::Arcade => cabinet(easel),
        Kit::Weather => rain(easel),
        Kit::Dust => reels(easel),
        Kit::Chords => keys(easel),
        Kit::Clicks => metronome(easel),
    }
}

fn around(x: f64, y: f64, r: f64, turn: f64) -> (f64, f64) {
    (x + r * turn.cos(), y + r * turn.sin())
}

/// A snare from above.
fn drum(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let mut out = circle(416.0, 318.0, 232.0, ink);
    for i in 0..10 {
        let turn = TAU * f64::from(i) / 10.0 + 0.2;
        let (x, y) = around(400.0, 300.0, 236.0, turn);
        out += &placed(x, y, turn.to_degrees(), 1.0, &rect(-22.0, -13.0, 44.0, 26.0, 6.0, ink));
    }
    out += &(circle(400.0, 300.0, 230.0, a) + &circle(400.0, 300.0, 206.0, paper));
    for i in 0..8 {
        let (t0, t1) = (TAU * f64::from(i) / 8.0, TAU * (f64::from(i) + 0.5) / 8.0);
        out += &format!(
            r#"<g fill-opacity=".16">{}</g>"#,
            polygon(&[(400.0, 300.0), around(400.0, 300.0, 150.0, t0), around(400.0, 300.0, 150.0, t1)], b)
        );
    }
    out + &placed(250.0, 500.0, -42.0, 1.0, &(rect(0.0, 0.0, 470.0, 20.0, 10.0, b) + &circle(474.0, 10.0, 20.0, b)))
        + &placed(
            560.0,
            560.0,
            -118.0,
            1.0,
            &(rect(0.0, 0.0, 440.0, 20.0, 10.0, ink) + &circle(444.0, 10.0, 20.0, ink)),
        )
}

/// A cassette among leaves.
fn cassette(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let mut out = circle(640.0, 150.0, 96.0, a);
    for (x, lean, tall) in [(90.0, -14.0, 400.0), (170.0, 10.0, 300.0), (640.0, -8.0, 340.0), (720.0, 14.0, 430.0)] {
        let mut stem = line(&format!("M0 0V-{tall}"), b, 10.0);
        for i in 1..6 {
            let y = -tall * f64::from(i) / 6.0;
            stem += &shape(
                &format!("M0 {y}q46 -50 84 -34q-22 46 -84 34ZM0 {:.0}q-46 -50 -84 -34q22 46 84 34Z", y + 24.0),
                b,
            );
        }
        out += &placed(x, 600.0, lean, 1.0, &stem);
    }
    out += &(rect(150.0, 150.0, 500.0, 316.0, 28.0, ink) + &rect(178.0, 178.0, 444.0, 196.0, 14.0, paper));
    out += &(rect(178.0, 178.0, 444.0, 52.0, 14.0, a) + &rect(178.0, 212.0, 444.0, 18.0, 0.0, a));
    out += &words(sans(), easel.product.title, (200.0, 215.0), 28.0, 360.0, Align::Left, ink);
    out += &(rect(240.0, 252.0, 320.0, 98.0, 49.0, ink));
    for x in [300.0, 500.0] {
        out += &circle(x, 301.0, 40.0, paper);
        for i in 0..6 {
            let (tx, ty) = around(x, 301.0, 27.0, TAU * f64::from(i) / 6.0);
            out += &circle(tx, ty, 7.0, ink);
        }
        out += &circle(x, 301.0, 12.0, c);
    }
    out + &rect(362.0, 276.0, 76.0, 50.0, 8.0, c)
        + &polygon(&[(236.0, 466.0), (266.0, 400.0), (534.0, 400.0), (564.0, 466.0)], paper)
        + &circle(300.0, 440.0, 11.0, ink)
        + &circle(500.0, 440.0, 11.0, ink)
}

/// A record on its player.
fn record(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, c, .. } = easel.palette;
    let mut out = circle(330.0, 300.0, 252.0, ink);
    for i in 0..7 {
        out +=
            &format!(r#"<g stroke-opacity=".22">{}</g>"#, ring(330.0, 300.0, 116.0 + 19.0 * f64::from(i), paper, 2.0));
    }
    out +=
        &(circle(330.0, 300.0, 96.0, a) + &words(sans(), "STAIRWELL", (330.0, 278.0), 24.0, 150.0, Align::Middle, ink));
    out +=
        &(words(sans(), "side B", (330.0, 342.0), 20.0, 120.0, Align::Middle, ink) + &circle(330.0, 300.0, 9.0, ink));
    out + &line("M676 120V330L560 442", paper, 18.0)
        + &circle(676.0, 112.0, 44.0, c)
        + &circle(676.0, 112.0, 20.0, paper)
        + &placed(560.0, 442.0, 46.0, 1.0, &rect(-22.0, -16.0, 44.0, 76.0, 10.0, c))
}

/// A cone that moves the air.
fn speaker(easel: &Easel<'_>) -> String {
    let Palette { ground, ink, paper, a, b, .. } = easel.palette;
    let mut out = String::new();
    for i in (1..9).rev() {
        out += &circle(400.0, 330.0, 60.0 * f64::from(i) + 60.0, if i % 2 == 0 { b } else { ground });
    }
    out += &(rect(240.0, 70.0, 320.0, 560.0, 26.0, ink)
        + &circle(400.0, 170.0, 62.0, paper)
        + &circle(400.0, 170.0, 30.0, ink));
    out + &circle(400.0, 400.0, 138.0, paper)
        + &circle(400.0, 400.0, 112.0, ink)
        + &circle(400.0, 400.0, 92.0, a)
        + &circle(400.0, 400.0, 36.0, ink)
}

/// Metal tongues on a board.
fn tines(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let mut out = rect(120.0, 60.0, 560.0, 480.0, 60.0, b)
        + &circle(400.0, 430.0, 62.0, ink)
        + &rect(150.0, 150.0, 500.0, 24.0, 12.0, ink);
    for i in 0..9 {
        let long = 330.0 - 34.0 * (f64::from(i) - 4.0).abs();
        let x = 180.0 + 50.0 * f64::from(i);
        out += &rect(x + 4.0, 84.0, 34.0, long, 17.0, ink);
        out += &rect(x, 80.0, 34.0, long, 17.0, if i % 3 == 1 { a } else { paper });
    }
    out + &rect(150.0, 146.0, 500.0, 16.0, 8.0, ink)
}

/// Six strings over the hole.
fn strings(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let mut inside = circle(0.0, 0.0, 260.0, b)
        + &circle(0.0, 0.0, 236.0, a)
        + &circle(0.0, 0.0, 216.0, b)
        + &circle(0.0, 0.0, 196.0, ink);
    for i in 0..6 {
        let x = -105.0 + 42.0 * f64::from(i);
        let bow = if i == 2 { 26.0 } else { 0.0 };
        inside += &line(
            &format!("M{x} -600Q{:.0} 0 {x} 600", x + bow * 2.0),
            if i == 2 { c } else { paper },
            9.0 - f64::from(i),
        );
    }
    placed(400.0, 300.0, 64.0, 1.0, &inside)
}

/// Rings that spread from a dot.
fn signals(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let mut out = String::new();
    for (x, y, colour, n) in [(170.0, 180.0, a, 4), (560.0, 150.0, b, 3), (300.0, 450.0, c, 3), (650.0, 440.0, a, 4)] {
        for i in (1..=n).rev() {
            out += &ring(x, y, 34.0 * f64::from(i) + 12.0, colour, 14.0);
        }
        out += &circle(x, y, 20.0, ink);
    }
    out + &rect(332.0, 232.0, 136.0, 136.0, 34.0, paper) + &line("M400 268V300M400 328V332", ink, 16.0)
}

/// Someone from a cabinet, on a grid of eleven by eight.
fn cabinet(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let rows = [
        "..#.....#..",
        "...#...#...",
        "..#######..",
        ".##.###.##.",
        "###########",
        "#.#######.#",
        "#.#.....#.#",
        "...##.##...",
    ];
    let mut out = rect(0.0, 0.0, 800.0, 600.0, 0.0, ink);
    for i in 0..46 {
        out += &rect(
            f64::from(i * 173 % 790),
            f64::from(i * 271 % 590),
            6.0,
            6.0,
            0.0,
            if i % 4 == 0 { b } else { paper },
        );
    }
    for (y, row) in rows.iter().enumerate() {
        for (x, _) in row.chars().enumerate().filter(|(_, sign)| *sign == '#') {
            out += &rect(180.0 + 40.0 * x as f64, 96.0 + 40.0 * y as f64, 40.5, 40.5, 0.0, a);
        }
    }
    out + &rect(360.0, 520.0, 80.0, 24.0, 0.0, paper)
        + &rect(388.0, 496.0, 24.0, 24.0, 0.0, paper)
        + &rect(394.0, 440.0, 12.0, 30.0, 0.0, b)
}

/// A window in the rain.
fn rain(easel: &mut Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let mut out = rect(0.0, 430.0, 800.0, 170.0, 0.0, ink);
    for _ in 0..70 {
        let (x, y) = (easel.chance.between(0.0, 820.0), easel.chance.between(-20.0, 420.0));
        out += &line(&format!("M{x:.0} {y:.0}l-12 40"), b, 6.0);
    }
    out += &(polygon(&[(250.0, 470.0), (250.0, 250.0), (400.0, 140.0), (550.0, 250.0), (550.0, 470.0)], paper)
        + &rect(334.0, 270.0, 132.0, 120.0, 10.0, ink));
    out += &(rect(346.0, 282.0, 51.0, 45.0, 4.0, a)
        + &rect(403.0, 282.0, 51.0, 45.0, 4.0, a)
        + &rect(346.0, 333.0, 51.0, 45.0, 4.0, a)
        + &rect(403.0, 333.0, 51.0, 45.0, 4.0, a));
    out += &line("M226 262L400 132L574 262", ink, 22.0);
    out + &line("M120 520q40 -22 80 0t80 0M420 540q40 -22 80 0t80 0M560 500q40 -22 80 0t80 0", b, 10.0)
}

/// Two reels and the tape between them.
fn reels(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let mut out = line("M230 446C300 520 500 520 570 446", b, 10.0);
    for (x, full) in [(236.0, 150.0), (564.0, 104.0)] {
        out += &(circle(x, 270.0, 186.0, ink) + &circle(x, 270.0, full, b) + &circle(x, 270.0, 62.0, paper));
        for i in 0..3 {
            let turn = TAU * f64::from(i) / 3.0 - 0.5;
            let (hx, hy) = around(x, 270.0, 124.0, turn);
            out += &circle(hx, hy, 36.0, a);
        }
        out += &circle(x, 270.0, 18.0, ink);
    }
    out + &rect(340.0, 476.0, 120.0, 60.0, 10.0, ink) + &rect(356.0, 490.0, 88.0, 12.0, 6.0, a)
}

/// A keyboard on the swell.
fn keys(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let rise = |i: f64| 190.0 + 56.0 * (i / 1.7).sin();
    let mut out = circle(132.0, 110.0, 56.0, a);
    for i in 0..11 {
        let i = f64::from(i);
        out += &rect(i * 73.0 + 2.0, rise(i), 69.0, 520.0, 12.0, paper);
    }
    for i in [0, 1, 3, 4, 5, 7, 8] {
        let i = f64::from(i);
        out += &rect(i * 73.0 + 50.0, rise(i + 0.5) - 8.0, 44.0, 236.0, 10.0, ink);
    }
    out + &shape("M0 500Q66 456 132 500T264 500T396 500T528 500T660 500T792 500L840 600H0Z", b)
        + &shape("M0 544Q66 508 132 544T264 544T396 544T528 544T660 544T792 544L840 600H0Z", c)
}

/// A metronome in the middle of a beat.
fn metronome(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let mut out = String::new();
    for i in 0..5 {
        let turn = -50.0 + 25.0 * f64::from(i);
        out += &format!(
            r#"<g stroke-opacity=".35">{}</g>"#,
            placed(400.0, 480.0, turn, 1.0, &line("M0 0V-420", paper, 10.0))
        );
    }
    out += &polygon(&[(330.0, 110.0), (470.0, 110.0), (560.0, 540.0), (240.0, 540.0)], ink);
    out += &(polygon(&[(352.0, 146.0), (448.0, 146.0), (496.0, 420.0), (304.0, 420.0)], paper)
        + &rect(220.0, 520.0, 360.0, 36.0, 10.0, ink));
    for i in 0..8 {
        out += &rect(386.0, 166.0 + 30.0 * f64::from(i), if i % 2 == 0 { 28.0 } else { 16.0 }, 5.0, 2.0, b);
    }
    out + &placed(
        400.0,
        480.0,
        25.0,
        1.0,
        &(line("M0 0V-420", a, 12.0)
            + &polygon(&[(-34.0, -300.0), (34.0, -300.0), (24.0, -230.0), (-24.0, -230.0)], a)),
    ) + &circle(400.0, 480.0, 20.0, a)
}
