use super::*;
use crate::base::Timestamp;

fn about() -> About {
    About {
        title: "Invoice INV-1".into(),
        author: "Aurora".into(),
        language: "en".into(),
        made: Timestamp::from_millis(1_700_000_000_000),
        id: "inv_1".into(),
    }
}

fn print(text: &str, width: f32) -> (Vec<u8>, f32, bool) {
    let fonts = Fonts::open(None).unwrap();
    let (mut low, mut lacks) = (0.0, false);
    let pdf = Sheet::write(&fonts, about(), |sheet| {
        let title = sheet.part(Part::Title);
        let spot = Spot { x: 50.0, y: 50.0, width, align: Align::Left };
        low = sheet.text(text, Style::of(10.0), spot, Some(title));
        lacks = sheet.lacks_letters();
        Ok(())
    });
    (pdf.unwrap(), low, lacks)
}

fn read(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap()
}

#[test]
fn what_is_printed_can_be_read_again() {
    let (pdf, _, lacks) = print("Łódź, €1,299.00, Ωmega, Привет, office", 500.0);
    assert!(pdf.starts_with(b"%PDF-1.7") && !lacks);
    assert_eq!(read(&pdf).trim(), "Łódź, €1,299.00, Ωmega, Привет, office");
    assert_eq!(print("Same", 500.0).0, print("Same", 500.0).0, "the same input gives the same bytes");
}

#[test]
fn long_text_is_broken_and_stays_whole() {
    let long = "Incomprehensibilities".repeat(6);
    let (pdf, low, _) = print(&format!("A short word and {long}"), 120.0);
    assert!(low > 50.0 + 6.0 * 14.0, "it takes several lines: {low}");
    let text: String = read(&pdf).split_whitespace().collect();
    assert_eq!(text, format!("Ashortwordand{long}"));
}

#[test]
fn letters_that_no_font_has_are_not_passed_over() {
    let (pdf, _, lacks) = print("\u{1F4BE} and 王", 500.0);
    assert!(lacks);
    assert_eq!(read(&pdf).matches(['\u{FFFD}', '?']).count(), 2);
}

#[test]
fn both_directions_stand_on_one_line() {
    let (pdf, _, lacks) = print("Order for ab\u{5D0}\u{5D1}", 500.0);
    assert!(!pdf.is_empty() && lacks, "Noto Sans has no Hebrew; the further font may");
}
