use proptest::prelude::*;

use super::*;

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

proptest! {
    #[test]
    fn any_bytes_are_looked_at(bytes: Vec<u8>) {
        let _ = audio_type(&bytes);
        if let Some(words) = first_lines(&bytes) {
            prop_assert!(words.lines().count() <= 40 && !words.is_empty());
        }
    }
}
