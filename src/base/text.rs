//! Text from outside, made fit to be kept and shown.

use unicode_normalization::UnicodeNormalization;

/// One line: composed (NFC), without control characters and without those that turn the direction of what follows;
/// white space of any kind becomes single spaces.
pub fn line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let clean: String = spaced.filter(|c| !is_hidden(*c)).nfc().collect();
    clean.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// As [`line`], but lines and empty lines between them stay; line ends become `\n`.
pub fn paragraphs(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let clean: String = unix.chars().filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c)).nfc().collect();
    let mut kept: Vec<&str> = Vec::new();
    for line in clean.lines().map(str::trim_end) {
        if !(line.is_empty() && kept.last().is_none_or(|last| last.is_empty())) {
            kept.push(line);
        }
    }
    kept.join("\n").trim().to_owned()
}

/// As [`paragraphs`], but nothing is moved or joined: for text that a program reads, such as HTML.
pub fn without_hidden(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c)).collect()
}

/// The beginning of `text`, at most `max` characters, cut between words where possible and marked with an ellipsis.
pub fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let head: String = text.chars().take(max.saturating_sub(1)).collect();
    let cut = head.rfind(' ').filter(|at| *at > head.len() / 2).unwrap_or(head.len());
    format!("{}…", head[..cut].trim_end_matches([' ', ',', ';', ':', '.', '-', '–']))
}

/// Characters that show nothing themselves and can make text lie: controls, marks of byte order,
/// overrides, isolates and marks of direction, soft hyphens, letters without a shape, tags.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E0000}'..='\u{E007F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}'..='\u{2064}')
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{3164}' | '\u{FFA0}'
        )
}

/// Text within an element or an attribute of XML; what XML 1.0 cannot carry is left out.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_cannot_lie_about_itself() {
        assert_eq!(line("  Aurora\t\u{202E}snaS \0 \u{FEFF}Pro\r\n"), "Aurora snaS Pro");
        assert_eq!(line("A\u{308}"), "Ä");
        assert_eq!(line("Adm\u{AD}in\u{200E}\u{3164}"), "Admin");
        assert_eq!(paragraphs("one\r\n\r\n\r\n  two\u{7}\rthree\n\n"), "one\n\n  two\nthree");
        assert_eq!(shorten("Ninety soft pads and drones", 15), "Ninety soft…");
        assert_eq!(shorten("short", 15), "short");
    }

    proptest! {
        #[test]
        fn clean_text_stays_as_it_is(text in "\\PC{0,60}[\u{0}-\u{20}\u{200B}]{0,3}\\PC{0,20}", max in 1usize..40) {
            prop_assert_eq!(line(&line(&text)), line(&text));
            prop_assert_eq!(paragraphs(&paragraphs(&text)), paragraphs(&text));
            prop_assert!(shorten(&text, max).chars().count() <= max);
        }
    }
}
