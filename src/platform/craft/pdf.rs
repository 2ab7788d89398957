//! A line at the foot of every page of a PDF.
//!
//! What is there stays byte for byte: the line is an incremental update behind it (ISO 32000-2, 7.5.6), so nothing of the
//! document is written anew, and whatever this program does not understand of it is left alone.

use lopdf::{
    Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream,
    content::{Content, Operation},
    dictionary,
};

/// No stream of a document is unpacked beyond this while its objects are read.
const UNPACKED: usize = 64 << 20;
/// Documents of more pages are left alone.
const MOST_PAGES: usize = 5_000;
/// Parents of parents of a page that are asked for what it inherits.
const MOST_PARENTS: usize = 64;
/// From the edges of the page, and how large the letters are, in points.
const ASIDE: f32 = 18.0;
const ABOVE: f32 = 10.0;
const SIZE: f32 = 7.0;
/// What the font is called among those of a page.
const FONT: &str = "BodegaStamp";

/// The document with `line` on each page.
///
/// # Errors
/// In a few words: it is encrypted, signed, damaged or has too many pages.
pub(super) fn stamp(source: Vec<u8>, line: &str) -> Result<Vec<u8>, String> {
    let options = LoadOptions::with_max_decompressed_size(UNPACKED);
    let damaged = |_| "it is damaged".to_owned();
    let document = Document::load_mem_with_options(&source, options).map_err(damaged)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err("it is encrypted".into());
    }
    if is_signed(&document) {
        return Err("it is signed".into());
    }
    if document.xref_recovery.is_some() {
        return Err("it is damaged".into());
    }
    let pages: Vec<_> = document.page_iter().take(MOST_PAGES + 1).collect();
    if pages.is_empty() || pages.len() > MOST_PAGES {
        return Err(format!("it has no pages, or more than {MOST_PAGES}"));
    }
    let mut update = IncrementalDocument::create_from(source, document);
    let font = update.new_document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let before = update.new_document.add_object(content(b"q\n".to_vec()));
    for page in pages {
        stamp_page(&mut update, page, font, before, line).map_err(damaged)?;
    }
    let mut out = Vec::new();
    update.save_to(&mut out).map_err(|cause| cause.to_string())?;
    Ok(out)
}

fn is_signed(document: &Document) -> bool {
    let form = document.catalog().ok().and_then(|it| document.get_dict_in_dict(it, b"AcroForm").ok());
    let flags = form.and_then(|it| it.get(b"SigFlags").ok()).and_then(|it| it.as_i64().ok());
    flags.is_some_and(|it| it & 1 == 1)
}

fn content(bytes: Vec<u8>) -> Stream {
    Stream::new(Dictionary::new(), bytes).with_compression(false)
}

/// What was drawn is put between `q` and `Q`, so that whatever it does to the page's measures ends before the line.
fn stamp_page(
    update: &mut IncrementalDocument,
    page: ObjectId,
    font: ObjectId,
    before: ObjectId,
    line: &str,
) -> lopdf::Result<()> {
    add_font(update, page, font)?;
    let old = update.get_prev_documents();
    let place = placed(old, page);
    let mut contents = vec![Object::Reference(before)];
    match old.get_dictionary(page)?.get(b"Contents") {
        Ok(Object::Array(all)) => contents.extend(all.iter().cloned()),
        Ok(Object::Reference(id)) => match old.get_object(*id) {
            Ok(Object::Array(all)) => contents.extend(all.iter().cloned()),
            _ => contents.push(Object::Reference(*id)),
        },
        _ => {}
    }
    let drawn = drawn(place, line)?;
    contents.push(update.new_document.add_object(content(drawn)).into());
    update.new_document.get_dictionary_mut(page)?.set("Contents", contents);
    Ok(())
}

fn add_font(update: &mut IncrementalDocument, page: ObjectId, font: ObjectId) -> lopdf::Result<()> {
    let resources = update.get_or_create_resources(page)?.as_dict_mut()?;
    let shared = match resources.get(b"Font") {
        Ok(Object::Reference(id)) => Some(*id),
        Ok(Object::Dictionary(_)) => None,
        _ => {
            resources.set("Font", Dictionary::new());
            None
        }
    };
    let fonts = match shared {
        None => resources.get_mut(b"Font")?.as_dict_mut()?,
        Some(id) => {
            update.opt_clone_object_to_new_document(id)?;
            update.new_document.get_dictionary_mut(id)?
        }
    };
    fonts.set(FONT, Object::Reference(font));
    Ok(())
}

/// How a line at the foot of the page, as people see it, lies in the measures of the page: a matrix.
fn placed(document: &Document, page: ObjectId) -> [f32; 6] {
    let numbers = |object: Object| -> Option<[f32; 4]> {
        let all: Vec<f32> = object.as_array().ok()?.iter().filter_map(|it| number(document, it)).collect();
        all.try_into().ok()
    };
    let visible = inherited(document, page, b"CropBox").and_then(numbers);
    let whole = visible.or_else(|| inherited(document, page, b"MediaBox").and_then(numbers));
    let [a, b, c, d] = whole.unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let (left, right, low, high) = (a.min(c), a.max(c), b.min(d), b.max(d));
    let turned = inherited(document, page, b"Rotate").and_then(|it| it.as_i64().ok()).unwrap_or(0);
    match turned.rem_euclid(360) {
        90 => [0.0, 1.0, -1.0, 0.0, right - ABOVE, low + ASIDE],
        180 => [-1.0, 0.0, 0.0, -1.0, right - ASIDE, high - ABOVE],
        270 => [0.0, -1.0, 1.0, 0.0, left + ABOVE, high - ASIDE],
        _ => [1.0, 0.0, 0.0, 1.0, left + ASIDE, low + ABOVE],
    }
}

fn number(document: &Document, object: &Object) -> Option<f32> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok()
}

/// What a page says, or else its parents.
fn inherited(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..MOST_PARENTS {
        if let Ok(found) = node.get(key) {
            return document.dereference(found).ok().map(|(_, it)| it.clone());
        }
        let parent = node.get(b"Parent").ok()?.as_reference().ok()?;
        node = document.get_dictionary(parent).ok()?;
    }
    None
}

fn drawn(place: [f32; 6], line: &str) -> lopdf::Result<Vec<u8>> {
    let place = place.map(Object::Real).to_vec();
    let operations = vec![
        Operation::new("Q", vec![]),
        Operation::new("q", vec![]),
        Operation::new("BT", vec![]),
        Operation::new("g", vec![Object::Real(0.35)]),
        Operation::new("Tf", vec![Object::Name(FONT.into()), Object::Real(SIZE)]),
        Operation::new("Tm", place),
        Operation::new("Tj", vec![Object::string_literal(latin(line))]),
        Operation::new("ET", vec![]),
        Operation::new("Q", vec![]),
    ];
    let mut bytes = b"\n".to_vec();
    bytes.extend(Content { operations }.encode()?);
    Ok(bytes)
}

/// The letters of the font's encoding; others are written as they are pronounced.
fn latin(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for letter in line.chars() {
        match letter {
            ' '..='~' | '\u{A0}'..='\u{FF}' => bytes.push(letter as u8),
            '€' => bytes.push(0x80),
            '–' => bytes.push(0x96),
            other => bytes.extend(deunicode::deunicode_char(other).unwrap_or("?").bytes().filter(u8::is_ascii_graphic)),
        }
    }
    bytes
}
