//! What the pages of the editor show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Card, Choice, Cover, Icon, Issues, Note, Pager, Pill, PriceTag, SideNav},
};

/// The products of a seller, or of all.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "editing/list.html")]
pub struct ProductsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around.
    pub side: SideNav,
    /// What was searched for.
    pub query: String,
    /// In which state they shall be.
    pub states: Vec<Choice>,
    /// Whether anything was asked that could leave some out.
    pub narrowed: bool,
    /// Whether new ones can be made here: an admin without a seller has none.
    pub sells: bool,
    /// A piece of them, last changed first.
    pub products: Vec<ProductRow>,
    /// The way to the other pieces.
    pub pager: Pager,
}

/// One product of the list.
#[derive(Debug, Clone, Default)]
pub struct ProductRow {
    /// Its title.
    pub title: String,
    /// Where it is edited.
    pub url: String,
    /// Its picture.
    pub cover: Cover,
    /// Who sells it; empty among one's own.
    pub seller: String,
    /// Where it stands in its life.
    pub pill: Pill,
    /// What it costs.
    pub price: PriceTag,
    /// `12 sold`.
    pub sold: String,
    /// When it last changed.
    pub changed: String,
}

/// A product that is begun.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "editing/new.html")]
pub struct NewProductPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around.
    pub side: SideNav,
    /// What is to be corrected.
    pub issues: Issues,
    /// Its title, as typed.
    pub title: String,
    /// Its price, as typed.
    pub price: String,
    /// The currency's sign.
    pub sign: String,
}

/// The editor of a product.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "editing/editor.html")]
pub struct EditorPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around.
    pub side: SideNav,
    /// What is to be said first.
    pub notes: Vec<Note>,
    /// What is to be corrected.
    pub issues: Issues,
    /// Where it is edited; its parts lie below.
    pub url: String,
    /// Its title as it is kept.
    pub heading: String,
    /// Where it stands in its life.
    pub pills: Vec<Pill>,
    /// What was typed, or what is kept.
    pub fields: EditorFields,
    /// The categories to choose from.
    pub categories: Vec<Choice>,
    /// The description as buyers would see it; shown when asked for. Sanitised HTML.
    pub preview_html: Option<String>,
    /// What can be bought of it.
    pub editions: Vec<EditionFields>,
    /// The currency's sign.
    pub sign: String,
    /// The release that is worked on.
    pub release: ReleaseFields,
    /// Its pictures.
    pub images: Vec<ImageFields>,
    /// What is to be done before it is sold and found.
    pub todo: Vec<Todo>,
    /// What can be done with it as a whole.
    pub standing: StandingFields,
    /// How it stands on a shelf.
    pub card: Card,
    /// The releases that are out, newest first.
    pub versions: Vec<VersionRow>,
    /// Whether buyers can fetch the releases before the newest.
    pub keeps_earlier: bool,
}

/// The text fields of the editor.
#[derive(Debug, Clone, Default)]
pub struct EditorFields {
    /// The state that was looked at.
    pub revision: String,
    /// Its title.
    pub title: String,
    /// The last part of its address.
    pub slug: String,
    /// One line.
    pub summary: String,
    /// In Markdown.
    pub description: String,
    /// Parted by commas.
    pub tags: String,
    /// What kind of thing it is.
    pub kind: String,
    /// The languages it is in.
    pub languages: String,
    /// For search engines.
    pub seo_title: String,
    /// For search engines.
    pub seo_description: String,
}

