//! Documents for printing: text set in lines and pages of A4, written as tagged PDF.
//!
//! The same input gives the same bytes. What is said stands in a tree of headings, paragraphs and tables as well, so
//! that screen readers follow it (PDF/UA); fonts are carried along, with the letters in use and no others.

mod fonts;
mod line;
mod sheet;
#[cfg(test)]
mod tests;
mod writing;

pub use fonts::{Fonts, Weight};
pub use line::{Line, Setter};
pub use sheet::{About, Align, Node, Part, Sheet, Spot, Style};
