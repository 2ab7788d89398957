//! Templates and plug-ins: the files of the folder `stock`, packed.

use super::pack::{Pack, licence};
use super::{DemoFile, Goods};
use crate::base::Result;

/// What goes into one archive.
#[derive(Debug, Clone, Copy)]
pub struct Stock {
    folder: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// Takes files of `stock` into the program: where they lie, the folder of the archive, their paths.
macro_rules! stock {
    ($place:literal as $folder:literal: $($path:literal)+) => {
        Stock { folder: $folder, files: &[$(($path, include_str!(concat!("stock/", $place, "/", $path)))),+] }
    };
}

/// A portfolio.
pub const ATELIER: Stock = stock!("atelier" as "atelier": "README.md" "img/one.svg" "img/three.svg" "img/two.svg" "index.html" "project.html" "style.css");
/// A page for a new product.
pub const SOFT_OPENING: Stock = stock!("soft-opening" as "soft-opening": "README.md" "index.html" "style.css");
/// A menu for screen and paper.
pub const CORNER_MENU: Stock = stock!("corner-menu" as "corner-menu": "README.md" "index.html" "style.css");
/// An invitation.
pub const SAVE_THE_EVENING: Stock =
    stock!("save-the-evening" as "save-the-evening": "README.md" "evening.ics" "index.html" "style.css");
/// A CV.
pub const PLAIN_CV: Stock = stock!("plain-cv" as "plain-cv": "README.md" "cv.css" "cv.html" "cv.md" "letter.md");
/// An invoice that adds up.
pub const CLEAN_INVOICE: Stock =
    stock!("clean-invoice" as "clean-invoice": "README.md" "invoice.css" "invoice.html" "invoice.js" "register.csv");
/// A letter for many.
pub const KIND_NEWSLETTER: Stock =
    stock!("kind-newsletter" as "kind-newsletter": "README.md" "newsletter.html" "newsletter.txt");
/// A budget.
pub const YEAR_IN_ROWS: Stock = stock!("year-in-rows" as "year-in-rows": "README.md" "categories.csv" "example-filled.csv" "overview.csv" "payments.csv");
/// Pages for days and weeks.
pub const FOLDED_WEEK: Stock =
    stock!("folded-week" as "folded-week": "README.md" "Daily.md" "Project.md" "Review.md" "Weekly.md" "print.css");
/// Rules for a small team.
pub const FIRST_HANDBOOK: Stock = stock!("first-handbook" as "first-handbook": "README.md" "01-start-here.md" "02-how-we-decide.md" "03-meetings.md" "04-time-off.md" "05-money.md" "06-when-things-break.md" "07-hiring.md" "08-leaving.md" "09-changing-this-book.md");
/// Documentation.
pub const FIELD_DOCS: Stock =
    stock!("field-docs" as "field-docs": "README.md" "docs.css" "guide.html" "index.html" "reference.html" "search.js");
/// Counts words in the browser.
pub const WORD_METER: Stock =
    stock!("word-meter" as "word-meter": "README.md" "count.js" "manifest.json" "popup.css" "popup.html" "popup.js");
/// Sweeps tabs.
pub const TAB_BROOM: Stock = stock!("tab-broom" as "tab-broom": "README.md" "background.js" "manifest.json" "sweep.js");
/// Quiets a page.
pub const QUIET_PAGE: Stock = stock!("quiet-page" as "quiet-page": "README.md" "background.js" "manifest.json");
/// Gathers tasks in Obsidian.
pub const LOOSE_ENDS: Stock = stock!("loose-ends" as "loose-ends": "README.md" "main.js" "manifest.json");
/// Makes textures repeat in GIMP.
pub const SEAMLESS_TILE: Stock = stock!("seamless-tile" as "seamless-tile": "README.md" "seamless-tile.scm");
/// Strews meshes in Blender.
pub const SCATTER_STONES: Stock = stock!("scatter-stones" as "scatter_stones": "README.md" "__init__.py");
/// Draws grids in Inkscape.
pub const DOT_GRID: Stock = stock!("dot-grid" as "dot-grid": "README.md" "dot_grid.inx" "dot_grid.py");
/// Tells reading time in Eleventy.
pub const READING_TIME: Stock =
    stock!("reading-time" as "reading-time": "README.md" "index.js" "index.test.js" "package.json");
/// Sets notes in the margin with markdown-it.
pub const SIDE_NOTES: Stock =
    stock!("side-notes" as "side-notes": "README.md" "index.js" "package.json" "side-notes.css");
/// Explains words in mdBook.
pub const BOOK_GLOSSARY: Stock =
    stock!("book-glossary" as "book-glossary": "README.md" "book_glossary.py" "glossary.toml");
/// Trims takes in Audacity.
pub const TRIM_SILENCE: Stock = stock!("trim-silence" as "trim-silence": "README.md" "trim-silence.ny");
/// Opens tables in the browser.
pub const CSV_PEEK: Stock = stock!("csv-peek" as "csv-peek": "README.md" "background.js" "csv.js" "manifest.json" "peek.css" "peek.html" "peek.js");

/// The archive, with its licence.
pub(super) fn files(goods: &Goods<'_>, stock: &Stock) -> Result<Vec<DemoFile>> {
    let mut pack = Pack::new(stock.folder);
    for (path, text) in stock.files {
        pack.add(path, text.as_bytes())?;
    }
    pack.add("LICENCE.txt", licence(goods).as_bytes())?;
    Ok(vec![DemoFile::new(format!("{}-{}.zip", goods.slug, goods.version), "application/zip", pack.finish()?)])
}
