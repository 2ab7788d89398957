//! The door for editions: what they are called and cost.

use super::{
    Edition, Files, License, Price,
    form::{at_most, optional},
};
use crate::base::{Currency, EditionId, Error, FileId, Money, Result, text};

/// An edition, amounts in major units as people write them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditionForm {
    /// Which one it is; if nothing is said, the one of that name, or a new one.
    pub id: Option<EditionId>,
    /// Up to 100 characters; "Standard" if empty.
    pub name: String,
    /// The seller's own number for it.
    pub sku: String,
    /// What it costs; what it costs at least if the buyer names the price.
    pub price: String,
    /// Whether the buyer names the price.
    pub pay_what_you_want: bool,
    /// What the form offers at first, where the buyer names the price.
    pub suggested: String,
    /// What it used to cost; left out unless that was more.
    pub compare_at: String,
    /// Short name of the licence.
    pub license: String,
    /// The licence's terms.
    pub terms: String,
    /// Ids of the files that come with it; all if nothing is given.
    pub files: Option<Vec<FileId>>,
    /// Whether each copy comes with a licence key.
    pub license_keys: bool,
}

/// An edition that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdition {
    pub(super) id: Option<EditionId>,
    pub(super) name: String,
    pub(super) sku: Option<String>,
    pub(super) price: Price,
    pub(super) compare_at: Option<Money>,
    pub(super) license: License,
    pub(super) files: Files,
    pub(super) license_keys: bool,
}

/// The name of an edition that has none.
pub const STANDARD: &str = "Standard";
const MAX_EDITIONS: usize = 100;

/// Checks all editions of a product: at least one, no two of one name.
pub(super) fn editions(given: &[EditionForm], currency: Currency) -> Result<Vec<NewEdition>> {
    if given.is_empty() {
        return Err(Error::invalid("editions", "A product needs at least one edition with a price"));
    }
    at_most("editions", given, MAX_EDITIONS)?;
    let mut editions: Vec<NewEdition> = Vec::new();
    for form in given {
        let edition = form.check(currency)?;
        let same = |it: &&NewEdition| it.name.to_lowercase() == edition.name.to_lowercase();
        if let Some(twin) = editions.iter().find(same) {
            return Err(Error::invalid("editions", format!("Two editions are called “{}”", twin.name)));
        }
        editions.push(edition);
    }
    Ok(editions)
}

impl EditionForm {
    /// What a person would fill in to get `edition` as it is.
    pub fn of(edition: &Edition) -> Self {
        let money = |it: Option<Money>| it.map(Money::plain).unwrap_or_default();
        let price = edition.regular_price();
        let (pay_what_you_want, suggested) = match price {
            Price::Fixed(_) => (false, String::new()),
            Price::PayWhatYouWant { suggested, .. } => (true, money(suggested)),
        };
        Self {
            id: Some(edition.id),
            name: edition.name.clone(),
            sku: edition.sku.clone().unwrap_or_default(),
            price: price.least().plain(),
            pay_what_you_want,
            suggested,
            compare_at: money(edition.regular_compare_at()),
            license: edition.license.label.clone().unwrap_or_default(),
            terms: edition.license.terms.clone().unwrap_or_default(),
            files: match &edition.files {
                Files::All => None,
                Files::Some(files) => Some(files.clone()),
            },
            license_keys: edition.license_keys,
        }
    }

    /// Checks everything; prices are in `currency`.
    pub fn check(&self, currency: Currency) -> Result<NewEdition> {
        let least = price("price", &self.price, currency)?
            .ok_or_else(|| Error::invalid("price", "Give a price; write 0 if it is free"))?;
        let price_of = if self.pay_what_you_want {
            let suggested = price("suggested", &self.suggested, currency)?;
            if suggested.is_some_and(|it| it.amount < least.amount) {
                return Err(Error::invalid("suggested", "Suggest at least as much as the least price"));
            }
            Price::PayWhatYouWant { minimum: least, suggested }
        } else {
            Price::Fixed(least)
        };
        let compare_at = price("compare_at", &self.compare_at, currency)?;
        Ok(NewEdition {
            id: self.id,
            name: optional("editions", &self.name, 100)?.unwrap_or_else(|| STANDARD.into()),
            sku: optional("sku", &self.sku, 100)?,
            price: price_of,
            compare_at: compare_at.filter(|it| it.amount > least.amount),
            license: License {
                label: optional("license", &self.license, 100)?,
                terms: Some(text::paragraphs(&self.terms)).filter(|it| !it.is_empty()),
            },
            files: self.files.clone().map_or(Files::All, Files::Some),
            license_keys: self.license_keys,
        })
    }
}

fn price(field: &'static str, text: &str, currency: Currency) -> Result<Option<Money>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match Money::parse(text, currency) {
        Ok(_) if is_ambiguous(text, currency) => {
            let advice = format!("“{}” can be read in two ways; write it with decimals, such as 1290.00", text.trim());
            Err(Error::invalid(field, advice))
        }
        Ok(money) if money.amount >= 0 => Ok(Some(money)),
        Ok(_) => Err(Error::invalid(field, "A price cannot be negative")),
        Err(cause) => {
            let advice = format!("“{}” is not an amount in {}", text::shorten(text.trim(), 40), currency.code());
            Err(Error::invalid(field, advice).because(cause))
        }
    }
}

/// `1.290` is a thousand and more to some and hardly more than one to others.
fn is_ambiguous(text: &str, currency: Currency) -> bool {
    let digits = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
    let marks = digits.matches(['.', ',']).count();
    currency.decimals() < 3 && marks == 1 && digits.rsplit_once('.').is_some_and(|(_, behind)| behind.len() == 3)
}
