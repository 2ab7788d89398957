//! A text as a picture that cameras read (QR code), drawn as one path so that the page needs no style for it.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

use super::view::QrPicture;
use crate::base::{Error, Result};

/// The light border that cameras need, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// The picture of `text`.
pub(super) fn of(text: &str) -> Result<QrPicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Error::internal)?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = line[column..].iter().take_while(|it| **it == Color::Dark).count();
            if run > 0 {
                // Writing to a string never fails.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
            }
            column += run.max(1);
        }
    }
    Ok(QrPicture { side: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_bars() {
        let picture = of("otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQ").unwrap();
        assert!(picture.side >= 21 + 2 * QUIET);
        // The upper left eye begins at the corner: seven modules wide.
        assert!(picture.path.starts_with("M4 4h7v1h-7z"), "{}", picture.path);
        assert!(picture.path.chars().all(|it| it.is_ascii_digit() || "Mhvz- ".contains(it)));
    }
}
