//! Reviews as JSON: read by everybody, written by whoever has the product, answered by whoever sells it.

use rocket::{Route, State, delete, get, http::Status, patch, post, put, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, Desk},
    wire::{NewReplyJson, NewReportJson, NewReviewJson, ReportJson, ReviewChangeJson, VoteJson},
};
use crate::{
    base::{Error, Result, ReviewId},
    features::{
        catalog,
        reviews::{self, NewReport, RatingsJson, Review, ReviewJson, ReviewsJson, Wanted, reply_text},
        sellers::Selling,
    },
    platform::{
        db::{Db, Reads, Record},
        limits::Limits,
        signing::Keys,
        web::{
            Created, IfMatch, Json, Piece, PieceParams, Revised, Revision, Shop,
            guards::{Customer, Visitor},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, write, show, change, remove, vote, unvote, report, reply, unreply]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list, write, show, change, remove, vote, unvote, report, reply, unreply),
        components(schemas(
            ReviewJson,
            ReviewsJson,
            NewReviewJson,
            ReviewChangeJson,
            VoteJson,
            NewReportJson,
            ReportJson,
            NewReplyJson
        ))
    )]
    struct Docs;
    Docs::openapi()
}

/// The reviews of a product that is on the shelf. Those of orders that were paid back, and those that moderators took away,
/// are not among them.
#[utoipa::path(
    get, path = "/api/v1/products/{id}/reviews", tag = "Reviews",
    params(("id" = String, Path, description = "The product, by id or slug"),
        ("stars" = Option<u8>, Query, minimum = 1, maximum = 5, description = "Only those with so many stars"),
        ("replied" = Option<bool>, Query, description = "Only those that the seller replied to"),
        ("sort" = Option<String>, Query, description = "`helpful` (usual), `newest`, `highest` or `lowest`"),
        PieceParams),
    responses(
        (status = 200, description = "A piece of the list, with the average and the histogram of all", body = ReviewsJson),
        (status = 404, description = "There is no such product"),
        (status = 422, description = "`stars`, `replied`, `sort`, `limit` or `cursor` cannot be used"),
    ),
)]
#[get("/products/<id>/reviews?<stars>&<replied>&<sort>")]
async fn list(
    id: String,
    stars: Option<String>,
    replied: Option<String>,
    sort: Option<String>,
    piece: Piece,
    visitor: Visitor,
    db: &State<Db>,
) -> Result<Json<ReviewsJson>> {
    let wanted = Wanted::parse(stars.as_deref(), replied.as_deref(), sort.as_deref())?;
    let user = visitor.in_person();
    let read = db.read(move |txn| {
        let product = catalog::get_published(txn, &id)?;
        let tally = reviews::tally(txn, product.id)?;
        let (found, next) = reviews::listed(txn, product.id, wanted, piece.cursor(), piece.limit())?;
        Ok(ReviewsJson {
            data: found.iter().map(|it| ReviewJson::seen_by(txn, it, user)).collect::<Result<_>>()?,
            next: next.map(|it| it.encode()),
            total: tally.listed(wanted.stars, wanted.replied),
            rating: RatingsJson::from(&tally),
        })
    });
    read.await.map(Json)
}

