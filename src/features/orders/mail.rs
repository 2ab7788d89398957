//! The receipt as a mail: what was bought, where the files are, what was paid.

use askama::Template;

use crate::platform::web::parts::SumRow;

/// What the receipt says, in text and in HTML alike.
#[derive(Debug, Clone, Default)]
pub struct Receipt {
    /// The shop's name.
    pub shop: String,
    /// The shop's address.
    pub shop_url: String,
    /// The order's number.
    pub number: String,
    /// When it was ordered, as it reads.
    pub date: String,
    /// The order's page, with the token that opens it.
    pub order_url: String,
    /// To whom it is given; empty if it is the buyer's own.
    pub gift_to: String,
    /// What was bought.
    pub items: Vec<ReceiptItem>,
    /// Until when the links work; may be empty.
    pub links_until: String,
    /// The sum, row by row, without its last.
    pub sums: Vec<SumRow>,
    /// `Paid with ...`.
    pub total_label: String,
    /// What was paid.
    pub total: String,
    /// Where the invoice is; empty where nothing was paid.
    pub invoice_url: String,
    /// What the buyer agreed to, and how long they may withdraw.
    pub rights: Vec<String>,
    /// Where they withdraw.
    pub withdrawal_url: String,
}

/// One thing that was bought.
#[derive(Debug, Clone, Default)]
pub struct ReceiptItem {
    /// The product's name.
    pub title: String,
    /// Who made it, which licence, which version.
    pub detail: String,
    /// Its files.
    pub files: Vec<ReceiptFile>,
    /// Its licence keys.
    pub keys: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, Default)]
pub struct ReceiptFile {
    /// Its name.
    pub name: String,
    /// How large it is, as it reads.
    pub size: String,
    /// The signed link, in full.
    pub url: String,
}

#[derive(Template)]
#[template(path = "orders/mail/receipt.txt", escape = "none")]
struct Text<'a> {
    mail: &'a Receipt,
    greeting: &'a str,
    lead: &'a str,
}

#[derive(Template)]
#[template(path = "orders/mail/receipt.html")]
struct Html<'a> {
    mail: &'a Receipt,
    subject: &'a str,
    greeting: &'a str,
    lead: &'a str,
}

const GREETING: &str = "Thanks. Your files are ready.";
const LEAD: &str =
    "Everything you bought waits on the page of your order. Keep this mail: its link opens the page again at any time.";

const GIFT_GREETING: &str = "Thanks. Your gift is on its way.";

impl Receipt {
    fn greeting(&self) -> &'static str {
        if self.gift_to.is_empty() { GREETING } else { GIFT_GREETING }
    }

    fn lead(&self) -> String {
        if self.gift_to.is_empty() {
            return LEAD.into();
        }
        format!(
            "This order is a gift for {}. They get a mail of their own, by which they claim it; the page of your order \
             says whether they have.",
            self.gift_to
        )
    }

    /// The subject, on one line.
    pub fn subject(&self) -> String {
        let what = if self.gift_to.is_empty() { "files" } else { "gift" };
        let subject = format!("Your {what} from {}, order {}", self.shop, self.number);
        subject.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The mail in plain text.
    pub fn text(&self) -> askama::Result<String> {
        Text { mail: self, greeting: self.greeting(), lead: &self.lead() }.render()
    }

    /// The mail in HTML.
    pub fn html(&self) -> askama::Result<String> {
        Html { mail: self, subject: &self.subject(), greeting: self.greeting(), lead: &self.lead() }.render()
    }
}
