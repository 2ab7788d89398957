//! What the page of payouts shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Note, Pill, SideNav},
};

/// What is due to a seller, where it goes, and what went.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "payouts/payouts.html")]
pub struct PayoutsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around a seller's desk.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Whether the shop pays its sellers through a gateway at all.
    pub offered: bool,
    /// All that is due.
    pub balance: String,
    /// What of it can be paid out now.
    pub available: String,
    /// The same as a number, for the form.
    pub amount: String,
    /// Whether there is anything to pay out now.
    pub may_pay: bool,
    /// How the linked account stands; nothing if none is linked.
    pub account: Option<Pill>,
    /// More about it: what is missing, until when money is held.
    pub account_note: String,
    /// Makes a second click the same payout.
    pub key: String,
    /// What went, newest first.
    pub payouts: Vec<PayoutRow>,
}

/// One payout.
#[derive(Debug, Clone, Default)]
pub struct PayoutRow {
    /// When.
    pub date: String,
    /// How much.
    pub amount: String,
    /// How it stands.
    pub pill: Option<Pill>,
    /// Why it failed, or the gateway's name for it.
    pub detail: String,
}

/// What went to sellers, for the office.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "payouts/office.html")]
pub struct OfficePayoutsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// Newest first.
    pub payouts: Vec<OfficePayoutRow>,
    /// The way to older ones.
    pub older: Option<String>,
}

/// A payout as the office sees it.
#[derive(Debug, Clone, Default)]
pub struct OfficePayoutRow {
    /// When it was asked for.
    pub date: String,
    /// To whom.
    pub seller: String,
    /// Their page.
    pub seller_url: String,
    /// How much.
    pub amount: String,
    /// How it stands.
    pub pill: Option<Pill>,
    /// To which account of the gateway.
    pub account: String,
    /// Why it failed, or the gateway's name for it.
    pub detail: String,
    /// The form that tries to send it again; nothing for one that has ended.
    pub again: Option<String>,
    /// What was taken back of it, is being taken back or could not be, a sentence each.
    pub takings: Vec<String>,
    /// The form that tries again to take back what could not be.
    pub take: Option<String>,
}
