//! Descriptions: HTML from anywhere becomes HTML that is safe on our pages.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};

use crate::base::text;

/// What formats text. No pictures, no forms, no style: pages allow none of foreign origin.
const TAGS: [&str; 34] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .add_tags(["thead", "u"])
        .clean_content_tags(HashSet::from(["script", "style"]))
        .add_tag_attributes("a", ["href"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow ugc"));
    builder
});

/// Keeps of `html` what formats text and links; scripts, styles, pictures and whatever acts are gone.
/// The page has a title of its own, so that headings begin at the second level.
///
/// What comes out means the same to whoever reads it again: badly nested tags can need a second look, and what
/// is not settled after a few becomes plain text.
pub fn sanitise(html: &str) -> String {
    let mut last = clean(html);
    for _ in 0..4 {
        let next = clean(&last);
        if next == last {
            return last;
        }
        last = next;
    }
    from_text(&to_text(&last))
}

fn clean(html: &str) -> String {
    let clean = text::without_hidden(&CLEANER.clean(html).to_string());
    let clean = clean.replace("<h1>", "<h2>").replace("<h1 ", "<h2 ").replace("</h1>", "</h2>");
    clean.trim().to_owned()
}

/// What somebody wrote as a description, in HTML or plainly, as sanitised HTML.
pub fn description(written: &str) -> String {
    let clean = sanitise(&if is_html(written) { written.to_owned() } else { from_text(written) });
    // Tags that are gone can leave plain text.
    if is_html(&clean) { clean } else { sanitise(&from_text(&clean)) }
}

/// Markdown as sanitised HTML: what CommonMark, tables and crossed-out words make of it. HTML in it is HTML, so that what
/// came from another shop can be edited as it is; the sanitiser has the last word either way.
pub fn markdown(written: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.r#unsafe = true;
    sanitise(&comrak::markdown_to_html(&text::paragraphs(written), &options))
}

/// Plain text of many lines as HTML: a paragraph per block.
pub fn from_text(plain: &str) -> String {
    let plain = text::paragraphs(plain);
    let blocks = plain.split("\n\n").filter(|it| !it.trim().is_empty());
    blocks.map(|it| format!("<p>{}</p>", escape(it).replace('\n', "<br>"))).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Whether `text` is written in HTML rather than plainly: it has a tag or an entity.
pub fn is_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/');
    let tag = bytes.iter().enumerate().any(|(at, byte)| *byte == b'<' && opens(at)) && text.contains('>');
    let name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let entity =
        |rest: &str| rest.find(';').is_some_and(|end| (2..=10).contains(&end) && rest[..end].chars().all(name));
    tag || text.split('&').skip(1).any(entity)
}

/// The text of sanitised HTML, its blocks on lines of their own.
pub fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&unescape(&rest[..at]));
        let end = end_of_tag(rest, at);
        let tag = rest[at..end].trim_matches(['<', '>', '/']).split([' ', '/']).next().unwrap_or_default();
        if !matches!(
            tag,
            "a" | "abbr" | "b" | "code" | "del" | "em" | "i" | "kbd" | "s" | "strong" | "sub" | "sup" | "u"
        ) {
            out.push('\n');
        }
        rest = &rest[end..];
    }
    out.push_str(&unescape(rest));
    let lines = out.lines().map(text::line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the tag that begins at `at` ends; a bracket within quotation marks belongs to an address.
fn end_of_tag(html: &str, at: usize) -> usize {
    let mut quoted = false;
    for (offset, byte) in html.bytes().enumerate().skip(at) {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return offset + 1,
            _ => {}
        }
    }
    html.len()
}

/// The five entities that the sanitiser writes.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
