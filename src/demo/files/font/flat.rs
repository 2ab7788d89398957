//! Outlines of straight lines.

use kurbo::{BezPath, Point, Shape, Vec2};

/// A box around `middle`, clockwise as all outlines are.
pub(super) fn block(out: &mut BezPath, middle: Point, half_width: f64, half_height: f64) {
    let (x0, x1) = (middle.x - half_width, middle.x + half_width);
    let (y0, y1) = (middle.y - half_height, middle.y + half_height);
    polygon(out, &[Point::new(x0, y0), Point::new(x0, y1), Point::new(x1, y1), Point::new(x1, y0)]);
}

/// A closed outline, turned clockwise.
pub(super) fn polygon(out: &mut BezPath, points: &[Point]) {
    let mut path = BezPath::new();
    for (i, p) in points.iter().enumerate() {
        if i == 0 { path.move_to(*p) } else { path.line_to(*p) }
    }
    path.close_path();
    out.extend(if path.area() > 0.0 { path.reverse_subpaths() } else { path });
}

/// Straight lines with level cuts at ends and tips, so that A, V and W stand flush with their neighbours.
pub(super) fn flat(out: &mut BezPath, path: &BezPath, stem: f64, level: f64) {
    let points: Vec<Point> = path.elements().iter().filter_map(|el| el.end_point()).collect();
    if points.len() < 2 {
        return;
    }
    // The thickness follows the direction: a stem where the line is upright, the level measure where it lies.
    let sides: Vec<(Vec2, Vec2)> = points
        .windows(2)
        .map(|pair| {
            let way = (pair[1] - pair[0]).normalize();
            let half = (stem * way.y.abs() + level * way.x.abs()) / 2.0 / (way.y.abs() + way.x.abs()).max(1.0);
            (way, Vec2::new(-way.y, way.x) * half)
        })
        .collect();
    let mut rims = (Vec::new(), Vec::new());
    for (i, point) in points.iter().enumerate() {
        for (side, rim) in [(1.0, &mut rims.0), (-1.0, &mut rims.1)] {
            rim.extend(corner(*point, i.checked_sub(1).map(|i| sides[i]), sides.get(i).copied(), side, level / 2.0));
        }
    }
    rims.1.reverse();
    rims.0.append(&mut rims.1);
    polygon(out, &rims.0);
}

/// The rim of a straight line at one of its points.
fn corner(at: Point, before: Option<(Vec2, Vec2)>, after: Option<(Vec2, Vec2)>, side: f64, half: f64) -> Vec<Point> {
    let level_cut = |way: Vec2, rim: Point, height: f64| rim + way * ((height - rim.y) / way.y);
    match (before, after) {
        (Some((way, off)), None) | (None, Some((way, off))) => {
            let out = if before.is_some() { way } else { -way };
            let rim = at + off * side;
            if way.y.abs() < 0.35 {
                vec![rim + out * half]
            } else {
                vec![level_cut(way, rim, at.y + half * out.y.signum())]
            }
        }
        (Some((way, off)), Some((next, turn))) => {
            let (a, b) = (at + off * side, at + turn * side);
            let cross = way.cross(next);
            if cross.abs() < 0.02 {
                return vec![a];
            }
            let tip = a + way * ((b - a).cross(next) / cross);
            let outer = cross * side < 0.0;
            let pointed = way.y * next.y < 0.0 && way.y.abs() > 0.35 && next.y.abs() > 0.35;
            if outer && pointed {
                let height = at.y + half * way.y.signum();
                vec![level_cut(way, a, height), level_cut(next, b, height)]
            } else {
                vec![tip]
            }
        }
        (None, None) => Vec::new(),
    }
}
