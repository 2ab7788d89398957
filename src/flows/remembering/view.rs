//! What the pages of searches show.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Note, Pill, SideNav},
};

/// The searches of a member: those that they saved, and those of late.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "remembering/searches.html")]
pub struct SearchesPage {
    /// What every page has.
    pub frame: Frame,
    /// The menu of the account.
    pub side: SideNav,
    /// What has just happened, or should be known.
    pub notes: Vec<Note>,
    /// The saved ones, the newest first.
    pub saved: Vec<SavedRow>,
    /// Those of late, the latest first.
    pub recent: Vec<RecentRow>,
    /// Whether those of late are kept.
    pub keeps: bool,
}

/// A saved search.
#[derive(Debug, Clone, Default)]
pub struct SavedRow {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub asked: String,
    /// Its results, the newest first.
    pub url: String,
    /// Whether mails come of it.
    pub pill: Pill,
    /// When it was saved, or told of finds last.
    pub detail: String,
    /// Where it is changed.
    pub change_url: String,
}

/// A search of late.
#[derive(Debug, Clone, Default)]
pub struct RecentRow {
    /// Its identifier.
    pub id: String,
    /// Its words.
    pub words: String,
    /// Its results.
    pub url: String,
    /// When it was.
    pub at: String,
}

/// The form by which a search is saved, or changed.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "remembering/saved.html")]
pub struct SavedPage {
    /// What every page has.
    pub frame: Frame,
    /// The menu of the account.
    pub side: SideNav,
    /// Its heading.
    pub title: String,
    /// What should be known.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Where the form leads.
    pub action: String,
    /// What is asked, as the form carries it; empty for one that is saved already.
    pub query: String,
    /// What is asked, in words.
    pub asked: String,
    /// The name, as typed.
    pub name: String,
    /// Whether mails shall come of it.
    pub mails: bool,
    /// Its results.
    pub url: String,
    /// Where it is deleted; empty for a new one.
    pub removal: String,
}

/// What lies below the search box while nothing stands in it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "remembering/recent.html")]
pub struct RecentPanel {
    /// What the buttons send along; empty for a guest, whose browser keeps its own.
    pub token: String,
    /// The searches of late; a script fills in a guest's.
    pub rows: Vec<RecentRow>,
    /// Whether it is a guest's, whose rows are made of one that is a model.
    pub guest: bool,
}
