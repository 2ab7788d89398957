//! What the office's pages of the assistant show, as finished strings.

use askama::Template;

use super::super::view::Turn;
use crate::platform::web::{
    Frame,
    parts::{Choice, Issues, Note, SideNav},
};

/// How the assistant is set, and how it is.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/office/settings.html")]
pub struct SettingsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What is wrong with what was sent.
    pub issues: Issues,
    /// How the engine is.
    pub engine: EngineView,
    /// What is counted.
    pub counts: Vec<(String, String)>,
    /// Whether it answers at all.
    pub on: bool,
    /// Whether the model may choose words.
    pub model_chooses: bool,
    /// Tones to choose from.
    pub tones: Vec<Choice>,
    /// Who makes the sentences.
    pub styles: Vec<Choice>,
    /// Whether the model in use may write freely.
    pub may_write: bool,
    /// What it says before anything was asked.
    pub greeting: String,
    /// What the model is told.
    pub guidance: String,
    /// What the shop answers itself.
    pub answers: String,
    /// Languages to choose from.
    pub languages: Vec<Choice>,
    /// Messages that one address may send in a minute.
    pub messages_per_minute: String,
    /// For how many days conversations are kept; empty for the configuration's.
    pub keep_days: String,
    /// What the configuration says of that.
    pub usual_days: u16,
    /// What was tried on the bench, if anything was.
    pub tried: String,
    /// What became of it.
    pub trial: Option<TrialView>,
}

/// How the engine is.
#[derive(Debug, Clone, Default)]
pub struct EngineView {
    /// One sentence.
    pub told: String,
    /// Whether a model chooses words.
    pub is_good: bool,
    /// How much of the machine it may take.
    pub bounds: String,
    /// What may be used of a server, where one answers.
    pub allowance: String,
    /// Why no model can be chosen here; empty if one can.
    pub fixed: String,
    /// The installed models.
    pub models: Vec<ModelRow>,
}

/// An installed model.
#[derive(Debug, Clone, Default)]
pub struct ModelRow {
    /// What it is called.
    pub name: String,
    /// `0.5 billion parameters, 398 MB`.
    pub size: String,
    /// Its terms.
    pub license: String,
    /// The beginning of its hash.
    pub hash: String,
    /// How it judged: `95 of 100 right, 90% of its sentences true`; empty if nobody has tried.
    pub judged: String,
    /// Whether it is in use.
    pub on: bool,
}

/// What became of a message.
#[derive(Debug, Clone, Default)]
pub struct TrialView {
    /// Step by step: what it is called, and what came of it.
    pub steps: Vec<(String, String)>,
    /// The products of the answer: title and address.
    pub products: Vec<(String, String)>,
    /// All sentences that could be said.
    pub facts: Vec<String>,
}

/// Conversations that the shop may read.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/office/log.html")]
pub struct LogPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// What shoppers have agreed to.
    pub consent: String,
    /// The conversations.
    pub rows: Vec<LogRow>,
    /// The way to those before.
    pub older: Option<String>,
}

/// A conversation that the shop may read.
#[derive(Debug, Clone, Default)]
pub struct LogRow {
    /// What it is called.
    pub title: String,
    /// Where it is read.
    pub url: String,
    /// When something was said last.
    pub at: String,
    /// `12 messages`.
    pub count: String,
}

/// A conversation that the shop may read, word by word.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "guide/office/talk.html")]
pub struct TalkPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// What it is called.
    pub title: String,
    /// Since when it may be read.
    pub since: String,
    /// What was said.
    pub turns: Vec<Turn>,
}
