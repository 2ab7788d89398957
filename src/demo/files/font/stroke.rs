//! Thickness for the skeleton letters: one set of lines, many families.

use kurbo::{
    Affine, BezPath, Cap, Circle, Join, ParamCurve, ParamCurveArclen, ParamCurveNearest, PathEl, PathSeg, Point,
};
use kurbo::{Shape, Stroke, StrokeOpts, Vec2};

use super::flat::{block, flat};
use super::skeleton::{LETTERS, Letter, MARKED, MARKS};
use super::{CAPITALS, Glyph};

/// How the lines are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// The thickness of an upright stem, in thousandths of the size.
    pub stem: f64,
    /// The thickness of a level line as a part of the stem.
    pub level: f64,
    /// The width of letters; 1 is normal.
    pub width: f64,
    /// The height of small letters.
    pub x_height: f64,
    /// How square bowls are: 0.55 is an oval, 0.9 nearly a box.
    pub square: f64,
    /// Round ends and corners instead of flat ones.
    pub round: bool,
    /// Feet on the stems.
    pub slab: bool,
    /// Gaps where lines meet, as a stencil needs them.
    pub stencil: bool,
    /// Pearls instead of lines, with this distance.
    pub pearls: Option<f64>,
    /// Every letter takes the same room.
    pub fixed: Option<f64>,
    /// The space on both sides.
    pub side: f64,
}

impl Pen {
    /// An even line with oval bowls and flat ends, to be changed with `..`.
    pub const PLAIN: Self = Self {
        stem: 80.0,
        level: 0.94,
        width: 1.0,
        x_height: 500.0,
        square: 0.5523,
        round: false,
        slab: false,
        stencil: false,
        pearls: None,
        fixed: None,
        side: 58.0,
    };

    /// The glyphs of the signs that are wanted.
    pub(super) fn glyphs(&self, wanted: &dyn Fn(char) -> bool) -> Vec<Glyph> {
        let drawn =
            LETTERS.iter().filter(|letter| wanted(letter.sign)).map(|letter| self.glyph(letter.sign, letter, None));
        let marked = MARKED.iter().filter(|(whole, ..)| wanted(*whole)).filter_map(|(whole, base, mark)| {
            let letter = LETTERS.iter().find(|letter| letter.sign == *base)?;
            let (_, lines) = MARKS.iter().find(|(sign, _)| sign == mark)?;
            Some(self.glyph(*whole, letter, Some((*mark, lines))))
        });
        drawn.chain(marked).collect()
    }

    fn glyph(&self, sign: char, letter: &Letter, mark: Option<(char, &str)>) -> Glyph {
        let margin = self.side + self.stem / 2.0;
        let natural = letter.width * self.width + 2.0 * margin;
        let (scale, left, advance) = match self.fixed {
            // Narrow letters keep their shape and stand in the middle, wide ones are pressed together.
            Some(room) if natural > room => ((room - 2.0 * margin) / letter.width, margin, room),
            Some(room) => (self.width, margin + (room - natural) / 2.0, room),
            None => (self.width, margin, natural),
        };
        let mut out = BezPath::new();
        let place = |x: f64| left + x * scale;
        self.ink(&mut out, letter.lines, mark.is_some(), Some(sign).filter(|c| c.is_alphabetic()), &|p| {
            Point::new(place(p.x), self.height(p.y))
        });
        if let Some((mark, lines)) = mark {
            let lift = if letter.sign.is_uppercase() && mark != ',' { 190.0 } else { 0.0 };
            let middle = place(letter.width / 2.0);
            let set = |p: Point| Point::new(middle + p.x * scale, self.height(p.y) + lift);
            self.ink(&mut out, lines, false, None, &set);
        }
        Glyph { sign, advance, outline: out }
    }

    /// Heights of the skeleton, moved so that thick and thin letters stand on one line and reach one height.
    fn height(&self, y: f64) -> f64 {
        let half = self.stem * self.level / 2.0;
        let steps = [(-200.0, -200.0 + half), (0.0, half), (500.0, self.x_height - half), (700.0, CAPITALS - half)];
        let at = steps.windows(2).find(|pair| y <= pair[1].0).unwrap_or(&steps[2..]);
        let ((y0, z0), (y1, z1)) = (at[0], at[1]);
        z0 + (y - y0) * (z1 - z0) / (y1 - y0)
    }

