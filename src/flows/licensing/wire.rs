//! What programs send and get about licences.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{LicenseId, OrderId, ProductId, Slug, Timestamp},
    features::{catalog::Product, licenses::License},
};

/// A key, and for what somebody wants to use it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct KeyQuestion {
    /// The product's identifier or slug.
    #[schema(example = "tape-garden")]
    pub product: String,
    /// As its holder typed it: case, dashes and spaces do not matter.
    #[schema(example = "7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS")]
    pub key: String,
}

/// What a key is worth.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeyCheckedJson {
    /// Whether it proves the right to use the product now.
    pub valid: bool,
    /// `active`; `revoked`, when the purchase was refunded or the key was taken back; `unknown`, when there is no such
    /// key of this product.
    #[schema(example = "active")]
    status: &'static str,
    /// In words for its holder.
    message: String,
    /// Nothing for an unknown key.
    license: Option<HeldJson>,
}

/// A licence, as whoever has its key may know it. Nothing in it tells who bought it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldLicenseJson)]
pub(super) struct HeldJson {
    #[schema(value_type = String)]
    id: LicenseId,
    product: LicensedJson,
    /// The name of the edition that was bought; null if it is not sold any more.
    edition: Option<String>,
    #[schema(value_type = String)]
    order: OrderId,
    /// Which of the copies of the order, from 1.
    seat: u32,
    issued_at: String,
    revoked_at: Option<String>,
}

/// What it is for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LicensedProductJson)]
pub(super) struct LicensedJson {
    #[schema(value_type = String)]
    id: ProductId,
    #[schema(value_type = String)]
    slug: Slug,
    title: String,
}

impl KeyCheckedJson {
    /// Of a licence for `product`.
    pub fn of(license: &License, product: &Product) -> Self {
        let (status, message) = match &license.revoked {
            None => ("active", "This key is valid".to_owned()),
            Some(it) if it.why.is_empty() => ("revoked", "This key is not valid any more".to_owned()),
            Some(it) => ("revoked", it.why.clone()),
        };
        let held = HeldJson {
            id: license.id,
            product: LicensedJson { id: product.id, slug: product.slug.clone(), title: product.title.clone() },
            edition: product.edition(license.edition).map(|it| it.name.clone()),
            order: license.order,
            seat: license.seat,
            issued_at: license.issued.rfc3339(),
            revoked_at: license.revoked.as_ref().map(|it| Timestamp::rfc3339(it.at)),
        };
        Self { valid: license.is_active(), status, message, license: Some(held) }
    }

    /// Of a key that nobody has.
    pub fn unknown() -> Self {
        let message = "There is no such key for this product".to_owned();
        Self { valid: false, status: "unknown", message, license: None }
    }
}
