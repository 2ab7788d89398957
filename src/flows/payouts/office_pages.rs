//! What went to sellers, for the office.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    desk::Payouts,
    pages::pill,
    view::{OfficePayoutRow, OfficePayoutsPage},
};
use crate::{
    base::{ErrorKind, Result, TransferId, links},
    features::{
        payouts::{self, Payout, Stage, Taking},
        sellers,
    },
    platform::{
        db::Reads,
        web::{
            Frame, Office, Page, Piece, SealedForm,
            guards::Admin,
            parts::{Note, Tone},
        },
    },
};

const HERE: &str = "/admin/payouts";

pub(super) fn routes() -> Vec<Route> {
    routes![list, again, take]
}

#[get("/admin/payouts?<before>&<tried>")]
async fn list(
    before: Option<&str>,
    tried: Option<&str>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    desk: &State<Payouts>,
) -> Result<Page<OfficePayoutsPage>> {
    let piece = Piece::parse(Some("50"), before)?;
    let notes = tried.and_then(note).into_iter().collect();
    let read = desk.db.read(move |txn| {
        let mut found = payouts::latest(txn, piece.behind()?, piece.limit() + 1)?;
        let older = piece.cut(&mut found, |it| it.id).map(|it| format!("{HERE}?before={it}"));
        let payouts = found.iter().map(|it| row(txn, it)).collect::<Result<_>>()?;
        Ok(Page::new(OfficePayoutsPage { frame: frame.private(), side: office.0, notes, payouts, older }))
    });
    read.await
}

/// What came of trying again.
fn note(tried: &str) -> Option<Note> {
    match tried {
        "sent" => Some(Note::new(Tone::Good, "It was sent.", "The gateway has confirmed the payout.")),
        "failed" => {
            Some(Note::new(Tone::Bad, "The gateway has refused it.", "The money is the seller's balance again."))
        }
        "taken" => Some(Note::new(Tone::Good, "It was taken back.", "The seller owes nothing of it any more.")),
        "kept" => Some(Note::new(
            Tone::Bad,
            "The gateway could not take it back.",
            "It is owed as before; what the seller sells next makes up for it first.",
        )),
        "open" => Some(Note::new(Tone::Warn, "The gateway did not answer.", "The shop goes on trying by itself.")),
        _ => None,
    }
}

fn row(txn: &impl Reads, it: &Payout) -> Result<OfficePayoutRow> {
    let seller = sellers::find(txn, it.seller)?;
    let takings = payouts::takings_of(txn, it.id)?;
    let kept = takings.iter().any(|it| !it.counts());
    Ok(OfficePayoutRow {
        date: it.asked.date_and_time(),
        seller: seller.as_ref().map_or_else(|| "A seller who has left".into(), |it| it.name.to_string()),
        seller_url: seller.map(|it| links::seller(&it.slug)).unwrap_or_default(),
        amount: it.amount.to_string(),
        pill: Some(pill(it.stage)),
        account: it.account.clone(),
        detail: it.failure.clone().or_else(|| it.reference.clone()).unwrap_or_default(),
        again: (it.stage == Stage::Asked).then(|| format!("{HERE}/{}/check", it.id)),
        takings: takings.iter().map(told).collect(),
        take: kept.then(|| format!("{HERE}/{}/takings", it.id)),
    })
}

/// What became of something that is taken back.
pub(super) fn told(it: &Taking) -> String {
    match it.stage {
        Stage::Asked => format!("{} is being taken back after a refund.", it.amount),
        Stage::Sent => format!("{} was taken back on {} after a refund.", it.amount, it.updated.date()),
        Stage::Failed => {
            let why = it.failure.as_deref().unwrap_or_default();
            format!("{} could not be taken back and is owed: {why}", it.amount)
        }
    }
}

#[derive(Debug, Deserialize)]
struct Nothing {}

/// Tries at once to send what the gateway has not confirmed.
#[post("/admin/payouts/<id>/check", data = "<_form>")]
async fn again(id: TransferId, _form: SealedForm<Nothing>, _admin: Admin, desk: &State<Payouts>) -> Result<Redirect> {
    let came = match desk.try_again(id).await {
        Ok(payout) => match payout.stage {
            Stage::Asked => "open",
            Stage::Sent => "sent",
            Stage::Failed => "failed",
        },
        Err(error) if error.kind == ErrorKind::Unavailable => "open",
        Err(error) => return Err(error),
    };
    Ok(Redirect::to(format!("{HERE}?tried={came}")))
}

/// Tries at once to take back what could not be.
#[post("/admin/payouts/<id>/takings", data = "<_form>")]
async fn take(id: TransferId, _form: SealedForm<Nothing>, _admin: Admin, desk: &State<Payouts>) -> Result<Redirect> {
    let came = match desk.take_again(id).await {
        Ok(payout) => {
            let kept = desk.db.look(|txn| payouts::takings_of(txn, payout.id))?.iter().any(|it| !it.counts());
            if kept { "kept" } else { "taken" }
        }
        Err(error) if error.kind == ErrorKind::Unavailable => "open",
        Err(error) => return Err(error),
    };
    Ok(Redirect::to(format!("{HERE}?tried={came}")))
}
