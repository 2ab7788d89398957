//! Where moderators look at complaints about reviews, and at all reviews.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    admin_api::decided,
    shown,
    view::{CaseView, ModerationPage, OfficeReviewPage, OfficeReviewsPage},
};
use crate::{
    base::{Cursor, Error, ErrorKind, Result, ReviewId},
    features::reviews::{self, Review, Scope, State as Standing, Wanted, hiding_reason},
    platform::{
        db::{Db, Reads},
        web::{
            ClientAddress, Frame, Office, Page, Piece, SealedForm, Shop,
            guards::Moderator,
            parts::{Choice, Issues, Note, Tone, counted},
        },
    },
};

pub(super) const QUEUE: &str = "/admin/moderation";
pub(super) const LIST: &str = "/admin/reviews";
/// So many complaints stand in the list.
const MOST: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    routes![queue, open, decide, list, show, hide, show_again]
}

#[get("/admin/moderation?<done>")]
async fn queue(
    done: Option<&str>,
    _moderator: Moderator,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<ModerationPage>> {
    let mut page = db.read(move |txn| draw(txn, (frame, office), None)).await?;
    page.notes.extend(done.map(|_| Note::new(Tone::Good, "Decided.", "It stands in the audit.")));
    Ok(Page::new(page))
}

#[get("/admin/moderation/<id>")]
async fn open(
    id: ReviewId,
    _moderator: Moderator,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<ModerationPage>> {
    db.read(move |txn| draw(txn, (frame, office), Some(id)).map(Page::new)).await
}

/// The list with one of it open: the first, unless another is asked for.
fn draw(txn: &impl Reads, (frame, office): (Frame, Office), wanted: Option<ReviewId>) -> Result<ModerationPage> {
    let cases = reviews::cases(txn)?;
    let at = match wanted {
        Some(id) => cases.iter().position(|it| it.review.id == id),
        None => (!cases.is_empty()).then_some(0),
    };
    if wanted.is_some() && at.is_none() {
        return Err(Error::not_found("Nobody complains about this review any more"));
    }
    let row = |(place, it): (usize, &reviews::Case)| shown::case_row(txn, it, QUEUE, Some(place) == at);
    let case = at.and_then(|at| cases.get(at)).map(|it| shown::case(txn, it, QUEUE)).transpose()?;
    let next = at.and_then(|at| cases.get(at + 1)).map(|it| format!("{QUEUE}/{}", it.review.id));
    Ok(ModerationPage {
        frame: frame.private(),
        side: office.0.counting(QUEUE, cases.len() as u64),
        cases: cases.iter().enumerate().take(MOST).map(row).collect::<Result<_>>()?,
        case: case.map(|it| CaseView { next, ..it }),
        ..ModerationPage::default()
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct DecisionForm {
    decision: String,
    reason: String,
}

/// Back to the list, or there with what has to be corrected.
#[derive(Responder)]
enum Decided {
    Back(Box<Redirect>),
    Again(Box<Page<ModerationPage>>),
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/admin/moderation/<id>", data = "<form>")]
async fn decide(
    id: ReviewId,
    form: SealedForm<DecisionForm>,
    moderator: Moderator,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Decided> {
    db.look(|txn| reviews::get(txn, id).map(drop))?;
    let done = match decided(&form.0.decision, &form.0.reason) {
        Ok((decision, reason)) => {
            let (by, shop) = (By::new(&moderator, client), shop.inner().clone());
            db.write(move |txn| acts::settle(txn, &shop, by, id, (decision, &reason))).await.map(drop)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Decided::Back(Box::new(Redirect::to(format!("{QUEUE}?done=1"))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let mut page = db.look(|txn| draw(txn, (frame, office), Some(id)))?;
            if let Some(case) = &mut page.case {
                case.reason = form.0.reason;
                case.decisions.iter_mut().for_each(|it| it.0.on = it.0.value == form.0.decision);
            }
            let page = ModerationPage { issues: Issues::of(&error), ..page };
            Ok(Decided::Again(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}

/// The state that is asked for.
///
/// # Errors
/// Names the field `state`.
pub(super) fn parse_state(text: Option<&str>) -> Result<Option<Standing>> {
    let Some(text) = text.map(str::trim).filter(|it| !it.is_empty()) else { return Ok(None) };
    let found = Standing::ALL.into_iter().find(|it| it.word() == text);
    let wrong = || Error::invalid("state", "Choose published, words_hidden, hidden or withdrawn");
    found.map(Some).ok_or_else(wrong)
}

#[get("/admin/reviews?<state>&<stars>&<before>")]
async fn list(
    state: Option<&str>,
    stars: Option<&str>,
    before: Option<&str>,
    _moderator: Moderator,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<OfficeReviewsPage>> {
    let (state, stars) = (parse_state(state)?, Wanted::parse(stars, None, None)?.stars);
    let piece = Piece::parse(Some("50"), before)?;
    let read = db.read(move |txn| {
        let (found, next) = reviews::page(txn, state, stars, piece.behind()?, piece.limit())?;
        let word = state.map(Standing::word).unwrap_or_default();
        let number = stars.map(|it| it.to_string()).unwrap_or_default();
        let older = next.map(|it| Cursor::new(it.to_bytes()).encode());
        let states = Standing::ALL.map(|it| Choice::new(it.word(), it.label(), state == Some(it)));
        Ok(OfficeReviewsPage {
            frame: frame.private(),
            side: office.0,
            states: [Choice::new("", "Any state", state.is_none())].into_iter().chain(states).collect(),
            stars: [Choice::new("", "Any stars", stars.is_none())]
                .into_iter()
                .chain(shown::stars(stars.map(i64::from)))
                .collect(),
            rows: found.iter().map(|it| shown::office_row(txn, it, LIST)).collect::<Result<_>>()?,
            older: older.map(|it| format!("{LIST}?state={word}&stars={number}&before={it}")),
        })
    });
    read.await.map(Page::new)
}

#[get("/admin/reviews/<id>?<done>")]
fn show(
    id: ReviewId,
    done: Option<&str>,
    _moderator: Moderator,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<OfficeReviewPage>> {
    let mut page = db.look(|txn| draw_one(txn, (frame, office), &reviews::get(txn, id)?))?;
    page.notes.extend(match done {
        Some("hidden") => Some(Note::new(Tone::Good, "It is taken away.", "Its author was told why.")),
        Some("shown") => Some(Note::new(Tone::Good, "It is to be seen again.", "")),
        _ => None,
    });
    Ok(Page::new(page))
}

fn draw_one(txn: &impl Reads, (frame, office): (Frame, Office), it: &Review) -> Result<OfficeReviewPage> {
    let row = shown::office_row(txn, it, LIST)?;
    let fact = |name: &str, value: Option<String>| value.map(|value| (name.to_owned(), value));
    let facts = [
        fact("Written", Some(it.created.date_and_time())),
        fact("Changed", it.edited.map(|it| it.date_and_time())),
        fact("Account", it.member().map(|it| it.to_string())),
        fact("Order", it.order.map(|it| it.to_string())),
        fact("Found helpful by", Some(counted(it.helpful.into(), "member", "members"))),
        fact("Withdrawn", it.withdrawn.map(|it| it.date_and_time())),
    ];
    let reports = reviews::reports_of(txn, it.id)?;
    let told = |report: &reviews::Report| {
        let end = report.settled.as_ref().map_or("waits", |it| it.decision.label());
        format!("{}: {end}", shown::complaint(report))
    };
    Ok(OfficeReviewPage {
        frame: frame.private(),
        side: office.0,
        facts: facts.into_iter().flatten().collect(),
        hidden: it.hiding.as_ref().map(|it| it.reason.clone()),
        reports: reports.iter().map(told).collect(),
        hiding: format!("{}/hiding", row.url),
        showing: it.hiding.as_ref().map(|_| format!("{}/hiding/removal", row.url)),
        row,
        ..OfficeReviewPage::default()
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct HidingForm {
    scope: String,
    reason: String,
}

/// Back to the review, or there with what has to be corrected.
#[derive(Responder)]
enum Hidden {
    Back(Box<Redirect>),
    Again(Box<Page<OfficeReviewPage>>),
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/admin/reviews/<id>/hiding", data = "<form>")]
async fn hide(
    id: ReviewId,
    form: SealedForm<HidingForm>,
    moderator: Moderator,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Hidden> {
    let scope = match form.0.scope.as_str() {
        "words" => Scope::Words,
        "whole" => Scope::Whole,
        _ => return Err(Error::invalid("scope", "Choose words or whole")),
    };
    let review = db.look(|txn| reviews::get(txn, id))?;
    match hiding_reason(&form.0.reason) {
        Ok(reason) => {
            let (by, shop) = (By::new(&moderator, client), shop.inner().clone());
            db.write(move |txn| acts::hide(txn, &shop, by, id, scope, &reason)).await?;
            Ok(Hidden::Back(Box::new(Redirect::to(format!("{LIST}/{id}?done=hidden")))))
        }
        Err(error) => {
            let page = db.look(|txn| draw_one(txn, (frame, office), &review))?;
            let page = OfficeReviewPage { issues: Issues::of(&error), reason: form.0.reason, ..page };
            Ok(Hidden::Again(Box::new(Page::new(page).because(error.kind))))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/admin/reviews/<id>/hiding/removal", data = "<_form>")]
async fn show_again(
    id: ReviewId,
    _form: SealedForm<Nothing>,
    moderator: Moderator,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Redirect> {
    let by = By::new(&moderator, client);
    db.write(move |txn| acts::show(txn, by, id)).await?;
    Ok(Redirect::to(format!("{LIST}/{id}?done=shown")))
}