    /// All lines of a letter. A bare one has no dot on top, because a mark takes its place; only letters get feet.
    fn ink(&self, out: &mut BezPath, lines: &str, bare: bool, letter: Option<char>, place: &dyn Fn(Point) -> Point) {
        let (paths, dots) = read(lines, self.square);
        let paths: Vec<BezPath> = paths.iter().map(|path| moved(path, place)).collect();
        for (i, path) in paths.iter().enumerate() {
            match self.pearls {
                Some(gap) => pearls(out, path, gap, self.stem / 2.0),
                None if self.stencil => self.line(out, &self.parted(path, &paths, i)),
                None => self.line(out, path),
            }
            if let Some(letter) = letter.filter(|_| self.slab) {
                self.feet(out, path, letter.is_lowercase());
            }
        }
        let radius = if self.round || self.pearls.is_some() { self.stem * 0.56 } else { self.stem * 0.54 };
        for dot in dots.iter().filter(|dot| !(bare && dot.y > 600.0)).map(|dot| place(*dot)) {
            if self.round || self.square < 0.7 {
                out.extend(Circle::new(dot, radius).path_elements(0.5).collect::<BezPath>().reverse_subpaths());
            } else {
                block(out, dot, radius, radius);
            }
        }
    }

    /// One line of the skeleton with its thickness. Level lines come out thinner because the paper is stretched meanwhile.
    fn line(&self, out: &mut BezPath, path: &BezPath) {
        let straight = path.elements().iter().all(|el| matches!(el, PathEl::MoveTo(_) | PathEl::LineTo(_)));
        if straight && !self.round {
            return flat(out, path, self.stem, self.stem * self.level);
        }
        let stretch = Affine::scale_non_uniform(1.0, 1.0 / self.level);
        let (cap, join) = if self.round { (Cap::Round, Join::Round) } else { (Cap::Square, Join::Miter) };
        let style = Stroke::new(self.stem).with_caps(cap).with_join(join);
        let wide = kurbo::stroke(stretch * path.clone(), &style, &StrokeOpts::default(), 0.3);
        out.extend((stretch.inverse() * wide).reverse_subpaths());
    }

    /// Feet at free ends that stand upright on one of the heights.
    fn feet(&self, out: &mut BezPath, path: &BezPath, small: bool) {
        if path.elements().last() == Some(&PathEl::ClosePath) {
            return;
        }
        let (reach, half) = (self.stem * 0.5 + 62.0 * self.width, self.stem * self.level / 2.0);
        let heights = [-200.0, 0.0, 500.0, 700.0].map(|y| self.height(y));
        let ends = [path.segments().next(), path.segments().last().map(|seg| seg.reverse())];
        for seg in ends.into_iter().flatten() {
            let (end, next) = (seg.start(), seg.eval(0.2));
            let upright = (next.y - end.y).abs() > (next.x - end.x).abs();
            if !upright || heights.iter().all(|height| (height - end.y).abs() > 4.0) {
                continue;
            }
            // Small letters hang from half a foot, which also tells l from I.
            if small && end.y > self.stem && (next.x - end.x).abs() < 1.0 {
                let (from, to) = (end.x - reach, end.x + self.stem / 2.0);
                block(out, Point::new((from + to) / 2.0, end.y), (to - from) / 2.0, half);
            } else {
                block(out, end, reach, half);
            }
        }
    }

    /// The line with its bridges: rings fall into two halves, ends stop short of the lines they would meet.
    fn parted(&self, path: &BezPath, all: &[BezPath], own: usize) -> BezPath {
        let gap = self.stem * 0.55;
        let length = path.perimeter(0.5);
        if path.elements().last() == Some(&PathEl::ClosePath) {
            let (quarter, cut) = (length / 4.0, (gap + self.stem) / 2.0);
            let mut halves = trimmed(path, quarter + cut, quarter * 3.0 - cut);
            halves.extend(trimmed(path, quarter * 3.0 + cut, length));
            // The first quarter continues what the last began.
            halves.extend(trimmed(path, 0.0, quarter - cut).elements().iter().skip(1).copied());
            return halves;
        }
        let meets = |end: Point| {
            all.iter()
                .enumerate()
                .any(|(i, other)| i != own && other.segments().any(|seg| seg.nearest(end, 0.5).distance_sq < 16.0))
        };
        let ends = (path.segments().next().map(|seg| seg.start()), path.segments().last().map(|seg| seg.end()));
        let short = |end: Option<Point>| if end.is_some_and(meets) { self.stem + gap } else { 0.0 };
        trimmed(path, short(ends.0), length - short(ends.1))
    }
}

