//! Reviews and complaints for programs of moderators.

use rocket::{Route, State, delete, get, put, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By},
    admin_pages::parse_state,
    wire::{HidingJson, ManagedReportJson, ManagedReportsJson, ManagedReviewJson, ManagedReviewsJson, SettlementJson},
};
use crate::{
    base::{Cursor, Error, ReportId, Result, ReviewId},
    features::reviews::{self, Decision, Report, Review, ReviewJson, Scope, Wanted, hiding_reason},
    platform::{
        db::{Db, Reads, Record},
        web::{ClientAddress, Json, Piece, PieceParams, Shop, guards::Moderator},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, hide, show, reports, settle]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all, hide, show, reports, settle),
        components(schemas(
            ManagedReviewJson,
            ManagedReviewsJson,
            ManagedReportJson,
            ManagedReportsJson,
            HidingJson,
            SettlementJson
        ))
    )]
    struct Docs;
    Docs::openapi()
}

fn managed(txn: &impl Reads, it: &Review) -> Result<ManagedReviewJson> {
    let reports = reviews::reports_of(txn, it.id)?;
    Ok(ManagedReviewJson {
        review: ReviewJson::in_full(it),
        author_id: it.member().map(|it| it.to_string()),
        order: it.order.map(|it| it.to_string()),
        open_reports: reports.iter().filter(|it| it.settled.is_none()).count(),
    })
}

/// All reviews, also those that are not shown, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/reviews", tag = "Admin", security(("bearer" = [])),
    params(("state" = Option<String>, Query, description = "`published`, `words_hidden`, `hidden` or `withdrawn`"),
        ("stars" = Option<u8>, Query, minimum = 1, maximum = 5, description = "Only those with so many stars"),
        PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = ManagedReviewsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a moderator"),
        (status = 422, description = "`state`, `stars`, `limit` or `cursor` cannot be used"),
    ),
)]
#[get("/admin/reviews?<state>&<stars>")]
async fn all(
    state: Option<String>,
    stars: Option<String>,
    piece: Piece,
    _moderator: Moderator,
    db: &State<Db>,
) -> Result<Json<ManagedReviewsJson>> {
    let state = parse_state(state.as_deref())?;
    let stars = Wanted::parse(stars.as_deref(), None, None)?.stars;
    let read = db.read(move |txn| {
        let (found, next) = reviews::page(txn, state, stars, piece.behind()?, piece.limit())?;
        Ok(ManagedReviewsJson {
            data: found.iter().map(|it| managed(txn, it)).collect::<Result<_>>()?,
            next: next.map(|it| Cursor::new(it.to_bytes()).encode()),
        })
    });
    read.await.map(Json)
}

/// Takes a review, or only its words, away, and tells its author why. It stands in the audit.
#[utoipa::path(
    put, path = "/api/v1/admin/reviews/{id}/hiding", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    request_body = HidingJson,
    responses(
        (status = 200, description = "The review as it is now", body = ManagedReviewJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a moderator"),
        (status = 404, description = "There is no such review"),
        (status = 422, description = "`scope` or `reason` cannot be used"),
    ),
)]
#[put("/admin/reviews/<id>/hiding", data = "<new>")]
async fn hide(
    id: ReviewId,
    new: Json<HidingJson>,
    moderator: Moderator,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<ManagedReviewJson>> {
    db.look(|txn| reviews::get(txn, id).map(drop))?;
    let scope = match new.0.scope.as_str() {
        "words" => Scope::Words,
        "whole" => Scope::Whole,
        _ => return Err(Error::invalid("scope", "Write words or whole")),
    };
    let (reason, by, shop) = (hiding_reason(&new.0.reason)?, By::new(&moderator, client), shop.inner().clone());
    let done = db.write(move |txn| {
        let review = acts::hide(txn, &shop, by, id, scope, &reason)?;
        managed(txn, &review)
    });
    done.await.map(Json)
}

/// Lets a review be seen again; nothing happens if it is. It stands in the audit.
#[utoipa::path(
    delete, path = "/api/v1/admin/reviews/{id}/hiding", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The review")),
    responses(
        (status = 200, description = "The review as it is now", body = ManagedReviewJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a moderator"),
        (status = 404, description = "There is no such review"),
    ),
)]
#[delete("/admin/reviews/<id>/hiding")]
async fn show(
    id: ReviewId,
    moderator: Moderator,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Json<ManagedReviewJson>> {
    let by = By::new(&moderator, client);
    let done = db.write(move |txn| {
        let review = acts::show(txn, by, id)?;
        managed(txn, &review)
    });
    done.await.map(Json)
}

/// Complaints about reviews, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/reports", tag = "Admin", security(("bearer" = [])),
    params(("state" = Option<String>, Query, description = "`open` or `settled`"), PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = ManagedReportsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a moderator"),
        (status = 422, description = "`state`, `limit` or `cursor` cannot be used"),
    ),
)]
#[get("/admin/reports?<state>")]
async fn reports(
    state: Option<String>,
    piece: Piece,
    _moderator: Moderator,
    db: &State<Db>,
) -> Result<Json<ManagedReportsJson>> {
    let open = match state.as_deref() {
        None | Some("") => None,
        Some("open") => Some(true),
        Some("settled") => Some(false),
        Some(_) => return Err(Error::invalid("state", "Write open or settled")),
    };
    let read = db.read(move |txn| {
        let (found, next) = reviews::reports(txn, open, piece.behind()?, piece.limit())?;
        Ok(ManagedReportsJson {
            data: found.iter().map(ManagedReportJson::from).collect(),
            next: next.map(|it| Cursor::new(it.to_bytes()).encode()),
            open: reviews::open_cases(txn)?,
        })
    });
    read.await.map(Json)
}

/// Decides about a complaint, and with it about all others about the same review that wait. It stands in the audit.
#[utoipa::path(
    put, path = "/api/v1/admin/reports/{id}/settlement", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The complaint")),
    request_body = SettlementJson,
    responses(
        (status = 200, description = "The complaints that are settled by it", body = [ManagedReportJson]),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a moderator"),
        (status = 404, description = "There is no such complaint, or its review is gone"),
        (status = 409, description = "It is settled already"),
        (status = 422, description = "`decision` or `reason` cannot be used"),
    ),
)]
#[put("/admin/reports/<id>/settlement", data = "<new>")]
async fn settle(
    id: ReportId,
    new: Json<SettlementJson>,
    moderator: Moderator,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<Vec<ManagedReportJson>>> {
    let report = db.look(|txn| reviews::find_report(txn, id)?.ok_or_else(|| Error::not_found(Report::MISSING)))?;
    if report.settled.is_some() {
        return Err(Error::conflict("This report is settled already"));
    }
    let (decision, reason) = decided(&new.0.decision, &new.0.reason)?;
    let (by, shop) = (By::new(&moderator, client), shop.inner().clone());
    let done = db.write(move |txn| acts::settle(txn, &shop, by, report.review, (decision, &reason)));
    Ok(Json(done.await?.1.iter().map(ManagedReportJson::from).collect()))
}

/// What was decided, and why; a reason is needed for whatever goes.
///
/// # Errors
/// Names the fields `decision` and `reason`.
pub(super) fn decided(decision: &str, reason: &str) -> Result<(Decision, String)> {
    let decision = match decision {
        "keep" => return Ok((Decision::Keep, String::new())),
        "hide_words" => Decision::HideWords,
        "hide" => Decision::Hide,
        _ => return Err(Error::invalid("decision", "Choose keep, hide_words or hide")),
    };
    Ok((decision, hiding_reason(reason)?))
}
