//! Words on a cover: shortened to fit, escaped, set in whatever bold sans the viewer has.

/// Where `x` lies in a line.
pub(super) enum Anchor {
    Start,
    Middle,
}

/// One line of text.
pub(super) fn text(words: &str, x: f64, y: f64, size: f64, weight: u32, colour: &str, anchor: Anchor) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
    };
    let tight = -size * 0.015;
    format!(
        r#"<text x="{x:.1}" y="{y:.1}" font-family="Inter, 'Helvetica Neue', Arial, system-ui, sans-serif" font-size="{size:.1}" font-weight="{weight}" letter-spacing="{tight:.2}" text-anchor="{anchor}" fill="{colour}">{}</text>"#,
        escape(words)
    )
}

/// Escapes what has a meaning in XML and drops what XML forbids.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// How wide a bold letter is at most in common fonts, as a part of the size.
fn breadth(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '!' | '|' | '\'' => 0.38,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '-' | '/' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.02,
        'A'..='Z' | '&' | '#' | '+' => 0.79,
        c if c as u32 >= 0x1100 => 1.05,
        _ => 0.68,
    }
}

fn width(words: &str) -> f64 {
    words.chars().map(breadth).sum()
}

/// Breaks `words` into at most `lines` lines of `room` pixels: as large as they fit between half of `largest` and all of
/// it, and cut with an ellipsis where even the smallest does not. Gives the size and the lines.
pub(super) fn fit(words: &str, room: f64, lines: usize, largest: f64) -> (f64, Vec<String>) {
    let mut size = largest;
    while size > largest * 0.5 {
        if let Some(rows) = wrap(words, room / size, lines) {
            return (size, rows);
        }
        size *= 0.93;
    }
    (size, cut(words, room / size, lines))
}

/// The lines, or nothing where they do not fit.
fn wrap(words: &str, room: f64, lines: usize) -> Option<Vec<String>> {
    let mut rows: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        if width(word) > room {
            return None;
        }
        match rows.last_mut() {
            Some(row) if width(row) + 0.46 + width(word) <= room => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    (rows.len() <= lines).then_some(rows)
}

/// Fills the lines letter by letter, for words without a gap and titles without an end.
fn cut(words: &str, room: f64, lines: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    for c in words.chars() {
        let last = rows.len() == lines;
        let Some(row) = rows.last_mut() else { break };
        if width(row) + breadth(c) + if last { 1.0 } else { 0.0 } <= room {
            row.push(c);
        } else if last {
            row.truncate(row.trim_end().len());
            row.push('…');
            break;
        } else if let Some((line, rest)) = row.rsplit_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())) {
            *row = line;
            rows.push(rest + &c.to_string());
        } else {
            rows.push(c.to_string());
        }
    }
    rows
}

/// One or two letters that stand for a title.
pub(super) fn initials(title: &str) -> String {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        !word.is_empty() && !["the", "a", "an", "of", "for", "and"].contains(&word.to_lowercase().as_str())
    });
    let first = words.next().or_else(|| title.split_whitespace().next()).unwrap_or("?");
    let second = words.next().and_then(|word| word.chars().find(|c| c.is_alphabetic()));
    let mut letters: String = first.chars().next().into_iter().flat_map(char::to_uppercase).take(1).collect();
    // An ideograph says enough alone; a lone letter gets its neighbour, as the elements do.
    match second {
        Some(c) => letters.extend(c.to_uppercase().take(1)),
        None if first.is_ascii() => letters.extend(first.chars().nth(1).map(|c| c.to_ascii_lowercase())),
        None => {}
    }
    letters
}
