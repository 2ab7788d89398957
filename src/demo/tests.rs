//! The goods keep their promises: counted, opened and read back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::OnceLock;

use write_fonts::read::{FontRef, TableProvider};
use zip::ZipArchive;

use super::files::Recipe;
use super::*;

const SEED: u64 = 7;

/// Every product with the files of its newest release, made once for all tests.
fn stock() -> &'static [(&'static Product, Vec<DemoFile>)] {
    static STOCK: OnceLock<Vec<(&'static Product, Vec<DemoFile>)>> = OnceLock::new();
    STOCK.get_or_init(|| {
        products().map(|product| (product, files(product, &product.releases[0], SEED).unwrap())).collect()
    })
}

fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut entry = archive.by_index(i).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn is_xml(bytes: &[u8], name: &str) {
    let text = std::str::from_utf8(bytes).unwrap();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(text, options).unwrap_or_else(|fault| panic!("{name}: {fault}"));
}

/// The words of a description without its markup.
fn words(html: &str) -> usize {
    let tree = scraper::Html::parse_fragment(html);
    tree.root_element().text().flat_map(str::split_whitespace).count()
}

#[test]
fn the_shelves_are_full() {
    let kinds: BTreeMap<Kind, usize> = products().fold(BTreeMap::new(), |mut all, product| {
        *all.entry(product.kind).or_default() += 1;
        all
    });
    assert_eq!(kinds.len(), 6);
    assert!(kinds.values().all(|count| *count >= 10), "{kinds:?}");
    assert!(products().count() >= 64);
    assert_eq!(sellers().len(), 8);
    for seller in sellers() {
        assert!(products().filter(|product| product.seller == seller.slug).count() >= 3, "{}", seller.name);
    }
    let prices: Vec<Price> = products().flat_map(|product| product.editions).map(|edition| edition.price).collect();
    let count = |like: fn(&Price) -> bool| prices.iter().filter(|price| like(price)).count();
    assert!(count(|price| *price == Price::Free) >= 6);
    assert!(count(|price| matches!(price, Price::PayWhatYouWant { .. })) >= 6);
    assert!(count(|price| matches!(price, Price::Fixed { compare_at: Some(_), .. })) >= 6);
}

#[test]
fn names_are_told_apart() {
    for of in [|product: &Product| product.title, |product: &Product| product.slug, |product: &Product| product.summary]
    {
        assert_eq!(products().map(of).collect::<BTreeSet<_>>().len(), products().count());
    }
}

#[test]
fn every_entry_is_complete() {
    for product in products() {
        let name = product.title;
        assert!(product.seller().is_some(), "{name}");
        assert!(product.slug.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-'), "{name}");
        assert!((3..=6).contains(&product.tags.len()), "{name}");
        assert!((20..=80).contains(&product.summary.len()), "{name}: {}", product.summary.len());
        assert!((60..=150).contains(&words(product.description)), "{name}: {} words", words(product.description));
        assert!(!product.category.is_empty() && (1..=3).contains(&product.editions.len()), "{name}");
        assert!(product.releases.windows(2).all(|pair| pair[0].days_ago < pair[1].days_ago), "{name}");
        for edition in product.editions {
            match edition.price {
                Price::Free => assert_eq!(product.editions.len(), 1, "{name}"),
                Price::Fixed { amount, compare_at } => {
                    assert!(amount > 0 && compare_at.is_none_or(|before| before > amount), "{name}")
                }
                Price::PayWhatYouWant { minimum, suggested } => assert!(minimum >= 0 && suggested > minimum, "{name}"),
            }
        }
    }
}

#[test]
fn all_files_open() {
    let mut total = 0;
    for (product, files) in stock() {
        assert!(!files.is_empty(), "{}", product.title);
        for file in files {
            total += file.bytes.len();
            assert!(!file.bytes.is_empty() && file.bytes.len() < 4 << 20, "{}: {}", file.name, file.bytes.len());
            match file.media_type {
                "font/ttf" => font_opens(file),
                "audio/wav" => sound_plays(&file.bytes, &file.name),
                "application/pdf" => pdf_opens(&file.bytes),
                "application/epub+zip" => epub_opens(&file.bytes),
                "application/zip" => archive_opens(&file.bytes),
                "text/plain" => assert!(std::str::from_utf8(&file.bytes).is_ok()),
                other => panic!("{}: {other}", file.name),
            }
        }
    }
    assert!(total < 25_000_000, "{total}");
}

fn font_opens(file: &DemoFile) {
    let font = FontRef::new(&file.bytes).unwrap();
    let (cmap, hmtx) = (font.cmap().unwrap(), font.hmtx().unwrap());
    let (loca, glyf) = (font.loca(None).unwrap(), font.glyf().unwrap());
    let mut drawn = 0;
    for c in ('A'..='Z').chain('0'..='9').chain("!?.,:-()".chars()) {
        let glyph = cmap.map_codepoint(c).unwrap_or_else(|| panic!("{} lacks {c}", file.name));
        assert!(hmtx.advance(glyph).unwrap() > 0);
        drawn += usize::from(loca.get_glyf(glyph, &glyf).unwrap().is_some());
    }
    assert_eq!(drawn, 44, "{}", file.name);
    for name in font.name().unwrap().name_record() {
        assert!(!name.string(font.name().unwrap().string_data()).unwrap().to_string().is_empty());
    }
    assert_eq!(font.maxp().unwrap().num_glyphs(), font.hhea().unwrap().number_of_h_metrics());
    assert!(font.os2().is_ok() && font.post().is_ok() && font.head().unwrap().units_per_em() == 1000);
}

fn sound_plays(bytes: &[u8], name: &str) {
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).unwrap();
    assert_eq!((reader.spec().sample_rate, reader.spec().bits_per_sample), (44_100, 16));
    let samples: Vec<i16> = reader.samples().map(|sample| sample.unwrap()).collect();
    let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
    assert!((8_000..32_000).contains(&loudest), "{name} peaks at {loudest}");
    assert!(bytes.len() < 300_000, "{name}: {}", bytes.len());
}

fn pdf_opens(bytes: &[u8]) {
    assert!(bytes.starts_with(b"%PDF-1.7") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
    let text = String::from_utf8_lossy(bytes);
    let start: usize = text.rsplit("startxref").next().unwrap().lines().nth(1).unwrap().trim().parse().unwrap();
    assert!(bytes[start..].starts_with(b"xref"));
    assert!(text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count() >= 5);
}

fn epub_opens(bytes: &[u8]) {
    // The type stands at a fixed place, uncompressed, as readers expect it.
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let entries = unpacked(bytes);
    for (name, content) in entries.iter().filter(|(name, _)| *name != "mimetype" && !name.ends_with(".css")) {
        is_xml(content, name);
    }
    let package = String::from_utf8(entries["OEBPS/content.opf"].clone()).unwrap();
    for item in package.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(entries.contains_key(&format!("OEBPS/{item}")), "{item}");
    }
}

fn archive_opens(bytes: &[u8]) {
    let entries = unpacked(bytes);
    assert!(entries.keys().any(|name| name.ends_with("/LICENCE.txt")));
    assert!(entries.keys().any(|name| name.contains("/README.")));
    for (name, content) in &entries {
        assert!(!content.is_empty() || name.ends_with("payments.csv"), "{name}");
        match name.rsplit('.').next() {
            Some("svg" | "inx") => is_xml(content, name),
            Some("wav") => sound_plays(content, name),
            Some("json") => drop(serde_json::from_slice::<serde_json::Value>(content).unwrap()),
            Some("csv") => assert!(csv::Reader::from_reader(&content[..]).records().all(|row| row.is_ok()), "{name}"),
            Some("toml") => drop(toml::from_str::<toml::Table>(std::str::from_utf8(content).unwrap()).unwrap()),
            _ => {}
        }
    }
}

/// What a description counts is what one gets.
#[test]
fn numbers_in_descriptions_are_true() {
    for (product, files) in stock() {
        let says = |number: usize, of: &str| product.description.contains(&format!("{number} {of}"));
        match product.recipe {
            Recipe::Font(family) => {
                assert_eq!(files.len(), family.faces.len() + 1);
                assert!(says(family.faces[0].count(), "signs"), "{}: {}", product.title, family.faces[0].count());
            }
            Recipe::Icons(set) => {
                let drawn = unpacked(&files[0].bytes).keys().filter(|name| name.contains("/svg/")).count();
                assert!(
                    drawn == set.count() && drawn >= 24 && product.summary.contains(&drawn.to_string()),
                    "{}: {drawn}",
                    product.title
                );
            }
            Recipe::Sound(_) => {
                let sounds = unpacked(&files[0].bytes).keys().filter(|name| name.ends_with(".wav")).count();
                let told = words_of_number(sounds);
                let text = format!("{} {}", product.summary, product.description).to_lowercase();
                assert!(text.contains(&told) || text.contains(&sounds.to_string()), "{}: {sounds}", product.title);
            }
            Recipe::Book(_) | Recipe::Stock(_) => {}
        }
    }
}

fn words_of_number(n: usize) -> String {
    let names = ["", "", "", "", "", "", "", "", "eight", "nine", "ten", "eleven", "twelve"];
    names.get(n).map_or_else(|| n.to_string(), ToString::to_string)
}

#[test]
fn a_seed_makes_the_same_bytes_again() {
    for product in products().filter(|product| {
        ["ledger-mono", "corner-drums", "plain-words", "barometer", "tab-broom"].contains(&product.slug)
    }) {
        let make = |seed| files(product, &product.releases[0], seed).unwrap();
        assert_eq!(make(1), make(1), "{}", product.title);
        assert_eq!(cover(product, 1), cover(product, 1));
    }
}

#[test]
fn an_older_release_has_files_of_its_own() {
    for product in products().filter(|product| product.releases.len() > 1).take(3) {
        let [new, old] = [0, 1].map(|i| files(product, &product.releases[i], SEED).unwrap());
        assert_ne!(new, old, "{}", product.title);
    }
}

#[test]
fn covers_are_sound() {
    let mut faces = BTreeSet::new();
    for product in products() {
        let svg = cover(product, SEED);
        is_xml(svg.as_bytes(), product.title);
        assert!(svg.len() < 200_000, "{}: {}", product.title, svg.len());
        for forbidden in ["href", "<script", "style=", "url(http", "NaN"] {
            assert!(!svg.contains(forbidden), "{}: {forbidden}", product.title);
        }
        assert!(faces.insert(svg));
    }
}

#[test]
fn what_is_said_differs_and_is_the_same_each_time() {
    let all: Vec<_> = products().map(|it| reviews(it, SEED)).collect();
    assert_eq!(all, products().map(|it| reviews(it, SEED)).collect::<Vec<_>>());
    assert!(all.iter().any(Vec::is_empty) && all.iter().any(|it| it.len() >= 5), "some have none, some many");
    for reviews in &all {
        let names: BTreeSet<_> = reviews.iter().map(|it| it.name).collect();
        let bodies: BTreeSet<_> = reviews.iter().map(|it| it.opinion.body).collect();
        assert_eq!((names.len(), bodies.len()), (reviews.len(), reviews.len()), "nobody says a thing twice");
        assert!(reviews.iter().all(|it| (1..=5).contains(&it.opinion.stars)));
    }
}
