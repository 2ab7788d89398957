//! Covers of the demonstration goods: each kind has motifs of its own, drawn with what the product really contains.
//!
//! Fonts show their letters and icon sets their icons; the others show the thing itself. All words are outlines, so that
//! a cover looks the same on every machine.

mod book;
mod font;
mod icons;
mod pen;
mod plugin;
mod sound;
mod template;

use super::chance::Chance;
use super::files::Recipe;
use super::goods::{Kind, Product, all};
use pen::{PALETTES, Palette};

/// What a motif may use.
struct Easel<'a> {
    product: &'a Product,
    palette: &'static Palette,
    /// Which of the motifs, counted up among the products of one kind.
    turn: usize,
    chance: Chance,
}

/// The cover of the product as an SVG of 800 by 600.
pub(super) fn draw(product: &Product, seed: u64) -> String {
    // Counting instead of chance keeps neighbours on a shelf apart.
    let turn =
        all().filter(|other| other.kind == product.kind).position(|other| other.slug == product.slug).unwrap_or(0);
    let shift = match product.kind {
        Kind::Font => 0,
        Kind::Sound => 4,
        Kind::Book => 9,
        Kind::Template => 3,
        Kind::Icons => 8,
        Kind::Plugin => 6,
    };
    let palette = &PALETTES[(turn * 3 + shift + seed as usize % PALETTES.len()) % PALETTES.len()];
    let mut easel = Easel { product, palette, turn, chance: Chance::new(seed) };
    let art = match product.recipe {
        Recipe::Font(family) => font::draw(&easel, family),
        Recipe::Sound(kit) => sound::draw(&mut easel, kit),
        Recipe::Book(_) => book::draw(&easel),
        Recipe::Icons(set) => icons::draw(&easel, set),
        Recipe::Stock(_) if product.kind == Kind::Template => template::draw(&easel),
        Recipe::Stock(_) => plugin::draw(&mut easel),
    };
    let ground = pen::rect(0.0, 0.0, 800.0, 600.0, 0.0, easel.palette.ground);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" viewBox="0 0 800 600">{ground}{art}</svg>"#
    )
}
