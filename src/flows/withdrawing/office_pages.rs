//! Withdrawals in the office, for those who help buyers.

use rocket::{Responder, Route, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{counter::Counter, desk::By, office_acts, shown, view::WithdrawalsPage};
use crate::{
    base::{Error, ErrorKind, Result, WithdrawalId},
    features::withdrawals,
    platform::{
        db::Reads,
        signing::Keys,
        web::{
            ClientAddress, Frame, Office, Page, SealedForm,
            guards::{Fresh, Support},
            parts::{Note, Tone},
        },
    },
};

const HERE: &str = "/admin/withdrawals";
const SIZE: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    routes![list, answer]
}

#[get("/admin/withdrawals")]
async fn list(_support: Support, office: Office, frame: Frame, counter: Counter<'_>) -> Result<Page<WithdrawalsPage>> {
    let Counter { db, keys, .. } = counter;
    let keys = keys.clone();
    db.read(move |txn| Ok(Page::new(draw(txn, (frame, office), &keys)?))).await
}

fn draw(txn: &impl Reads, (frame, office): (Frame, Office), keys: &Keys) -> Result<WithdrawalsPage> {
    let rows = |found: Vec<withdrawals::Withdrawal>| {
        found.iter().map(|it| shown::row(txn, keys, it)).collect::<Result<Vec<_>>>()
    };
    Ok(WithdrawalsPage {
        frame: frame.private(),
        side: office.0,
        open: rows(withdrawals::open(txn, SIZE)?)?,
        answered: rows(withdrawals::answered(txn, SIZE)?)?,
        ..WithdrawalsPage::default()
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AnswerForm {
    answer: String,
    reason: String,
}

/// Back to the list, or there with the reason why nothing was done.
#[derive(Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<WithdrawalsPage>>),
}

#[post("/admin/withdrawals/<id>/answer", data = "<form>")]
async fn answer(
    id: WithdrawalId,
    form: SealedForm<AnswerForm>,
    support: Fresh<Support>,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    counter: Counter<'_>,
) -> Result<Done> {
    let AnswerForm { answer, reason } = form.0;
    let accepted = match answer.as_str() {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Error::invalid("answer", "Choose accept or refuse")),
    };
    let by = By { user: support.user, address: client.0 };
    let Counter { db, keys, .. } = counter;
    match office_acts::answer(&counter, by, id, accepted, &reason).await {
        Ok(_) => Ok(Done::Back(Box::new(Redirect::to(HERE)))),
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid) => {
            let kind = error.kind;
            let note = Note::new(Tone::Bad, "Nothing was changed.", format!("{}.", error.advice()));
            let page = db.look(|txn| draw(txn, (frame, office), keys))?;
            Ok(Done::Refused(Box::new(Page::new(WithdrawalsPage { notes: vec![note], ..page }).because(kind))))
        }
        Err(error) => Err(error),
    }
}
