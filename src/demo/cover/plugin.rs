//! Plug-ins: what they do, at work.

use super::Easel;
use super::pen::{Align, Palette, circle, line, mono, placed, polygon, rect, ring, sans, shadow, shape, words};

pub(super) fn draw(easel: &mut Easel<'_>) -> String {
    match easel.product.slug {
        "word-meter" => meter(easel),
        "tab-broom" => tabs(easel),
        "quiet-page" => quiet(easel),
        "csv-peek" => cells(easel),
        "loose-ends" => tasks(easel),
        "seamless-tile" => tile(easel),
        "scatter-stones" => stones(easel),
        "dot-grid" => dots(easel),
        "side-notes" => margin(easel),
        "book-glossary" => open_book(easel),
        "trim-silence" => wave(easel),
        _ => code(easel),
    }
}

fn page(x: f64, y: f64, w: f64, h: f64) -> String {
    shadow(x + 10.0, y + 14.0, w, h, 16.0) + &rect(x, y, w, h, 16.0, "#fffdf8")
}

fn text(x: f64, y: f64, widths: &[f64], colour: &str) -> String {
    widths.iter().enumerate().map(|(i, w)| rect(x, y + 30.0 * i as f64, *w, 12.0, 6.0, colour)).collect()
}

const GREY: &str = "#d5d2c8";

fn meter(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, .. } = easel.palette;
    let mut out = page(90.0, 90.0, 620.0, 460.0)
        + &text(140.0, 150.0, &[520.0, 480.0, 500.0, 300.0], GREY)
        + &rect(136.0, 174.0, 400.0, 84.0, 8.0, a)
        + &text(144.0, 180.0, &[380.0, 384.0], ink);
    out += &text(140.0, 330.0, &[490.0, 520.0, 430.0, 500.0, 260.0], GREY);
    out += &(shadow(408.0, 292.0, 270.0, 190.0, 22.0)
        + &rect(400.0, 280.0, 270.0, 190.0, 22.0, ink)
        + &words(mono(), "1,284", (535.0, 390.0), 92.0, 220.0, Align::Middle, "#fff"));
    out + &words(sans(), "words, 6 minutes", (535.0, 436.0), 26.0, 220.0, Align::Middle, a)
        + &polygon(&[(440.0, 284.0), (490.0, 284.0), (450.0, 246.0)], ink)
        + &circle(700.0, 90.0, 34.0, b)
}

fn tabs(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let mut out = String::new();
    for (i, colour) in [c, b, a, c, b, a].iter().enumerate() {
        let (x, turn) = (70.0 + 92.0 * i as f64, [-7.0, 4.0, -3.0, 6.0, -5.0, 2.0][i]);
        let tab = shape("M0 0H150L190 -50H-10ZM-30 0V260H220V0Z", colour)
            + &circle(30.0, 40.0, 14.0, paper)
            + &rect(58.0, 32.0, 120.0, 16.0, 8.0, paper);
        out += &placed(x, 150.0 + 14.0 * (i % 2) as f64, turn, 0.9, &tab);
    }
    out += &placed(
        560.0,
        330.0,
        32.0,
        1.0,
        &(rect(-14.0, -330.0, 28.0, 330.0, 14.0, ink)
            + &shape("M-60 0H60L92 170Q0 204 -92 170Z", paper)
            + &rect(-64.0, -8.0, 128.0, 34.0, 10.0, ink)),
    );
    out + &line("M420 560q-30 10 -70 8M400 520q-40 14 -90 6M430 480q-30 6 -60 0", ink, 9.0)
}

