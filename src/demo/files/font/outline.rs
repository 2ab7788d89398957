//! From the curves of the drawing to those of TrueType.

use kurbo::{BezPath, PathEl, PathSeg, Point, Shape};
use write_fonts::tables::glyf::SimpleGlyph;

use crate::base::{Error, Result};

/// The box that stands for what the font does not have.
pub(super) fn missing() -> BezPath {
    BezPath::from_iter([
        PathEl::MoveTo(Point::new(60.0, 0.0)),
        PathEl::LineTo(Point::new(60.0, 700.0)),
        PathEl::LineTo(Point::new(440.0, 700.0)),
        PathEl::LineTo(Point::new(440.0, 0.0)),
        PathEl::ClosePath,
        PathEl::MoveTo(Point::new(110.0, 50.0)),
        PathEl::LineTo(Point::new(390.0, 50.0)),
        PathEl::LineTo(Point::new(390.0, 650.0)),
        PathEl::LineTo(Point::new(110.0, 650.0)),
        PathEl::ClosePath,
    ])
}

/// Points on a grid of `unit`, so that outlines are short and the same everywhere.
pub(super) fn rounded(path: &BezPath, unit: f64) -> BezPath {
    let on = |p: Point| Point::new((p.x / unit).round() * unit, (p.y / unit).round() * unit);
    path.elements()
        .iter()
        .map(|el| match *el {
            PathEl::MoveTo(p) => PathEl::MoveTo(on(p)),
            PathEl::LineTo(p) => PathEl::LineTo(on(p)),
            PathEl::QuadTo(a, p) => PathEl::QuadTo(on(a), on(p)),
            PathEl::CurveTo(a, b, p) => PathEl::CurveTo(on(a), on(b), on(p)),
            PathEl::ClosePath => PathEl::ClosePath,
        })
        .collect()
}

/// The outline in the quadratic curves of TrueType; nothing for a blank.
pub(super) fn simple(path: &BezPath) -> Result<Option<SimpleGlyph>> {
    if path.elements().is_empty() {
        return Ok(None);
    }
    let mut quads = BezPath::new();
    let (mut at, mut start) = (Point::ZERO, Point::ZERO);
    for el in path.elements() {
        match *el {
            PathEl::CurveTo(a, b, p) => {
                for (_, _, q) in kurbo::CubicBez::new(at, a, b, p).to_quads(0.6) {
                    quads.quad_to(q.p1, q.p2);
                }
            }
            PathEl::MoveTo(p) => {
                start = p;
                quads.move_to(p);
            }
            other => quads.push(other),
        }
        at = el.end_point().unwrap_or(start);
    }
    let mut glyph = SimpleGlyph::from_bezpath(&cleaned(&rounded(&quads, 1.0)))
        .map_err(|fault| Error::internal(std::io::Error::other(format!("{fault:?}"))))?;
    glyph.overlaps = true;
    Ok(Some(glyph))
}

/// Leaves out steps that rounding has made to nothing.
fn cleaned(path: &BezPath) -> BezPath {
    let mut out = BezPath::new();
    for (el, seg) in path.elements().iter().zip(segs(path)) {
        match seg {
            Some(seg) if !matches!(el, PathEl::ClosePath) && seg.bounding_box().size().max_side() < 0.5 => {}
            _ => out.push(*el),
        }
    }
    out
}

fn segs(path: &BezPath) -> Vec<Option<PathSeg>> {
    (0..path.elements().len()).map(|i| path.get_seg(i)).collect()
}
