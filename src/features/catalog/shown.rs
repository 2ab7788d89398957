//! A product on shelves and in lists: its card, its cover, its price in words.

use super::{Edition, Image, ImageSource, Price, Product};
use crate::{
    base::Digest,
    platform::web::parts::{Card, Cover, PriceTag, amount, price},
};

/// The product as it stands on a shelf; `seller` is the name beside it.
pub fn card(product: &Product, seller: &str) -> Card {
    let tag = tag(product);
    Card {
        title: product.title.clone(),
        url: format!("/products/{}", product.slug),
        summary: product.summary.clone(),
        seller: seller.to_owned(),
        cover: cover(product),
        flag: product.cheapest().and_then(saving),
        price: tag,
        ..Card::default()
    }
}

/// The picture beside its title: the first that the shop has, or one drawn for it.
pub fn cover(product: &Product) -> Cover {
    let stored = product.images.iter().find(|it| it.is_stored());
    match stored {
        Some(it) => Cover::beside_title(picture(product, it)).narrower(srcset(product, it)),
        None => Cover::beside_title(drawn_cover(product)),
    }
}

/// The same picture for narrower places, as browsers read it; empty where there is but one width of it.
pub fn srcset(product: &Product, image: &Image) -> String {
    let ImageSource::Stored { width, narrower, .. } = &image.source else { return String::new() };
    if narrower.is_empty() {
        return String::new();
    }
    let url = picture(product, image);
    let all = narrower.iter().map(|it| format!("{url}?w={0} {0}w", it.width));
    all.chain([format!("{url} {width}w")]).collect::<Vec<_>>().join(", ")
}

/// Where a picture of the product is; its bytes never change.
pub fn picture(product: &Product, image: &Image) -> String {
    format!("/products/{}/images/{}", product.slug, image.id)
}

/// Where the cover is that the shop draws; another title gives another address.
pub fn drawn_cover(product: &Product) -> String {
    let version = Digest::of(&product.title).to_string();
    format!("/products/{}/cover.svg?v={}", product.slug, version.get(..8).unwrap_or_default())
}

/// Whether pictures of the product may be seen by everyone: while it is sold and, for its buyers, after that.
pub fn is_pictured(product: &Product) -> bool {
    product.is_published() || product.retired.is_some()
}

/// The stored picture of that id, with its type: the one of that width, if there is one.
pub fn stored_picture<'a>(product: &'a Product, id: &str, wanted: Option<u32>) -> Option<(Digest, &'a str)> {
    let image = product.images.iter().find(|it| it.id.to_string() == id)?;
    match &image.source {
        ImageSource::Stored { sha256, media_type, narrower, .. } => {
            let narrow = narrower.iter().find(|it| Some(it.width) == wanted).map(|it| it.sha256);
            Some((narrow.unwrap_or(*sha256), media_type))
        }
        ImageSource::External { .. } => None,
    }
}

/// What the product costs, in words: of several prices, the lowest.
pub fn tag(product: &Product) -> PriceTag {
    let Some(cheapest) = product.cheapest() else { return PriceTag::new("Not for sale") };
    let tag = edition_tag(cheapest);
    let least = cheapest.price.least();
    let dearer = product.on_sale().any(|it| it.price.least().amount > least.amount);
    if dearer && !cheapest.price.is_open() {
        return PriceTag { now: format!("from {}", amount(least)), ..tag };
    }
    tag
}

/// What an edition costs, in words, and what it used to cost.
pub fn edition_tag(edition: &Edition) -> PriceTag {
    let now = match edition.price {
        Price::Fixed(fixed) => price(fixed),
        Price::PayWhatYouWant { minimum, .. } => format!("{}+", amount(minimum)),
    };
    PriceTag { now, was: edition.compare_at.filter(|was| was.amount > edition.price.least().amount).map(price) }
}

/// `30% off`, if it is that much cheaper than it was.
fn saving(edition: &Edition) -> Option<String> {
    let (was, now) = (edition.compare_at?.amount, edition.price.least().amount);
    let percent = i128::from(was.checked_sub(now)?) * 100 / i128::from(was).max(1);
    (percent > 0).then(|| format!("{percent}% off"))
}
