//! The page on which sellers have themselves paid.

use data_encoding::HEXLOWER;
use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    desk::Payouts,
    view::{PayoutRow, PayoutsPage},
};
use crate::{
    base::{Error, ErrorKind, Money, Result},
    features::{
        payouts::{self, Destination, Payout, Stage},
        sellers::{self, Selling},
    },
    platform::{
        clock::Chance,
        web::{
            ClientAddress, Frame, IdempotencyKey, Page, SealedForm,
            guards::Fresh,
            parts::{Issues, Note, Pill, Tone},
        },
    },
};

const SHOWN: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    routes![page, link, back, check, pay]
}

#[get("/sell/payouts?<done>")]
fn page(
    done: Option<&str>,
    selling: Selling,
    frame: Frame,
    desk: &State<Payouts>,
    chance: &State<Chance>,
) -> Result<Page<PayoutsPage>> {
    let note = match done {
        Some("sent") => Some(Note::new(Tone::Good, "It is on its way.", "Your bank shows it in a few days.")),
        Some("asked") => Some(Note::new(Tone::Info, "Stripe was asked.", "How your account stands is shown below.")),
        Some("back") => Some(Note::new(Tone::Info, "Welcome back.", "How your account stands is shown below.")),
        _ => None,
    };
    let mut page = draw(desk, &selling, frame, chance)?;
    page.notes.extend(note);
    Ok(Page::new(page))
}

fn draw(desk: &Payouts, selling: &Selling, frame: Frame, chance: &Chance) -> Result<PayoutsPage> {
    let seller = &selling.seller;
    let now = desk.db.clock().now();
    desk.db.look(|txn| {
        let due = desk.due(txn, seller.id, now)?;
        let to = payouts::destination(txn, seller.id)?;
        let ready = to.as_ref().is_some_and(|it| it.can_receive && it.held_until(now).is_none());
        Ok(PayoutsPage {
            frame: frame.private(),
            side: sellers::side_nav(seller, "/sell/payouts"),
            offered: desk.are_offered(),
            balance: due.balance.to_string(),
            available: due.available.to_string(),
            amount: due.available.plain(),
            may_pay: ready && due.available.amount > 0,
            account: to.as_ref().map(|it| match it.can_receive {
                true => Pill::new(Tone::Good, "Ready"),
                false => Pill::new(Tone::Warn, "Not finished"),
            }),
            account_note: to.as_ref().map(|it| account_note(it, now)).unwrap_or_default(),
            key: HEXLOWER.encode(&chance.bytes::<16>()),
            payouts: payouts::of_seller(txn, seller.id, SHOWN)?.iter().map(row).collect(),
            ..PayoutsPage::default()
        })
    })
}

fn account_note(to: &Destination, now: crate::base::Timestamp) -> String {
    match to.held_until(now) {
        _ if !to.can_receive && to.missing.is_empty() => "Finish it at the gateway, then come back.".into(),
        _ if !to.can_receive => format!("The gateway still asks for: {}.", to.missing.join(", ")),
        Some(until) => format!("It was linked lately. Money can be sent there from {} on.", until.date_and_time()),
        None => String::new(),
    }
}

pub(super) fn pill(stage: Stage) -> Pill {
    match stage {
        Stage::Asked => Pill::new(Tone::Info, "Under way"),
        Stage::Sent => Pill::new(Tone::Good, "Sent"),
        Stage::Failed => Pill::new(Tone::Bad, "Failed"),
    }
}

fn row(it: &Payout) -> PayoutRow {
    PayoutRow {
        date: it.asked.date_and_time(),
        amount: it.amount.to_string(),
        pill: Some(pill(it.stage)),
        detail: it.failure.clone().or_else(|| it.reference.clone()).unwrap_or_default(),
    }
}

#[derive(Debug, Deserialize)]
struct Nothing {}

/// Leads to the gateway's own pages, on which a seller says who they are.
#[post("/sell/payouts/account", data = "<_form>")]
async fn link(
    _form: SealedForm<Nothing>,
    selling: Fresh<Selling>,
    client: ClientAddress,
    desk: &State<Payouts>,
) -> Result<Redirect> {
    Ok(Redirect::to(desk.link(&selling, client.0).await?))
}

/// Where they come back to. That proves nothing of their account, so the gateway is asked; and only for whoever was sent
/// there from this session, once: any page could lead here.
#[get("/sell/payouts/back?<state>")]
async fn back(state: Option<&str>, selling: Selling, desk: &State<Payouts>) -> Result<Redirect> {
    let asked = desk.back(&selling, state.unwrap_or_default()).await;
    if let Err(error) = &asked {
        tracing::warn!("the account of {} was not asked about: {}", selling.seller.id, error.in_full());
    }
    Ok(Redirect::to(if asked.is_ok_and(|it| it) { "/sell/payouts?done=back" } else { "/sell/payouts" }))
}

/// Asks the gateway how the account stands.
#[post("/sell/payouts/account/check", data = "<_form>")]
async fn check(_form: SealedForm<Nothing>, selling: Selling, desk: &State<Payouts>) -> Result<Redirect> {
    desk.look_again(selling.seller.id).await?;
    Ok(Redirect::to("/sell/payouts?done=asked"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PayForm {
    amount: String,
    key: String,
}

/// Back to the page, or there with the reason why nothing was sent.
#[derive(Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<PayoutsPage>>),
}

#[post("/sell/payouts", data = "<form>")]
async fn pay(
    form: SealedForm<PayForm>,
    selling: Fresh<Selling>,
    client: ClientAddress,
    frame: Frame,
    desk: &State<Payouts>,
    chance: &State<Chance>,
) -> Result<Done> {
    let amount =
        Money::parse(&form.0.amount, desk.shop.currency).map_err(|_| Error::invalid("amount", "Write an amount"));
    let outcome = match amount {
        Ok(amount) => {
            let key = IdempotencyKey::of(&form.0.key).owned("payout", selling.who.user)?;
            desk.pay(&selling, Some(amount.amount), key, client.0).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(Done::Back(Box::new(Redirect::to("/sell/payouts?done=sent")))),
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::Unavailable) => {
            let mut page = draw(desk, &selling, frame, chance)?;
            page.issues = Issues::of(&error);
            if error.fields.is_empty() {
                page.notes.push(Note::new(Tone::Bad, "Nothing was sent.", error.message.to_string()));
            }
            Ok(Done::Refused(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}
