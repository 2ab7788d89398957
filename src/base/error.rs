//! The one error of the shop.

use std::{borrow::Cow, error, fmt, time::Duration};

/// What nearly every function of the shop returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Text = Cow<'static, str>;
type Cause = Box<dyn error::Error + Send + Sync>;

/// What went wrong: in words for the visitor, with its cause for the log.
#[derive(Debug)]
pub struct Error {
    /// Decides status and exit code; see [`ErrorKind`].
    pub kind: ErrorKind,
    /// One calm sentence for the person who meets it.
    pub message: Text,
    /// What to correct, by form field: name and advice.
    pub fields: Vec<(Text, Text)>,
    /// The page on which a person can put it right, such as that for signing in.
    pub way: Option<String>,
    /// When to try again, if that is known.
    pub wait: Option<Duration>,
    cause: Option<Cause>,
}

/// Each kind has exactly one HTTP status, given in `platform::web`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input cannot be used as it is; `fields` say why.
    Invalid,
    /// Nobody is known to ask.
    Unauthenticated,
    /// Whoever asks may not do this.
    Forbidden,
    /// There is no such thing, or it is somebody else's.
    NotFound,
    /// It cannot be done in the present state.
    Conflict,
    /// It is in another state than whoever changes it has read.
    Stale,
    /// Somebody else is at it just now.
    Locked,
    /// More was sent than is taken at once.
    TooLarge,
    /// What was sent is of a type that is not taken.
    Unsupported,
    /// What arrived is not what was sent: the checksum says so.
    Garbled,
    /// Asked too often.
    TooMany,
    /// It will work later; nothing was changed.
    Unavailable,
    /// Our fault; the log has the cause.
    Internal,
}

impl Error {
    /// One field of the input is wrong, with advice on how to mend it.
    pub fn invalid(field: impl Into<Text>, advice: impl Into<Text>) -> Self {
        Self::of(ErrorKind::Invalid, "Please check what you entered").and(field, advice)
    }

    /// Adds another field that is wrong.
    pub fn and(mut self, field: impl Into<Text>, advice: impl Into<Text>) -> Self {
        self.fields.push((field.into(), advice.into()));
        self
    }

    /// There is no such thing, or it is not for this visitor.
    pub fn not_found(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::NotFound, message)
    }

    /// The visitor has to sign in first.
    pub fn unauthenticated(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::Unauthenticated, message)
    }

    /// The visitor is known and may not do this.
    pub fn forbidden(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::Forbidden, message)
    }

    /// The present state does not allow it.
    pub fn conflict(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::Conflict, message)
    }

    /// More was sent than is taken at once; the message names the limit.
    pub fn too_large(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::TooLarge, message)
    }

    /// Asked too often.
    pub fn too_many(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::TooMany, message)
    }

    /// Temporarily impossible; nothing was changed.
    pub fn unavailable(message: impl Into<Text>) -> Self {
        Self::of(ErrorKind::Unavailable, message)
    }

    /// Not the visitor's fault; they are told no details.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::of(ErrorKind::Internal, "Something broke on our side").because(cause)
    }

    /// Keeps the cause for the log.
    pub fn because(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Names the page on which a person can put it right: a path of ours.
    pub fn at(mut self, way: impl Into<String>) -> Self {
        self.way = Some(way.into());
        self
    }

    /// Says when to try again.
    pub fn after(mut self, wait: Duration) -> Self {
        self.wait = Some(wait);
        self
    }

    /// What only the log may tell.
    pub fn cause(&self) -> Option<&(dyn error::Error + Send + Sync + 'static)> {
        self.cause.as_deref()
    }

    /// An error of `kind` without field or cause.
    pub fn of(kind: ErrorKind, message: impl Into<Text>) -> Self {
        Self { kind, message: message.into(), fields: Vec::new(), way: None, wait: None, cause: None }
    }

    /// What to correct, in one sentence: the advice for the first field, or else the message.
    pub fn advice(&self) -> String {
        self.fields.first().map_or_else(|| self.message.to_string(), |(_, advice)| advice.to_string())
    }

    /// Message, fields and cause in one line, for the operator's terminal.
    pub fn in_full(&self) -> String {
        let fields = self.fields.iter().map(|(field, advice)| format!("; {field}: {advice}"));
        let cause = self.cause.iter().map(|cause| format!(" ({cause})"));
        std::iter::once(self.message.to_string()).chain(fields).chain(cause).collect()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::internal(cause)
    }
}
