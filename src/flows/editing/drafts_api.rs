//! Suggestions for the programs of those who sell.

use rocket::{Route, State, get, routes};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{acts::own, api::Reader, drafting, forms::Typed};
use crate::{
    base::{Error, Result},
    platform::{db::Db, llm::Llm, search::Search, web::Json},
};

pub(super) fn routes() -> Vec<Route> {
    routes![draft]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(draft), components(schemas(DraftJson)))]
    struct Docs;
    Docs::openapi()
}

/// A suggestion, to be edited. Nothing of it is kept.
#[derive(Debug, Default, Serialize, ToSchema)]
struct DraftJson {
    /// In Markdown for a description, in lines for notes; null where there is nothing to suggest, and for tags.
    text: Option<String>,
    /// Tags that things like it have and it has not.
    tags: Vec<String>,
}

/// Suggests a description, tags, or what changed in the release that is worked on.
#[utoipa::path(
    get, path = "/api/v1/products/{product}/drafts/{of}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:read"])),
    params(
        ("product" = String, Path, description = "The product, by id or slug"),
        ("of" = String, Path, description = "`description`, `tags` or `notes`"),
    ),
    responses(
        (status = 200, description = "A suggestion", body = DraftJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours, or nothing is drafted of that"),
    ),
)]
#[get("/products/<id>/drafts/<of>")]
async fn draft(
    id: String,
    of: &str,
    asked: Reader,
    db: &State<Db>,
    search: &State<Search>,
    llm: &State<Llm>,
) -> Result<Json<DraftJson>> {
    let read = db.read(move |txn| {
        let product = own(txn, &asked.0, &id)?;
        let typed = Typed::of(txn, &product)?;
        Ok((product, typed))
    });
    let (product, typed) = read.await?;
    let draft = match of {
        "description" => {
            DraftJson { text: Some(drafting::description(llm, &product, &typed).await), ..DraftJson::default() }
        }
        "tags" => DraftJson { tags: drafting::tags(db, search, &product, &typed).await?, ..DraftJson::default() },
        "notes" => DraftJson { text: drafting::notes(&product), ..DraftJson::default() },
        _ => return Err(Error::not_found("Drafts are of a description, of tags or of notes")),
    };
    Ok(Json(draft))
}
