//! What the pages of an account show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Icon, Issues, Link, Note, Pager, Pill, SideNav},
};

/// Who somebody is to the shop.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/profile.html")]
pub struct ProfilePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// What they are called, or typed.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Since when they are known: `since 22 November 2026`.
    pub since: String,
    /// What they may do, in words; empty for customers.
    pub role: String,
    /// Where to go from here.
    pub links: Vec<Link>,
}

/// What somebody with an account has ordered.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/orders.html")]
pub struct OrdersPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// The orders, newest first.
    pub rows: Vec<OrderRow>,
    /// The way through the pages.
    pub pager: Pager,
}

/// One order.
#[derive(Debug, Clone, Default)]
pub struct OrderRow {
    /// Its number.
    pub number: String,
    /// Its page, with the token that opens it.
    pub url: String,
    /// What was ordered.
    pub what: String,
    /// When it was placed.
    pub date: String,
    /// What it came to.
    pub total: String,
    /// How it stands.
    pub pill: Pill,
}

/// How one comes in: the password, and where one is signed in.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/security.html")]
pub struct SecurityPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Their address, for password managers.
    pub email: String,
    /// `Set 22 November 2026`.
    pub password_since: String,
    /// Whether a second factor is asked of them.
    pub two_steps: bool,
    /// Where they are signed in, this session first.
    pub sessions: Vec<SessionRow>,
}

/// One place where somebody is signed in.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its identifier.
    pub id: String,
    /// `Firefox on Linux`.
    pub name: String,
    /// A drawing of the device.
    pub icon: Icon,
    /// When and from where it was used.
    pub detail: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Asks for another address.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/email.html")]
pub struct EmailPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has to be corrected.
    pub issues: Issues,
    /// The address until now.
    pub now: String,
    /// The address as typed.
    pub email: String,
}

/// Behind the link that was sent to a new address.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/move.html")]
pub struct MovePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// The address until now.
    pub old: String,
    /// The address from then on.
    pub new: String,
    /// The token of the link.
    pub token: String,
}

/// Asks whether somebody really wants to close their account.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/close.html")]
pub struct ClosePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has to be corrected.
    pub issues: Issues,
    /// The address that has to be typed.
    pub email: String,
}

/// One's keys for programs.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/keys.html")]
pub struct KeysPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// The keys, newest first.
    pub keys: Vec<KeyRow>,
}

/// One key, without its secret.
#[derive(Debug, Clone, Default)]
pub struct KeyRow {
    /// Its identifier.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// `bdg_…a1b2`.
    pub hint: String,
    /// What it is good for.
    pub scopes: Vec<String>,
    /// When it was made and used, and until when it is good.
    pub detail: String,
}

/// Asks what a key shall be for.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/key_form.html")]
pub struct KeyFormPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has to be corrected.
    pub issues: Issues,
    /// What it is for, as typed.
    pub name: String,
    /// What it may be good for.
    pub scopes: Vec<Choice>,
    /// For how long.
    pub days: Vec<Choice>,
}

/// A key that was made just now.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/key_made.html")]
pub struct KeyMadePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What it is for.
    pub name: String,
    /// What its program has to send; nobody can show it again.
    pub secret: String,
}

/// Which mails somebody wants.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/preferences.html")]
pub struct PreferencesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// Where the mails go.
    pub email: String,
    /// Those that nobody has to get.
    pub wishes: Vec<Wish>,
    /// Whether things are picked for them.
    pub picks: bool,
}

/// One kind of mail.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// As the form sends it.
    pub word: String,
    /// What it is called.
    pub label: String,
    /// What comes with it.
    pub hint: String,
    /// Whether it comes.
    pub on: bool,
}

/// Behind the link at the end of a mail that nobody has to get.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/stop.html")]
pub struct StopPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Whose mails, with most of the address hidden: the link may lie around.
    pub email: String,
    /// Which mails.
    pub mailing: String,
    /// Where the button leads.
    pub action: String,
    /// They are stopped.
    pub done: bool,
}

/// What the shop keeps about somebody.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account/data.html")]
pub struct DataPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// How the copy stands.
    pub copy: CopyState,
}

/// How the copy of somebody's data stands.
#[derive(Debug, Clone, Default)]
pub enum CopyState {
    /// There is none.
    #[default]
    None,
    /// It is being made.
    Waiting {
        /// When it was asked for.
        since: String,
    },
    /// It can be fetched.
    Ready {
        /// When it was made.
        made: String,
        /// How large it is.
        size: String,
        /// Until when it is kept.
        until: String,
    },
}
