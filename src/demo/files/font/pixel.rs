//! Letters of squares: five columns, seven rows, two more below for tails.

use kurbo::{BezPath, Circle, Point, Shape};

use super::Glyph;
use super::flat::{block, polygon};

/// What a lit square looks like.
#[derive(Debug, Clone, Copy)]
pub enum Dot {
    /// The whole square, joined with its neighbours.
    Square,
    /// A smaller square, as on a mosaic wall.
    Tile,
    /// A disc, as on a departure board.
    Disc,
    /// A square on its tip, as in cross-stitch.
    Diamond,
}

/// The rows from the top, the leftmost column in the highest of five bits. `y` moves tails down by two rows.
const SIGNS: &[(char, [u8; 7])] = &[
    ('!', [4, 4, 4, 4, 4, 0, 4]),
    ('"', [10, 10, 10, 0, 0, 0, 0]),
    ('#', [10, 10, 31, 10, 31, 10, 10]),
    ('$', [4, 15, 20, 14, 5, 30, 4]),
    ('%', [24, 25, 2, 4, 8, 19, 3]),
    ('&', [12, 18, 20, 8, 21, 18, 13]),
    ('\'', [4, 4, 4, 0, 0, 0, 0]),
    ('(', [2, 4, 8, 8, 8, 4, 2]),
    (')', [8, 4, 2, 2, 2, 4, 8]),
    ('*', [0, 4, 21, 14, 21, 4, 0]),
    ('+', [0, 4, 4, 31, 4, 4, 0]),
    (',', [0, 0, 0, 0, 4, 4, 8]),
    ('-', [0, 0, 0, 31, 0, 0, 0]),
    ('.', [0, 0, 0, 0, 0, 0, 4]),
    ('/', [1, 1, 2, 4, 8, 16, 16]),
    ('0', [14, 17, 19, 21, 25, 17, 14]),
    ('1', [4, 12, 4, 4, 4, 4, 14]),
    ('2', [14, 17, 1, 6, 8, 16, 31]),
    ('3', [30, 1, 1, 14, 1, 1, 30]),
    ('4', [2, 6, 10, 18, 31, 2, 2]),
    ('5', [31, 16, 30, 1, 1, 17, 14]),
    ('6', [6, 8, 16, 30, 17, 17, 14]),
    ('7', [31, 1, 2, 4, 4, 8, 8]),
    ('8', [14, 17, 17, 14, 17, 17, 14]),
    ('9', [14, 17, 17, 15, 1, 2, 12]),
    (':', [0, 0, 4, 0, 0, 4, 0]),
    (';', [0, 0, 4, 0, 4, 4, 8]),
    ('<', [1, 2, 4, 8, 4, 2, 1]),
    ('=', [0, 0, 31, 0, 31, 0, 0]),
    ('>', [16, 8, 4, 2, 4, 8, 16]),
    ('?', [14, 17, 1, 2, 4, 0, 4]),
    ('@', [14, 17, 23, 21, 23, 16, 14]),
    ('A', [14, 17, 17, 31, 17, 17, 17]),
    ('B', [30, 17, 17, 30, 17, 17, 30]),
    ('C', [14, 17, 16, 16, 16, 17, 14]),
    ('D', [30, 17, 17, 17, 17, 17, 30]),
    ('E', [31, 16, 16, 30, 16, 16, 31]),
    ('F', [31, 16, 16, 30, 16, 16, 16]),
    ('G', [14, 17, 16, 23, 17, 17, 14]),
    ('H', [17, 17, 17, 31, 17, 17, 17]),
    ('I', [14, 4, 4, 4, 4, 4, 14]),
    ('J', [7, 2, 2, 2, 2, 18, 12]),
    ('K', [17, 18, 20, 24, 20, 18, 17]),
    ('L', [16, 16, 16, 16, 16, 16, 31]),
    ('M', [17, 27, 21, 21, 17, 17, 17]),
    ('N', [17, 25, 21, 19, 17, 17, 17]),
    ('O', [14, 17, 17, 17, 17, 17, 14]),
    ('P', [30, 17, 17, 30, 16, 16, 16]),
    ('Q', [14, 17, 17, 17, 21, 18, 13]),
    ('R', [30, 17, 17, 30, 20, 18, 17]),
    ('S', [15, 16, 16, 14, 1, 1, 30]),
    ('T', [31, 4, 4, 4, 4, 4, 4]),
    ('U', [17, 17, 17, 17, 17, 17, 14]),
    ('V', [17, 17, 17, 17, 17, 10, 4]),
    ('W', [17, 17, 17, 21, 21, 27, 17]),
    ('X', [17, 17, 10, 4, 10, 17, 17]),
    ('Y', [17, 17, 10, 4, 4, 4, 4]),
    ('Z', [31, 1, 2, 4, 8, 16, 31]),
    ('[', [14, 8, 8, 8, 8, 8, 14]),
    ('\\', [16, 16, 8, 4, 2, 1, 1]),
    (']', [14, 2, 2, 2, 2, 2, 14]),
    ('^', [4, 10, 17, 0, 0, 0, 0]),
    ('_', [0, 0, 0, 0, 0, 0, 31]),
    ('`', [8, 4, 0, 0, 0, 0, 0]),
    ('a', [0, 0, 14, 1, 15, 17, 15]),
    ('b', [16, 16, 30, 17, 17, 17, 30]),
    ('c', [0, 0, 14, 17, 16, 17, 14]),
    ('d', [1, 1, 15, 17, 17, 17, 15]),
    ('e', [0, 0, 14, 17, 31, 16, 14]),
    ('f', [6, 8, 28, 8, 8, 8, 8]),
    ('g', [15, 17, 17, 17, 15, 1, 14]),
    ('h', [16, 16, 30, 17, 17, 17, 17]),
    ('i', [4, 0, 12, 4, 4, 4, 14]),
    ('j', [2, 0, 6, 2, 2, 2, 12]),
    ('k', [16, 16, 18, 20, 24, 20, 18]),
    ('l', [12, 4, 4, 4, 4, 4, 14]),
    ('m', [0, 0, 26, 21, 21, 21, 21]),
    ('n', [0, 0, 30, 17, 17, 17, 17]),
    ('o', [0, 0, 14, 17, 17, 17, 14]),
    ('p', [30, 17, 17, 17, 30, 16, 16]),
    ('q', [15, 17, 17, 17, 15, 1, 1]),
    ('r', [0, 0, 22, 25, 16, 16, 16]),
    ('s', [0, 0, 15, 16, 14, 1, 30]),
    ('t', [8, 8, 28, 8, 8, 9, 6]),
    ('u', [0, 0, 17, 17, 17, 17, 15]),
    ('v', [0, 0, 17, 17, 17, 10, 4]),
    ('w', [0, 0, 17, 21, 21, 21, 10]),
    ('x', [0, 0, 17, 10, 4, 10, 17]),
    ('y', [17, 17, 17, 17, 15, 1, 14]),
    ('z', [0, 0, 31, 2, 4, 8, 31]),
    ('{', [3, 4, 4, 8, 4, 4, 3]),
    ('|', [4, 4, 4, 4, 4, 4, 4]),
    ('}', [24, 4, 4, 2, 4, 4, 24]),
    ('~', [0, 0, 8, 21, 2, 0, 0]),
    ('–', [0, 0, 0, 31, 0, 0, 0]),
    ('’', [4, 4, 8, 0, 0, 0, 0]),
    ('•', [0, 0, 14, 14, 14, 0, 0]),
    ('…', [0, 0, 0, 0, 0, 0, 21]),
    ('×', [0, 0, 10, 4, 10, 0, 0]),
];