/// Publishes what you think of a product that you bought and have still. Each member writes one review of each product.
/// Ten at once, then one in a minute.
#[utoipa::path(
    post, path = "/api/v1/products/{id}/reviews", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "The product, by id or slug")),
    request_body = NewReviewJson,
    responses(
        (status = 201, description = "The review", body = ReviewJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "You have not bought it, have it no more, or sell it yourself; or it is a bundle"),
        (status = 404, description = "There is no such product"),
        (status = 409, description = "You have reviewed it already"),
        (status = 422, description = "`stars`, `title` or `body` cannot be used"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[post("/products/<id>/reviews", data = "<new>")]
async fn write(
    id: String,
    new: Json<NewReviewJson>,
    who: Customer,
    db: &State<Db>,
    limits: &State<Limits>,
    shop: &State<Shop>,
    keys: &State<Keys>,
) -> Result<Created<ReviewJson>> {
    limits.take(acts::WRITES, &who.user.to_string())?;
    // Whether there is such a product comes before what is wrong with the words about it.
    let user = who.user;
    db.look(|txn| acts::find_product(txn, user, &id).map(drop))?;
    let (new, desk) = (new.0.form().check()?, Desk { shop: shop.inner().clone(), keys: keys.inner().clone() });
    let made = db.write(move |txn| {
        let review = acts::write(txn, &desk, user, &id, &new)?;
        ReviewJson::seen_by(txn, &review, Some(user))
    });
    let value = made.await?;
    let location = format!("/api/v1/reviews/{}", value.id);
    Ok(Created { value, location })
}

/// The review `id`, if everyone sees it or `user` wrote it.
fn find(txn: &impl Reads, id: ReviewId, visitor: &Visitor) -> Result<Review> {
    let user = visitor.in_person();
    let found = reviews::find(txn, id)?.filter(|it| it.counts() || user.is_some() && it.member() == user);
    found.ok_or_else(|| Error::not_found(Review::MISSING))
}

/// A review that everyone sees, or your own, whatever became of it.
#[utoipa::path(
    get, path = "/api/v1/reviews/{id}", tag = "Reviews", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    responses(
        (status = 200, description = "The review, with its state in `ETag`", body = ReviewJson),
        (status = 404, description = "There is no such review, or it was taken away"),
    ),
)]
#[get("/reviews/<id>")]
fn show(id: ReviewId, visitor: Visitor, db: &State<Db>) -> Result<Revised<ReviewJson>> {
    let told = db.look(|txn| ReviewJson::seen_by(txn, &find(txn, id, &visitor)?, visitor.in_person()))?;
    Revised::of(told)
}

