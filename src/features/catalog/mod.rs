//! What is sold: products with their editions and releases, the tree of categories, tags.
//!
//! A product comes as a [`ProductForm`], is checked once into a [`NewProduct`] and kept as a [`Product`].

mod availability;
mod bundle_text;
mod category;
mod checks;
mod csv_columns;
mod edition;
pub mod export;
mod form;
mod history;
pub mod html;
mod hurdles;
mod images;
pub mod import;
mod json;
mod making;
mod offer;
mod prices;
mod product;
mod release;
mod scheduling;
pub mod shown;
mod store;
#[cfg(test)]
mod tests;
mod verbs;

pub use availability::{is_all_sold_out, is_sold_out};
pub use bundle_text::{read_bundle, write_bundle};
pub use category::{Branch, Category, CategoryPath};
pub use edition::{BundleItem, Edition, Files, License, Price, Sale};
pub use form::{ImageForm, NewProduct, ProductForm};
pub use history::{PricePoint, lowest_before, prices_of};
pub use hurdles::{Hurdle, hurdles};
pub use images::{NewImage, add_image, describe_image, move_image, remove_image};
pub use json::{CardJson, CategoryJson, CoverJson, MoneyJson, RatingJson, SellerJson, availability};
pub use making::{
    ReleaseForm, add_file, announced, begin_release, drop_release, edit_release, keep_earlier, publish_release,
    remove_file, yank,
};
pub use offer::{EditionForm, NewEdition, STANDARD};
pub use prices::{EditionPrices, set_prices, turn};
pub use product::{Called, Product, Publication, Seo, Source, Tag};
pub use release::{Channel, File, FileName, Image, ImageSource, Narrower, NewFile, Release};
pub use scheduling::{duplicate, schedule};
pub use store::{
    all_of_seller, count, count_all, count_of_seller, descendants, each, each_published, find, find_by_file,
    find_by_name, find_by_slug, find_by_source, find_called, find_category, find_category_by_path, get, get_published,
    lineage, newest, of_batch, of_category, of_seller, of_tag, published_between, right_in, stored_bytes, tags, tree,
    uses,
};
pub use verbs::{
    Origin, add, attach_release, edit, ensure_category, hand_over, publish, publish_since, remove,
    remove_empty_categories, remove_release, retire, set_source, unpublish,
};

use crate::platform::{Feature, jobs::Kind};

/// What the catalogue brings along.
pub fn feature() -> Feature {
    let turns = Kind::new("catalog.turn_prices", prices::turn_all).every(prices::PAUSE);
    let appear = Kind::new("catalog.publish_due", scheduling::publish_due).every(scheduling::PAUSE);
    Feature::new("catalog").tables(&store::TABLES).check(checks::check).check(history::check).job(turns).job(appear)
}
