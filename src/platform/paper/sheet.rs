//! What stands where, page by page, and what it is.

use super::{Fonts, Line, Setter, Weight, line::Opened, writing};
use crate::base::{Result, Timestamp};

/// Points of a sheet of A4: 595 by 842.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;

/// What a document is, for whoever files it.
#[derive(Debug, Clone)]
pub struct About {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// Its language, such as `en`.
    pub language: String,
    /// When it was made.
    pub made: Timestamp,
    /// By which its versions are known as the same document.
    pub id: String,
}

/// What a part of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The heading of all.
    Title,
    /// The heading of a section.
    Heading,
    /// A paragraph.
    Text,
    /// A table, of rows.
    Table,
    /// A row, of heads and cells.
    Row,
    /// The head of a column.
    Head,
    /// The head of a row.
    RowHead,
    /// A cell.
    Cell,
}

/// A part of the document's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node(pub(super) usize);

/// Which side of its place a text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// The left.
    #[default]
    Left,
    /// The right.
    Right,
}

/// How letters look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Their size in points.
    pub size: f32,
    /// How heavy they are.
    pub weight: Weight,
    /// From 0, black, to 255.
    pub grey: u8,
}

/// Where a text stands on the present page.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// The left edge.
    pub x: f32,
    /// The upper edge of its first line.
    pub y: f32,
    /// How wide it may be.
    pub width: f32,
    /// Which side it keeps to.
    pub align: Align,
}

impl Style {
    /// Letters of this size.
    pub const fn of(size: f32) -> Self {
        Self { size, weight: Weight::Regular, grey: 0 }
    }

    /// The same in bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same in grey that is still easy to read.
    #[must_use]
    pub const fn quiet(self) -> Self {
        Self { grey: 90, ..self }
    }

    /// From one line to the next.
    pub fn leading(self) -> f32 {
        self.size * 1.4
    }
}

/// Something printed.
pub(super) enum Mark {
    Text { line: Line, x: f32, y: f32, style: Style, node: Option<Node> },
    Rule { x: f32, y: f32, width: f32, thickness: f32, grey: u8 },
}

pub(super) struct Branch {
    pub part: Part,
    /// What it says, if it is a heading.
    pub title: String,
    pub children: Vec<Node>,
}

/// A document that is being set.
pub struct Sheet<'a> {
    setter: Setter<'a>,
    pub(super) about: About,
    pub(super) pages: Vec<Vec<Mark>>,
    pub(super) branches: Vec<Branch>,
    pub(super) roots: Vec<Node>,
}

impl Sheet<'_> {
    /// Sets a document with `fonts` and gives its PDF.
    pub fn write(fonts: &Fonts, about: About, set: impl FnOnce(&mut Sheet<'_>) -> Result<()>) -> Result<Vec<u8>> {
        let opened = Opened::new(fonts)?;
        let mut sheet = Sheet {
            setter: Setter::new(&opened)?,
            about,
            pages: vec![Vec::new()],
            branches: Vec::new(),
            roots: Vec::new(),
        };
        set(&mut sheet)?;
        if !sheet.setter.missing().is_empty() {
            let letters: String = sheet.setter.missing().iter().collect();
            tracing::warn!("no font has these letters of {}: {letters}; see invoices.font", sheet.about.title);
        }
        writing::write(&sheet)
    }

    /// Whether letters were missing so far.
    pub fn lacks_letters(&self) -> bool {
        !self.setter.missing().is_empty()
    }

    /// Begins another page.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// A part of the document as a whole.
    pub fn part(&mut self, part: Part) -> Node {
        let node = self.branch(part);
        self.roots.push(node);
        node
    }

    /// A part of `within`: a row of a table, a cell of a row.
    pub fn part_of(&mut self, within: Node, part: Part) -> Node {
        let node = self.branch(part);
        self.branches[within.0].children.push(node);
        node
    }

    fn branch(&mut self, part: Part) -> Node {
        self.branches.push(Branch { part, title: String::new(), children: Vec::new() });
        Node(self.branches.len() - 1)
    }

    /// How high `text` is in a column of this width.
    pub fn height(&mut self, text: &str, style: Style, width: f32) -> f32 {
        let lines = self.setter.lines(text, style.weight, style.size, width).len();
        lines as f32 * style.leading()
    }

    /// Prints `text` on the present page, as the part `node` of the document, and gives the lower edge. What belongs to
    /// no part is the page's own, such as its number.
    pub fn text(&mut self, text: &str, style: Style, spot: Spot, node: Option<Node>) -> f32 {
        self.text_on(self.pages.len() - 1, text, style, spot, node)
    }

    /// The same on a page that was begun before, by its place from zero.
    pub fn text_on(&mut self, page: usize, text: &str, style: Style, spot: Spot, node: Option<Node>) -> f32 {
        let lines = self.setter.lines(text, style.weight, style.size, spot.width);
        if let Some(branch) = node.and_then(|it| self.branches.get_mut(it.0)) {
            text.clone_into(&mut branch.title);
        }
        let mut y = spot.y;
        for line in lines {
            let x = match spot.align {
                Align::Left => spot.x,
                Align::Right => spot.x + spot.width - line.width(style.size),
            };
            // Letters stand on a base line, about a size below the upper edge.
            let base = y + style.size * 1.06;
            if let Some(marks) = self.pages.get_mut(page) {
                marks.push(Mark::Text { line, x, y: base, style, node });
            }
            y += style.leading();
        }
        y
    }

    /// Prints a thin line across.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, grey: u8) {
        if let Some(marks) = self.pages.last_mut() {
            marks.push(Mark::Rule { x, y, width, thickness, grey });
        }
    }
}