/// An edition in the editor.
#[derive(Debug, Clone, Default)]
pub struct EditionFields {
    /// Its id; empty for a new one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its price, as typed.
    pub price: String,
    /// What is suggested where the buyer names the price.
    pub suggested: String,
    /// What it used to cost.
    pub compare_at: String,
    /// The short name of its licence.
    pub license: String,
    /// The licence's terms.
    pub terms: String,
    /// Whether the buyer names the price.
    pub open: bool,
    /// Whether each copy has a key.
    pub keys: bool,
    /// Whether it is sold.
    pub on: bool,
    /// Whether it brings only some files.
    pub own_files: bool,
    /// How many there are in all; empty where there is no end.
    pub stock: String,
    /// `12 sold or set aside, 38 left`; empty where there is no end.
    pub stock_state: String,
    /// The files to choose from; `value` is the file's id.
    pub files: Vec<Choice>,
    /// What is said of it that is set elsewhere: a sale, a bundle.
    pub remark: String,
}

impl EditionFields {
    /// What the block is called.
    pub fn heading(&self) -> &str {
        if self.name.is_empty() { "Another licence" } else { &self.name }
    }

    /// Whether it is the empty block for another one.
    pub fn is_new(&self) -> bool {
        self.id.is_empty()
    }
}

/// The release that is worked on.
#[derive(Debug, Clone, Default)]
pub struct ReleaseFields {
    /// Where it is edited.
    pub url: String,
    /// Its number.
    pub version: String,
    /// What is new.
    pub notes: String,
    /// Stable or beta.
    pub channels: Vec<Choice>,
    /// On what it runs.
    pub platform: String,
    /// Whether earlier buyers get it.
    pub for_earlier: bool,
    /// Its files.
    pub files: Vec<FileFields>,
    /// `3 files, 1.1 GB`.
    pub summary: String,
    /// Where its files are announced by the script.
    pub announce: String,
    /// `Up to 10 GB each.`
    pub limits: String,
    /// `256 MB`: the largest file of the form without scripts.
    pub form_limit: String,
    /// Whether it can come out by itself, since the product is on the shelf or another is out already.
    pub can_come_out: bool,
    /// `1,840 buyers`: who could be written to; empty if there are none.
    pub buyers: String,
}

/// A file of it.
#[derive(Debug, Clone)]
pub struct FileFields {
    /// The drawing before it.
    pub icon: Icon,
    /// Its name.
    pub name: String,
    /// `318 MB, 4f1e22ab90cd`.
    pub about: String,
    /// Where it is taken out.
    pub removal: String,
}

/// A picture in the editor.
#[derive(Debug, Clone, Default)]
pub struct ImageFields {
    /// Where it is edited.
    pub url: String,
    /// Where it is seen.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// Whether it is the cover.
    pub first: bool,
    /// Whether none comes after it.
    pub last: bool,
}

/// Something to be done.
#[derive(Debug, Clone)]
pub struct Todo {
    /// What reads: what is done, or what to do.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether it cannot be sold before.
    pub blocks: bool,
    /// The place on the page where it is done.
    pub href: String,
}

/// What can be done with a product as a whole.
#[derive(Debug, Clone, Default)]
pub struct StandingFields {
    /// Where that is sent.
    pub url: String,
    /// Whether it is on the shelf.
    pub published: bool,
    /// Whether its sale has ended.
    pub retired: bool,
    /// When it goes on the shelf by itself, as it reads.
    pub scheduled: Option<String>,
    /// Whether nothing keeps it from being sold.
    pub ready: bool,
    /// Whether it can be removed altogether.
    pub removable: bool,
    /// Where it is seen as buyers see it.
    pub preview: String,
    /// Where sale prices and bundles are set.
    pub prices: String,
    /// Where is said how often its files may be downloaded.
    pub downloads: String,
}

/// A release that is out.
#[derive(Debug, Clone, Default)]
pub struct VersionRow {
    /// `1.3`.
    pub version: String,
    /// When it came out.
    pub date: String,
    /// Beta, yanked.
    pub pill: Option<Pill>,
    /// Whether it is no longer handed out.
    pub yanked: bool,
    /// Where that is changed.
    pub url: String,
}

/// A description as buyers would see it, as a part of the page.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "editing/preview.html")]
pub struct PreviewPart {
    /// Sanitised HTML.
    pub html: String,
}
