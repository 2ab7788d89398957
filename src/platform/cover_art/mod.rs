//! Generated art for a product without a picture: a loud flat motif, its title set into it.
//!
//! [`draw`] gives a self-contained SVG of 800 by 600: no script, no style, no reference to anything outside. Palette,
//! motif and layout follow from the seed alone, so the same product keeps its face; take [`seed_of`] its slug.

mod chance;
mod lettering;
mod motif;
mod palette;

pub use chance::seed_of;

use chance::Chance;
use lettering::{Anchor, fit, initials, text};
use palette::{PALETTES, Palette};

/// The width of every cover in pixels.
pub const WIDTH: u32 = 800;
/// The height of every cover in pixels.
pub const HEIGHT: u32 = 600;

/// Draws the cover of the product `title` made by `maker` (which may be empty).
pub fn draw(title: &str, maker: &str, seed: u64) -> String {
    let mut chance = Chance::new(seed);
    let palette = chance.pick(&PALETTES);
    let layout = chance.pick(&LAYOUTS);
    let art = motif::any(&mut chance, palette);
    let body = layout(&Sheet { title: title.trim(), maker: maker.trim(), art, palette }, &mut chance);
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" viewBox="0 0 800 600">{body}</svg>"#)
}

/// What a layout arranges.
struct Sheet<'a> {
    title: &'a str,
    maker: &'a str,
    art: String,
    palette: &'static Palette,
}

type Layout = fn(&Sheet<'_>, &mut Chance) -> String;

/// The monogram appears twice as often: small cards read it best.
const LAYOUTS: [Layout; 6] = [monogram, poster, monogram, column, heading, label];

impl Sheet<'_> {
    /// The art, cut to a window of the sheet.
    fn window(&self, x: u32, y: u32, width: u32, height: u32) -> String {
        format!(
            r#"<svg x="{x}" y="{y}" width="{width}" height="{height}" viewBox="0 0 800 600" preserveAspectRatio="xMidYMid slice">{}</svg>"#,
            self.art
        )
    }
    fn panel(x: u32, y: u32, width: u32, height: u32, radius: u32, colour: &str) -> String {
        format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{colour}"/>"#)
    }
    /// The title in at most `lines` lines, its first baseline one line below `y`; gives the markup and the last baseline.
    fn headline(&self, x: f64, y: f64, width: f64, lines: usize, largest: f64, colour: &str) -> (String, f64) {
        let (size, rows) = fit(self.title, width, lines, largest);
        let mut out = String::new();
        let mut baseline = y + size * 0.86;
        for row in &rows {
            out += &text(row, x, baseline, size, 800, colour, Anchor::Start);
            baseline += size * 1.08;
        }
        (out, baseline - size * 1.08)
    }
    /// One small line, cut where it does not fit.
    fn byline(&self, x: f64, y: f64, width: f64, colour: &str) -> String {
        let (size, rows) = fit(self.maker, width, 1, 25.0);
        rows.first().map_or_else(String::new, |row| text(row, x, y, size, 600, colour, Anchor::Start))
    }
}