fn quiet(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, .. } = easel.palette;
    let ghost = |x: f64, y: f64, w: f64, h: f64| {
        format!(
            r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="14" fill="none" stroke="{b}" stroke-width="6" stroke-dasharray="18 16"/>"#
        )
    };
    page(150.0, 60.0, 500.0, 560.0)
        + &rect(200.0, 120.0, 300.0, 34.0, 8.0, ink)
        + &text(200.0, 190.0, &[400.0, 372.0, 390.0, 410.0, 350.0, 396.0, 240.0], GREY)
        + &rect(200.0, 430.0, 400.0, 130.0, 14.0, a)
        + &ghost(60.0, 30.0, 680.0, 60.0)
        + &ghost(560.0, 330.0, 200.0, 200.0)
        + &ghost(40.0, 500.0, 300.0, 80.0)
        + &circle(600.0, 170.0, 66.0, c)
        + &line("M572 170l20 22l38 -42", "#fff", 16.0)
}

fn cells(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, .. } = easel.palette;
    let mut out = page(70.0, 90.0, 660.0, 430.0)
        + &rect(70.0, 90.0, 660.0, 70.0, 16.0, ink)
        + &rect(70.0, 130.0, 660.0, 30.0, 0.0, ink);
    out += &rect(70.0, 304.0, 660.0, 72.0, 0.0, a);
    for row in 0..5 {
        for column in 0..4 {
            let wide = 60.0 + f64::from((row * 7 + column * 5) % 6) * 10.0;
            out += &rect(
                106.0 + 160.0 * f64::from(column),
                188.0 + 72.0 * f64::from(row),
                wide,
                16.0,
                8.0,
                if row == 2 { ink } else { GREY },
            );
        }
    }
    for column in 0..4 {
        out += &rect(106.0 + 160.0 * f64::from(column), 118.0, 80.0, 16.0, 8.0, "#fff");
    }
    out + &polygon(&[(356.0, 132.0), (384.0, 132.0), (370.0, 114.0)], c)
        + &circle(610.0, 420.0, 104.0, b)
        + &circle(610.0, 420.0, 80.0, "#fff")
        + &rect(560.0, 408.0, 100.0, 22.0, 11.0, ink)
        + &placed(684.0, 494.0, 45.0, 1.0, &rect(0.0, -20.0, 130.0, 40.0, 20.0, b))
}

fn tasks(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, .. } = easel.palette;
    let mut out = page(230.0, 50.0, 430.0, 560.0) + &rect(280.0, 100.0, 220.0, 34.0, 8.0, ink);
    for (i, colour) in [a, b, c, a, b].iter().enumerate() {
        let y = 176.0 + 80.0 * i as f64;
        out += &line(
            &format!("M-10 {:.0}C100 {:.0} 140 {y} 270 {y}", 60.0 + 130.0 * i as f64, 60.0 + 130.0 * i as f64),
            colour,
            9.0,
        );
        out += &format!(
            r#"<rect x="280" y="{:.0}" width="40" height="40" rx="10" fill="none" stroke="{ink}" stroke-width="6"/>"#,
            y - 20.0
        );
        out += &rect(344.0, y - 8.0, 250.0 - f64::from(i as u32 * 47 % 110), 16.0, 8.0, GREY);
    }
    out + &line("M288 176l12 14l26 -32", a, 10.0)
}

