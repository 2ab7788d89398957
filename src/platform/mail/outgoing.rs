//! Where mails go: to a mail server, into a folder, or into a test's hands.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, PoolConfig, authentication::Credentials},
};
use tokio::task::spawn_blocking;

use super::{
    compose::compose,
    config::{MailConfig, MailTls},
    model::{Failure, Mail},
};
use crate::base::{Error, Result};

/// The way out for mails, with the sender's name.
#[derive(Clone)]
pub struct Outgoing {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Postbox),
}

/// A mail server that says nothing for so long is taken for dead.
const PATIENCE: Duration = Duration::from_secs(20);

impl Outgoing {
    /// As the operator has set it; without a server, into the folder `mail` in `data`.
    pub fn new(config: &MailConfig, data: &Path) -> Result<Self> {
        let from = config.from.parse::<Mailbox>().map_err(|cause| {
            Error::invalid("mail.from", "Write a sender such as Corner Shop <shop@example.com>").because(cause)
        })?;
        let way = match &config.host {
            Some(host) => Way::Smtp(server(host, config)?),
            None => {
                let folder = data.join("mail");
                DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
                Way::Folder(folder)
            }
        };
        Ok(Self { from, way })
    }

    /// Into a post box that a test opens.
    pub fn memory() -> Result<(Self, Postbox)> {
        let postbox = Postbox::default();
        let from = MailConfig::default()
            .from
            .parse()
            .map_err(|cause: lettre::address::AddressError| Error::internal(cause))?;
        Ok((Self { from, way: Way::Memory(postbox.clone()) }, postbox))
    }

    pub(super) async fn send(&self, mail: &Mail) -> Result<(), Failure> {
        let message = compose(mail, &self.from)?;
        match &self.way {
            Way::Smtp(server) => {
                let sent = server.send(message).await;
                // Lets the connection go back to its pool, so that the next mail finds it there.
                tokio::task::yield_now().await;
                sent.map(drop).map_err(|cause| failure(&cause))
            }
            Way::Folder(folder) => {
                let moment = mail.created.rfc3339().replace(['-', ':'], "");
                let path = folder.join(format!("{moment}-{}.eml", mail.id));
                let written = spawn_blocking(move || write(&path, &message)).await;
                written
                    .map_err(|cause| Failure::for_now(cause.to_string()))?
                    .map_err(|cause| Failure::for_now(cause.to_string()))
            }
            Way::Memory(postbox) => postbox.take(mail, &message),
        }
    }
}

fn server(host: &str, config: &MailConfig) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    type Smtp = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match config.tls {
        MailTls::StartTls => Smtp::starttls_relay(host),
        MailTls::Tls => Smtp::relay(host),
        MailTls::None => Ok(Smtp::builder_dangerous(host)),
    };
    let builder =
        builder.map_err(|cause| Error::invalid("mail.host", "Write the name of a mail server").because(cause))?;
    let one = PoolConfig::new().max_size(1).idle_timeout(Duration::from_secs(30));
    let builder = builder.port(config.port).timeout(Some(PATIENCE)).pool_config(one);
    Ok(match (&config.user, &config.password) {
        (Some(user), Some(password)) => {
            builder.credentials(Credentials::new(user.clone(), password.expose().to_owned())).build()
        }
        _ => builder.build(),
    })
}

/// Only an address that the server says not to exist is given up at once; all else may be mended.
fn failure(cause: &smtp::Error) -> Failure {
    let reason = match std::error::Error::source(cause) {
        Some(source) => format!("{cause}: {source}"),
        None => cause.to_string(),
    };
    let unknown = cause.status().is_some_and(|code| matches!(u16::from(code), 550 | 551 | 553 | 556));
    Failure { reason, is_final: unknown }
}

/// Under a name of its own, so that a second try replaces the first.
fn write(path: &Path, message: &Message) -> std::io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(&message.formatted())?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

/// What a test finds in its post box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Who got it.
    pub to: String,
    /// Its one line.
    pub subject: String,
    /// What it says in plain text.
    pub text: String,
    /// The same as a document.
    pub html: String,
    /// What sort of mail it is.
    pub kind: String,
    /// The whole message as it would go over the wire.
    pub message: String,
}

/// Where a test's mails arrive; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Postbox(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    mails: Vec<Delivered>,
    refusing: Option<(usize, bool)>,
}

impl Postbox {
    /// All that has arrived.
    pub fn mails(&self) -> Vec<Delivered> {
        self.contents().mails.clone()
    }

    /// Refuses the next `times` mails, for now or for good.
    pub fn refuse(&self, times: usize, for_good: bool) {
        self.contents().refusing = Some((times, for_good));
    }

    fn take(&self, mail: &Mail, message: &Message) -> Result<(), Failure> {
        let mut contents = self.contents();
        if let Some((times, is_final)) = contents.refusing.filter(|(times, _)| *times > 0) {
            contents.refusing = Some((times - 1, is_final));
            return Err(Failure { reason: "the post box is shut".into(), is_final });
        }
        contents.mails.push(Delivered {
            to: mail.to.to_string(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.clone(),
            kind: mail.kind.clone(),
            message: String::from_utf8_lossy(&message.formatted()).into_owned(),
        });
        Ok(())
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
