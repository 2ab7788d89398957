//! Pictures from outside, made anew: whatever a file claims to be, it is read by what it holds, within bounds, and written
//! again as WebP in several widths. What is not pixels, such as where a photograph was taken, stays behind.

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits, imageops::FilterType,
    metadata::Orientation,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::base::{Error, ErrorKind, Result};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 15 << 20;
/// The most pixels that are read: 40 million take 160 MB while they are looked at.
const MAX_PIXELS: u64 = 40_000_000;
const MAX_SIDE: u32 = 16_000;
const MAX_MEMORY: u64 = 512 << 20;
/// How wide pictures are kept at most.
pub const WIDEST: u32 = 1_600;
/// How wide they are kept besides, where they are wider than that.
const WIDTHS: [u32; 3] = [400, 800, 1_200];
/// Between nothing and 100; hardly seen in photographs, and sharp enough for screens of programs.
const QUALITY: f32 = 84.0;

/// One at a time, so that many large pictures at once do not fill the memory.
static ONE: Semaphore = Semaphore::const_new(1);

/// A picture as WebP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The type of every picture that is written here.
pub const MEDIA_TYPE: &str = "image/webp";

/// The picture in `bytes` made anew, widest first.
///
/// # Errors
/// It is no PNG, JPEG, WebP or GIF, is torn, or has more pixels than are read. The field is `file`.
pub async fn remade(bytes: Vec<u8>) -> Result<Vec<Picture>> {
    let _turn = ONE.acquire().await.map_err(Error::internal)?;
    spawn_blocking(move || remake(&bytes)).await.map_err(Error::internal)?
}

fn remake(bytes: &[u8]) -> Result<Vec<Picture>> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::too_large(format!("A picture may have {} MB", MAX_BYTES >> 20)));
    }
    let whole = read(bytes)?;
    let widest = shrunk(&whole, WIDEST);
    drop(whole);
    let narrower = WIDTHS.iter().rev().filter(|it| **it < widest.width());
    let narrower: Vec<_> = narrower.map(|it| shrunk(&widest, *it)).collect();
    std::iter::once(&widest).chain(&narrower).map(write).collect()
}

fn read(bytes: &[u8]) -> Result<DynamicImage> {
    let wrong =
        |advice: &'static str| Error::of(ErrorKind::Invalid, "Please check what you entered").and("file", advice);
    let kind = image::guess_format(bytes).ok();
    if !matches!(kind, Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) {
        return Err(wrong(if is_markup(bytes) {
            "Drawings (SVG) can hold scripts, so they are not taken: export it as PNG and send that"
        } else {
            "Send a picture as PNG, JPEG, WebP or GIF"
        }));
    }
    let reader = || {
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
        let mut limits = Limits::default();
        (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
        limits.max_alloc = Some(MAX_MEMORY);
        reader.limits(limits);
        Ok::<_, std::io::Error>(reader)
    };
    let torn = || wrong("This picture is torn, or is not what it says; save it anew and send that");
    let (width, height) = reader()?.into_dimensions().map_err(|cause| torn().because(cause))?;
    // Before a single pixel is unpacked.
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE || width.min(height) == 0 {
        return Err(wrong("This picture has too many pixels: 40 million at most"));
    }
    let mut decoder = reader()?.into_decoder().map_err(|cause| torn().because(cause))?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|cause| torn().because(cause))?;
    image.apply_orientation(turned);
    Ok(image)
}

fn is_markup(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    text.contains("<svg") || text.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml")
}

fn shrunk(image: &DynamicImage, width: u32) -> DynamicImage {
    if image.width() <= width {
        return DynamicImage::ImageRgba8(image.to_rgba8());
    }
    let height = u64::from(image.height()) * u64::from(width) / u64::from(image.width());
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    DynamicImage::ImageRgba8(image.resize_exact(width, height, FilterType::CatmullRom).to_rgba8())
}

fn write(image: &DynamicImage) -> Result<Picture> {
    let (width, height) = image.dimensions();
    let pixels = image.to_rgba8();
    let written = webp::Encoder::from_rgba(&pixels, width, height).encode_simple(false, QUALITY);
    let written = written.map_err(|cause| Error::internal(format!("WebP: {cause:?}")))?;
    Ok(Picture { width, height, bytes: written.to_vec() })
}

#[cfg(test)]
mod tests {
    use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let pixels: Vec<u8> = (0..width * height * 4).map(|n| (n % 251) as u8 | 3).collect();
        let mut out = Vec::new();
        PngEncoder::new(&mut out).write_image(&pixels, width, height, ExtendedColorType::Rgba8).unwrap();
        out
    }

    #[tokio::test]
    async fn a_picture_is_made_anew_in_several_widths() {
        let made = remade(png(900, 600)).await.unwrap();
        let sizes: Vec<_> = made.iter().map(|it| (it.width, it.height)).collect();
        assert_eq!(sizes, [(900, 600), (800, 533), (400, 266)]);
        for it in &made {
            assert_eq!((&it.bytes[..4], &it.bytes[8..12]), (&b"RIFF"[..], &b"WEBP"[..]));
            // What is written is read again.
            assert_eq!(remake(&it.bytes).unwrap()[0].width, it.width);
        }
        assert_eq!(remade(png(1, 1)).await.unwrap().len(), 1);
        assert_eq!(remade(png(2_000, 10)).await.unwrap()[0].width, WIDEST);
    }

    /// Cases 46 and 47 of the threats: what is not a picture is not taken for one.
    #[test]
    fn threat_46_47_only_pictures_are_pictures() {
        let refused = |bytes: &[u8]| remake(bytes).unwrap_err().advice();
        assert!(refused(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>").contains("SVG"));
        assert!(refused(b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>").contains("SVG"));
        for bytes in [&b"<html><script>alert(1)</script>"[..], b"GIF", b"", b"%PDF-1.7", b"RIFF....AVI "] {
            assert!(refused(bytes).contains("PNG"), "{bytes:?}");
        }
        // A program behind the pixels does not come along.
        let mut both = png(20, 20);
        both.extend(b"<script>alert(1)</script>");
        let made = remake(&both).unwrap();
        assert!(!made[0].bytes.windows(7).any(|it| it == b"<script"));
        let torn = &png(300, 300)[..200];
        assert!(refused(torn).contains("torn"));
    }

    /// Case 45 of the threats: a small file of two and a half thousand million pixels.
    #[test]
    fn threat_45_a_bomb_is_not_unpacked() {
        let mut bomb = png(10, 10);
        bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
        let begun = std::time::Instant::now();
        assert_eq!(remake(&bomb).unwrap_err().kind, ErrorKind::Invalid);
        assert!(begun.elapsed().as_secs() < 2);
    }
}
