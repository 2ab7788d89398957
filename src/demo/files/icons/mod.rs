//! Icon sets: one SVG for each drawing, a sprite, and a page that shows them all.

mod shapes;

use shapes::Drawing;

use super::pack::{Pack, licence};
use super::{DemoFile, Goods};
use crate::base::Result;

/// A subject with its drawings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// What every program needs.
    Interface,
    /// Sky and sea.
    Weather,
    /// Pots and what goes into them.
    Kitchen,
    /// Ways and means of getting there.
    Travel,
    /// Sound and film.
    Studio,
    /// Plants, tools, small animals.
    Garden,
    /// Paper and money.
    Office,
    /// Dice, cards, treasure.
    Play,
}

/// How a set is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// Lines of this thickness with round ends, in the colour of the text.
    Line(f32),
    /// Lines of this thickness with square ends.
    Edge(f32),
    /// Filled shapes with the details left open.
    Solid,
    /// Dark lines over a tint.
    Duo(&'static str, &'static str),
    /// White lines on a coloured disc.
    Badge(&'static str),
}

/// A set: its subjects and its look.
#[derive(Debug, Clone, Copy)]
pub struct IconSet {
    /// The subjects, in this order.
    pub themes: &'static [Theme],
    /// The look of all of them.
    pub look: Look,
}

impl Theme {
    fn drawings(self) -> (&'static str, &'static [Drawing]) {
        match self {
            Self::Interface => ("interface", shapes::INTERFACE),
            Self::Weather => ("weather", shapes::WEATHER),
            Self::Kitchen => ("kitchen", shapes::KITCHEN),
            Self::Travel => ("travel", shapes::TRAVEL),
            Self::Studio => ("studio", shapes::STUDIO),
            Self::Garden => ("garden", shapes::GARDEN),
            Self::Office => ("office", shapes::OFFICE),
            Self::Play => ("play", shapes::PLAY),
        }
    }
}

impl IconSet {
    /// How many icons the set has.
    pub fn count(&self) -> usize {
        self.themes.iter().map(|theme| theme.drawings().1.len()).sum()
    }

    /// The inside of each icon for a canvas of 24 by 24, for covers.
    pub fn bodies(&self) -> Vec<String> {
        self.each().map(|(_, _, drawing)| self.look.body(drawing)).collect()
    }

    /// The inside of one icon, by its name.
    pub fn body(&self, name: &str) -> Option<String> {
        self.each().find(|(_, own, _)| *own == name).map(|(_, _, drawing)| self.look.body(drawing))
    }

    fn each(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        self.themes.iter().flat_map(|theme| {
            let (folder, drawings) = theme.drawings();
            drawings.iter().map(move |(name, drawing)| (folder, *name, *drawing))
        })
    }
}

