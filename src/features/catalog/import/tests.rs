use proptest::prelude::*;

use super::*;
use crate::{base::Currency, features::catalog::ImageSource};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/import/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22").unwrap()
}

/// All that a file holds: products and refusals.
fn read(bytes: &[u8]) -> (Format, Vec<Imported>, Vec<Refusal>) {
    let mut reader = Reader::open(bytes, now()).unwrap();
    let (mut products, mut refusals) = (Vec::new(), Vec::new());
    while let Some(found) = reader.find_next().unwrap() {
        match found {
            Found::Product(it) => products.push(*it),
            Found::Refused(it) => refusals.push(it),
        }
    }
    (reader.format(), products, refusals)
}

/// Name, price and earlier price of each edition.
fn offers(it: &Imported) -> Vec<(&str, &str, &str)> {
    it.form.editions.iter().map(|it| (&*it.name, &*it.price, &*it.compare_at)).collect()
}

fn refused(refusals: &[Refusal]) -> Vec<(u64, &str)> {
    refusals.iter().map(|it| (it.row, it.field.as_deref().unwrap_or(""))).collect()
}

#[test]
fn shopifys_old_header() {
    let (format, products, refusals) = read(&fixture("shopify_old.csv"));
    assert_eq!((format, refusals), (Format::ShopifyOld, vec![]));
    let keys: Vec<_> = products.iter().map(|it| &*it.key).collect();
    let expected = ["aurora-sans", "tape-garden", "night-shift", "old-kit", "secret"].map(|it| format!("shopify/{it}"));
    assert_eq!(keys, expected, "the sum at the foot is not a product");
    let font = &products[0];
    assert_eq!(
        offers(font),
        [("Desktop / 1", "29.00", "39.00"), ("Desktop / 5", "99.00", "99.00"), ("Web / 1", "1,299.00", "")]
    );
    assert_eq!(font.form.editions[0].sku, "001234", "the apostrophe before a number goes");
    assert_eq!(font.form.editions[0].license, "OFL-1.1");
    assert_eq!(font.form.summary, "Nine weights.");
    assert_eq!(font.form.tags, ["sans", "variable"]);
    assert_eq!(font.form.category, ["Fonts", "Sans Serif"]);
    assert_eq!(font.seller.as_deref(), Some("Größe & Söhne"));
    let alts: Vec<_> = font.form.images.iter().map(|it| &*it.alt).collect();
    assert_eq!(alts, ["Specimen", "Glyphs", ""], "in their own order");
    assert!(font.form.description.contains("\n<li>9 weights</li>"), "cells keep their lines");
    let new = products[1].form.check(Currency::USD).unwrap();
    assert_eq!(new.description_html, "<p>Ninety loops &amp; pads</p>");
    assert_eq!(offers(&products[1]), [("", "0.00", "")]);
    let standings: Vec<_> = products.iter().map(|it| it.standing).collect();
    use Standing::{Draft, Published, Retired};
    assert_eq!(standings, [Published, Published, Draft, Retired, Draft]);
    let new = font.form.check(Currency::USD).unwrap();
    assert!(!new.description_html.contains("script"));
}

#[test]
fn shopifys_new_header_with_semicolons() {
    let (format, products, refusals) = read(&fixture("shopify_new_semicolon.csv"));
    assert_eq!((format, refusals), (Format::ShopifyNew, vec![]));
    assert_eq!(products.len(), 2);
    assert_eq!(products[0].row, 3, "lines are those of the file");
    assert_eq!(products[1].row, 6);
    assert_eq!(offers(&products[0]), [("SVG", "12,50", "20,00"), ("PNG", "1.099,00", "")]);
    assert_eq!(products[0].form.tags, ["icons;flat", "line"]);
    assert_eq!(products[1].key, "shopify/no-handle-here");
    assert_eq!(offers(&products[1]), [("", "3,00", ""), ("Second", "4,00", "")]);
    let new = products[0].form.check(Currency::USD).unwrap();
    assert_eq!(new.editions[0].price.least().amount, 1250);
    assert_eq!(new.editions[1].price.least().amount, 109_900, "never a hundred times as much");
}