/// Art to the edges and the initials on a plate in the middle.
fn monogram(sheet: &Sheet<'_>, chance: &mut Chance) -> String {
    let Palette { ground, ink, paper, accent, .. } = sheet.palette;
    let letters = initials(sheet.title);
    let size = if letters.chars().count() > 1 { 148.0 } else { 190.0 };
    let (plate, writing) = *chance.pick(&[(paper, ink), (ink, paper), (paper, ink), (accent, ink)]);
    let outline = match chance.below(4) {
        0 => "M248 300A152 152 0 0 1 552 300A152 152 0 0 1 248 300Z",
        1 => {
            "M320 160H480A60 60 0 0 1 540 220V380A60 60 0 0 1 480 440H320A60 60 0 0 1 260 380V220A60 60 0 0 1 320 160Z"
        }
        2 => "M400 128L572 300L400 472L228 300Z",
        _ => "M252 452V300A148 148 0 0 1 548 300V452Z",
    };
    // The rim keeps the plate apart from shapes of its own colour.
    let shape =
        format!(r#"<path d="{outline}" fill="{plate}" stroke="{ground}" stroke-width="36" paint-order="stroke"/>"#);
    let baseline = 300.0 + size * 0.36;
    sheet.window(0, 0, 800, 600) + &shape + &text(&letters, 400.0, baseline, size, 800, writing, Anchor::Middle)
}

/// Art above, the title on a band below.
fn poster(sheet: &Sheet<'_>, chance: &mut Chance) -> String {
    let Palette { ink, paper, .. } = sheet.palette;
    let (band, writing) = if chance.below(3) == 0 { (ink, paper) } else { (paper, ink) };
    let top = 410;
    // One large line where the title is short, two smaller ones where it is not.
    let (lines, largest) = if fit(sheet.title, 712.0, 1, 84.0).0 > 58.0 { (1, 84.0) } else { (2, 50.0) };
    let (title, _) = sheet.headline(44.0, f64::from(top) + 26.0, 712.0, lines, largest, writing);
    sheet.window(0, 0, 800, top)
        + &Sheet::panel(0, top, 800, 190, 0, band)
        + &title
        + &sheet.byline(44.0, 574.0, 712.0, writing)
}

/// The title in a column on the left, art on the right.
fn column(sheet: &Sheet<'_>, _: &mut Chance) -> String {
    let Palette { ink, paper, accent, .. } = sheet.palette;
    let (title, last) = sheet.headline(40.0, 44.0, 300.0, 4, 92.0, ink);
    let rule = Sheet::panel(40, last as u32 + 34, 72, 10, 5, accent);
    Sheet::panel(0, 0, 800, 600, 0, paper)
        + &sheet.window(370, 0, 430, 600)
        + &title
        + &rule
        + &sheet.byline(40.0, 560.0, 300.0, ink)
}

/// The title large on the ground colour, art rising from below.
fn heading(sheet: &Sheet<'_>, chance: &mut Chance) -> String {
    let Palette { ink, paper, deep, .. } = sheet.palette;
    let (ground, writing) = if chance.below(2) == 0 { (deep, paper) } else { (paper, ink) };
    let (title, last) = sheet.headline(44.0, 40.0, 712.0, 2, 76.0, writing);
    let top = last as u32 + 70;
    Sheet::panel(0, 0, 800, 600, 0, ground)
        + &sheet.window(0, top, 800, 600 - top)
        + &title
        + &sheet.byline(46.0, last + 42.0, 700.0, writing)
}

/// Art to the edges and a label in the lower left corner.
fn label(sheet: &Sheet<'_>, _: &mut Chance) -> String {
    let Palette { ink, paper, .. } = sheet.palette;
    let (title, last) = sheet.headline(68.0, 392.0, 440.0, 3, 50.0, ink);
    let lift = 546.0 - if sheet.maker.is_empty() { last } else { last + 36.0 };
    let top = 360 + lift as u32;
    let words = title + &sheet.byline(68.0, last + 38.0, 440.0, ink);
    sheet.window(0, 0, 800, 600)
        + &Sheet::panel(36, top, 504, 564 - top, 18, paper)
        + &format!(r#"<g transform="translate(0 {lift:.0})">{words}</g>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: [&str; 9] = [
        "Notes & <Tasks> \"quoted\" 'n' all",
        "",
        "  ",
        "x",
        "日本語フォント",
        "🎈🎈🎈",
        "a\u{0}b\u{1b}c\u{ffff}",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "A title that goes on and on, with many short words in it, and never ends at all",
    ];

    #[test]
    fn every_cover_is_sound_and_refers_to_nothing() {
        for seed in 0..400 {
            let title = TITLES[seed as usize % TITLES.len()];
            let svg = draw(title, "Öre & Söner", seed);
            let tree = roxmltree::Document::parse(&svg).unwrap_or_else(|e| panic!("{title:?} {seed}: {e}"));
            assert!(svg.len() < 60_000, "{title:?} {seed}: {} bytes", svg.len());
            for node in tree.descendants().filter(|node| node.is_element()) {
                assert!(["svg", "g", "path", "rect", "circle", "ellipse", "text"].contains(&node.tag_name().name()));
                assert!(
                    node.attributes().all(|a| a.name() != "style" && a.name() != "href" && !a.value().contains("NaN"))
                );
            }
        }
    }

    #[test]
    fn a_seed_gives_one_picture_and_another_seed_another() {
        let one = draw("Krita", "KDE", seed_of("krita"));
        assert_eq!(one, draw("Krita", "KDE", seed_of("krita")));
        assert_ne!(one, draw("Krita", "KDE", seed_of("blender")));
    }

    #[test]
    fn monograms_pass_over_small_words() {
        let cases =
            [("The Little Backup Tool", "LB"), ("Krita", "Kr"), ("7zip", "7z"), ("Øre", "Ø"), ("", "?"), ("+++", "++")];
        for (title, letters) in cases {
            assert_eq!(initials(title), letters, "{title}");
        }
    }
}