const SIDE: f64 = 100.0;

/// The glyphs of the signs that are wanted, in squares of this look.
pub(super) fn glyphs(dot: Dot, wanted: &dyn Fn(char) -> bool) -> Vec<Glyph> {
    let space = Glyph { sign: ' ', advance: 4.0 * SIDE, outline: BezPath::new() };
    let drawn = SIGNS.iter().filter(|(sign, _)| wanted(*sign)).map(|(sign, rows)| glyph(*sign, rows, dot));
    std::iter::once(space).filter(|_| wanted(' ')).chain(drawn).collect()
}

fn glyph(sign: char, rows: &[u8; 7], dot: Dot) -> Glyph {
    let used = rows.iter().fold(0, |all, row| all | row);
    let (first, last) = (used.leading_zeros().saturating_sub(3), 4 - used.trailing_zeros().min(4));
    let drop = if "gpqyj,;".contains(sign) { 2.0 } else { 0.0 };
    let mut outline = BezPath::new();
    for (y, row) in rows.iter().enumerate() {
        for x in first..=last {
            if row >> (4 - x) & 1 == 1 {
                let middle = Point::new((f64::from(x - first) + 1.0) * SIDE, (6.5 - y as f64 - drop) * SIDE);
                lit(&mut outline, middle, dot);
            }
        }
    }
    Glyph { sign, advance: (f64::from(last - first) + 2.0) * SIDE, outline }
}

fn lit(out: &mut BezPath, middle: Point, dot: Dot) {
    let half = SIDE / 2.0;
    match dot {
        Dot::Square => block(out, middle, half, half),
        Dot::Tile => block(out, middle, half * 0.84, half * 0.84),
        Dot::Disc => {
            out.extend(Circle::new(middle, half * 0.9).path_elements(0.5).collect::<BezPath>().reverse_subpaths())
        }
        Dot::Diamond => {
            let tips = [(-half, 0.0), (0.0, half), (half, 0.0), (0.0, -half)];
            polygon(out, &tips.map(|(x, y)| Point::new(middle.x + x, middle.y + y)));
        }
    }
}
