//! Small things that several formats write in the same way.

use super::super::html;
use crate::base::{Timestamp, text};

/// Yes or no, as programs write it; nothing if it is neither.
pub(super) fn truth(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "on" => Some(true),
        "0" | "false" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

/// The parts of a list; `\` before the separator keeps it.
pub(super) fn list(cell: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        let last = parts.len() - 1;
        match c {
            '\\' if chars.peek() == Some(&separator) => parts[last].extend(chars.next()),
            _ if c == separator => parts.push(String::new()),
            _ => parts[last].push(c),
        }
    }
    parts.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// The labels of a category from the root down: `Audio > Sample packs`.
pub(super) fn path(cell: &str) -> Vec<String> {
    cell.split('>').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// Text as blogs keep it: HTML whose paragraphs may be set apart by empty lines only.
pub(super) fn blog_html(text: &str) -> String {
    let has_blocks = ["<p>", "<p ", "<div", "<ul", "<ol", "<table", "<h1", "<h2", "<h3", "<blockquote", "<pre"];
    let lower = text.to_ascii_lowercase();
    if has_blocks.iter().any(|tag| lower.contains(tag)) {
        return text.to_owned();
    }
    if !html::is_html(text) {
        return html::from_text(text);
    }
    let unix = text.replace("\r\n", "\n");
    let blocks = unix.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
    blocks.map(|it| format!("<p>{}</p>", it.replace('\n', "<br>"))).collect()
}

/// HTML or plain text as one line of at most `max` characters.
pub(super) fn one_line(cell: &str, max: usize) -> String {
    let plain = if html::is_html(cell) { html::to_text(&html::sanitise(cell)) } else { cell.into() };
    text::shorten(&text::line(&plain), max)
}

/// One line of text in which some characters may be written as entities: `Rock &amp; roll`.
pub(super) fn plain(cell: &str) -> String {
    if cell.contains('&') && html::is_html(cell) {
        // A bracket that belongs to a path is not a tag.
        html::to_text(&html::sanitise(&cell.replace('>', "&gt;").replace('<', "&lt;")))
    } else {
        cell.trim().to_owned()
    }
}

/// Addresses that can be kept; whatever else stands there is left out.
pub(super) fn is_address(cell: &str) -> bool {
    (cell.starts_with("https://") || cell.starts_with("http://"))
        && cell.len() <= 2_000
        && !cell.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// A moment such as `2021-03-04 05:06:07`, taken as UTC.
pub(super) fn moment(cell: &str) -> Option<Timestamp> {
    let mut text = cell.replace(' ', "T");
    if text.len() == 19 {
        text.push('Z');
    }
    Timestamp::parse(&text).ok()
}

/// Takes the licences out of `tags`, where they stand as `license:MIT`.
pub(super) fn take_license(tags: &mut Vec<String>) -> String {
    let named = |tag: &String| {
        let lower = tag.to_ascii_lowercase();
        ["license:", "licence:"].iter().find(|it| lower.starts_with(*it)).map(|it| tag[it.len()..].trim().to_owned())
    };
    let found: Vec<String> = tags.iter().filter_map(named).filter(|it| !it.is_empty()).collect();
    tags.retain(|tag| named(tag).is_none());
    text::shorten(&found.join(" and "), 100)
}
