//! The first page of a PDF as a picture.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{LoadPdfError, Pdf},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

/// The picture is as wide, or else as tall, in pixels, whatever the page says of its size.
const WIDE: f32 = 1_200.0;
const TALL: f32 = 1_700.0;
/// A page is at least so much of a point in each direction, and at most (ISO 32000-1, annex C).
const SMALLEST: f32 = 1.0;
const LARGEST: f32 = 14_400.0;
/// Tiny pages are not blown up beyond this.
const LARGER: f32 = 4.0;

/// The first page as PNG, on white.
///
/// # Errors
/// In a few words: it is encrypted, damaged, or its page cannot be measured.
pub(super) fn first(source: Vec<u8>) -> Result<Vec<u8>, String> {
    let pdf = Pdf::new(source).map_err(|cause| match cause {
        LoadPdfError::Decryption(_) => "it is encrypted",
        LoadPdfError::Invalid => "it is damaged",
    })?;
    let page = pdf.pages().first().ok_or("it has no pages")?;
    let (width, height) = page.render_dimensions();
    let fits = |side: f32| (SMALLEST..=LARGEST).contains(&side);
    if !fits(width) || !fits(height) {
        return Err("its first page has no size that a page can have".into());
    }
    let scale = (WIDE / width).min(TALL / height).min(LARGER);
    // A page that is a line gets no side of nothing.
    let least = |side: f32| scale.max(1.0 / side);
    let settings = PixmapSettings { x_scale: least(width), y_scale: least(height), bg_color: WHITE };
    let drawn =
        render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    // On white nothing shines through, so that what is left of each pixel is its colour.
    let pixels: Vec<u8> = drawn.data_as_u8_slice().chunks_exact(4).flat_map(|it| [it[0], it[1], it[2]]).collect();
    let mut out = Vec::new();
    let written = PngEncoder::new(&mut out).write_image(&pixels, width, height, ExtendedColorType::Rgb8);
    written.map_err(|_| "its first page cannot be drawn")?;
    Ok(out)
}
