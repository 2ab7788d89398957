//! The statement as it is sent, read at the door.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::{Email, Error, Result, text};

/// The form on the page of withdrawal.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementForm {
    /// Who withdraws.
    pub name: String,
    /// Where they want to hear of it.
    pub email: String,
    /// Anything they want to add.
    pub message: String,
}

/// A statement in JSON.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = WithdrawalStatementJson)]
#[serde(deny_unknown_fields)]
pub struct StatementJson {
    /// Who withdraws.
    #[schema(example = "Bob Byte")]
    pub name: String,
    /// Where the receipt of this statement is confirmed.
    #[schema(example = "you@example.com")]
    pub email: String,
    /// Anything to add; no reason is needed.
    #[serde(default)]
    pub message: String,
}

/// A checked statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStatement {
    /// Who withdraws.
    pub name: String,
    /// Where they want to hear of it.
    pub email: Email,
    /// What they add; may be empty.
    pub message: String,
}

impl StatementForm {
    /// Checks everything, so that all that is wrong is said at once.
    pub fn check(&self) -> Result<NewStatement> {
        let (name, message) = (text::line(&self.name), text::paragraphs(&self.message));
        let mut wrong: Vec<(&'static str, String)> = Vec::new();
        if name.is_empty() {
            wrong.push(("name", "Write your name".into()));
        }
        if name.chars().count() > 200 {
            wrong.push(("name", "Use at most 200 characters".into()));
        }
        let email = Email::parse(&self.email);
        if let Err(error) = &email {
            wrong.push(("email", error.advice()));
        }
        if message.chars().count() > 2_000 {
            wrong.push(("message", "Use at most 2,000 characters".into()));
        }
        let mut wrong = wrong.into_iter();
        match (wrong.next(), email) {
            (None, Ok(email)) => Ok(NewStatement { name, email, message }),
            (None, Err(error)) => Err(error),
            (Some((field, advice)), _) => {
                Err(wrong.fold(Error::invalid(field, advice), |error, (field, advice)| error.and(field, advice)))
            }
        }
    }
}

impl NewStatement {
    /// The statement about an order with a shop, line by line.
    pub fn lines(&self, order: &str, shop: &str) -> Vec<String> {
        let mut lines = vec![
            format!("I, {}, withdraw from the contract about order {order} with {shop}.", self.name),
            format!("Confirm it to: {}", self.email),
        ];
        lines.extend(Some(&self.message).filter(|it| !it.is_empty()).map(|it| format!("I add: {it}")));
        lines
    }
}

impl From<StatementJson> for StatementForm {
    fn from(json: StatementJson) -> Self {
        Self { name: json.name, email: json.email, message: json.message }
    }
}
