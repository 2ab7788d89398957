//! Reads the sales CSV that Gumroad writes, one sale at a time. Nothing here touches the store.

use std::{collections::HashMap, io::Read};

use crate::{
    base::{Country, Currency, Email, Error, Money, Result, Timestamp, text},
    features::{
        catalog::import::Refusal,
        licenses::LicenseKey,
        orders::{Billing, Elsewhere, Status},
    },
    platform::sheet::{Columns, Row, Sheet, unreadable},
};

/// As buyers read it.
pub(super) const SHOP: &str = "Gumroad";
/// The most copies of one sale.
const MOST_COPIES: u32 = 100_000;

/// A sale, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sale {
    /// The line at which it begins, the header's being 1.
    pub row: u64,
    /// What was sold, in its seller's words.
    pub item: String,
    /// The end of its address there, by which programs ask for it.
    pub permalink: String,
    /// Which variant, if there were several.
    pub variant: String,
    /// Whose it is: for whom it was bought, or else who bought it.
    pub email: Email,
    pub billing: Billing,
    pub placed: Timestamp,
    /// What it came to, without that shop's taxes.
    pub price: Money,
    pub key: Option<LicenseKey>,
    pub status: Status,
    /// When a membership has ended.
    pub ends: Option<Timestamp>,
    /// A further charge of a membership that had begun before.
    pub renewal: bool,
    pub elsewhere: Elsewhere,
}

impl Sale {
    /// What it is known by among all sales of all shops.
    pub fn key_of_order(&self) -> String {
        format!("gumroad:{}", self.elsewhere.reference)
    }

    /// What was sold, as a report names it.
    pub fn called(&self) -> String {
        if self.variant.is_empty() { self.item.clone() } else { format!("{} ({})", self.item, self.variant) }
    }
}

/// What a file holds next.
#[derive(Debug)]
pub(super) enum Found {
    Sale(Box<Sale>),
    Refused(Refusal),
}

/// Reads sales.
pub(super) struct Reader<R: Read> {
    sheet: Sheet<R>,
    countries: HashMap<String, String>,
    rows: u64,
}

