//! What the page of an order shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Checksum, Cover, FileIcon, Icon, Left, Link, Note, Pill, SumRow},
};

/// An order: files and keys once it is paid, and at all times how it stands.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "receipt/order.html")]
pub struct OrderPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// How it stands; while it waits, a script looks again.
    pub stage: Stage,
    /// How it stands, in a few words; see [`Stage::heading`].
    pub heading: String,
    /// The order's number.
    pub number: String,
    /// What it means for the buyer; see [`Stage::lead`].
    pub lead: String,
    /// Closes the lead where it ends in "to"; otherwise empty.
    pub email: String,
    /// Anything else to say on top.
    pub notes: Vec<Note>,
    /// What to do now: try the payment again.
    pub actions: Vec<Link>,
    /// Where a waiting test payment is ended by hand; nothing where money is real.
    pub test_payment: Option<String>,
    /// What was bought.
    pub items: Vec<OrderItem>,
    /// When it was ordered, as it reads.
    pub date: String,
    /// The sum, row by row, without its last.
    pub sums: Vec<SumRow>,
    /// The words before the total: `Paid with a test payment`, `To pay`, `Total`.
    pub total_label: String,
    /// What it all costs.
    pub total: String,
    /// What happened, newest first.
    pub history: Vec<HistoryRow>,
    /// Its invoice and credit notes.
    pub papers: Vec<Paper>,
    /// Money that went back or is on its way, oldest first.
    pub refunds: Vec<RefundRow>,
    /// What has to be done to pay, line by line, where no page of a gateway tells.
    pub instructions: Vec<String>,
    /// What was agreed to at the checkout, and how long one may withdraw.
    pub rights: Vec<String>,
    /// The function to withdraw from the contract.
    pub withdrawal: Option<Link>,
}

/// An invoice or credit note.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// `Invoice INV-1001`.
    pub name: String,
    /// When it was issued.
    pub date: String,
    /// Its page.
    pub url: String,
    /// Its PDF.
    pub pdf: String,
}

/// Money that goes back.
#[derive(Debug, Clone, Default)]
pub struct RefundRow {
    /// How much, as it reads.
    pub amount: String,
    /// When it was decided.
    pub date: String,
    /// How far it is.
    pub pill: Pill,
    /// Why; may be empty.
    pub reason: String,
}

/// How an order stands, for its buyer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// The payment is under way.
    #[default]
    Pending,
    /// Paid, or free: everything is there.
    Ready,
    /// The payment was declined.
    Failed,
    /// Nobody paid in time, or it was called off.
    Cancelled,
    /// Part of the money went back.
    PartlyRefunded,
    /// All of the money went back.
    Refunded,
    /// The buyer's bank asks for the money back.
    Disputed,
}

impl Stage {
    /// Whether it may change from one moment to the next.
    pub fn waits(self) -> bool {
        self == Self::Pending
    }

    /// The usual heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Pending => "Your payment is on its way",
            Self::Ready => "Thanks. Your files are ready.",
            Self::Failed => "The payment did not go through",
            Self::Cancelled => "This order was cancelled",
            Self::PartlyRefunded => "Part of this order was refunded",
            Self::Refunded => "This order was refunded",
            Self::Disputed => "This payment is disputed",
        }
    }

    /// The usual sentence below; that of a paid order goes on with the address.
    pub fn lead(self) -> &'static str {
        match self {
            Self::Pending => "Files appear on this page as soon as it arrives.",
            Self::Ready => "We also sent the links to",
            Self::Failed => "You were not charged, and your cart is as it was.",
            Self::Cancelled => "Nothing was charged.",
            Self::PartlyRefunded => "What you kept is still yours.",
            Self::Refunded => "The money is on its way back, and the files are no longer available.",
            Self::Disputed => "Downloads rest until the payment provider has decided.",
        }
    }

    /// The drawing in its badge.
    pub fn icon(self) -> Icon {
        match self {
            Self::Pending => Icon("hourglass"),
            Self::Ready => Icon("check"),
            Self::Failed => Icon("circle-alert"),
            Self::Cancelled => Icon("x"),
            Self::PartlyRefunded | Self::Refunded => Icon("undo-2"),
            Self::Disputed => Icon("triangle-alert"),
        }
    }

    /// How it is meant; the template turns it into the colours of the badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Ready => "badge-ok",
            Self::Pending => "badge-inf",
            Self::Failed | Self::Disputed => "badge-bad",
            Self::Cancelled | Self::PartlyRefunded | Self::Refunded => "badge-plain",
        }
    }
}

/// One thing that was bought.
#[derive(Debug, Clone, Default)]
pub struct OrderItem {
    /// The order line's id; also its anchor.
    pub id: String,
    /// The product's name when it was bought.
    pub title: String,
    /// Who made it, which licence, which version.
    pub detail: String,
    /// The product's picture.
    pub cover: Cover,
    /// Refunded, or the like.
    pub pill: Option<Pill>,
    /// All files at once: `Download all, 1.4 GB`.
    pub all: Option<Link>,
    /// One by one; empty until it is paid.
    pub files: Vec<OrderFile>,
    /// The licence keys.
    pub keys: Vec<KeyLine>,
    /// `Links work until 6 December 2026.`; may be empty.
    pub note: String,
    /// The form that makes new links.
    pub renew: Option<Link>,
}

/// One file to download.
#[derive(Debug, Clone)]
pub struct OrderFile {
    /// Its drawing.
    pub icon: Icon,
    /// Its name.
    pub name: String,
    /// How large it is, as it reads.
    pub size: String,
    /// By which one can tell that it arrived whole.
    pub sha256: Checksum,
    /// How often it may still be downloaded; nothing where there is no limit.
    pub left: Option<Left>,
    /// Why there is no link: `Used up`, `Expired`; may be empty.
    pub state: String,
    /// The signed link.
    pub url: Option<String>,
}

impl OrderFile {
    /// A file to download under this link.
    pub fn new(name: impl Into<String>, size: impl Into<String>, sha256: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            icon: FileIcon::of(&name),
            name,
            size: size.into(),
            sha256: Checksum(sha256.into()),
            left: None,
            state: String::new(),
            url: None,
        }
    }
}

/// A licence key.
#[derive(Debug, Clone, Default)]
pub struct KeyLine {
    /// The key.
    pub code: String,
    /// `0 of 10 seats in use`; may be empty.
    pub note: String,
    /// Where its devices are looked after.
    pub manage: String,
}

/// One thing that happened to the order.
#[derive(Debug, Clone, Default)]
pub struct HistoryRow {
    /// When, as it reads.
    pub when: String,
    /// What.
    pub what: String,
}
