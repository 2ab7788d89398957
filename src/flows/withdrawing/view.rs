//! What the pages about withdrawals show, as finished strings.

use askama::Template;

use crate::{
    features::withdrawals::StatementForm,
    platform::web::{
        Frame,
        parts::{Issues, Link, Note, Pill, SideNav},
    },
};

/// The page on which somebody withdraws: a form, then the statement to be confirmed, then what became of it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "withdrawing/withdrawal.html")]
pub struct WithdrawalPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Back to the order.
    pub order: Link,
    /// The order's number.
    pub number: String,
    /// What was bought, line by line.
    pub goods: Vec<String>,
    /// How the right stands, and anything else to say.
    pub notes: Vec<Note>,
    /// Where the form goes.
    pub action: String,
    /// What has to be corrected.
    pub issues: Issues,
    /// What is filled in.
    pub form: StatementForm,
    /// What is done here now.
    pub step: Step,
    /// The statement, line by line, once it is written.
    pub statement: Vec<String>,
    /// What was sent before, newest first.
    pub sent: Vec<SentRow>,
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Step {
    /// They say who they are.
    #[default]
    Write,
    /// They confirm what they wrote.
    Confirm,
    /// There is nothing to do now.
    Done,
}

/// A statement that was sent.
#[derive(Debug, Clone, Default)]
pub struct SentRow {
    /// What it said, line by line.
    pub statement: Vec<String>,
    /// When it came.
    pub received: String,
    /// How it stands.
    pub pill: Pill,
    /// What the shop said; may be empty.
    pub answer: String,
}

/// All withdrawals, for those who answer them.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "withdrawing/office.html")]
pub struct WithdrawalsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// Those that wait, oldest first.
    pub open: Vec<WithdrawalRow>,
    /// Those that were answered, newest first.
    pub answered: Vec<WithdrawalRow>,
}

/// One withdrawal, for those who answer it.
#[derive(Debug, Clone, Default)]
pub struct WithdrawalRow {
    /// Its identifier.
    pub id: String,
    /// The order's number.
    pub number: String,
    /// The order's page.
    pub order_url: String,
    /// Who sent it.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they added.
    pub message: String,
    /// When it came.
    pub received: String,
    /// How the right stood then.
    pub right: Pill,
    /// What the order came to, and what of it can go back.
    pub total: String,
    /// How it was answered.
    pub pill: Pill,
    /// What the shop said.
    pub answer: String,
    /// Where the answer goes.
    pub action: String,
}