impl<R: Read> Reader<R> {
    /// # Errors
    /// The header is not that of Gumroad's sales.
    pub fn open(input: R) -> Result<Self> {
        let sheet = Sheet::open(input, is_known)?;
        if !is_known(&sheet.columns) {
            let seen = text::shorten(&sheet.columns.names().join(", "), 200);
            return Err(unreadable(format!(
                "This is not a list of sales known here. It begins with the columns: {seen}. Known is the sales CSV that \
                 Gumroad writes (Sales, Export), with the columns Purchase ID, Item Name, Purchase Email and others"
            )));
        }
        Ok(Self { sheet, countries: countries(), rows: 0 })
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn bytes(&self) -> u64 {
        self.sheet.bytes()
    }

    /// Whether some cell was not UTF-8.
    pub fn foreign(&self) -> bool {
        self.sheet.foreign
    }

    pub fn find_next(&mut self) -> Result<Option<Found>> {
        let Some(row) = self.sheet.row()? else { return Ok(None) };
        self.rows += 1;
        Ok(Some(match self.read(&row) {
            Ok(sale) => Found::Sale(Box::new(sale)),
            Err(error) => Found::Refused(Refusal::of(row.line, &text::line(row.get("item name")), &error)),
        }))
    }

    fn read(&self, row: &Row) -> Result<Sale> {
        let reference = text::line(row.get("purchase id"));
        if reference.is_empty() || reference.len() > 100 {
            return Err(Error::invalid("purchase id", "Every sale has its own; it is missing here"));
        }
        if truth(row, "pre-order authorization?")? {
            return Err(Error::invalid("pre-order authorization?", "This pre-order was never charged"));
        }
        let key = row.get("license key");
        let key =
            if key.is_empty() { None } else { Some(LicenseKey::parse(key).map_err(|it| at("license key", &it))?) };
        let giftee = row.get("giftee email");
        let email = row.any(&["giftee email", "purchase email", "buyer email"]);
        Ok(Sale {
            row: row.line,
            item: text::shorten(&text::line(row.get("item name")), 200),
            permalink: text::shorten(&text::line(row.get("product id")), 200),
            variant: variant(row.get("variants")),
            email: Email::parse(email).map_err(|it| at("purchase email", &it))?,
            // The name and the address are the giver's.
            billing: if giftee.is_empty() { self.billing(row) } else { Billing::default() },
            placed: moment(row.get("purchase date"), row.get("purchase time (utc timezone)"))
                .ok_or_else(|| Error::invalid("purchase date", "Write a date such as 2021-03-04"))?,
            price: price(row.get("sale price ($)"))?,
            key,
            status: status(row)?,
            ends: ends(row)?,
            renewal: truth(row, "recurring charge?")?,
            elsewhere: Elsewhere {
                shop: SHOP.to_owned(),
                reference,
                copies: copies(row.get("quantity"))?,
                rating: rating(row.get("rating"))?,
                review: Some(text::paragraphs(row.get("review"))).filter(|it| !it.is_empty()),
            },
        })
    }

    fn billing(&self, row: &Row) -> Billing {
        let cell = |name: &str| Some(text::shorten(&text::line(row.get(name)), 200)).filter(|it| !it.is_empty());
        Billing {
            name: cell("buyer name"),
            street: cell("street address"),
            postcode: cell("zip code"),
            city: cell("city"),
            country: self.countries.get(&row.get("country").to_lowercase()).cloned(),
            ..Billing::default()
        }
    }
}

fn is_known(columns: &Columns) -> bool {
    ["purchase id", "item name", "purchase date"].iter().all(|it| columns.has(it))
        && (columns.has("purchase email") || columns.has("buyer email"))
}

/// The advice of `error` at a column of the file.
fn at(column: &'static str, error: &Error) -> Error {
    Error::invalid(column, error.advice())
}

/// Countries by their names and their letters, to their letters.
fn countries() -> HashMap<String, String> {
    // As people say it where the standard is more formal.
    const SAID: [(&str, &str); 9] = [
        ("united states", "US"),
        ("united kingdom", "GB"),
        ("russia", "RU"),
        ("south korea", "KR"),
        ("taiwan", "TW"),
        ("vietnam", "VN"),
        ("czech republic", "CZ"),
        ("turkey", "TR"),
        ("the netherlands", "NL"),
    ];
    let all = Country::all().into_iter();
    let all =
        all.flat_map(|it| [it.name().to_lowercase(), it.code().to_lowercase()].map(|name| (name, it.to_string())));
    all.chain(SAID.map(|(name, code)| (name.to_owned(), code.to_owned()))).collect()
}

/// Nothing stands for no; what is neither is refused, since money hangs on it.
fn truth(row: &Row, column: &'static str) -> Result<bool> {
    match row.get(column).to_ascii_lowercase().as_str() {
        "" | "0" | "false" | "no" | "f" => Ok(false),
        "1" | "true" | "yes" | "t" => Ok(true),
        _ => Err(Error::invalid(column, "Write 1 or 0")),
    }
}

fn price(cell: &str) -> Result<Money> {
    if cell.is_empty() {
        return Ok(Money::zero(Currency::USD));
    }
    let price = Money::parse(cell, Currency::USD).map_err(|it| at("sale price ($)", &it))?;
    if price.amount < 0 { Err(Error::invalid("sale price ($)", "A sale brings something in")) } else { Ok(price) }
}

fn copies(cell: &str) -> Result<u32> {
    match cell {
        "" => Ok(1),
        cell => cell
            .parse()
            .ok()
            .filter(|it| (1..=MOST_COPIES).contains(it))
            .ok_or_else(|| Error::invalid("quantity", format!("Write a number from 1 to {MOST_COPIES}"))),
    }
}

fn rating(cell: &str) -> Result<Option<u8>> {
    match cell {
        "" => Ok(None),
        cell => match cell.parse() {
            Ok(stars @ 1..=5) => Ok(Some(stars)),
            _ => Err(Error::invalid("rating", "Write a number from 1 to 5")),
        },
    }
}

/// `(Desktop)` and `Desktop` are the same.
fn variant(cell: &str) -> String {
    let cell = text::line(cell);
    let inner = cell.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(&cell);
    text::shorten(inner.trim(), 200)
}

fn status(row: &Row) -> Result<Status> {
    let partly = !row.get("partial refund ($)").is_empty() && price(row.get("partial refund ($)"))?.amount > 0;
    let disputed = truth(row, "disputed?")? && !truth(row, "dispute won?")?;
    let (refunded, fully) = (truth(row, "refunded?")?, truth(row, "fully refunded?")?);
    Ok(match () {
        () if disputed => Status::Disputed,
        () if fully || (refunded && !partly) => Status::Refunded,
        () if partly => Status::PartiallyRefunded,
        () => Status::Paid,
    })
}

fn ends(row: &Row) -> Result<Option<Timestamp>> {
    let cell = row.get("subscription end date");
    if cell.is_empty() {
        return Ok(None);
    }
    let wrong = || Error::invalid("subscription end date", "Write a date such as 2021-03-04");
    moment(cell, cell).map(Some).ok_or_else(wrong)
}

/// A day, and the time of it wherever in the second cell it stands; midnight if it stands nowhere.
fn moment(day: &str, time: &str) -> Option<Timestamp> {
    let day = day.get(..10)?;
    let looks = |it: &&str| it.len() >= 8 && it.as_bytes()[2] == b':' && it.as_bytes()[5] == b':';
    let clock = time.split([' ', 'T']).find(looks).and_then(|it| it.get(..8)).unwrap_or("00:00:00");
    Timestamp::parse(&format!("{day}T{clock}Z")).ok()
}
