//! E-books: one text, set as a PDF of pocket size and as an EPUB.

mod epub;
mod measure;
mod pdf;
mod text;

use super::{DemoFile, Goods};
use crate::base::Result;
use text::Chapter;

/// The text of a book, in the notation of [`text::chapters`].
#[derive(Debug, Clone, Copy)]
pub struct Manuscript(pub &'static str);

/// A book with all that stands on its title page.
struct Book<'a> {
    slug: &'a str,
    title: &'a str,
    subtitle: &'a str,
    author: &'a str,
    edition: &'a str,
    colophon: String,
    chapters: Vec<Chapter<'a>>,
    seed: u64,
}

/// The book in both formats; `cover` is the SVG of the shop window.
pub(super) fn files(goods: &Goods<'_>, manuscript: Manuscript, cover: &str) -> Result<Vec<DemoFile>> {
    let terms: Vec<String> = goods.terms.iter().map(|(name, terms)| format!("{name}: {terms}")).collect();
    let book = Book {
        slug: goods.slug,
        title: goods.title,
        subtitle: goods.summary,
        author: goods.maker,
        edition: goods.version,
        colophon: format!("Edition {}. Copyright 2026 {}. {}", goods.version, goods.maker, terms.join(" ")),
        chapters: text::chapters(manuscript.0),
        seed: goods.seed,
    };
    Ok(vec![
        DemoFile::new(format!("{}.pdf", goods.slug), "application/pdf", pdf::write(&book)),
        DemoFile::new(format!("{}.epub", goods.slug), "application/epub+zip", epub::write(&book, cover)?),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_wide_as_its_letters() {
        let body = measure::Type { face: measure::Face::Text, size: 10.0 };
        assert!((body.width("iiii") - 11.12).abs() < 0.01);
        assert_eq!(body.wrap("one two three", 34.0), ["one two", "three"]);
        assert_eq!(body.wrap("Donaudampfschifffahrt", 30.0).len(), 1);
    }

    #[test]
    fn typewriter_quotes_become_curved() {
        assert_eq!(text::curved("\"It's\", he said"), "“It’s”, he said");
        assert_eq!(measure::encoded("“é” – …"), [0x93, 0xe9, 0x94, 0x20, 0x96, 0x20, 0x85]);
    }
}
