//! Letters of fourteen bars, as on a counter or a lift.

use kurbo::{BezPath, Point};

use super::Glyph;
use super::flat::{block, polygon};

/// The bars that are lit: `a` to `f` run round clockwise from the top, `g` and `k` are the level halves in the middle, `h`, `i`
/// and `j` stand above it from left to right, `l`, `m` and `n` below it; `.` is the point.
const SIGNS: &[(char, &str)] = &[
    ('!', "bc."),
    ('"', "fb"),
    ('\'', "i"),
    ('(', "jn"),
    (')', "hl"),
    ('*', "hijlmngk"),
    ('+', "gkim"),
    (',', "l"),
    ('-', "gk"),
    ('.', "."),
    ('/', "jl"),
    ('0', "abcdefjl"),
    ('1', "bcj"),
    ('2', "abgked"),
    ('3', "abcdk"),
    ('4', "fgkbc"),
    ('5', "afgkcd"),
    ('6', "afgkcde"),
    ('7', "abc"),
    ('8', "abcdefgk"),
    ('9', "abcdfgk"),
    (':', "im"),
    ('<', "jn"),
    ('=', "gkd"),
    ('>', "hl"),
    ('?', "abkm"),
    ('@', "abcdegi"),
    ('A', "abcefgk"),
    ('B', "abcdimk"),
    ('C', "adef"),
    ('D', "abcdim"),
    ('E', "adefg"),
    ('F', "aefg"),
    ('G', "acdefk"),
    ('H', "bcefgk"),
    ('I', "adim"),
    ('J', "bcde"),
    ('K', "efgjn"),
    ('L', "def"),
    ('M', "bcefhj"),
    ('N', "bcefhn"),
    ('O', "abcdef"),
    ('P', "abefgk"),
    ('Q', "abcdefn"),
    ('R', "abefgkn"),
    ('S', "acdfgk"),
    ('T', "aim"),
    ('U', "bcdef"),
    ('V', "efjl"),
    ('W', "bcefln"),
    ('X', "hjln"),
    ('Y', "hjm"),
    ('Z', "adjl"),
    ('[', "adef"),
    ('\\', "hn"),
    (']', "abcd"),
    ('_', "d"),
    ('|', "im"),
];

/// The glyphs of the signs that are wanted, with bars of this thickness; small letters look like capitals.
pub(super) fn glyphs(bar: f64, wanted: &dyn Fn(char) -> bool) -> Vec<Glyph> {
    let signs = SIGNS.iter().flat_map(|(sign, bars)| {
        let small = Some(sign.to_ascii_lowercase()).filter(|small| small != sign);
        std::iter::once(*sign).chain(small).map(move |sign| (sign, *bars))
    });
    let drawn = std::iter::once((' ', "")).chain(signs).filter(|(sign, _)| wanted(*sign)).map(|(sign, bars)| {
        let mut outline = BezPath::new();
        bars.chars().for_each(|name| draw(&mut outline, name, bar));
        Glyph { sign, advance: 560.0, outline }
    });
    drawn.collect()
}

fn draw(out: &mut BezPath, name: char, bar: f64) {
    let (left, right, low, high) = (80.0 + bar / 2.0, 480.0 - bar / 2.0, bar / 2.0, 700.0 - bar / 2.0);
    let (centre, middle) = (280.0, 350.0);
    match name {
        'a' => lie(out, left, right, high, bar),
        'd' => lie(out, left, right, low, bar),
        'g' => lie(out, left, centre, middle, bar),
        'k' => lie(out, centre, right, middle, bar),
        'f' => stand(out, left, middle, high, bar),
        'e' => stand(out, left, low, middle, bar),
        'b' => stand(out, right, middle, high, bar),
        'c' => stand(out, right, low, middle, bar),
        'i' => stand(out, centre, middle, high - bar * 0.7, bar),
        'm' => stand(out, centre, low + bar * 0.7, middle, bar),
        'h' => lean(out, (left, high), (centre, middle), bar),
        'j' => lean(out, (right, high), (centre, middle), bar),
        'l' => lean(out, (left, low), (centre, middle), bar),
        'n' => lean(out, (right, low), (centre, middle), bar),
        _ => block(out, Point::new(right + bar * 1.1, low), bar * 0.55, bar * 0.55),
    }
}

const GAP: f64 = 9.0;

fn lie(out: &mut BezPath, from: f64, to: f64, y: f64, bar: f64) {
    let (x0, x1, h) = (from + GAP, to - GAP, bar / 2.0);
    polygon(
        out,
        &[(x0, y), (x0 + h, y + h), (x1 - h, y + h), (x1, y), (x1 - h, y - h), (x0 + h, y - h)].map(Point::from),
    );
}

fn stand(out: &mut BezPath, x: f64, from: f64, to: f64, bar: f64) {
    let (y0, y1, h) = (from + GAP, to - GAP, bar / 2.0);
    polygon(
        out,
        &[(x, y0), (x - h, y0 + h), (x - h, y1 - h), (x, y1), (x + h, y1 - h), (x + h, y0 + h)].map(Point::from),
    );
}

/// A bar from a corner to the middle.
fn lean(out: &mut BezPath, corner: (f64, f64), middle: (f64, f64), bar: f64) {
    let (sx, sy) = ((middle.0 - corner.0).signum(), (middle.1 - corner.1).signum());
    let (inset, thick) = (bar / 2.0 + GAP, sy * bar * 1.25);
    let (x0, y0) = (corner.0 + sx * inset, corner.1 + sy * inset);
    let (x1, y1) = (middle.0 - sx * inset, middle.1 - sy * inset);
    polygon(out, &[(x0, y0), (x0, y0 + thick), (x1, y1), (x1, y1 - thick)].map(Point::from));
}
