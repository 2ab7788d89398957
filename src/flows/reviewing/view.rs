//! What the pages about reviews show, as finished strings.

use askama::Template;

use crate::{
    features::reviews::shown::{Row, Section},
    platform::web::{
        Frame,
        parts::{Choice, Cover, Issues, Note, Pager, Pill, SideNav},
    },
};

/// All reviews of a product.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/list.html")]
pub struct ReviewsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The product.
    pub about: AboutProduct,
    /// The reviews.
    pub reviews: Section,
}

/// The reviews that a script adds to those before, with the way to those behind.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/more.html")]
pub struct MoreReviews {
    /// What surrounds the page; only where it is.
    pub frame: Frame,
    /// The reviews.
    pub reviews: Section,
}

/// A product beside what is said of it.
#[derive(Debug, Clone, Default)]
pub struct AboutProduct {
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Who sells it.
    pub seller: String,
    /// Its picture.
    pub cover: Cover,
}

/// The form in which somebody writes what they think, or why they cannot.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/write.html")]
pub struct WritePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The product.
    pub about: AboutProduct,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// What stands in the form; nothing if there is nothing to write.
    pub form: Option<WriteForm>,
    /// The review as it stands, where it cannot be changed.
    pub own: Option<Row>,
}

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct WriteForm {
    /// Where it leads.
    pub action: String,
    /// Where the form leads that deletes it; nothing of a new one.
    pub removal: Option<String>,
    /// Five to choose from, the most first.
    pub stars: Vec<Choice>,
    /// The title.
    pub title: String,
    /// The words.
    pub body: String,
    /// Whether the name is kept to the shop.
    pub anonymous: bool,
    /// The name that everyone reads otherwise.
    pub name: String,
}

/// The form in which somebody complains about a review.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/report.html")]
pub struct ReportPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The product.
    pub about: AboutProduct,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The review.
    pub review: Row,
    /// Where the form leads; nothing once it was sent.
    pub action: String,
    /// What may be wrong with it.
    pub reasons: Vec<Choice>,
    /// What was typed.
    pub text: String,
}

/// What was said of all that somebody sells.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/own.html")]
pub struct OwnReviewsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around a seller's desk.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// `12 reviews, 3 of them wait for a reply`.
    pub summary: String,
    /// Those that wait for a reply first.
    pub rows: Vec<OwnRow>,
    /// The way through the pages.
    pub pager: Pager,
}

/// A review in a seller's or a moderator's list.
#[derive(Debug, Clone, Default)]
pub struct OwnRow {
    /// The review.
    pub review: Row,
    /// The product.
    pub about: AboutProduct,
    /// Its own page.
    pub url: String,
    /// Where it stands, if there is something to say.
    pub pill: Option<Pill>,
}

/// A review, and the reply of who sells the product.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/answer.html")]
pub struct AnswerPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around a seller's desk.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The review.
    pub row: OwnRow,
    /// Where the form leads.
    pub action: String,
    /// Where the form leads that suggests a reply.
    pub draft: String,
    /// Where the form leads that takes the reply away; nothing if there is none.
    pub removal: Option<String>,
    /// What stands in the form.
    pub text: String,
    /// Whether that is a suggestion, which nobody has sent yet.
    pub suggested: bool,
}

/// The complaints that wait, and one of them.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/moderation.html")]
pub struct ModerationPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// All that wait.
    pub cases: Vec<CaseRow>,
    /// The one that is open.
    pub case: Option<CaseView>,
}

/// A complaint in the list.
#[derive(Debug, Clone, Default)]
pub struct CaseRow {
    /// `On Bus Glue`.
    pub about: String,
    /// `2 reports`.
    pub count: String,
    /// Since when it waits, as it reads.
    pub since: String,
    /// The page with it open.
    pub url: String,
    /// It is the one that is open.
    pub current: bool,
}

/// A complaint, with all that helps to decide.
#[derive(Debug, Clone, Default)]
pub struct CaseView {
    /// `3 reports`.
    pub count: String,
    /// The review.
    pub row: OwnRow,
    /// Why it was reported: the reason with who says so, and their words.
    pub reasons: Vec<(String, String)>,
    /// What is known of its author.
    pub author: Vec<String>,
    /// The page of its author's account; nothing without one.
    pub account: Option<String>,
    /// Where the form leads.
    pub action: String,
    /// What may be decided: value, words, and what comes of it.
    pub decisions: Vec<(Choice, &'static str)>,
    /// The reason as typed.
    pub reason: String,
    /// The page with the next one; this one waits on.
    pub next: Option<String>,
}

/// All reviews, for moderators.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/office.html")]
pub struct OfficeReviewsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// The states to choose from.
    pub states: Vec<Choice>,
    /// The stars to choose from.
    pub stars: Vec<Choice>,
    /// The reviews, newest first.
    pub rows: Vec<OwnRow>,
    /// Where it goes on.
    pub older: Option<String>,
}

/// A review, for moderators.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "reviewing/office_one.html")]
pub struct OfficeReviewPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The review, with all its words.
    pub row: OwnRow,
    /// Names and values about it.
    pub facts: Vec<(String, String)>,
    /// Why it was taken away, if it was.
    pub hidden: Option<String>,
    /// The complaints about it, in words.
    pub reports: Vec<String>,
    /// Where the form leads that takes it away.
    pub hiding: String,
    /// Where the form leads that lets it be seen again.
    pub showing: Option<String>,
    /// The reason as typed.
    pub reason: String,
}
