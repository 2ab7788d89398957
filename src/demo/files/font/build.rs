//! The tables of a TrueType file.

use write_fonts::FontBuilder;
use write_fonts::tables::cmap::Cmap;
use write_fonts::tables::glyf::{GlyfLocaBuilder, Glyph as Entry, SimpleGlyph};
use write_fonts::tables::head::{Flags, Head, MacStyle};
use write_fonts::tables::hhea::Hhea;
use write_fonts::tables::hmtx::{Hmtx, LongMetric};
use write_fonts::tables::loca::LocaFormat;
use write_fonts::tables::maxp::Maxp;
use write_fonts::tables::name::{Name, NameRecord};
use write_fonts::tables::os2::{Os2, SelectionFlags};
use write_fonts::tables::post::Post;
use write_fonts::types::{FWord, Fixed, GlyphId, LongDateTime, NameId, Tag, UfWord};

use super::outline::{missing, simple};
use super::{CAPITALS, Design, Face, Family, Glyph};
use crate::base::{Error, Result};

const ASCENT: i16 = 960;
const DESCENT: i16 = -260;

/// One style of the family as the bytes of a TTF file. `version` reads like "1.2", `maker` goes into the copyright line.
pub fn truetype(family: &Family, face: &Face, maker: &str, version: &str) -> Result<Vec<u8>> {
    let glyphs = face.glyphs(|_| true);
    let mut shapes = vec![simple(&missing())?];
    for glyph in &glyphs {
        shapes.push(simple(&glyph.outline)?);
    }
    let advances: Vec<u16> =
        std::iter::once(500.0).chain(glyphs.iter().map(|glyph| glyph.advance)).map(|a| a.round() as u16).collect();
    let mut outlines = GlyfLocaBuilder::new();
    for shape in &shapes {
        match shape {
            Some(shape) => outlines.add_glyph(shape),
            None => outlines.add_glyph(&Entry::Empty),
        }
        .map_err(Error::internal)?;
    }
    let (glyf, loca, format) = outlines.build();
    let bounds = Bounds::of(&shapes, &advances);
    let order: Vec<String> =
        std::iter::once(".notdef".to_owned()).chain(glyphs.iter().map(|g| glyph_name(g.sign))).collect();
    let mut post = Post::new_v2(order.iter().map(String::as_str));
    post.italic_angle = Fixed::from_f64(-face.slant.atan().to_degrees());
    post.underline_position = FWord::new(-110);
    post.underline_thickness = FWord::new(60);
    post.is_fixed_pitch = u32::from(fixed(face));
    let cmap = Cmap::from_mappings(glyphs.iter().enumerate().map(|(i, g)| (g.sign, GlyphId::new(i as u32 + 1))))
        .map_err(Error::internal)?;

    let mut font = FontBuilder::new();
    font.add_table(&head(face, &bounds, format, version)).map_err(Error::internal)?;
    font.add_table(&bounds.hhea(face, shapes.len() as u16)).map_err(Error::internal)?;
    font.add_table(&maxp(&shapes)).map_err(Error::internal)?;
    font.add_table(&os2(face, &glyphs, &advances)).map_err(Error::internal)?;
    font.add_table(&bounds.hmtx).map_err(Error::internal)?;
    font.add_table(&cmap).map_err(Error::internal)?;
    font.add_table(&loca).map_err(Error::internal)?;
    font.add_table(&glyf).map_err(Error::internal)?;
    font.add_table(&names(family, face, maker, version)).map_err(Error::internal)?;
    font.add_table(&post).map_err(Error::internal)?;
    Ok(font.build())
}

/// Whether every letter takes the same room.
fn fixed(face: &Face) -> bool {
    match face.design {
        Design::Stroke(pen) => pen.fixed.is_some(),
        Design::Segment(_) => true,
        Design::Pixel(_) => false,
    }
}

/// Extremes and metrics of all glyphs.
struct Bounds {
    hmtx: Hmtx,
    x: (i16, i16),
    y: (i16, i16),
    left: i16,
    right: i16,
    widest: u16,
}

impl Bounds {
    fn of(shapes: &[Option<SimpleGlyph>], advances: &[u16]) -> Self {
        let mut all = Self { hmtx: Hmtx::default(), x: (0, 0), y: (0, 0), left: i16::MAX, right: i16::MAX, widest: 0 };
        for (shape, advance) in shapes.iter().zip(advances) {
            let side = shape.as_ref().map_or(0, |shape| shape.bbox.x_min);
            all.hmtx.h_metrics.push(LongMetric { advance: *advance, side_bearing: side });
            all.widest = all.widest.max(*advance);
            if let Some(shape) = shape {
                let b = shape.bbox;
                all.x = (all.x.0.min(b.x_min), all.x.1.max(b.x_max));
                all.y = (all.y.0.min(b.y_min), all.y.1.max(b.y_max));
                all.left = all.left.min(b.x_min);
                all.right = all.right.min((i32::from(*advance) - i32::from(b.x_max)) as i16);
            }
        }
        all
    }

    fn hhea(&self, face: &Face, glyphs: u16) -> Hhea {
        let (rise, run) = if face.slant == 0.0 { (1, 0) } else { (1000, (face.slant * 1000.0) as i16) };
        Hhea {
            ascender: FWord::new(ASCENT),
            descender: FWord::new(DESCENT),
            line_gap: FWord::new(0),
            advance_width_max: UfWord::new(self.widest),
            min_left_side_bearing: FWord::new(self.left),
            min_right_side_bearing: FWord::new(self.right),
            x_max_extent: FWord::new(self.x.1),
            caret_slope_rise: rise,
            caret_slope_run: run,
            number_of_h_metrics: glyphs,
            ..Hhea::default()
        }
    }
}

