//! The reviews of a product on a page of their own, votes, and complaints.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts, holding, shown,
    view::{MoreReviews, ReportPage, ReviewsPage},
};
use crate::{
    base::{Cursor, Error, ErrorKind, LocalPath, Result, ReviewId, links},
    features::{
        catalog,
        reviews::{
            self, NewReport, Reason, Wanted,
            shown::{MORE, Place, Viewer},
        },
    },
    platform::{
        db::{Db, Reads},
        limits::Limits,
        web::{
            Form, Fragment, Frame, Page, SealedForm,
            guards::{Customer, Visitor},
            parts::{Choice, Issues, Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, vote, complain, send]
}

/// The page, or only what a script adds to it.
#[derive(Responder)]
enum Listed {
    Whole(Box<Page<ReviewsPage>>),
    Part(Box<Page<MoreReviews>>),
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[get("/products/<slug>/reviews?<stars>&<replied>&<sort>&<cursor>")]
async fn list(
    slug: String,
    stars: Option<&str>,
    replied: Option<&str>,
    sort: Option<&str>,
    cursor: Option<&str>,
    part: Fragment,
    visitor: Visitor,
    frame: Frame,
    db: &State<Db>,
) -> Result<Listed> {
    let wanted = Wanted::parse(stars, replied, sort)?;
    let cursor = cursor.map(Cursor::parse).transpose()?;
    let user = visitor.in_person();
    let read = db.read(move |txn| {
        let product = catalog::get_published(txn, &slug)?;
        let viewer = match user {
            Some(user) => Viewer::of(txn, user, product.id, acts::sells(txn, user, &product)?)?,
            None => Viewer::default(),
        };
        let about = shown::about(txn, &product)?;
        let is_bundle = holding::is_bundle(&product);
        let place = Place { product: product.id, page: &about.url, seller: &about.seller, is_bundle };
        let reviews = reviews::shown::section(txn, &place, wanted, cursor.as_ref(), MORE, &viewer)?;
        Ok((about, reviews))
    });
    let (about, reviews) = read.await?;
    // What stands on the page of the product needs no second entry in an index of the web.
    let frame = frame.private();
    Ok(if part.0 {
        Listed::Part(Box::new(Page::new(MoreReviews { frame, reviews })))
    } else {
        Listed::Whole(Box::new(Page::new(ReviewsPage { frame, about, reviews })))
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VoteForm {
    vote: String,
    back: String,
}

/// The thumb below a review. That page is the same for most, so the form carries no token of a session, just like the one
/// that fills the cart: that it comes from our own page is seen by where it comes from.
#[post("/reviews/<id>/vote", data = "<form>")]
async fn vote(
    id: ReviewId,
    form: Form<VoteForm>,
    who: Customer,
    db: &State<Db>,
    limits: &State<Limits>,
) -> Result<Redirect> {
    limits.take(acts::VOTES, &who.user.to_string())?;
    let helpful = match form.0.vote.as_str() {
        "up" => true,
        "none" => false,
        _ => return Err(Error::invalid("vote", "Choose up or none")),
    };
    let user = who.user;
    let review = db.write(move |txn| reviews::vote(txn, id, user, helpful)).await?;
    let page = db.look(|txn| page_of(txn, &review))?;
    let back = LocalPath::parse(&form.0.back);
    let back = if back.is_home() { page } else { back.as_str().to_owned() };
    let back = back.split('#').next().unwrap_or_default();
    Ok(Redirect::to(format!("{back}#{id}")))
}

fn page_of(txn: &impl Reads, review: &reviews::Review) -> Result<String> {
    Ok(catalog::find(txn, review.product)?.map_or_else(|| "/".to_owned(), |it| links::product(&it.slug)))
}

#[get("/reviews/<id>/report")]
fn complain(id: ReviewId, who: Customer, frame: Frame, db: &State<Db>) -> Result<Page<ReportPage>> {
    db.look(|txn| draw(txn, id, &who, frame)).map(Page::new)
}

fn draw(txn: &impl Reads, id: ReviewId, who: &Customer, frame: Frame) -> Result<ReportPage> {
    let review = reviews::get_shown(txn, id)?;
    let about = shown::about_review(txn, &review)?;
    let known = reviews::reports_of(txn, id)?.iter().any(|it| it.by == Some(who.user));
    let (mut action, mut notes) = (format!("/reviews/{id}/report"), Vec::new());
    if known {
        action.clear();
        notes.push(Note::new(Tone::Good, "You have reported this.", "Somebody of the shop looks at it."));
    } else if review.member() == Some(who.user) {
        action.clear();
        notes.push(Note::new(Tone::Info, "You wrote this yourself.", "You can change or delete it."));
    }
    Ok(ReportPage {
        frame: frame.private(),
        review: reviews::shown::row(&review, &about.seller, &Viewer::default()),
        about,
        notes,
        action,
        reasons: reasons(""),
        ..ReportPage::default()
    })
}

fn reasons(chosen: &str) -> Vec<Choice> {
    Reason::ALL.iter().map(|it| Choice::new(it.word(), it.label(), it.word() == chosen)).collect()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Complaint {
    reason: String,
    text: String,
}

/// Back to the page, which says so, or there with what has to be corrected.
#[derive(Responder)]
enum Sent {
    Done(Box<Redirect>),
    Again(Box<Page<ReportPage>>),
}

#[post("/reviews/<id>/report", data = "<form>")]
async fn send(
    id: ReviewId,
    form: SealedForm<Complaint>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    limits: &State<Limits>,
) -> Result<Sent> {
    limits.take(acts::REPORTS, &who.user.to_string())?;
    let page = db.look(|txn| draw(txn, id, &who, frame))?;
    let user = who.user;
    let done = match NewReport::check(&form.0.reason, &form.0.text) {
        Ok(new) => db.write(move |txn| acts::report(txn, user, id, &new)).await.map(drop),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Sent::Done(Box::new(Redirect::to(format!("/reviews/{id}/report"))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page =
                ReportPage { issues: Issues::of(&error), reasons: reasons(&form.0.reason), text: form.0.text, ..page };
            Ok(Sent::Again(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}
