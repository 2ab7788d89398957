use std::io::{Cursor, Read, Write};

use lopdf::{Document, Object, Stream, dictionary};
use proptest::prelude::*;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::platform::files::FilesConfig;

const LINE: &str = "Bought by Zoë (bob@example.com) · order 1001 · 22 November 2026";

/// A document of two pages, the second turned, whose resources and contents hang in different ways.
fn document(change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut it = Document::with_version("1.5");
    let font = it.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
    let fonts = it.add_object(dictionary! { "F1" => font });
    let tree = it.new_object_id();
    let words = |words: &str| Stream::new(dictionary! {}, format!("5 0 0 5 0 0 cm BT /F1 9 Tf ({words}) Tj ET").into());
    let (one, two) = (it.add_object(words("first")), it.add_object(words("second")));
    let all = it.add_object(vec![Object::Reference(two)]);
    let pages = vec![
        it.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => one }),
        it.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => all, "Rotate" => 90,
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            "MediaBox" => vec![0.into(), 0.into(), 300.into(), 500.into()],
        }),
    ];
    it.objects.insert(tree, Object::Dictionary(dictionary! {
        "Type" => "Pages", "Count" => 2, "Kids" => pages.into_iter().map(Object::Reference).collect::<Vec<_>>(),
        "Resources" => dictionary! { "Font" => fonts }, "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
    }));
    let catalog = it.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    it.trailer.set("Root", catalog);
    change(&mut it);
    let mut out = Vec::new();
    it.save_to(&mut out).unwrap();
    out
}

#[test]
fn every_page_of_a_pdf_says_whose_it_is() {
    let plain = document(|_| {});
    let stamped = pdf::stamp(plain.clone(), LINE).unwrap();
    assert!(stamped.starts_with(&plain), "what was there stays, byte for byte");
    assert_eq!(pdf::stamp(plain, LINE).unwrap(), stamped, "the same comes out again");
    let read = Document::load_mem(&stamped).unwrap();
    assert_eq!(read.get_pages().len(), 2);
    for (number, word) in [(1, "first"), (2, "second")] {
        let text = read.extract_text(&[number]).unwrap();
        assert!(text.contains(word) && text.contains("Zoë") && text.contains("order 1001"), "{number}: {text}");
    }
    let again = pdf::stamp(stamped, "Another line").unwrap();
    assert!(Document::load_mem(&again).unwrap().extract_text(&[2]).unwrap().contains("Another line"));
}

#[test]
fn what_cannot_be_stamped_says_why() {
    assert_eq!(pdf::stamp(b"%PDF-1.7 and nothing else".to_vec(), LINE).unwrap_err(), "it is damaged");
    assert_eq!(pdf::stamp(Vec::new(), LINE).unwrap_err(), "it is damaged");
    let signed = document(|it| {
        let catalog = it.catalog_mut().unwrap();
        catalog.set("AcroForm", dictionary! { "SigFlags" => 3 });
    });
    assert_eq!(pdf::stamp(signed, LINE).unwrap_err(), "it is signed");
    let torn = document(|_| {});
    assert!(pdf::stamp(torn[..torn.len() / 2].to_vec(), LINE).is_err());
    assert_eq!(epub::stamp(b"PK\x03\x04 no".to_vec(), LINE).unwrap_err(), "it is damaged");
    assert_eq!(epub::stamp(book(&[("META-INF/signatures.xml", "<s/>")]), LINE).unwrap_err(), "it is signed");
}

const PACKAGE: &str = r#"<?xml version="1.0"?><opf:package xmlns:opf="http://www.idpf.org/2007/opf" version="3.0">
<opf:metadata><dc:title>A & B</dc:title></opf:metadata>
<opf:manifest><opf:item id="a" href="a.xhtml"/></opf:manifest>
<opf:spine><opf:itemref idref="a"/></opf:spine></opf:package>"#;

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    out.start_file("mimetype", stored).unwrap();
    out.write_all(b"application/epub+zip").unwrap();
    let container = r#"<container><rootfiles><rootfile full-path='OEBPS/content.opf'/></rootfiles></container>"#;
    let parts = [("META-INF/container.xml", container), ("OEBPS/content.opf", PACKAGE), ("OEBPS/a.xhtml", "<p>A</p>")];
    for (name, text) in parts.iter().chain(more) {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn an_epub_says_whose_it_is() {
    let stamped = epub::stamp(book(&[]), "Bought by A <b> & \"c\"").unwrap();
    assert_eq!(epub::stamp(book(&[]), "Bought by A <b> & \"c\"").unwrap(), stamped);
    let mut read = ZipArchive::new(Cursor::new(stamped.clone())).unwrap();
    let first = read.by_index(0).unwrap();
    assert_eq!((first.name().unwrap().as_ref(), first.compression()), ("mimetype", CompressionMethod::Stored));
    drop(first);
    let mut part = |name: &str| {
        let mut text = String::new();
        read.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(part("OEBPS/a.xhtml"), "<p>A</p>");
    let package = part("OEBPS/content.opf");
    assert!(package.contains("<opf:itemref idref=\"bodega-copy\"/>\n</opf:spine>"), "{package}");
    assert!(package.contains("content=\"Bought by A &lt;b&gt; &amp; &quot;c&quot;\""), "{package}");
    assert!(part("OEBPS/bodega-copy.xhtml").contains("<p>Bought by A &lt;b&gt; &amp; &quot;c&quot;</p>"));
    assert!(epub::stamp(stamped, LINE).unwrap_err().contains("already"));
}

#[test]
fn the_first_page_becomes_a_picture() {
    let drawn = page::first(document(|_| {})).unwrap();
    let picture = image::load_from_memory(&drawn).unwrap();
    assert!(picture.width() <= 1_200 && picture.height() <= 1_700 && picture.width() > 300);
    for (source, reason) in [(&b"%PDF-1.7 and no more"[..], "damaged"), (b"", "damaged")] {
        assert!(page::first(source.to_vec()).unwrap_err().contains(reason), "{source:?}");
    }
}

#[tokio::test]
async fn a_copy_is_kept_among_the_files() {
    let files = Files::in_memory(&FilesConfig::default()).unwrap();
    let source = files.put_bytes(document(|_| {})).await.unwrap();
    let work = Work::stamp("Guide.PDF", "application/octet-stream", LINE).unwrap();
    let made = Bench::here().make(&files, source, work.clone()).await.unwrap().unwrap();
    assert!(made != source && files.open(made).await.is_ok());
    let huge = Blob { size: LARGEST + 1, ..source };
    assert!(Bench::here().make(&files, huge, work).await.unwrap().unwrap_err().contains("64 MB"));
    assert_eq!(Work::stamp("a.zip", "application/zip", LINE), None);
    assert!(matches!(Work::stamp("a.epub", "", LINE), Some(Work::StampEpub { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn strange_files_and_lines_do_no_harm(at in 0_usize..4_000, byte: u8, line: String) {
        let mut one = document(|_| {});
        let place = at % one.len();
        one[place] = byte;
        let _ = pdf::stamp(one.clone(), &line);
        // What stumbles over a file stumbles in a process of its own.
        let _ = std::panic::catch_unwind(|| page::first(one));
        let mut two = book(&[]);
        let place = at % two.len();
        two[place] = byte;
        let _ = epub::stamp(two, &line);
    }
}
