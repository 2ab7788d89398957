//! A mail as it goes over the wire.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::model::{Failure, Mail};

/// Writes `mail` as a message (RFC 5322) from `from`. Names and addresses are encoded, never pasted.
pub(super) fn compose(mail: &Mail, from: &Mailbox) -> Result<Message, Failure> {
    let to = mail.to.as_str().parse::<Address>().map_err(|cause| Failure::never(cause.to_string()))?;
    let written = Duration::from_millis(mail.created.millis().max(0).unsigned_abs());
    let mut message = Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(SystemTime::UNIX_EPOCH + written)
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.clone())
        .raw_header(header("Auto-Submitted", "auto-generated".into()));
    if let Some(url) = &mail.unsubscribe {
        // RFC 8058, section 3.1: both, so that one click in the mail program is enough.
        message = message.raw_header(header("List-Unsubscribe", format!("<{url}>")));
        message = message.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
    }
    message
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|cause| Failure::never(cause.to_string()))
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

impl Failure {
    pub(super) fn never(reason: String) -> Self {
        Self { reason, is_final: true }
    }

    pub(super) fn for_now(reason: String) -> Self {
        Self { reason, is_final: false }
    }
}
