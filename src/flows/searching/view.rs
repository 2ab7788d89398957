//! What the office's page about finding shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Note, SideNav},
};

/// Rules of finding, and why a product is where it is.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "searching/finding.html")]
pub struct FindingPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Whether search goes by meaning, in a sentence.
    pub meaning: String,
    /// Words that mean the same, a group in each line.
    pub synonyms: String,
    /// Words that say little.
    pub little: String,
    /// What comes first for which words.
    pub pins: String,
    /// What is not to be found.
    pub hidden: String,
    /// Why products are where they are, if that was asked.
    pub why: Option<WhyTable>,
}

/// What comes first for some words, and why.
#[derive(Debug, Clone, Default)]
pub struct WhyTable {
    /// The words.
    pub text: String,
    /// The products, first to last; none if nothing is found.
    pub rows: Vec<WhyRow>,
}

/// A product at its place.
#[derive(Debug, Clone, Default)]
pub struct WhyRow {
    /// From 1.
    pub place: String,
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// How well it holds the words.
    pub words: String,
    /// How near it is in meaning.
    pub meaning: String,
    /// How much of the words it holds, by how rare they are.
    pub held: String,
    /// What stars and being new add.
    pub liked: String,
    /// All of it together.
    pub value: String,
}
