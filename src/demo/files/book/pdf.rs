//! A PDF of pocket size: title page, contents, one chapter after another, bookmarks.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::Book;
use super::measure::{Face, Type, encoded};
use super::text::Block;
use crate::demo::chance::Chance;

/// A6 in points.
const WIDTH: f32 = 297.64;
const HEIGHT: f32 = 419.53;
const SIDE: f32 = 34.0;
const TOP: f32 = HEIGHT - 50.0;
const FOOT: f32 = 46.0;
const BODY: Type = Type { face: Face::Text, size: 10.5 };
const LEADING: f32 = 14.6;

/// Colours of covers: ground and the stripe on it.
const COLOURS: [[(f32, f32, f32); 2]; 6] = [
    [(0.18, 0.42, 0.29), (0.96, 0.80, 0.30)],
    [(0.16, 0.23, 0.53), (0.95, 0.42, 0.26)],
    [(0.54, 0.16, 0.24), (1.0, 0.82, 0.40)],
    [(0.13, 0.29, 0.36), (0.62, 0.85, 0.74)],
    [(0.35, 0.22, 0.60), (1.0, 0.62, 0.48)],
    [(0.29, 0.18, 0.10), (0.90, 0.70, 0.30)],
];

/// The pages of a book while they are written.
struct Pages {
    done: Vec<Content>,
    y: f32,
}

impl Pages {
    fn turn(&mut self) {
        self.done.push(Content::new());
        self.y = TOP;
    }

    /// Writes one line and moves down; begins a page where there is no room.
    fn line(&mut self, words: &str, kind: Type, x: f32, leading: f32) {
        if self.y < FOOT || self.done.is_empty() {
            self.turn();
        }
        let y = self.y;
        if let Some(page) = self.done.last_mut() {
            show(page, words, kind, x, y);
        }
        self.y -= leading;
    }

    fn block(&mut self, block: &Block) {
        let (words, inset) = match block {
            Block::Text(words) => (words, 0.0),
            Block::Item(words) => (words, 12.0),
        };
        for (i, line) in BODY.wrap(words, WIDTH - 2.0 * SIDE - inset).iter().enumerate() {
            if i == 0 && inset > 0.0 {
                self.line("•", BODY, SIDE, 0.0);
            }
            self.line(line, BODY, SIDE + inset, LEADING);
        }
        self.y -= if inset > 0.0 { 2.0 } else { 5.0 };
    }
}

fn show(page: &mut Content, words: &str, kind: Type, x: f32, y: f32) {
    let name = match kind.face {
        Face::Text => Name(b"T"),
        Face::Head => Name(b"H"),
    };
    page.begin_text().set_font(name, kind.size).next_line(x, y).show(Str(&encoded(words))).end_text();
}

/// The bytes of the PDF.
pub(super) fn write(book: &Book<'_>) -> Vec<u8> {
    let mut pages = Pages { done: vec![cover(book), Content::new()], y: TOP };
    let mut starts = Vec::new();
    for chapter in &book.chapters {
        pages.turn();
        starts.push(pages.done.len());
        let head = Type { face: Face::Head, size: 17.0 };
        head.wrap(chapter.title, WIDTH - 2.0 * SIDE).iter().for_each(|line| pages.line(line, head, SIDE, 20.0));
        pages.y -= 8.0;
        chapter.blocks.iter().for_each(|block| pages.block(block));
    }
    pages.done[1] = contents(book, &starts);
    for (i, page) in pages.done.iter_mut().enumerate().skip(2) {
        let (number, small) = ((i + 1).to_string(), Type { face: Face::Text, size: 8.5 });
        show(page, &number, small, WIDTH - SIDE - small.width(&number), 26.0);
        show(page, book.title, small, SIDE, 26.0);
    }
    assemble(book, pages.done, &starts)
}

