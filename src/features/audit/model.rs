//! Entries of the audit; no I/O.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    base::{AuditId, Timestamp, UserId},
    platform::db::Record,
};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Someone who has signed in.
    User(UserId),
    /// Someone who is not known, or not yet.
    Visitor,
    /// Whoever sits at the machine, by command line.
    Operator,
    /// The shop by itself.
    Shop,
}

macro_rules! acts {
    ($($name:ident $word:literal $label:literal),* $(,)?) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Act {$(
            #[doc = $label]
            #[serde(rename = $word)]
            $name,
        )*}

        impl Act {
            /// All there are.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As programs write it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// As people read it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

acts! {
    SignedIn "sign-in" "Signed in",
    SignInFailed "sign-in.failed" "Failed to sign in",
    SignedOut "sign-out" "Signed out",
    SignedOutEverywhere "sign-out.everywhere" "Signed out everywhere",
    SessionEnded "session.ended" "Ended a session",
    TokenReused "token.reused" "Used a refresh token again; its session was ended",
    Registered "account.registered" "Opened an account",
    Confirmed "account.confirmed" "Proved once more who they are",
    Closed "account.closed" "Closed an account",
    Exported "account.exported" "Asked for a copy of their data",
    PasswordChanged "password.changed" "Changed a password",
    PasswordForgotten "password.forgotten" "Asked for a way to reset a password",
    PasswordReset "password.reset" "Reset a password",
    EmailChangeAsked "email.change.asked" "Asked to change an address",
    EmailChanged "email.changed" "Changed an address",
    FactorAdded "factor.added" "Added a second factor",
    FactorRemoved "factor.removed" "Removed a second factor",
    FactorsStripped "factors.stripped" "Took all second factors off an account",
    RecoveryUsed "factor.recovery" "Used a recovery code",
    RecoveryRenewed "factor.recovery.renewed" "Made new recovery codes",
    PasskeyAdded "passkey.added" "Added a passkey",
    PasskeyRemoved "passkey.removed" "Removed a passkey",
    KeyMade "api-key.made" "Made an API key",
    KeyEnded "api-key.ended" "Ended an API key",
    RoleChanged "role.changed" "Changed a role",
    Suspended "account.suspended" "Suspended an account",
    Restored "account.restored" "Restored an account",
    SellerGiven "seller.given" "Let an account sell",
    SellerTaken "seller.taken" "Ended that an account sells",
    AdminMade "admin.made" "Made an admin",
    KeysRotated "signing-keys.rotated" "Rotated the signing keys",
    Refunded "order.refunded" "Paid money of an order back",
    MarkedPaid "order.paid" "Marked an order as paid",
    Accepted "order.accepted" "Accepted a payment that differs",
    PayoutLinked "payout.linked" "Linked an account to be paid",
    PaidOut "payout.asked" "Asked to be paid",
    TakenBack "payout.taken-back" "Takes back of a payout",
    NotTakenBack "payout.not-taken-back" "Could not take back of a payout",
    CalledOff "order.cancelled" "Called an order off",
    WithdrawalAccepted "withdrawal.accepted" "Accepted a withdrawal from an order",
    WithdrawalRefused "withdrawal.refused" "Refused a withdrawal from an order",
    MethodAdding "payment-method.adding" "Went to have a payment method kept",
    MethodRemoved "payment-method.removed" "Removed a payment method",
    MethodsManaged "payment-method.managed" "Went to look after payment methods",
    LicensesSet "licenses.set" "Said what licence keys allow",
    KeysAdded "licenses.keys-added" "Added keys to a pool",
    LicenseStopped "license.stopped" "Stopped a licence",
    LicenseAllowed "license.allowed" "Let a licence be used again",
    LicenseRotated "license.rotated" "Changed the key of a licence",
    LicenseHandedOn "license.handed-on" "Handed a licence on",
    SalesBrought "sales.imported" "Brought sales of another shop in",
    DiscountMade "discount.made" "Set up a discount",
    DiscountChanged "discount.changed" "Changed a discount",
    DiscountEnded "discount.ended" "Ended a discount",
    TaxesChanged "taxes.changed" "Changed the tax rates",
    SearchChanged "search.changed" "Changed how things are found",
    AssistantChanged "assistant.changed" "Changed how the assistant talks",
    ConversationRead "conversation.read" "Read a conversation with the assistant",
    CollectionMade "collection.made" "Set up a collection",
    CollectionChanged "collection.changed" "Changed a collection",
    CollectionRemoved "collection.removed" "Removed a collection",
    ReviewKept "review.kept" "Kept a review that was reported",
    ReviewHidden "review.hidden" "Took a review away",
    ReviewWordsHidden "review.words-hidden" "Took the words of a review away",
    ReviewShown "review.shown" "Let a review be seen again",
    PricesChanged "prices.changed" "Changed what a product costs",
    ProductMade "product.made" "Made a product",
    ProductChanged "product.changed" "Changed a product",
    ProductPublished "product.published" "Put a product on the shelf",
    ProductScheduled "product.scheduled" "Planned when a product goes on the shelf",
    ProductTakenDown "product.unpublished" "Took a product off the shelf",
    ProductRetired "product.retired" "Ended the sale of a product",
    ProductRemoved "product.removed" "Removed a draft of a product",
    ReleasePublished "release.published" "Put a release out",
    ReleaseYanked "release.yanked" "Stopped handing a release out",
    ReleaseRestored "release.restored" "Handed a release out again",
    DownloadsReset "downloads.reset" "Let a buyer download anew",
    DownloadsSet "downloads.set" "Said how often files may be downloaded",
    GuestEntered "guest.entered" "Opened a guest's library by code or link",
    GuestRefused "guest.refused" "Gave a wrong code for a guest's library",
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its identifier.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// To whom or what: an identifier, or a masked address where nobody is known by it.
    pub target: String,
    /// From where; unknown where no network was in between.
    pub address: Option<IpAddr>,
    /// Anything else worth knowing; never a secret.
    pub detail: String,
}

/// One thing that is done now.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// By whom.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// To whom or what.
    pub target: String,
    /// From where.
    pub address: Option<IpAddr>,
    /// Anything else worth knowing; never a secret.
    pub detail: String,
}

impl NewEntry {
    /// `actor` does `act`.
    pub fn new(actor: Actor, act: Act) -> Self {
        Self { actor, act, target: String::new(), address: None, detail: String::new() }
    }

    /// To whom or what.
    #[must_use]
    pub fn to(self, target: impl ToString) -> Self {
        Self { target: target.to_string(), ..self }
    }

    /// From where.
    #[must_use]
    pub fn from(self, address: IpAddr) -> Self {
        Self { address: Some(address), ..self }
    }

    /// Anything else worth knowing; control characters, which could forge lines elsewhere, are left out.
    #[must_use]
    pub fn detail(self, detail: &str) -> Self {
        Self { detail: detail.chars().filter(|it| !it.is_control()).take(300).collect(), ..self }
    }
}

impl Actor {
    /// The account that did it.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(*id),
            _ => None,
        }
    }
}

impl Record for Entry {
    type Key = AuditId;
    const MISSING: &'static str = "There is no such entry";

    fn key(&self) -> AuditId {
        self.id
    }
}
