//! What the pages at the door show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Cover, Issues, Note},
};

/// The page for signing in.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/login.html")]
pub struct LoginPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The address as typed.
    pub email: String,
    /// Whether they want to stay signed in.
    pub keep: bool,
    /// Where to go from there.
    pub next: String,
    /// Whether the shop can have passkeys.
    pub passkeys: bool,
}

/// The page that asks for a code.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/second.html")]
pub struct SecondPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Whether they have an authenticator app.
    pub app: bool,
    /// Whether they have a passkey.
    pub passkey: bool,
}

/// The page that asks people who have signed in to prove once more who they are.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/prove.html")]
pub struct ProvePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Their address.
    pub email: String,
    /// Where to go from there.
    pub next: String,
    /// Whether they have a passkey.
    pub passkey: bool,
}

/// The page for opening an account; after that it says where the mail went, the same for every address.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/register.html")]
pub struct RegisterPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The name as typed.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// A mail is on its way.
    pub sent: bool,
}

/// The page behind the link that confirms an account.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/confirm.html")]
pub struct ConfirmPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The address to be confirmed.
    pub email: String,
    /// The token of the link.
    pub token: String,
}

/// The page for whoever forgot their password; after that it says where the mail went.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/forgot.html")]
pub struct ForgotPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The address as typed.
    pub email: String,
    /// A mail is on its way.
    pub sent: bool,
}

/// The page behind the link in that mail.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/reset.html")]
pub struct ResetPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Pictures beside the form.
    pub covers: Vec<Cover>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The token of the link.
    pub token: String,
    /// The link still works.
    pub open: bool,
}