/// One tile, nine times.
fn tile(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let one = rect(0.0, 0.0, 200.0, 200.0, 0.0, b)
        + &shape("M0 60Q50 20 100 60T200 60V110Q150 70 100 110T0 110Z", a)
        + &circle(50.0, 150.0, 22.0, c)
        + &circle(150.0, 20.0, 15.0, paper)
        + &shape("M120 160q30 -40 60 0q-30 30 -60 0Z", paper);
    let mut out = String::new();
    for row in 0..3 {
        for column in 0..4 {
            out += &placed(f64::from(column) * 200.0, f64::from(row) * 200.0, 0.0, 1.0, &one);
        }
    }
    out + &format!(r#"<rect x="300" y="200" width="200" height="200" fill="none" stroke="{ink}" stroke-width="10"/>"#)
        + &[(300, 200), (500, 200), (300, 400), (500, 400)]
            .map(|(x, y)| rect(f64::from(x) - 15.0, f64::from(y) - 15.0, 30.0, 30.0, 6.0, "#fff"))
            .concat()
}

/// Stones on a plate, from above and aside.
fn stones(easel: &mut Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let mut out = polygon(&[(400.0, 130.0), (760.0, 320.0), (400.0, 510.0), (40.0, 320.0)], b);
    out += &(polygon(&[(40.0, 320.0), (400.0, 510.0), (400.0, 560.0), (40.0, 370.0)], ink)
        + &polygon(&[(760.0, 320.0), (400.0, 510.0), (400.0, 560.0), (760.0, 370.0)], c));
    let mut spots: Vec<(f64, f64, f64)> = (0..54)
        .map(|_| {
            let (u, v) = (easel.chance.between(-0.94, 0.94), easel.chance.between(-0.94, 0.94));
            (400.0 + (u - v) * 178.0, 320.0 + (u + v) * 94.0, easel.chance.between(12.0, 38.0))
        })
        .collect();
    spots.sort_by(|one, other| one.1.total_cmp(&other.1));
    for (i, (x, y, r)) in spots.iter().enumerate() {
        let top = if i % 4 == 0 { a } else { paper };
        out += &format!(
            r##"<ellipse cx="{:.1}" cy="{:.1}" rx="{:.1}" ry="{:.1}" fill="#000" fill-opacity=".18"/>"##,
            x + 6.0,
            y + 3.0,
            r * 1.15,
            r * 0.5
        );
        out += &polygon(
            &[
                (x - r, *y),
                (x - r * 0.6, y - r * 0.9),
                (x + r * 0.3, y - r * 1.15),
                (x + r, y - r * 0.3),
                (x + r * 0.6, y + r * 0.3),
                (x - r * 0.5, y + r * 0.35),
            ],
            top,
        );
        out += &format!(
            r#"<g fill-opacity=".3">{}</g>"#,
            polygon(
                &[
                    (x + r * 0.3, y - r * 1.15),
                    (x + r, y - r * 0.3),
                    (x + r * 0.6, y + r * 0.3),
                    (x + r * 0.1, y - r * 0.2)
                ],
                ink
            )
        );
    }
    out
}

fn dots(easel: &Easel<'_>) -> String {
    let Palette { ink, paper, a, b, .. } = easel.palette;
    let mut out = rect(110.0, -20.0, 580.0, 700.0, 10.0, paper);
    for row in 0..14 {
        for column in 0..12 {
            let shift = if row % 2 == 0 { 0.0 } else { 24.0 };
            out += &circle(136.0 + 48.0 * f64::from(column) + shift * 0.98, 32.0 + 42.0 * f64::from(row), 5.0, b);
        }
    }
    out + &line("M184 368L232 284L328 284L376 200L472 200L520 284L616 284", a, 12.0)
        + &[(184.0, 368.0), (376.0, 200.0), (616.0, 284.0)].map(|(x, y)| circle(x, y, 18.0, ink)).concat()
        + &placed(
            520.0,
            440.0,
            38.0,
            1.0,
            &(rect(0.0, -20.0, 250.0, 40.0, 4.0, a)
                + &polygon(&[(0.0, -20.0), (-52.0, 0.0), (0.0, 20.0)], "#f6e3c0")
                + &polygon(&[(-34.0, -7.0), (-52.0, 0.0), (-34.0, 7.0)], ink)
                + &rect(250.0, -20.0, 40.0, 40.0, 6.0, ink)),
        )
}

fn margin(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, .. } = easel.palette;
    let mut out = page(80.0, 60.0, 640.0, 560.0)
        + &rect(130.0, 116.0, 260.0, 34.0, 8.0, ink)
        + &text(130.0, 190.0, &[330.0, 310.0, 336.0, 300.0, 326.0, 338.0, 290.0, 330.0, 316.0, 200.0], GREY);
    for (i, (y, colour)) in [(196.0, a), (316.0, b), (436.0, c)].iter().enumerate() {
        out += &(line(&format!("M{} {y}H512", 470.0), colour, 5.0) + &circle(462.0, *y, 13.0, colour));
        out += &(rect(516.0, y - 30.0, 164.0, 92.0, 12.0, colour)
            + &text(534.0, y - 10.0, &[128.0 - 14.0 * i as f64, 96.0], "#fff"));
    }
    out
}

