//! An EPUB 3: a ZIP archive of XHTML with a table of contents.

use super::Book;
use super::text::{Block, Chapter};
use crate::base::Result;
use crate::demo::files::pack::Pack;

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"#;

const STYLE: &str = "body { margin: 5%; line-height: 1.45; font-family: serif }
h1 { font-family: sans-serif; line-height: 1.15; margin: 1.5em 0 0.8em; page-break-before: always }
p { margin: 0 0 0.7em }
ul { margin: 0 0 0.9em; padding-left: 1.2em }
li { margin-bottom: 0.35em }
.title { margin-top: 25%; page-break-before: auto }
.small { font-size: 0.8em; margin-top: 4em }
";

/// The bytes of the EPUB.
pub(super) fn write(book: &Book<'_>, cover: &str) -> Result<Vec<u8>> {
    let mut pack = Pack::new("");
    // Readers look for these bytes at a fixed place, hence first and without compression.
    pack.store("mimetype", b"application/epub+zip")?;
    pack.add("META-INF/container.xml", CONTAINER.as_bytes())?;
    pack.add("OEBPS/content.opf", package(book).as_bytes())?;
    pack.add("OEBPS/nav.xhtml", navigation(book).as_bytes())?;
    pack.add("OEBPS/style.css", STYLE.as_bytes())?;
    pack.add("OEBPS/cover.svg", cover.as_bytes())?;
    pack.add("OEBPS/title.xhtml", title_page(book).as_bytes())?;
    for (i, chapter) in book.chapters.iter().enumerate() {
        pack.add(&format!("OEBPS/{}.xhtml", name(i)), page(chapter.title, &body(chapter)).as_bytes())?;
    }
    pack.finish()
}

fn name(i: usize) -> String {
    format!("chapter-{:02}", i + 1)
}

/// Escapes what has a meaning in XML.
fn x(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page(title: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}</body>
</html>
"#,
        x(title)
    )
}

fn title_page(book: &Book<'_>) -> String {
    let body = format!(
        "<h1 class=\"title\">{}</h1>\n<p>{}</p>\n<p>{}</p>\n<p class=\"small\">{}</p>\n",
        x(book.title),
        x(book.subtitle),
        x(book.author),
        x(&book.colophon)
    );
    page(book.title, &body)
}

fn body(chapter: &Chapter<'_>) -> String {
    let (mut out, mut list) = (format!("<h1>{}</h1>\n", x(chapter.title)), false);
    for block in &chapter.blocks {
        let item = matches!(block, Block::Item(_));
        if item != list {
            out += if item { "<ul>\n" } else { "</ul>\n" };
            list = item;
        }
        out += &match block {
            Block::Text(words) => format!("<p>{}</p>\n", x(words)),
            Block::Item(words) => format!("<li>{}</li>\n", x(words)),
        };
    }
    out + if list { "</ul>\n" } else { "" }
}

fn navigation(book: &Book<'_>) -> String {
    let entry = |(i, chapter): (usize, &Chapter<'_>)| {
        format!("<li><a href=\"{}.xhtml\">{}</a></li>\n", name(i), x(chapter.title))
    };
    let entries: String = book.chapters.iter().enumerate().map(entry).collect();
    page("Contents", &format!("<nav epub:type=\"toc\" id=\"toc\">\n<h1>Contents</h1>\n<ol>\n{entries}</ol>\n</nav>\n"))
}

fn package(book: &Book<'_>) -> String {
    let chapters = 0..book.chapters.len();
    let items: String = chapters
        .clone()
        .map(|i| format!("    <item id=\"{0}\" href=\"{0}.xhtml\" media-type=\"application/xhtml+xml\"/>\n", name(i)))
        .collect();
    let spine: String = chapters.map(|i| format!("    <itemref idref=\"{}\"/>\n", name(i))).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:bodega:{slug}:{edition}</dc:identifier>
    <dc:title>{title}</dc:title>
    <dc:creator>{author}</dc:creator>
    <dc:language>en</dc:language>
    <dc:description>{subtitle}</dc:description>
    <dc:rights>{rights}</dc:rights>
    <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="style" href="style.css" media-type="text/css"/>
    <item id="cover" href="cover.svg" media-type="image/svg+xml" properties="cover-image"/>
    <item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
{items}  </manifest>
  <spine>
    <itemref idref="title"/>
    <itemref idref="nav"/>
{spine}  </spine>
</package>
"#,
        slug = book.slug,
        edition = x(book.edition),
        title = x(book.title),
        author = x(book.author),
        subtitle = x(book.subtitle),
        rights = x(&book.colophon),
    )
}
