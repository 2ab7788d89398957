//! The document as PDF: pages drawn, and the tree of what stands on them.

use std::collections::HashMap;

use krilla::{
    Document, SerializeSettings,
    color::luma,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree},
};

use super::{
    Line, Node, Part, Sheet,
    sheet::{HEIGHT, Mark, WIDTH},
};
use crate::base::{Error, Result, Timestamp};

/// What of each part was drawn, in order.
type Drawn = HashMap<usize, Vec<Identifier>>;

pub(super) fn write(sheet: &Sheet<'_>) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|cause| Error::internal(format!("{cause:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() });
    document.set_metadata(metadata(sheet));
    let mut drawn = Drawn::new();
    for marks in &sheet.pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Error::internal("no such page"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, &mut drawn);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(sheet.about.language.clone()));
    for root in &sheet.roots {
        tree.push(group(sheet, *root, &mut drawn)?);
    }
    document.set_tag_tree(tree);
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(sheet.about.title.clone(), top));
    document.set_outline(outline);
    document.finish().map_err(|cause| Error::internal(format!("the document cannot be written: {cause:?}")))
}

fn metadata(sheet: &Sheet<'_>) -> Metadata {
    let about = &sheet.about;
    Metadata::new()
        .title(about.title.clone())
        .authors(vec![about.author.clone()])
        .language(about.language.clone())
        .creator(concat!("Bodega ", env!("CARGO_PKG_VERSION")).to_owned())
        .creation_date(date(about.made))
        .document_id(about.id.clone())
}

fn date(at: Timestamp) -> DateTime {
    let text = at.rfc3339();
    let number = |range| text.get(range).and_then(|it: &str| it.parse::<u16>().ok()).unwrap_or(1);
    let small = |range| u8::try_from(number(range)).unwrap_or(1);
    DateTime::new(number(0..4))
        .month(small(5..7))
        .day(small(8..10))
        .hour(small(11..13))
        .minute(small(14..16))
        .second(small(17..19))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, drawn: &mut Drawn) {
    match mark {
        Mark::Text { line, x, y, style, node } => {
            surface.set_fill(Some(grey(style.grey)));
            let tag = match node {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
            };
            let id = surface.start_tagged(tag);
            glyphs(surface, line, *x, *y, style.size);
            surface.end_tagged();
            if let Some(node) = node {
                drawn.entry(node.0).or_default().push(id);
            }
        }
        Mark::Rule { x, y, width, thickness, grey: shade } => {
            let Some(rect) = Rect::from_xywh(*x, *y, *width, *thickness) else { return };
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            let Some(path) = path.finish() else { return };
            surface.set_fill(Some(grey(*shade)));
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
            surface.draw_path(&path);
            surface.end_tagged();
        }
    }
}

fn glyphs(surface: &mut Surface<'_>, line: &Line, x: f32, y: f32, size: f32) {
    let mut x = x;
    for run in &line.runs {
        surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, run.font.clone(), &run.text, size, false);
        x += run.width * size;
    }
}

fn grey(shade: u8) -> Fill {
    Fill { paint: luma::Color::new(shade).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn group(sheet: &Sheet<'_>, node: Node, drawn: &mut Drawn) -> Result<TagGroup> {
    let level = |it: u16| std::num::NonZeroU16::new(it).ok_or_else(|| Error::internal("headings begin at one"));
    let branch = &sheet.branches[node.0];
    let title = Some(branch.title.clone());
    let mut group = match branch.part {
        Part::Title => TagGroup::new(Tag::Hn(level(1)?, title)),
        Part::Heading => TagGroup::new(Tag::Hn(level(2)?, title)),
        Part::Text => TagGroup::new(Tag::P),
        Part::Table => TagGroup::new(Tag::Table),
        Part::Row => TagGroup::new(Tag::TR),
        Part::Head => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Part::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        Part::Cell => TagGroup::new(Tag::TD),
    };
    for id in drawn.remove(&node.0).unwrap_or_default() {
        group.push(id);
    }
    for child in &branch.children {
        group.push(self::group(sheet, *child, drawn)?);
    }
    Ok(group)
}