fn head(face: &Face, bounds: &Bounds, format: LocaFormat, version: &str) -> Head {
    let bold = if face.weight == 700 { MacStyle::BOLD } else { MacStyle::empty() };
    let italic = if face.slant != 0.0 { MacStyle::ITALIC } else { MacStyle::empty() };
    // The first second of 2026, counted from 1904: the bytes of a file depend on nothing else.
    let made = LongDateTime::new(3_850_070_400);
    Head {
        font_revision: Fixed::from_f64(version.parse().unwrap_or(1.0)),
        flags: Flags::BASELINE_AT_Y_0 | Flags::LSB_AT_X_0,
        units_per_em: 1000,
        created: made,
        modified: made,
        x_min: bounds.x.0,
        y_min: bounds.y.0,
        x_max: bounds.x.1,
        y_max: bounds.y.1,
        mac_style: bold | italic,
        lowest_rec_ppem: 8,
        index_to_loc_format: format as i16,
        ..Head::default()
    }
}

fn maxp(shapes: &[Option<SimpleGlyph>]) -> Maxp {
    let most = |count: fn(&SimpleGlyph) -> usize| shapes.iter().flatten().map(count).max().unwrap_or(0) as u16;
    Maxp {
        num_glyphs: shapes.len() as u16,
        max_points: Some(most(|shape| shape.contours.iter().map(|contour| contour.len()).sum())),
        max_contours: Some(most(|shape| shape.contours.len())),
        max_composite_points: Some(0),
        max_composite_contours: Some(0),
        max_zones: Some(2),
        max_twilight_points: Some(0),
        max_storage: Some(0),
        max_function_defs: Some(0),
        max_instruction_defs: Some(0),
        max_stack_elements: Some(0),
        max_size_of_instructions: Some(0),
        max_component_elements: Some(0),
        max_component_depth: Some(0),
    }
}

fn os2(face: &Face, glyphs: &[Glyph], advances: &[u16]) -> Os2 {
    let style = match (face.weight == 700, face.slant != 0.0) {
        (false, false) => SelectionFlags::REGULAR,
        (true, false) => SelectionFlags::BOLD,
        (false, true) => SelectionFlags::ITALIC,
        (true, true) => SelectionFlags::BOLD | SelectionFlags::ITALIC,
    };
    let signs = || glyphs.iter().map(|glyph| glyph.sign as u32).filter(|sign| *sign <= 0xffff);
    let x_height = match face.design {
        Design::Stroke(pen) => pen.x_height as i16,
        Design::Pixel(_) => 500,
        Design::Segment(_) => CAPITALS as i16,
    };
    let mean = advances.iter().map(|a| u32::from(*a)).sum::<u32>() / advances.len().max(1) as u32;
    Os2 {
        x_avg_char_width: mean as i16,
        us_weight_class: face.weight,
        fs_selection: style | SelectionFlags::USE_TYPO_METRICS,
        y_subscript_x_size: 650,
        y_subscript_y_size: 600,
        y_subscript_y_offset: 75,
        y_superscript_x_size: 650,
        y_superscript_y_size: 600,
        y_superscript_y_offset: 350,
        y_strikeout_size: 60,
        y_strikeout_position: 280,
        // Basic Latin, Latin-1 and general punctuation.
        ul_unicode_range_1: 0b11,
        ul_unicode_range_2: 0,
        ach_vend_id: Tag::new(b"BDGA"),
        us_first_char_index: signs().min().unwrap_or(0) as u16,
        us_last_char_index: signs().max().unwrap_or(0) as u16,
        s_typo_ascender: ASCENT,
        s_typo_descender: DESCENT,
        s_typo_line_gap: 0,
        us_win_ascent: 1060,
        us_win_descent: 300,
        ul_code_page_range_1: Some(1),
        ul_code_page_range_2: Some(0),
        sx_height: Some(x_height),
        s_cap_height: Some(CAPITALS as i16),
        us_default_char: Some(0),
        us_break_char: Some(32),
        us_max_context: Some(1),
        ..Os2::default()
    }
}

/// The names that menus show. Programs group at most four styles, so that lighter ones form a family of their own there.
fn names(family: &Family, face: &Face, maker: &str, version: &str) -> Name {
    let grouped = matches!(face.style, "Regular" | "Bold" | "Italic" | "Bold Italic");
    let (group, style) = if grouped {
        (family.name.to_owned(), face.style)
    } else {
        (format!("{} {}", family.name, face.style), "Regular")
    };
    let full = format!("{} {}", family.name, face.style);
    let file = file_stem(family, face);
    let mut entries = vec![
        (0, format!("Copyright 2026 {maker}")),
        (1, group),
        (2, style.to_owned()),
        (3, format!("{version};{file}")),
        (4, full),
        (5, format!("Version {version}")),
        (6, file),
        (8, maker.to_owned()),
        (13, "The licence lies beside this file as LICENCE.txt".to_owned()),
    ];
    if !grouped {
        entries.extend([(16, family.name.to_owned()), (17, face.style.to_owned())]);
    }
    let record = |(id, words): (u16, String)| NameRecord::new(3, 1, 0x409, NameId::new(id), words.into());
    Name::new(entries.into_iter().map(record).collect())
}

/// The name of a face without spaces, for files and PostScript.
pub(super) fn file_stem(family: &Family, face: &Face) -> String {
    format!("{}-{}", family.name, face.style).replace(' ', "")
}

fn glyph_name(sign: char) -> String {
    match sign {
        ' ' => "space".to_owned(),
        c if c.is_ascii_alphabetic() => c.to_string(),
        c => format!("uni{:04X}", c as u32),
    }
}
