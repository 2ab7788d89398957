//! What programs send and get about licences.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{ActivationId, LicenseId, OrderId, ProductId, Slug, Timestamp},
    features::{
        catalog::Called,
        licenses::{Activation, License, PublicKey},
    },
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
    /// What the program knows its device by, if it wants to know whether that is activated.
    pub fingerprint: Option<String>,
}

/// What a key is worth.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeyCheckedJson {
    /// Whether it proves the right to use the product now.
    pub valid: bool,
    /// `active`; `expired`; `disabled`, when its seller stopped it; `revoked`, when the purchase was refunded; `unknown`,
    /// when there is no such key of this product.
    #[schema(example = "active")]
    status: &'static str,
    /// In words for its holder.
    message: String,
    /// Nothing for an unknown key.
    license: Option<HeldJson>,
    /// Whether the device with the fingerprint that was sent is activated; null if none was sent.
    activated: Option<bool>,
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
    /// From when on it is worth nothing; null if it never is.
    expires_at: Option<String>,
    /// Until when new releases come with it; null if for ever.
    updates_until: Option<String>,
    /// On how many devices it may be used at once; null if on any number.
    activation_limit: Option<u32>,
    /// On how many it is used.
    activations: usize,
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
    /// Of a licence for `product` that is used on `used` devices, and perhaps `here`.
    pub fn of(
        license: &License,
        product: &Called,
        used: usize,
        here: Option<Option<Activation>>,
        now: Timestamp,
    ) -> Self {
        let sorry = license.sorry(now);
        Self {
            valid: sorry.is_none(),
            status: license.worth(now).word(),
            message: sorry.unwrap_or_else(|| "This key is valid".to_owned()),
            license: Some(HeldJson::of(license, product, used)),
            activated: here.map(|it| it.is_some()),
        }
    }

    /// Of a key that nobody has.
    pub fn unknown() -> Self {
        let message = "There is no such key for this product".to_owned();
        Self { valid: false, status: "unknown", message, license: None, activated: None }
    }
}

impl HeldJson {
    fn of(license: &License, product: &Called, used: usize) -> Self {
        let moment = |it: Option<Timestamp>| it.map(Timestamp::rfc3339);
        Self {
            id: license.id,
            product: LicensedJson { id: product.id, slug: product.slug.clone(), title: product.title.clone() },
            edition: product.edition(license.edition).map(str::to_owned),
            order: license.order,
            seat: license.seat,
            issued_at: license.issued.rfc3339(),
            revoked_at: moment(license.revoked.as_ref().map(|it| it.at)),
            expires_at: moment(license.expires),
            updates_until: moment(license.updates_until),
            activation_limit: license.limit,
            activations: used,
        }
    }
}

/// A device to be activated.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewActivationJson {
    /// What the program knows the device by, up to 255 characters; the same device is activated once.
    #[schema(example = "b1946ac92492d2347c6235b4d2611184")]
    pub fingerprint: String,
    /// What its owner calls it, up to 255 characters.
    #[schema(example = "Studio laptop")]
    pub label: String,
}

/// A device that a licence is used on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActivationJson {
    #[schema(value_type = String)]
    id: ActivationId,
    fingerprint: String,
    label: String,
    activated_at: String,
    /// When the program asked last.
    seen_at: String,
}

/// The devices that a licence is used on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActivationsJson {
    pub data: Vec<ActivationJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}

impl ActivationJson {
    pub fn of(it: &Activation) -> Self {
        Self {
            id: it.id,
            fingerprint: it.fingerprint.clone(),
            label: it.label.clone(),
            activated_at: it.since.rfc3339(),
            seen_at: it.seen.rfc3339(),
        }
    }
}

/// The keys by which licence files are verified, as a JSON Web Key Set (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeySetJson {
    /// The present one first; older ones stay, for files that they have signed.
    #[schema(value_type = Vec<Object>)]
    pub keys: Vec<PublicKey>,
}