/// Changes what you wrote; what is left out stays. It says when it was changed.
#[utoipa::path(
    patch, path = "/api/v1/reviews/{id}", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "Your review"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = ReviewChangeJson,
    responses(
        (status = 200, description = "The review as it is now", body = ReviewJson),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "There is no such review of yours"),
        (status = 409, description = "You have the product no more, or a moderator took the review away"),
        (status = 412, description = "It was changed meanwhile"),
        (status = 422, description = "`stars`, `title` or `body` cannot be used"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[patch("/reviews/<id>", data = "<new>")]
async fn change(
    id: ReviewId,
    new: Json<ReviewChangeJson>,
    unchanged: IfMatch,
    who: Customer,
    db: &State<Db>,
    limits: &State<Limits>,
) -> Result<Revised<ReviewJson>> {
    limits.take(acts::WRITES, &who.user.to_string())?;
    let (new, user) = (new.0, who.user);
    let change = db.write(move |txn| {
        let old = reviews::get_own(txn, id, user)?;
        unchanged.check(&Revision::of(&ReviewJson::seen_by(txn, &old, Some(user))?)?)?;
        let changed = reviews::edit(txn, id, user, new.form(&old).check()?)?;
        ReviewJson::seen_by(txn, &changed, Some(user))
    });
    Revised::of(change.await?)
}

/// Deletes what you wrote, with its votes and its reply. You may write anew.
#[utoipa::path(
    delete, path = "/api/v1/reviews/{id}", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "Your review")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "There is no such review of yours"),
        (status = 409, description = "A moderator took it away: it cannot be written anew"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[delete("/reviews/<id>")]
async fn remove(id: ReviewId, who: Customer, db: &State<Db>, limits: &State<Limits>) -> Result<Status> {
    limits.take(acts::WRITES, &who.user.to_string())?;
    let user = who.user;
    db.write(move |txn| reviews::retract(txn, id, user)).await?;
    Ok(Status::NoContent)
}

/// Says that you find a review helpful. Said twice it counts once. Sixty at once, then one in a second.
#[utoipa::path(
    put, path = "/api/v1/reviews/{id}/vote", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    responses(
        (status = 200, description = "How many find it helpful now", body = VoteJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "You wrote it yourself"),
        (status = 404, description = "There is no such review"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[put("/reviews/<id>/vote")]
async fn vote(id: ReviewId, who: Customer, db: &State<Db>, limits: &State<Limits>) -> Result<Json<VoteJson>> {
    say(id, who, db, limits, true).await
}

/// Takes your vote back; nothing happens if there is none.
#[utoipa::path(
    delete, path = "/api/v1/reviews/{id}/vote", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    responses(
        (status = 200, description = "How many find it helpful now", body = VoteJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "You wrote it yourself"),
        (status = 404, description = "There is no such review"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[delete("/reviews/<id>/vote")]
async fn unvote(id: ReviewId, who: Customer, db: &State<Db>, limits: &State<Limits>) -> Result<Json<VoteJson>> {
    say(id, who, db, limits, false).await
}

async fn say(id: ReviewId, who: Customer, db: &Db, limits: &Limits, voted: bool) -> Result<Json<VoteJson>> {
    limits.take(acts::VOTES, &who.user.to_string())?;
    let user = who.user;
    let review = db.write(move |txn| reviews::vote(txn, id, user, voted)).await?;
    Ok(Json(VoteJson { helpful: review.helpful, voted }))
}

/// Complains about a review, once. A moderator looks at it. Ten at once, then one in a minute.
#[utoipa::path(
    post, path = "/api/v1/reviews/{id}/reports", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    request_body = NewReportJson,
    responses(
        (status = 201, description = "The complaint", body = ReportJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "You wrote it yourself"),
        (status = 404, description = "There is no such review"),
        (status = 409, description = "You have complained about it already"),
        (status = 422, description = "`reason` or `text` cannot be used"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[post("/reviews/<id>/reports", data = "<new>")]
async fn report(
    id: ReviewId,
    new: Json<NewReportJson>,
    who: Customer,
    db: &State<Db>,
    limits: &State<Limits>,
) -> Result<Created<ReportJson>> {
    limits.take(acts::REPORTS, &who.user.to_string())?;
    db.look(|txn| reviews::get_shown(txn, id).map(drop))?;
    let (new, user) = (NewReport::check(&new.0.reason, &new.0.text)?, who.user);
    let made = db.write(move |txn| acts::report(txn, user, id, &new)).await?;
    Ok(Created { value: ReportJson::from(&made), location: format!("/api/v1/reviews/{id}") })
}

/// Answers a review of what you sell, or changes that answer. Its author hears of the first one by mail. Sixty at once, then
/// one in ten seconds.
#[utoipa::path(
    put, path = "/api/v1/reviews/{id}/reply", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    request_body = NewReplyJson,
    responses(
        (status = 200, description = "The review with its reply", body = ReviewJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells"),
        (status = 404, description = "There is no such review of what you sell"),
        (status = 422, description = "`text` cannot be used"),
        (status = 429, description = "Too often; `Retry-After` says when"),
    ),
)]
#[put("/reviews/<id>/reply", data = "<new>")]
async fn reply(
    id: ReviewId,
    new: Json<NewReplyJson>,
    selling: Selling,
    db: &State<Db>,
    limits: &State<Limits>,
    shop: &State<Shop>,
    keys: &State<Keys>,
) -> Result<Json<ReviewJson>> {
    limits.take(acts::REPLIES, &selling.seller.id.to_string())?;
    db.look(|txn| reviews::of_seller_own(txn, id, selling.seller.id).map(drop))?;
    let (text, desk) = (reply_text(&new.0.text)?, Desk { shop: shop.inner().clone(), keys: keys.inner().clone() });
    let seller = selling.seller;
    let done = db.write(move |txn| acts::reply(txn, &desk, &seller, id, &text)).await?;
    Ok(Json(ReviewJson::new(&done)))
}

/// Takes your answer away; nothing happens if there is none.
#[utoipa::path(
    delete, path = "/api/v1/reviews/{id}/reply", tag = "Reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    responses(
        (status = 204, description = "It has no reply any more"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells"),
        (status = 404, description = "There is no such review of what you sell"),
    ),
)]
#[delete("/reviews/<id>/reply")]
async fn unreply(id: ReviewId, selling: Selling, db: &State<Db>) -> Result<Status> {
    let seller = selling.seller.id;
    db.write(move |txn| reviews::unreply(txn, id, seller)).await?;
    Ok(Status::NoContent)
}
