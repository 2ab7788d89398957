//! How the shop sends mail, as the operator sets it.

use serde::{Deserialize, Serialize};

use crate::base::Secret;

/// How the shop sends mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// The sender, such as `Corner Shop <shop@example.com>`.
    pub from: String,
    /// The mail server; without one, mails are written to the folder `mail` in the data folder.
    pub host: Option<String>,
    /// Its port.
    pub port: u16,
    /// `starttls`, `tls` or `none`.
    pub tls: MailTls,
    /// The user to sign in as.
    pub user: Option<String>,
    /// The password to sign in with.
    #[serde(skip_serializing)]
    pub password: Option<Secret>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// Begins in the clear and must turn to TLS (port 587).
    StartTls,
    /// TLS from the first byte (port 465).
    Tls,
    /// In the clear, for a server on this machine.
    None,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            from: "Bodega <shop@localhost>".into(),
            host: None,
            port: 587,
            tls: MailTls::StartTls,
            user: None,
            password: None,
        }
    }
}
