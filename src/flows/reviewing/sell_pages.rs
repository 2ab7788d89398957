//! What was said of all that somebody sells, and where they answer.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, Desk},
    drafting, shown,
    view::{AnswerPage, OwnReviewsPage},
};
use crate::{
    base::{ErrorKind, Result, ReviewId},
    features::{
        reviews::{self, Review, reply_text},
        sellers::{self, Seller, Selling},
    },
    platform::{
        db::{Db, Reads},
        limits::Limits,
        llm::Llm,
        signing::Keys,
        web::{
            Frame, LongForm, Page, SealedForm, Shop,
            parts::{Issues, Note, Pager, Tone, counted},
        },
    },
};

const HERE: &str = "/sell/reviews";
const SIZE: u64 = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, answer, suggest, take_away]
}

#[get("/sell/reviews?<page>")]
async fn list(page: Option<u64>, selling: Selling, frame: Frame, db: &State<Db>) -> Result<Page<OwnReviewsPage>> {
    let page = page.unwrap_or(1).clamp(1, 10_000);
    let read = db.read(move |txn| {
        let from = usize::try_from((page - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
        let (found, total, waiting) = reviews::of_seller(txn, selling.seller.id, from, SIZE as usize)?;
        let all = counted(total as u64, "review", "reviews");
        let waits = counted(waiting as u64, "waits", "wait");
        Ok(OwnReviewsPage {
            frame: frame.private(),
            side: sellers::side_nav(&selling.seller, HERE),
            summary: if total == 0 { String::new() } else { format!("{all}, {waits} for a reply") },
            rows: found.iter().map(|it| shown::own_row(txn, it, HERE)).collect::<Result<_>>()?,
            pager: match total as u64 {
                0..=SIZE => Pager::default(),
                total => Pager::new(page, SIZE, total, |number| format!("{HERE}?page={number}")),
            },
            ..OwnReviewsPage::default()
        })
    });
    read.await.map(Page::new)
}

#[get("/sell/reviews/<id>?<done>")]
fn show(id: ReviewId, done: Option<&str>, selling: Selling, frame: Frame, db: &State<Db>) -> Result<Page<AnswerPage>> {
    let mut page = db.look(|txn| {
        let review = reviews::of_seller_own(txn, id, selling.seller.id)?;
        draw(txn, &selling.seller, frame, &review)
    })?;
    page.notes.extend(match done {
        Some("saved") => Some(Note::new(Tone::Good, "Your reply is published.", "It stands under the review.")),
        Some("removed") => Some(Note::new(Tone::Good, "Your reply is gone.", "")),
        _ => None,
    });
    Ok(Page::new(page))
}

fn draw(txn: &impl Reads, seller: &Seller, frame: Frame, review: &Review) -> Result<AnswerPage> {
    let row = shown::own_row(txn, review, HERE)?;
    let action = format!("{}/reply", row.url);
    Ok(AnswerPage {
        frame: frame.private(),
        side: sellers::side_nav(seller, HERE),
        draft: format!("{}/draft", row.url),
        removal: review.reply.as_ref().map(|_| format!("{action}/removal")),
        text: review.reply.as_ref().map(|it| it.text.clone()).unwrap_or_default(),
        action,
        row,
        ..AnswerPage::default()
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    text: String,
}

/// Back to the page, or there with what has to be corrected.
#[derive(Responder)]
enum Answered {
    Back(Box<Redirect>),
    Again(Box<Page<AnswerPage>>),
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/reviews/<id>/reply", data = "<form>")]
async fn answer(
    id: ReviewId,
    form: LongForm<Typed>,
    selling: Selling,
    frame: Frame,
    db: &State<Db>,
    limits: &State<Limits>,
    shop: &State<Shop>,
    keys: &State<Keys>,
) -> Result<Answered> {
    let seller = selling.seller;
    limits.take(acts::REPLIES, &seller.id.to_string())?;
    let page = db.look(|txn| {
        let review = reviews::of_seller_own(txn, id, seller.id)?;
        draw(txn, &seller, frame, &review)
    })?;
    let done = match reply_text(&form.0.text) {
        Ok(text) => {
            let desk = Desk { shop: shop.inner().clone(), keys: keys.inner().clone() };
            db.write(move |txn| acts::reply(txn, &desk, &seller, id, &text)).await.map(drop)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Answered::Back(Box::new(Redirect::to(format!("{HERE}/{id}?done=saved"))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = AnswerPage { issues: Issues::of(&error), text: form.0.text, ..page };
            Ok(Answered::Again(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

/// The page with a reply suggested in its form: nothing is kept, and nobody else reads it.
#[post("/sell/reviews/<id>/draft", data = "<_form>")]
async fn suggest(
    id: ReviewId,
    _form: SealedForm<Nothing>,
    selling: Selling,
    frame: Frame,
    db: &State<Db>,
    limits: &State<Limits>,
    llm: &State<Llm>,
) -> Result<Page<AnswerPage>> {
    limits.take(acts::DRAFTS, &selling.seller.id.to_string())?;
    let (review, page) = db.look(|txn| {
        let review = reviews::of_seller_own(txn, id, selling.seller.id)?;
        let page = draw(txn, &selling.seller, frame, &review)?;
        Ok((review, page))
    })?;
    let text = drafting::reply(llm, &review, &page.row.about.title).await;
    Ok(Page::new(AnswerPage { text, suggested: true, ..page }))
}

#[post("/sell/reviews/<id>/reply/removal", data = "<_form>")]
async fn take_away(id: ReviewId, _form: SealedForm<Nothing>, selling: Selling, db: &State<Db>) -> Result<Redirect> {
    let seller = selling.seller.id;
    db.write(move |txn| reviews::unreply(txn, id, seller)).await?;
    Ok(Redirect::to(format!("{HERE}/{id}?done=removed")))
}