/// Reads the notation of [`super::skeleton`]: lines and dots.
fn read(lines: &str, square: f64) -> (Vec<BezPath>, Vec<Point>) {
    let (mut paths, mut dots, mut at) = (Vec::<BezPath>::new(), Vec::new(), Point::ZERO);
    let starts: Vec<usize> = lines.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(i, _)| i).collect();
    for (n, start) in starts.iter().enumerate() {
        let token = &lines[*start..starts.get(n + 1).copied().unwrap_or(lines.len())];
        let v: Vec<f64> = token[1..].split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let Some(end) = v.len().checked_sub(2).map(|i| Point::new(v[i], v[i + 1])) else {
            if let Some(path) = paths.last_mut() {
                path.close_path();
            }
            continue;
        };
        let step = (end - at) * square;
        match (&token[..1], paths.last_mut()) {
            ("M", _) => {
                let mut path = BezPath::new();
                path.move_to(end);
                paths.push(path);
            }
            ("D", _) => dots.push(end),
            ("L", Some(path)) => path.line_to(end),
            ("C", Some(path)) if v.len() == 6 => path.curve_to(Point::new(v[0], v[1]), Point::new(v[2], v[3]), end),
            ("U", Some(path)) => path.curve_to(at + Vec2::new(0.0, step.y), end - Vec2::new(step.x, 0.0), end),
            ("S", Some(path)) => path.curve_to(at + Vec2::new(step.x, 0.0), end - Vec2::new(0.0, step.y), end),
            _ => {}
        }
        if !token.starts_with('D') {
            at = end;
        }
    }
    (paths, dots)
}

fn moved(path: &BezPath, place: &dyn Fn(Point) -> Point) -> BezPath {
    let step = |el: &PathEl| match *el {
        PathEl::MoveTo(p) => PathEl::MoveTo(place(p)),
        PathEl::LineTo(p) => PathEl::LineTo(place(p)),
        PathEl::QuadTo(a, p) => PathEl::QuadTo(place(a), place(p)),
        PathEl::CurveTo(a, b, p) => PathEl::CurveTo(place(a), place(b), place(p)),
        PathEl::ClosePath => PathEl::ClosePath,
    };
    path.elements().iter().map(step).collect()
}

/// The part of a line between two distances from its start.
fn trimmed(path: &BezPath, from: f64, to: f64) -> BezPath {
    let (mut out, mut walked) = (BezPath::new(), 0.0);
    for seg in path.segments() {
        let length = seg.arclen(0.1);
        let (a, b) = ((from - walked).max(0.0), (to - walked).min(length));
        walked += length;
        if b - a < 0.5 {
            continue;
        }
        let part = seg.subsegment(seg.inv_arclen(a, 0.1)..seg.inv_arclen(b, 0.1));
        if out.elements().is_empty() {
            out.move_to(part.start());
        }
        out.push(part.as_path_el());
    }
    out
}

/// A string of pearls.
fn pearls(out: &mut BezPath, path: &BezPath, gap: f64, radius: f64) {
    let closed = path.elements().last() == Some(&PathEl::ClosePath);
    let length = path.perimeter(0.5);
    let count = (length / gap).round().max(1.0) as usize;
    for i in 0..if closed { count } else { count + 1 } {
        let mut left = length * i as f64 / count as f64;
        let mut spot = None;
        for seg in path.segments() {
            let own = seg.arclen(0.1);
            if left <= own + 0.01 {
                spot = Some(seg.eval(seg.inv_arclen(left.min(own), 0.1)));
                break;
            }
            left -= own;
        }
        if let Some(spot) = spot.or_else(|| path.segments().last().map(|seg: PathSeg| seg.end())) {
            out.extend(Circle::new(spot, radius).path_elements(0.5).collect::<BezPath>().reverse_subpaths());
        }
    }
}
