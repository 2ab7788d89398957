//! What a key is worth.

use super::{
    names::Names,
    wire::{KeyCheckedJson, KeyQuestion},
};
use crate::{
    base::{Error, Result},
    features::licenses::{self, LicenseKey},
    platform::db::Db,
};

/// Product and key as they were sent: whatever is no product and no key is nobody's.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Identifier or slug.
    pub product: String,
    key: Option<LicenseKey>,
    fingerprint: Option<String>,
}

impl KeyQuestion {
    /// # Errors
    /// One of the fields is missing.
    pub fn check(self) -> Result<Question> {
        let missing = |field: &'static str, text: &str| {
            text.trim().is_empty().then(|| Error::invalid(field, "Send it along; it cannot be empty"))
        };
        match missing("product", &self.product).or_else(|| missing("key", &self.key)) {
            Some(error) => Err(error),
            None => Ok(Question {
                product: self.product.trim().into(),
                key: LicenseKey::parse(&self.key).ok(),
                fingerprint: self.fingerprint,
            }),
        }
    }
}

impl Question {
    /// What wrong keys for the product are counted under: as it was sent, so that nobody learns whether there is one.
    pub fn bucket(&self) -> String {
        self.product.chars().take(64).collect::<String>().to_lowercase()
    }
}

/// The same answer for a key that was never issued, one for another product, and a product that does not exist: only
/// whoever has a key of a product learns anything about it.
pub(super) fn answer(db: &Db, names: &Names, question: &Question) -> Result<KeyCheckedJson> {
    let (now, generation) = (db.clock().now(), db.shown_generation());
    db.look(|txn| {
        // Both are looked for in any case, so that the time tells nothing either.
        let product = names.find(txn, generation, &question.product)?;
        let license = question.key.as_ref().map(|key| licenses::find(txn, key)).transpose()?.flatten();
        match (product, license) {
            (Some(product), Some(license)) if license.product == product.id => {
                let used = licenses::count_activations(txn, license.id)?;
                let device = question.fingerprint.as_deref();
                let here = device.map(|it| licenses::find_activation(txn, license.id, it)).transpose()?;
                let answer = KeyCheckedJson::of(&license, &product, used, here, now);
                names.keep(generation, &question.product, product);
                Ok(answer)
            }
            _ => Ok(KeyCheckedJson::unknown()),
        }
    })
}
