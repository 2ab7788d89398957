//! How an order stands, and what may become of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::{Error, Result};

/// How an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for its payment.
    Pending,
    /// It was paid, or was free.
    Paid,
    /// Part of the money went back.
    PartiallyRefunded,
    /// All of the money went back.
    Refunded,
    /// The payment was declined.
    Failed,
    /// It was called off, or nobody paid in time.
    Cancelled,
    /// The buyer's bank asks for the money back.
    Disputed,
}

impl Status {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Paid,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Failed,
        Self::Cancelled,
        Self::Disputed,
    ];

    /// Whether an order that stands so may come to stand as `next`.
    pub fn may_become(self, next: Self) -> bool {
        use Status::{Cancelled, Disputed, Failed, Paid, PartiallyRefunded, Pending, Refunded};
        match self {
            Pending => matches!(next, Paid | Failed | Cancelled),
            // Money may arrive after all, such as a transfer that took too long: whoever has paid has the goods.
            Failed | Cancelled => next == Paid,
            // Once it is paid, what went back and what is disputed say where it stands; a refund may fail afterwards.
            Paid | Refunded => matches!(next, Paid | PartiallyRefunded | Refunded | Disputed) && next != self,
            PartiallyRefunded | Disputed => matches!(next, Paid | PartiallyRefunded | Refunded | Disputed),
        }
    }

    /// What it may come to stand as, or why not.
    pub fn becoming(self, next: Self) -> Result<Self> {
        if self.may_become(next) {
            Ok(next)
        } else {
            Err(Error::conflict(format!("This order is {}; it cannot become {}", self.word(), next.word())))
        }
    }

    /// Whether its buyer may use what was bought.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Paid | Self::PartiallyRefunded)
    }

    /// Whether it was paid once, whatever became of it.
    pub fn was_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PartiallyRefunded | Self::Refunded | Self::Disputed)
    }

    /// Its place in the order of keys; never changes, since it is stored.
    pub fn number(self) -> u8 {
        match self {
            Self::Pending => 1,
            Self::Paid => 3,
            Self::PartiallyRefunded => 5,
            Self::Refunded => 7,
            Self::Failed => 9,
            Self::Cancelled => 11,
            Self::Disputed => 13,
        }
    }

    /// As it reads within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "waiting for its payment",
            Self::Paid => "paid",
            Self::PartiallyRefunded => "partly refunded",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Disputed => "disputed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ErrorKind;

    #[test]
    fn what_was_paid_never_waits_again() {
        for next in Status::ALL {
            for dead in [Status::Failed, Status::Cancelled] {
                assert_eq!(dead.may_become(next), next == Status::Paid, "only money wakes what has come to nothing");
            }
            for paid in Status::ALL.into_iter().filter(|it| it.was_paid()) {
                assert!(!matches!(next, Status::Failed | Status::Cancelled) || !paid.may_become(next));
            }
            assert_eq!(
                Status::Pending.may_become(next),
                matches!(next, Status::Paid | Status::Failed | Status::Cancelled)
            );
            assert!(!next.may_become(Status::Pending), "nothing waits for its payment again");
        }
    }

    #[test]
    fn illegal_moves_are_conflicts() {
        let error = Status::Failed.becoming(Status::Refunded).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert!(Status::Paid.becoming(Status::Paid).is_err());
        assert!(Status::PartiallyRefunded.becoming(Status::PartiallyRefunded).is_ok());
    }
}
