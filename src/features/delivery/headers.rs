//! The headers around a file: what it is called, and that nothing in it may act.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rocket::http::ContentType;

use crate::base::text;

/// What RFC 8187 lets stand as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// `attachment` with the file's name (RFC 6266), once in ASCII and once whole. A name is a label: folders, controls
/// and marks that turn the direction of writing are gone before it gets here, and are taken out again.
pub(super) fn disposition(name: &str) -> String {
    let name = text::line(name).replace(['/', '\\'], "_");
    let ascii: String = deunicode::deunicode(&name)
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%' | '/' | ';') || c == ' ' { c } else { '_' })
        .collect();
    if ascii == name {
        return format!("attachment; filename=\"{ascii}\"");
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, PLAIN))
}

/// The type as the catalogue has it, if it is one.
pub(super) fn media_type(text: &str) -> ContentType {
    ContentType::parse_flexible(text).unwrap_or(ContentType::Binary)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Case 48: quotes, line ends, emoji and a name that reads backwards.
    #[test]
    fn threat_48_names_stay_names() {
        for (name, wanted) in [
            ("font.zip", "attachment; filename=\"font.zip\""),
            ("Aurora Sans 2.zip", "attachment; filename=\"Aurora Sans 2.zip\""),
            (
                "a\"; filename=x.html",
                "attachment; filename=\"a__ filename=x.html\"; filename*=UTF-8''a%22%3B%20filename%3Dx.html",
            ),
            ("a\r\nSet-Cookie: x=1", "attachment; filename=\"a Set-Cookie: x=1\""),
            ("\u{202E}gpj.exe", "attachment; filename=\"gpj.exe\""),
            ("über.zip", "attachment; filename=\"uber.zip\"; filename*=UTF-8''%C3%BCber.zip"),
            ("../../etc/passwd", "attachment; filename=\".._.._etc_passwd\""),
        ] {
            assert_eq!(disposition(name), wanted);
        }
        assert!(disposition("💾.bin").contains("filename*=UTF-8''%F0%9F%92%BE.bin"));
    }

    proptest! {
        #[test]
        fn any_name_makes_one_header(name: String) {
            let header = disposition(&name);
            prop_assert!(header.bytes().all(|b| (32..127).contains(&b)));
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }

    #[test]
    fn strange_types_are_plain_bytes() {
        assert_eq!(media_type("application/zip"), ContentType::ZIP);
        assert_eq!(media_type("\r\nX: y"), ContentType::Binary);
    }
}