#[test]
fn woocommerces_types_and_parents() {
    let (format, products, refusals) = read(&fixture("woocommerce.csv"));
    assert_eq!(format, Format::WooCommerce);
    let titles: Vec<_> = products.iter().map(|it| (&*it.form.title, it.standing)).collect();
    use Standing::{Draft, Published};
    assert_eq!(
        titles,
        [
            ("Drum Kit", Published),
            ("Private One", Draft),
            ("Draft One", Draft),
            ("Pending One", Draft),
            ("Over", Published),
            ("Serif", Published)
        ]
    );
    let drums = &products[0];
    assert_eq!(offers(drums), [("", "9.99", "19.99")]);
    assert_eq!(drums.form.category, ["Audio", "Drums"]);
    assert_eq!(drums.form.tags, ["dry", "live", "Loops", "Music, misc"]);
    assert_eq!(drums.form.summary, "Dry drums");
    assert_eq!(
        drums.form.description,
        "<p>First line<br>Second line</p><p>New <em>paragraph</em> with C:\\new folder</p>"
    );
    assert_eq!((drums.files.len(), drums.form.images.len()), (1, 2));
    assert_eq!(drums.form.seo_title, "Drums | Shop");
    assert_eq!(offers(&products[4]), [("", "8", "")], "a sale that is over");
    assert_eq!(offers(&products[5]), [("Web", "50", ""), ("Desktop", "30", "")], "by position, disabled ones left out");
    assert_eq!(refused(&refusals), [(11, "type"), (12, "type"), (13, "price"), (15, "editions"), (14, "parent")]);
}

#[test]
fn easy_digital_downloads() {
    let (format, products, refusals) = read(&fixture("edd.csv"));
    assert_eq!(format, Format::Edd);
    let presets = &products[0];
    assert_eq!(presets.form.title, "Photo & Film Presets");
    assert_eq!(presets.since, Some(Timestamp::parse("2021-03-04T05:06:07Z").unwrap()));
    assert_eq!(
        (&*presets.form.category, &*presets.form.tags),
        (&["Photography".into()][..], &["film".into(), "warm".into(), "Presets".into()][..])
    );
    assert_eq!(offers(presets), [("", "24.00", "")]);
    assert_eq!(presets.form.editions[0].sku, "");
    assert_eq!(offers(&products[1]), [("Personal", "20.00", ""), ("Studio", "1,049.00", "")]);
    assert_eq!(products[1].files, ["https://edd.example/a.zip", "https://edd.example/b.zip"]);
    assert_eq!(products[1].form.description, "<p>Plain text</p><p>with two paragraphs</p>");
    assert_eq!(products[2].standing, Standing::Draft);
    assert_eq!(refused(&refusals).iter().map(|it| it.1).collect::<Vec<_>>(), ["status", "price"]);
}

#[test]
fn what_is_wrong_is_refused_and_the_rest_goes_on() {
    let (_, products, mut refusals) = read(&fixture("nasty.csv"));
    let mut good = Vec::new();
    for it in &products {
        match it.form.check(Currency::USD) {
            Ok(_) => good.push(&*it.form.title),
            Err(error) => refusals.push(Refusal::of(it.row, &it.form.title, &error)),
        }
    }
    refusals.sort_by_key(|it| it.row);
    assert_eq!(good.len(), 4, "{good:?}");
    assert_eq!(good[1], "=HYPERLINK(\"http://x\")");
    let rows: Vec<u64> = (3..=13).collect();
    assert_eq!(refusals.iter().map(|it| it.row).collect::<Vec<_>>(), rows, "{refusals:#?}");
    assert!(refusals.iter().all(|it| it.reason.len() > 10), "{refusals:#?}");
    assert_eq!(refusals.last().unwrap().reason, "“good” stands for the product of row 2 already");
    let formula = products.iter().find(|it| it.key == "shopify/formula").unwrap();
    assert_eq!((formula.seller.as_deref(), formula.form.images.len()), (Some("+V"), 0));
}

