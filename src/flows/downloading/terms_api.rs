//! How often and how long files may be downloaded, for programs.

use rocket::{Route, State, get, put, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::acts::{self, By, Wish};
use crate::{
    base::{EditionId, Error, FileId, ProductId, Result, SellerId},
    features::{
        catalog::Product,
        delivery::{self, NewTerms},
        sellers::Selling,
    },
    platform::{
        db::{Db, Reads},
        web::{ClientAddress, IfMatch, Json, Revised, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, change, show_own, change_own]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(show, change, show_own, change_own),
        components(schemas(TermsJson, EditionTermsJson, NewTermsJson, NewEditionTermsJson, UnstampedJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// How a product's files may be downloaded. Null: as the level above says, at last as the shop does.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DownloadTermsJson)]
struct TermsJson {
    #[schema(value_type = String)]
    product: ProductId,
    /// How often each file; 0 for as often as one likes.
    downloads: Option<u32>,
    /// For how many days after the purchase; 0 for ever.
    days: Option<u32>,
    /// Whether each buyer gets copies of PDFs and EPUBs that say who bought them.
    stamp: bool,
    /// Files that are delivered as they are all the same, as far as somebody wanted them.
    unstamped: Vec<UnstampedJson>,
    editions: Vec<EditionTermsJson>,
}

/// A file that cannot be stamped.
#[derive(Debug, Serialize, ToSchema)]
struct UnstampedJson {
    #[schema(value_type = String)]
    file: FileId,
    name: String,
    /// In a few words: `it is encrypted`.
    reason: String,
}

/// The same of one edition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EditionDownloadTermsJson)]
struct EditionTermsJson {
    #[schema(value_type = String)]
    edition: EditionId,
    name: String,
    downloads: Option<u32>,
    days: Option<u32>,
}

/// What is to be said of a product. Editions that are not named stay as they are.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = NewDownloadTermsJson)]
#[serde(default, deny_unknown_fields)]
struct NewTermsJson {
    /// 0 to 1,000.
    downloads: Option<u32>,
    /// 0 to 36,500.
    days: Option<u32>,
    /// Whether each buyer gets copies of PDFs and EPUBs that say who bought them; earlier buyers do as well.
    stamp: bool,
    editions: Vec<NewEditionTermsJson>,
}

/// What is to be said of an edition.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NewEditionDownloadTermsJson)]
#[serde(deny_unknown_fields)]
struct NewEditionTermsJson {
    #[schema(value_type = String)]
    edition: EditionId,
    #[serde(default)]
    downloads: Option<u32>,
    #[serde(default)]
    days: Option<u32>,
}

impl TermsJson {
    fn of(txn: &impl Reads, product: &Product) -> Result<Self> {
        let whole = acts::said(txn, product.id, None)?;
        let editions = product.on_sale().map(|it| {
            let NewTerms { downloads, days } = acts::said(txn, product.id, Some(it.id))?;
            Ok(EditionTermsJson { edition: it.id, name: it.name.clone(), downloads, days })
        });
        let editions = editions.collect::<Result<_>>()?;
        let left = delivery::unstamped_of(txn, product.id)?;
        let left = left.into_iter().map(|it| UnstampedJson { file: it.file, name: it.name, reason: it.reason });
        Ok(Self {
            product: product.id,
            downloads: whole.downloads,
            days: whole.days,
            stamp: delivery::is_stamped(txn, product.id)?,
            unstamped: left.collect(),
            editions,
        })
    }
}

impl NewTermsJson {
    fn check(&self) -> Result<Wish> {
        let editions = self.editions.iter().map(|it| {
            let terms = NewTerms { downloads: it.downloads, days: it.days }.check();
            Ok((it.edition, terms.map_err(|error| Error::invalid("editions", error.advice()))?))
        });
        let whole = NewTerms { downloads: self.downloads, days: self.days }.check()?;
        Ok(Wish { stamp: self.stamp, whole, editions: editions.collect::<Result<_>>()? })
    }
}

/// How a product's files may be downloaded.
#[utoipa::path(
    get, path = "/api/v1/admin/products/{id}/downloads", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address")),
    responses(
        (status = 200, description = "What is said of it, with its state in `ETag`", body = TermsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such product"),
    ),
)]
#[get("/admin/products/<id>/downloads")]
fn show(id: &str, _admin: Admin, db: &State<Db>) -> Result<Revised<TermsJson>> {
    Revised::of(db.look(|txn| TermsJson::of(txn, &acts::find(txn, id, None)?))?)
}

/// Says how a product's files may be downloaded by whoever buys it from now on.
#[utoipa::path(
    put, path = "/api/v1/admin/products/{id}/downloads", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewTermsJson,
    responses(
        (status = 200, description = "What is said of it now", body = TermsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such product"),
        (status = 412, description = "It was changed meanwhile"),
        (status = 422, description = "`downloads`, `days` or `editions` cannot be used"),
    ),
)]
#[put("/admin/products/<id>/downloads", data = "<new>")]
async fn change(
    id: &str,
    new: Json<NewTermsJson>,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Revised<TermsJson>> {
    keep(db, id, None, By { user: admin.user, address: client.0 }, &new.0, unchanged).await
}

/// How the files of a seller's own product may be downloaded.
#[utoipa::path(
    get, path = "/api/v1/seller/products/{id}/downloads", tag = "Selling", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address")),
    responses(
        (status = 200, description = "What is said of it, with its state in `ETag`", body = TermsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or an API key"),
        (status = 404, description = "There is no such product, or it is another seller's"),
    ),
)]
#[get("/seller/products/<id>/downloads")]
fn show_own(id: &str, selling: Selling, db: &State<Db>) -> Result<Revised<TermsJson>> {
    Revised::of(db.look(|txn| TermsJson::of(txn, &acts::find(txn, id, Some(selling.seller.id))?))?)
}

/// Says how the files of a seller's own product may be downloaded by whoever buys it from now on.
#[utoipa::path(
    put, path = "/api/v1/seller/products/{id}/downloads", tag = "Selling", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, or the last part of its address"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewTermsJson,
    responses(
        (status = 200, description = "What is said of it now", body = TermsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or an API key"),
        (status = 404, description = "There is no such product, or it is another seller's"),
        (status = 412, description = "It was changed meanwhile"),
        (status = 422, description = "`downloads`, `days` or `editions` cannot be used"),
    ),
)]
#[put("/seller/products/<id>/downloads", data = "<new>")]
async fn change_own(
    id: &str,
    new: Json<NewTermsJson>,
    unchanged: IfMatch,
    selling: Selling,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Revised<TermsJson>> {
    let by = By { user: selling.who.user, address: client.0 };
    keep(db, id, Some(selling.seller.id), by, &new.0, unchanged).await
}

async fn keep(
    db: &Db,
    name: &str,
    of: Option<SellerId>,
    by: By,
    new: &NewTermsJson,
    unchanged: IfMatch,
) -> Result<Revised<TermsJson>> {
    let (name, wish) = (name.to_owned(), new.check()?);
    let change = db.write(move |txn| {
        let product = acts::find(txn, &name, of)?;
        unchanged.check_told(&TermsJson::of(txn, &product)?)?;
        acts::say(txn, by, &product, &wish)?;
        TermsJson::of(txn, &product)
    });
    Revised::of(change.await?)
}