fn open_book(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, .. } = easel.palette;
    let half = |flip: f64| {
        let inside = shape("M0 0Q160 -54 310 -20V340Q160 300 0 350Z", "#fffdf8")
            + &text(46.0, 40.0, &[200.0, 220.0, 180.0, 214.0, 196.0, 210.0, 140.0], GREY);
        format!(r#"<g transform="translate(400 150) scale({flip} 1)">{inside}</g>"#)
    };
    shape("M400 520Q240 470 70 510V130H730V510Q560 470 400 520Z", ink)
        + &half(1.0)
        + &half(-1.0)
        + &rect(446.0, 214.0, 150.0, 26.0, 8.0, a)
        + &rect(470.0, 58.0, 270.0, 118.0, 20.0, b)
        + &polygon(&[(510.0, 174.0), (560.0, 174.0), (520.0, 212.0)], b)
        + &words(sans(), "ledger", (500.0, 108.0), 36.0, 210.0, Align::Left, "#fff")
        + &rect(500.0, 130.0, 200.0, 12.0, 6.0, "#fff")
}

/// A take, its silence cut off.
fn wave(easel: &mut Easel<'_>) -> String {
    let Palette { ink, paper, a, b, c, .. } = easel.palette;
    let mut out = rect(60.0, 130.0, 680.0, 340.0, 24.0, ink) + &rect(220.0, 130.0, 360.0, 340.0, 0.0, b);
    for i in 0..66 {
        let x = 76.0 + 10.0 * f64::from(i);
        let loud = (232.0..568.0).contains(&x);
        let tall =
            if loud { 20.0 + 120.0 * ((f64::from(i) * 0.9).sin().abs() * easel.chance.between(0.4, 1.0)) } else { 4.0 };
        out += &line(&format!("M{x:.0} {:.0}V{:.0}", 300.0 - tall, 300.0 + tall), if loud { paper } else { c }, 5.0);
    }
    for x in [220.0, 580.0] {
        out += &(rect(x - 5.0, 100.0, 10.0, 400.0, 5.0, a) + &circle(x, 100.0, 22.0, a) + &circle(x, 500.0, 22.0, a));
    }
    out
}

fn code(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, .. } = easel.palette;
    let mut out = shadow(100.0, 96.0, 620.0, 420.0, 22.0)
        + &rect(90.0, 80.0, 620.0, 420.0, 22.0, ink)
        + &[(a, 0), (b, 1), (c, 2)].map(|(colour, i)| circle(126.0 + 30.0 * f64::from(i), 114.0, 9.0, colour)).concat();
    let white = &"#fff";
    let rows: [&[(&str, f64)]; 5] = [
        &[(a, 90.0), (white, 160.0)],
        &[(b, 60.0), (white, 220.0)],
        &[(white, 140.0), (c, 90.0)],
        &[(b, 120.0), (a, 60.0)],
        &[(white, 70.0)],
    ];
    for (i, row) in rows.iter().enumerate() {
        let mut x = 130.0 + 36.0 * [0.0, 1.0, 1.0, 2.0, 0.0][i];
        for (colour, wide) in *row {
            out += &rect(x, 170.0 + 54.0 * i as f64, *wide, 18.0, 9.0, colour);
            x += wide + 18.0;
        }
    }
    out + &circle(590.0, 420.0, 130.0, a)
        + &ring(590.0, 420.0, 96.0, ink, 12.0)
        + &line("M590 356V420L636 450", ink, 16.0)
}
