//! What buyers think, on the page of a product.

use std::convert::Infallible;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::shelf::Shelf;
use crate::{
    base::{Result, Slug, UserId, links},
    features::{
        catalog::{self, Product},
        reviews::{
            self, Wanted,
            shown::{AT_FIRST, Place, Section, Viewer},
        },
        sellers::{self, Seller},
    },
    platform::db::Reads,
};

/// Which reviews the address asks for; what makes no sense there is passed over.
pub struct Asking(pub Wanted);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asking {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let said = |name: &str| request.query_value::<&str>(name).and_then(Result::ok);
        let wanted = Wanted::parse(said("stars"), said("replied"), said("sort"));
        Outcome::Success(Self(wanted.unwrap_or_default()))
    }
}

/// Who looks at the reviews of the product at `slug`; nobody in particular, unless they have signed in.
pub fn viewer(user: Option<UserId>, slug: &str, shelf: &Shelf<'_>) -> Result<Viewer> {
    let Some(user) = user else { return Ok(Viewer::default()) };
    shelf.db.look(|txn| {
        let found = Slug::parse(slug).ok().map(|it| catalog::find_by_slug(txn, &it)).transpose()?.flatten();
        let Some(product) = found else { return Ok(Viewer::default()) };
        let sells = sellers::find(txn, product.seller)?.is_some_and(|it| it.owner == Some(user));
        Viewer::of(txn, user, product.id, sells)
    })
}

/// The part of the page that tells what buyers think.
pub fn section(
    txn: &impl Reads,
    product: &Product,
    seller: &Seller,
    wanted: Wanted,
    viewer: &Viewer,
) -> Result<Section> {
    let page = links::product(&product.slug);
    let only_others = |it: &Product| it.latest().is_none() && it.editions.iter().all(|it| !it.bundle.is_empty());
    let place = Place {
        product: product.id,
        page: &page,
        seller: seller.name.as_str(),
        is_bundle: !product.editions.is_empty() && only_others(product),
    };
    reviews::shown::section(txn, &place, wanted, None, AT_FIRST, viewer)
}