fn cover(book: &Book<'_>) -> Content {
    let [ground, stripe] = *Chance::new(book.seed).pick(&COLOURS);
    let mut page = Content::new();
    page.set_fill_rgb(ground.0, ground.1, ground.2).rect(0.0, 0.0, WIDTH, HEIGHT).fill_nonzero();
    page.set_fill_rgb(stripe.0, stripe.1, stripe.2);
    for step in 0..5 {
        let rise = step as f32 * 16.0;
        page.rect(0.0, 70.0 + rise, WIDTH - rise * 2.4, 4.0 + step as f32 * 2.0).fill_nonzero();
    }
    page.set_fill_rgb(1.0, 1.0, 1.0);
    let mut y = HEIGHT - 84.0;
    for (words, kind, leading) in [
        (book.title, Type { face: Face::Head, size: 27.0 }, 30.0),
        (book.subtitle, Type { face: Face::Text, size: 12.0 }, 16.0),
    ] {
        for line in kind.wrap(words, WIDTH - 2.0 * SIDE) {
            show(&mut page, &line, kind, SIDE, y);
            y -= leading;
        }
        y -= 8.0;
    }
    show(&mut page, book.author, Type { face: Face::Head, size: 11.0 }, SIDE, 36.0);
    page
}

fn contents(book: &Book<'_>, starts: &[usize]) -> Content {
    let (mut page, mut y) = (Content::new(), TOP);
    show(&mut page, "Contents", Type { face: Face::Head, size: 17.0 }, SIDE, y);
    y -= 30.0;
    for (chapter, start) in book.chapters.iter().zip(starts) {
        let number = start.to_string();
        show(&mut page, chapter.title, BODY, SIDE, y);
        show(&mut page, &number, BODY, WIDTH - SIDE - BODY.width(&number), y);
        y -= 18.0;
    }
    let small = Type { face: Face::Text, size: 7.5 };
    let lines = small.wrap(&book.colophon, WIDTH - 2.0 * SIDE);
    for (i, line) in lines.iter().rev().enumerate() {
        show(&mut page, line, small, SIDE, 26.0 + i as f32 * 9.5);
    }
    page
}

/// Puts pages, fonts, bookmarks and description into one file.
fn assemble(book: &Book<'_>, pages: Vec<Content>, starts: &[usize]) -> Vec<u8> {
    let [catalog, tree, text, head, outline, info] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let page_id = |i: usize| Ref::new(10 + 2 * i as i32);
    let mark_id = |i: usize| Ref::new(10 + 2 * pages.len() as i32 + i as i32);
    let mut pdf = Pdf::new();
    let mut root = pdf.catalog(catalog);
    root.pages(tree).outlines(outline).page_mode(pdf_writer::types::PageMode::UseOutlines).lang(TextStr("en"));
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.document_info(info)
        .title(TextStr(book.title))
        .subject(TextStr(book.subtitle))
        .author(TextStr(book.author))
        .creator(TextStr("Bodega"));
    pdf.pages(tree).kids((0..pages.len()).map(page_id)).count(pages.len() as i32);
    pdf.type1_font(text).base_font(Name(b"Times-Roman")).encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.type1_font(head).base_font(Name(b"Helvetica-Bold")).encoding_predefined(Name(b"WinAnsiEncoding"));

    let last = starts.len().saturating_sub(1);
    let mut marks = pdf.outline(outline);
    if !starts.is_empty() {
        marks.first(mark_id(0)).last(mark_id(last)).count(starts.len() as i32);
    }
    marks.finish();
    for (i, (chapter, start)) in book.chapters.iter().zip(starts).enumerate() {
        let mut mark = pdf.outline_item(mark_id(i));
        mark.title(TextStr(chapter.title)).parent(outline);
        mark.dest().page(page_id(start - 1)).xyz(0.0, HEIGHT, None);
        if i > 0 {
            mark.prev(mark_id(i - 1));
        }
        if i < last {
            mark.next(mark_id(i + 1));
        }
    }
    for (i, content) in pages.into_iter().enumerate() {
        let body = Ref::new(page_id(i).get() + 1);
        let mut page = pdf.page(page_id(i));
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(body);
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"T"), text).pair(Name(b"H"), head);
        resources.finish();
        page.finish();
        pdf.stream(body, &content.finish());
    }
    pdf.finish()
}
