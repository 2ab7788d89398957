//! What products cost for a while, for programs: admins set it for all, sellers for their own.

use rocket::{Route, State, get, put, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{acts::By, price_acts};
use crate::{
    base::{Currency, EditionId, Error, Money, ProductId, Result, Timestamp},
    features::{
        catalog::{self, BundleItem, Edition, EditionPrices, Product},
        sellers::Selling,
        taxes::DIGITAL,
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        web::{ClientAddress, IfMatch, Json, Revised, Shop, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, change, show_own, change_own]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(show, change, show_own, change_own),
        components(schemas(
            PricesJson,
            EditionPricesJson,
            SaleJson,
            BundleItemJson,
            NewPricesJson,
            NewEditionPricesJson,
            NewSalesJson,
            NewEditionSaleJson,
            NewSaleJson
        ))
    )]
    struct Docs;
    Docs::openapi()
}

/// What a product costs for a while, what is in it, and how it is taxed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductPricesJson)]
struct PricesJson {
    #[schema(value_type = String)]
    product: ProductId,
    title: String,
    /// The class of goods by which it is taxed.
    #[schema(example = "digital")]
    tax_class: String,
    /// Those that are sold.
    editions: Vec<EditionPricesJson>,
}

/// The same of one edition.
#[derive(Debug, Serialize, ToSchema)]
struct EditionPricesJson {
    #[schema(value_type = String)]
    edition: EditionId,
    name: String,
    /// What it costs when no sale runs; the least where the buyer names the price.
    price: Money,
    sale: Option<SaleJson>,
    /// What is handed over for its price, if it is a bundle.
    bundle: Vec<BundleItemJson>,
}

/// Another price for a while.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SalePriceJson)]
struct SaleJson {
    price: Money,
    /// Null: at once.
    starts_at: Option<String>,
    /// Null: until somebody ends it.
    ends_at: Option<String>,
}

/// Something that is in a bundle.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
struct BundleItemJson {
    #[schema(value_type = String)]
    product: ProductId,
    #[schema(value_type = String)]
    edition: EditionId,
}

/// What admins set. Editions that are not named stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewProductPricesJson)]
#[serde(default, deny_unknown_fields)]
struct NewPricesJson {
    /// `digital` if nothing is said.
    tax_class: Option<String>,
    editions: Vec<NewEditionPricesJson>,
}

/// What is to be said of an edition beside its price.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEditionPricesJson {
    #[schema(value_type = String)]
    edition: EditionId,
    /// Null ends a sale.
    #[serde(default)]
    sale: Option<NewSaleJson>,
    /// Up to fifty things; none makes it an edition like others.
    #[serde(default)]
    bundle: Vec<BundleItemJson>,
}

/// What sellers set. Editions that are not named stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct NewSalesJson {
    editions: Vec<NewEditionSaleJson>,
}

/// The sale of an edition.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEditionSaleJson {
    #[schema(value_type = String)]
    edition: EditionId,
    /// Null ends a sale.
    #[serde(default)]
    sale: Option<NewSaleJson>,
    /// Up to fifty things of one's own; an empty list makes it an edition like others. What is in it stays if this is left
    /// out.
    #[serde(default)]
    bundle: Option<Vec<BundleItemJson>>,
}

/// A sale to be.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NewSalePriceJson)]
#[serde(deny_unknown_fields)]
struct NewSaleJson {
    /// Minor units of the shop's currency, below the usual price.
    #[schema(example = 900)]
    price: i64,
    /// At once if nothing is said.
    #[serde(default)]
    starts_at: Option<String>,
    /// Until somebody ends it if nothing is said.
    #[serde(default)]
    ends_at: Option<String>,
}

impl PricesJson {
    fn of(it: &Product) -> Self {
        Self {
            product: it.id,
            title: it.title.clone(),
            tax_class: it.tax_class.clone().unwrap_or_else(|| DIGITAL.into()),
            editions: it.on_sale().map(EditionPricesJson::of).collect(),
        }
    }
}

impl EditionPricesJson {
    fn of(it: &Edition) -> Self {
        let sale = it.sale.map(|sale| SaleJson {
            price: sale.price,
            starts_at: sale.from.map(Timestamp::rfc3339),
            ends_at: sale.until.map(Timestamp::rfc3339),
        });
        let bundle = it.bundle.iter().map(|it| BundleItemJson { product: it.product, edition: it.edition });
        let price = it.regular_price().least();
        Self { edition: it.id, name: it.name.clone(), price, sale, bundle: bundle.collect() }
    }
}

impl From<&BundleItemJson> for BundleItem {
    fn from(it: &BundleItemJson) -> Self {
        Self { product: it.product, edition: it.edition }
    }
}

impl NewSaleJson {
    fn check(&self, currency: Currency, now: Timestamp) -> Result<catalog::Sale> {
        let moment = |text: &Option<String>| {
            let wrong = |_| Error::invalid("sale", "Write moments such as 2026-12-01T00:00:00Z");
            text.as_ref().map(|it| Timestamp::parse(it).map_err(wrong)).transpose()
        };
        let (from, until) = (moment(&self.starts_at)?, moment(&self.ends_at)?);
        price_acts::sale(Money::new(self.price, currency), from, until, now)
    }
}

