use proptest::prelude::*;

use super::*;
use crate::{
    base::{Digest, Timestamp},
    platform::files::Blob,
};

/// Case 46: a sound is told by its bytes.
#[test]
fn threat_46_sounds_are_told_by_their_bytes() {
    for (head, wanted) in [
        (&b"ID3\x04\0\0"[..], Some("audio/mpeg")),
        (b"\xFF\xFB\x90\x44", Some("audio/mpeg")),
        (b"OggS\0\x02", Some("audio/ogg")),
        (b"fLaC\0\0", Some("audio/flac")),
        (b"RIFF\x24\0\0\0WAVEfmt ", Some("audio/wav")),
        (b"\0\0\0\x20ftypM4A \0", Some("audio/mp4")),
        (b"RIFF\x24\0\0\0AVI LIST", None),
        (b"<html><script>", None),
        (b"\xFF\xD8\xFF\xE0 a picture", None),
        (b"\0\0\0\x20ftypisom", None),
        (b"", None),
    ] {
        assert_eq!(audio_type(head), wanted, "{head:?}");
    }
}

#[test]
fn of_a_text_the_beginning_is_kept() {
    let long: String = (1..=60).map(|n| format!("line {n}  \r\n")).collect();
    let short = first_lines(long.as_bytes()).unwrap();
    assert!(short.starts_with("line 1\nline 2\n") && short.ends_with("line 40"), "{short}");
    assert_eq!(first_lines("\u{FEFF}a\tb\u{202E}c\u{7}".as_bytes()).unwrap(), "a\tbc");
    assert_eq!(first_lines(&"€".as_bytes()[..2]), None, "nothing is left");
    assert_eq!(first_lines(&"a€".as_bytes()[..3]).unwrap(), "a");
    assert_eq!([first_lines(b" \n\n"), first_lines(b"a\0b"), first_lines(b"a\xFFb")], [None, None, None]);
    assert_eq!(first_lines("x".repeat(9_000).as_bytes()).unwrap().len(), 4_000);
}

#[test]
fn previews_are_called_something() {
    let kind = || Kind::Text { words: "a".into() };
    assert_eq!(NewPreview::check(" A  sample ", "x.mp3", kind()).unwrap().title, "A sample");
    assert_eq!(NewPreview::check("", "Rain at night.mp3", kind()).unwrap().title, "Rain at night");
    assert!(NewPreview::check("", ".mp3", kind()).is_err() && NewPreview::check(&"x".repeat(101), "", kind()).is_err());
}

#[test]
fn of_a_page_the_picture_is_given_that_is_wide_enough() {
    let blob = Blob { sha256: Digest::of(b"x"), size: 5 };
    let drawn = |width| Drawn { width, height: width * 2, blob };
    let kind = Kind::Page { pictures: vec![drawn(1_200), drawn(800), drawn(400)] };
    let id = |bytes| PreviewId::from_bytes(bytes);
    let product = ProductId::from_bytes([2; 16]);
    let page = Preview { id: id([1; 16]), product, title: "A".into(), kind, added: Timestamp::EPOCH };
    let width = |wanted| page.drawn(wanted).unwrap().width;
    assert_eq!([None, Some(1), Some(400), Some(401), Some(9_999)].map(width), [1_200, 400, 400, 800, 1_200]);
    assert_eq!(page.blobs().len(), 3);
    let words = Preview { kind: Kind::Text { words: "a".into() }, ..page };
    assert!(words.drawn(None).is_none() && words.blobs().is_empty());
    assert!(is_pdf(b"%PDF-1.7") && is_pdf(b"\n\n%PDF-1.7") && !is_pdf(b"%PD") && !is_pdf(&[b' '; 2_000]));
}

proptest! {
    #[test]
    fn any_bytes_are_looked_at(bytes: Vec<u8>) {
        let _ = audio_type(&bytes);
        if let Some(words) = first_lines(&bytes) {
            prop_assert!(words.lines().count() <= 40 && !words.is_empty());
        }
    }
}