#[test]
fn other_encodings_and_separators() {
    let bytes = fixture("windows1252.csv");
    let mut reader = Reader::open(&bytes[..], now()).unwrap();
    let Some(Found::Product(it)) = reader.find_next().unwrap() else { panic!("no product") };
    assert_eq!(it.form.title, "Übungsheft für Gitarre – Band 1");
    assert_eq!(it.form.check(Currency::parse("EUR").unwrap()).unwrap().editions[0].price.least().amount, 990);
    assert!(reader.notes()[0].contains("Windows-1252"));
    assert_eq!(read(&fixture("tabs.tsv")).1[0].form.title, "Tabbed");
    for newline in ["\n", "\r", "\r\n"] {
        let text = format!("Title,URL handle,Price{newline}A,a,1{newline}{newline}B,b,2{newline}");
        let rows: Vec<_> = read(text.as_bytes()).1.iter().map(|it| it.row).collect();
        assert_eq!(rows, if newline == "\r" { [2, 3] } else { [2, 4] });
    }
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_told() {
    let (_, products, refusals) = read(&fixture("not_closed.csv"));
    assert_eq!((products.len(), refused(&refusals)), (0, vec![(2, "")]));
    assert!(refusals[0].reason.contains("quotation mark"), "{refusals:?}");
}

#[test]
fn what_does_not_belong_here_is_told() {
    let head = "Handle,Title,Variant Price,Gift Card,Variant Requires Shipping\n";
    let (_, products, refusals) = read(format!("{head}a,A,1,TRUE,FALSE\nb,B,2,FALSE,TRUE\n").as_bytes());
    assert_eq!(refused(&refusals), [(2, "gift card")]);
    assert!(products[0].shipped);
    let woo =
        read("ID,Type,Name,Regular price,Categories\n1,simple,Mug &amp; <3,5,A &gt; B &amp; C > D\n".as_bytes()).1;
    assert_eq!((&*woo[0].form.title, woo[0].shipped), ("Mug & <3", true));
    assert_eq!(woo[0].form.category, ["A", "B & C", "D"]);
}

#[test]
fn what_is_no_product_list_is_told_so() {
    let refusal = |bytes: &[u8]| Reader::open(bytes, now()).err().unwrap().to_string();
    assert!(refusal(&fixture("unknown.csv")).contains("email, name"));
    assert!(refusal(b"").contains("empty") && refusal(b"\xef\xbb\xbf \r\n").contains("empty"));
    assert!(refusal(b"\xff\xfeT\0i\0").contains("CSV UTF-8"));
    assert!(refusal(b"PK\x03\x04\0\0").contains("CSV UTF-8"), "a spreadsheet's own format");
    let endless = [b"Title,URL handle,Price\n\"".to_vec(), vec![b'x'; 20 << 20]].concat();
    let mut reader = Reader::open(&endless[..], now());
    let error = match &mut reader {
        Ok(reader) => reader.find_next().unwrap_err(),
        Err(error) => std::mem::replace(error, Error::not_found("")),
    };
    assert!(error.to_string().contains("quotation mark"), "{error}");
}

#[test]
fn pictures_and_prices_survive_the_order_of_columns() {
    let one = read(b"Title,URL handle,Price\nA,a,1\n").1.remove(0);
    let two = read(b"Price,URL handle,Vendor,Title\n1,a,,A\n").1.remove(0);
    assert_eq!(one.hash, two.hash);
    let three = read(b"Price,URL handle,Vendor,Title\n1,a,V,A\n").1.remove(0);
    assert_ne!(one.hash, three.hash);
    let with = read(b"Title,URL handle,Price,Product image URL\nA,a,1,https://x.test/a.png\n").1.remove(0);
    assert_eq!(with.form.images[0].source, ImageSource::External { url: "https://x.test/a.png".into() });
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(tail: Vec<u8>, which in 0usize..4) {
        let heads = ["Title,URL handle,Price\n", "Handle,Title,Variant Price\n", "ID,Type,Name,Regular price,Parent\n", "ID,Slug,Name,Date Created,Price\n"];
        let bytes = [heads[which].as_bytes(), &tail].concat();
        if let Ok(mut reader) = Reader::open(&bytes[..], now()) {
            while let Ok(Some(found)) = reader.find_next() {
                if let Found::Product(it) = found {
                    let _ = it.form.check(Currency::USD);
                }
            }
        }
    }

    #[test]
    fn no_cells_make_it_panic(cells in prop::collection::vec("[a-zA-Z0-9 >|:;,.\\\\'\"=<&\u{202e}ü-]{0,12}", 24), which in 0usize..4) {
        let head = ["Title,URL handle,Price,Tags,Status,Product image URL\n", "Handle,Title,Variant Price,Tags,Body (HTML),Option1 Value\n",
            "ID,Type,Name,Regular price,Parent,Categories\n", "ID,Slug,Name,Date Created,Price,Files\n"][which];
        let rows: Vec<String> = cells.chunks(6).map(|row| row.iter().map(|it| format!("\"{}\"", it.replace('"', "\"\""))).collect::<Vec<_>>().join(",")).collect();
        let (_, products, refusals) = read(format!("{head}{}", rows.join("\n")).as_bytes());
        prop_assert!(products.len() + refusals.len() <= 8);
    }
}
