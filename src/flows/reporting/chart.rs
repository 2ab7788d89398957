//! A line over time as SVG, without a style or script of its own.

/// Width and height of the drawing; the page stretches it.
const SIZE: (f64, f64) = (600.0, 200.0);
/// So many lines lie behind it, the lowest one at zero.
const LINES: usize = 4;

/// The line through `values`, and the number at the uppermost line: nothing where there is no line to draw.
pub(super) fn line(values: &[i64]) -> Option<(String, i64)> {
    let (least, most) = (*values.iter().min()?, *values.iter().max()?);
    if values.len() < 2 || least < 0 || most <= 0 {
        return None;
    }
    let top = rounded_up(most);
    let (width, height) = SIZE;
    let last = (values.len() - 1) as f64;
    let point = |(at, value): (usize, &i64)| {
        format!("{:.1} {:.1}", at as f64 / last * width, height - *value as f64 / top as f64 * height)
    };
    let points: Vec<String> = values.iter().enumerate().map(point).collect();
    let line = points.join("L");
    let mut svg = format!("<svg viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for at in 0..=LINES {
        let y = height / LINES as f64 * at as f64;
        svg.push_str(&format!("<line class=\"g\" x1=\"0\" x2=\"{width}\" y1=\"{y}\" y2=\"{y}\"/>"));
    }
    svg.push_str(&format!("<path class=\"area\" d=\"M0 {height}L{line}L{width} {height}Z\"/>"));
    svg.push_str(&format!("<path class=\"ln\" d=\"M{line}\"/></svg>"));
    Some((svg, top))
}

/// The numbers at the lines, from the uppermost.
pub(super) fn marks(top: i64) -> Vec<i64> {
    (0..=LINES as i64).rev().map(|it| top / LINES as i64 * it).collect()
}

/// A number of which a quarter is round, no less than `most`.
fn rounded_up(most: i64) -> i64 {
    let mut step: i64 = 4;
    while step < most {
        let candidates = [step, step.saturating_mul(2), step.saturating_mul(5), step.saturating_mul(10)];
        match candidates.into_iter().find(|it| *it >= most) {
            Some(found) => return found,
            None if step > i64::MAX / 100 => return most,
            None => step = step.saturating_mul(10),
        }
    }
    step
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_drawn_where_there_is_one() {
        let (svg, top) = line(&[0, 10, 40]).unwrap();
        assert_eq!(top, 40);
        assert!(svg.contains("M0.0 200.0L300.0 150.0L600.0 0.0"), "{svg}");
        assert_eq!(marks(40), [40, 30, 20, 10, 0]);
        for none in [&[][..], &[5], &[0, 0], &[-1, 4]] {
            assert_eq!(line(none), None);
        }
    }

    proptest! {
        #[test]
        fn the_top_is_never_below_the_most(most in 1i64..i64::MAX) {
            prop_assert!(rounded_up(most) >= most);
        }
    }
}