fn find(txn: &impl Reads, name: &str) -> Result<Product> {
    catalog::find_by_name(txn, name)?.ok_or_else(|| Error::not_found("There is no such product"))
}

/// A seller's own product; that of another is one that there is not.
fn own(txn: &impl Reads, name: &str, selling: &Selling) -> Result<Product> {
    let missing = || Error::not_found("There is no such product");
    find(txn, name).ok().filter(|it| it.seller == selling.seller.id).ok_or_else(missing)
}

/// What a product costs for a while, what is in it, and how it is taxed.
#[utoipa::path(
    get, path = "/api/v1/admin/products/{id}/prices", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address")),
    responses(
        (status = 200, description = "Its prices, with their state in `ETag`", body = PricesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such product"),
    ),
)]
#[get("/admin/products/<id>/prices")]
fn show(id: &str, _admin: Admin, db: &State<Db>) -> Result<Revised<PricesJson>> {
    Revised::of(PricesJson::of(&db.look(|txn| find(txn, id))?))
}

/// Sets what a product costs for a while, what is in it, and how it is taxed.
#[utoipa::path(
    put, path = "/api/v1/admin/products/{id}/prices", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewPricesJson,
    responses(
        (status = 200, description = "Its prices as they are now", body = PricesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such product"),
        (status = 412, description = "They were changed meanwhile"),
        (status = 422, description = "`tax_class`, `edition`, `sale` or `bundle` cannot be used"),
    ),
)]
#[put("/admin/products/<id>/prices", data = "<new>")]
async fn change(
    id: &str,
    new: Json<NewPricesJson>,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<PricesJson>> {
    let (by, currency, name, new) = (By::new(&admin, client), shop.currency, id.to_owned(), new.0);
    let change = db.write(move |txn: &WriteTxn| {
        let product = find(txn, &name)?;
        unchanged.check_told(&PricesJson::of(&product))?;
        let prices = new.editions.iter().map(|it| {
            let sale = it.sale.as_ref().map(|sale| sale.check(currency, txn.now)).transpose()?;
            let bundle = it.bundle.iter().map(BundleItem::from);
            Ok(EditionPrices { edition: it.edition, sale, bundle: bundle.collect() })
        });
        let prices = prices.collect::<Result<Vec<_>>>()?;
        let class = price_acts::class(new.tax_class.as_deref().unwrap_or_default())?;
        price_acts::keep(txn, &by, product.id, class, &prices)
    });
    Revised::of(PricesJson::of(&change.await?))
}

/// What a seller's own product costs for a while.
#[utoipa::path(
    get, path = "/api/v1/seller/products/{id}/prices", tag = "Selling", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address")),
    responses(
        (status = 200, description = "Its prices, with their state in `ETag`", body = PricesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or an API key"),
        (status = 404, description = "There is no such product, or it is another seller's"),
    ),
)]
#[get("/seller/products/<id>/prices")]
fn show_own(id: &str, selling: Selling, db: &State<Db>) -> Result<Revised<PricesJson>> {
    Revised::of(PricesJson::of(&db.look(|txn| own(txn, id, &selling))?))
}

/// Sets what a seller's own product costs for a while, and what of their own is in a bundle. How it is taxed stays as it is.
#[utoipa::path(
    put, path = "/api/v1/seller/products/{id}/prices", tag = "Selling", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewSalesJson,
    responses(
        (status = 200, description = "Its prices as they are now", body = PricesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or an API key"),
        (status = 404, description = "There is no such product, or it is another seller's"),
        (status = 412, description = "They were changed meanwhile"),
        (status = 422, description = "`edition`, `sale` or `bundle` cannot be used"),
    ),
)]
#[put("/seller/products/<id>/prices", data = "<new>")]
async fn change_own(
    id: &str,
    new: Json<NewSalesJson>,
    unchanged: IfMatch,
    selling: Selling,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<PricesJson>> {
    let (by, currency, name, new) = (By::seller(&selling, client), shop.currency, id.to_owned(), new.0);
    let change = db.write(move |txn: &WriteTxn| {
        let product = own(txn, &name, &selling)?;
        unchanged.check_told(&PricesJson::of(&product))?;
        let prices = new.editions.iter().map(|it| {
            let sale = it.sale.as_ref().map(|sale| sale.check(currency, txn.now)).transpose()?;
            let known = || product.edition(it.edition).map(|known| known.bundle.clone()).unwrap_or_default();
            let said = it.bundle.as_ref().map(|said| said.iter().map(BundleItem::from).collect());
            let bundle: Vec<BundleItem> = said.unwrap_or_else(known);
            let field = if it.bundle.is_some() { "bundle" } else { "sale" };
            price_acts::only_own(txn, field, &bundle, selling.seller.id)?;
            Ok(EditionPrices { edition: it.edition, sale, bundle })
        });
        let prices = prices.collect::<Result<Vec<_>>>()?;
        price_acts::keep(txn, &by, product.id, product.tax_class.clone(), &prices)
    });
    Revised::of(PricesJson::of(&change.await?))
}
