//! What the page of a gift shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Cover, Note},
};

/// A gift, claimed or not.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "giving/gift.html")]
pub struct GiftPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What its giver says; may be empty.
    pub message: String,
    /// Anything to say on top: that somebody else has claimed it.
    pub notes: Vec<Note>,
    /// The form that claims it, or puts it into a library; nothing where neither is to be done.
    pub claim: Option<String>,
    /// What its button says.
    pub button: String,
    /// What comes of it.
    pub hint: String,
    /// How it is opened again; may be empty.
    pub keep: String,
    /// What is in it.
    pub items: Vec<GiftItem>,
}

/// One thing of a gift.
#[derive(Debug, Clone, Default)]
pub struct GiftItem {
    /// Its name.
    pub title: String,
    /// Who made it, and which licence.
    pub detail: String,
    /// Its picture.
    pub cover: Cover,
    /// Its files, once it is claimed.
    pub files: Vec<GiftFile>,
    /// Its licence keys, once it is claimed.
    pub keys: Vec<GiftKey>,
    /// It cannot be downloaded any more.
    pub closed: bool,
}

/// A licence key.
#[derive(Debug, Clone, Default)]
pub struct GiftKey {
    /// The key.
    pub code: String,
    /// Where devices are freed, and the licence file is.
    pub manage: String,
}

/// One file.
#[derive(Debug, Clone, Default)]
pub struct GiftFile {
    /// The link.
    pub url: String,
    /// Its name.
    pub name: String,
    /// How large it is.
    pub size: String,
    /// All downloads are used up.
    pub used_up: bool,
}
