//! What the pages of the shop window show, as finished strings.

mod collection;
mod deals;
mod home;
mod product;
mod search;
mod seller;
mod suggest;

pub use collection::{CollectionPage, CollectionStrip, CollectionTile, CollectionsPage};
pub use deals::{Deal, DealsPage};
pub use home::{CategoryTile, HomePage, MakerRow, PickCard, SetupStep, category_icon};
pub use product::{
    BuyBox, EditionChoice, Fact, FileRow, Files, Gallery, GoodsData, OfferData, OwnPrice, PagePicture, PreviewRow,
    ProductPage, Promise, RelatedRow, SellerLine, Terms, Thumb, Version,
};
pub use search::{
    Corrected, FacetGroup, FacetOption, HiddenField, Nothing, PriceBar, PriceRange, ResultsPart, SearchPage, Try,
    Understood,
};
pub use seller::SellerPage;
pub use suggest::{Suggestion, Suggestions};
