//! What the pages about people show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Issues, Link, Note, Pager, Pill, SideNav},
};

/// Everyone with an account.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "people/list.html")]
pub struct UsersPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the admin's pages.
    pub side: SideNav,
    /// How the address begins that is looked for.
    pub query: String,
    /// The roles one may look for.
    pub roles: Vec<Choice>,
    /// Who was found.
    pub users: Vec<UserRow>,
    /// The way through the pages.
    pub pager: Pager,
}

/// Someone in the list.
#[derive(Debug, Clone, Default)]
pub struct UserRow {
    /// Their page.
    pub url: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role.
    pub role: String,
    /// Since when.
    pub since: String,
    /// That they are kept out.
    pub pill: Option<Pill>,
}

/// Someone with an account, and what an admin may do about them.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "people/user.html")]
pub struct UserPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the admin's pages.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Who.
    pub user: UserRow,
    /// The roles they may be given.
    pub roles: Vec<Choice>,
    /// As whom they sell, if they do.
    pub seller: Option<Link>,
    /// Why they are kept out; empty if they are not.
    pub suspended: Option<String>,
    /// How many sessions and orders they have.
    pub facts: Vec<(String, String)>,
    /// What they did, and what was done to them, newest first.
    pub entries: Vec<EntryRow>,
}

/// What was done in the shop.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "people/audit.html")]
pub struct AuditPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the admin's pages.
    pub side: SideNav,
    /// About whom, if about one account only.
    pub about: String,
    /// What was done, newest first.
    pub entries: Vec<EntryRow>,
    /// The way to what was before.
    pub older: Option<String>,
}

/// One thing that was done.
#[derive(Debug, Clone, Default)]
pub struct EntryRow {
    /// When.
    pub at: String,
    /// By whom.
    pub actor: String,
    /// Their page, if they have an account.
    pub actor_url: Option<String>,
    /// What.
    pub act: String,
    /// To whom or what.
    pub target: String,
    /// Its page.
    pub target_url: Option<String>,
    /// From where.
    pub address: String,
    /// Anything else.
    pub detail: String,
}