impl Look {
    /// What stands inside the `svg` element.
    fn body(self, drawing: &str) -> String {
        let (inside, lines) = drawing.split_once('|').unwrap_or((drawing, ""));
        let (inside, lines) = (path(inside), path(lines));
        let strokes = |d: &str, colour: &str, width: f32, round: bool| {
            let ends = if round { "round" } else { "square" };
            let corners = if round { "round" } else { "miter" };
            element(
                d,
                &format!(
                    r#"fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="{ends}" stroke-linejoin="{corners}""#
                ),
            )
        };
        let both = format!("{inside}{lines}");
        match self {
            Self::Line(width) => strokes(&both, "currentColor", width, true),
            Self::Edge(width) => strokes(&both, "currentColor", width, false),
            Self::Solid if inside.is_empty() => strokes(&lines, "currentColor", 2.5, true),
            Self::Solid => {
                element(
                    &inside,
                    r#"fill="currentColor" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round""#,
                ) + &strokes(&lines, "currentColor", 4.5, true).replace("currentColor", "#fff")
                    + &strokes(&lines, "currentColor", 1.75, true)
            }
            Self::Duo(ink, tint) => element(&inside, &format!(r#"fill="{tint}""#)) + &strokes(&both, ink, 1.75, true),
            Self::Badge(ground) => {
                format!(
                    r#"<circle cx="12" cy="12" r="12" fill="{ground}"/><g transform="translate(4.8 4.8) scale(.6)">"#
                ) + &strokes(&both, "#fff", 2.5, true)
                    + "</g>"
            }
        }
    }
}

fn element(d: &str, how: &str) -> String {
    if d.is_empty() { String::new() } else { format!(r#"<path d="{d}" {how}/>"#) }
}

/// Turns the notation of [`shapes`] into the data of one path.
fn path(parts: &str) -> String {
    let part = |part: &str| {
        let v: Vec<f32> = part.get(1..).unwrap_or("").split(',').filter_map(|word| word.parse().ok()).collect();
        match (part.chars().next(), v.as_slice()) {
            (Some('O'), [x, y, r]) => {
                format!("M{} {y}a{r} {r} 0 1 0 {w} 0a{r} {r} 0 1 0 -{w} 0Z", short(x - r), w = short(r * 2.0))
            }
            (Some('R'), [x, y, w, h, r]) => {
                let (w, h) = (short(w - r * 2.0), short(h - r * 2.0));
                format!(
                    "M{} {y}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}a{r} {r} 0 0 1 {r} -{r}Z",
                    short(x + r)
                )
            }
            _ => part.to_owned(),
        }
    };
    parts.split(';').filter(|one| !one.is_empty()).map(part).collect()
}

/// At most two decimals.
fn short(v: f32) -> f32 {
    (v * 100.0).round() / 100.0
}

fn svg(body: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"24\" viewBox=\"0 0 24 24\">{body}</svg>\n")
}

/// The set as one archive.
pub(super) fn files(goods: &Goods<'_>, set: IconSet) -> Result<Vec<DemoFile>> {
    let mut pack = Pack::new(goods.slug);
    let (mut sprite, mut page) = (String::new(), String::new());
    for (folder, name, drawing) in set.each() {
        let body = set.look.body(drawing);
        pack.add(&format!("svg/{folder}/{name}.svg"), svg(&body).as_bytes())?;
        sprite += &format!("  <symbol id=\"{folder}-{name}\" viewBox=\"0 0 24 24\">{body}</symbol>\n");
        page += &format!(
            "<figure><svg width=\"40\" height=\"40\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{body}</svg><figcaption>{folder}/{name}</figcaption></figure>\n"
        );
    }
    pack.add("sprite.svg", format!("<svg xmlns=\"http://www.w3.org/2000/svg\">\n{sprite}</svg>\n").as_bytes())?;
    pack.add("index.html", overview(goods, &page).as_bytes())?;
    pack.add("README.txt", readme(goods, &set).as_bytes())?;
    pack.add("LICENCE.txt", licence(goods).as_bytes())?;
    Ok(vec![DemoFile::new(format!("{}-{}.zip", goods.slug, goods.version), "application/zip", pack.finish()?)])
}

fn overview(goods: &Goods<'_>, icons: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\nbody {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1d2733 }}\nmain {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 1rem }}\nfigure {{ margin: 0; padding: 1rem .5rem; text-align: center; border: 1px solid #dfe3e8; border-radius: 8px }}\nfigcaption {{ font-size: 12px; margin-top: .5rem; overflow-wrap: anywhere }}\n</style>\n<h1>{title}</h1>\n<p>{summary}</p>\n<main>\n{icons}</main>\n</html>\n",
        title = goods.title,
        summary = goods.summary
    )
}

fn readme(goods: &Goods<'_>, set: &IconSet) -> String {
    format!(
        "{}\nby {}, version {}\n\n{} icons on a grid of 24 by 24.\n\nsvg/        one file for each icon, by subject\nsprite.svg  all of them as symbols: <svg><use href=\"sprite.svg#interface-home\"/></svg>\nindex.html  an overview; open it in a browser\n\nIcons without a colour of their own take the colour of the text around them.\n",
        goods.title,
        goods.maker,
        goods.version,
        set.count()
    )
}
