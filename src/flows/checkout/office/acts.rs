//! What the staff do about an order. Each act stands in the audit.

use rocket::{Responder, Route, State, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    super::{
        clerk::Clerk,
        refund_api::NewRefundJson,
        settling::settle,
        till::{Till, heard, terms},
    },
    order_page,
    view::OfficeOrderPage,
};
use crate::{
    base::{Error, ErrorKind, Money, OrderId, OrderLineId, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        orders::{self, Order, Status},
    },
    platform::{
        clock::Chance,
        db::WriteTxn,
        payments::{Answer, Collected, Standing},
        web::{
            ClientAddress, Frame, IdempotencyKey, Identity, Office, Page, SealedForm,
            guards::Support,
            parts::{Issues, Note, Tone},
        },
    },
};

/// The gateway whose payments no machine can see.
pub(super) const BY_HAND: &str = "manual";

pub(super) fn routes() -> Vec<Route> {
    routes![refund, mark_paid, cancel, accept, ask]
}

/// What surrounds every act: who asks, from where, and the page to draw again.
struct Around<'r> {
    till: &'r State<Till>,
    chance: &'r State<Chance>,
    frame: Frame,
    office: Office,
}

/// Back to the order's page, or there with the reason why nothing was done.
#[derive(Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<OfficeOrderPage>>),
}

impl Around<'_> {
    fn done<T>(self, id: OrderId, outcome: Result<T>, reason: &str) -> Result<Done> {
        let error = match outcome {
            Ok(_) => return Ok(Done::Back(Box::new(Redirect::to(format!("/admin/orders/{id}"))))),
            Err(error) => error,
        };
        if !matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::Unavailable) {
            return Err(error);
        }
        let mut page = order_page::draw(self.till, id, self.frame, self.office, self.chance)?;
        page.issues = Issues::of(&error);
        page.reason = reason.to_owned();
        if error.fields.is_empty() {
            page.notes.push(Note::new(Tone::Bad, "Nothing was done.", error.message.to_string()));
        }
        Ok(Done::Refused(Box::new(Page::new(page).because(error.kind))))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RefundForm {
    pub amount: String,
    pub lines: Vec<OrderLineId>,
    pub reason: String,
    pub revoke: Option<String>,
    pub key: String,
}

#[post("/admin/orders/<id>/refunds", data = "<form>")]
#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
async fn refund(
    id: OrderId,
    form: SealedForm<RefundForm>,
    _staff: Support,
    clerk: Clerk,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Done> {
    let form = form.0;
    let around = Around { till, chance, frame, office };
    let currency = till.db.look(|txn| orders::get(txn, id))?.currency;
    let amount = match form.amount.trim() {
        "" => Ok(None),
        text => Money::parse(text, currency).map(|it| Some(it.amount)).map_err(|error| rename(error, "amount")),
    };
    let outcome = match amount {
        Ok(amount) => {
            let new =
                NewRefundJson { amount, lines: form.lines, reason: form.reason.clone(), revoke: form.revoke.is_some() };
            till.refund_as(&clerk, id, new, &IdempotencyKey::of(&form.key), client).await
        }
        Err(error) => Err(error),
    };
    around.done(id, outcome, &form.reason)
}

pub(super) fn rename(error: Error, field: &'static str) -> Error {
    let advice = error.fields.first().map_or_else(|| error.message.to_string(), |(_, advice)| advice.to_string());
    Error::invalid(field, advice)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PaidForm {
    reference: String,
}

/// Says that an order was paid which no machine can see: a bank transfer has arrived.
#[post("/admin/orders/<id>/payment", data = "<form>")]
#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
async fn mark_paid(
    id: OrderId,
    form: SealedForm<PaidForm>,
    staff: Support,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Done> {
    let note = note(&staff, client, id, Act::MarkedPaid, &form.0.reference);
    let outcome = till.mark_paid(id, form.0.reference.trim().to_owned(), note).await;
    Around { till, chance, frame, office }.done(id, outcome, "")
}

#[derive(Debug, Deserialize)]
struct Nothing {}

#[post("/admin/orders/<id>/cancellation", data = "<_form>")]
#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
async fn cancel(
    id: OrderId,
    _form: SealedForm<Nothing>,
    staff: Support,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Done> {
    let outcome = till.cancel(id, note(&staff, client, id, Act::CalledOff, "")).await;
    Around { till, chance, frame, office }.done(id, outcome, "")
}

/// Takes money as an order's payment though it differs.
#[post("/admin/orders/<id>/acceptance", data = "<_form>")]
#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
async fn accept(
    id: OrderId,
    _form: SealedForm<Nothing>,
    staff: Support,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Done> {
    let outcome = till.accept(id, note(&staff, client, id, Act::Accepted, "")).await;
    Around { till, chance, frame, office }.done(id, outcome, "")
}

/// Asks the gateway how the payment stands.
#[post("/admin/orders/<id>/check", data = "<_form>")]
async fn ask(
    id: OrderId,
    _form: SealedForm<Nothing>,
    _staff: Support,
    frame: Frame,
    office: Office,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Done> {
    let outcome = till.ask_about(id).await;
    Around { till, chance, frame, office }.done(id, outcome, "")
}

pub(super) fn note(who: &Identity, client: ClientAddress, id: OrderId, act: Act, detail: &str) -> NewEntry {
    NewEntry {
        actor: Actor::User(who.user),
        act,
        target: id.to_string(),
        address: Some(client.0),
        detail: detail.chars().take(200).collect(),
    }
}

impl Till {
    /// Notes that an order was paid by hand. The reference, if there is one, is what stands on the bank's statement.
    pub(super) async fn mark_paid(&self, id: OrderId, reference: String, note: NewEntry) -> Result<Order> {
        let order = self.db.look(|txn| orders::get(txn, id))?;
        if order.payment.gateway != BY_HAND {
            return Err(Error::conflict("This order is paid through a gateway, which says itself that it was paid"));
        }
        if !matches!(order.status, Status::Pending | Status::Cancelled) {
            return Err(Error::conflict(format!("This order is {} already", order.status.word())));
        }
        let gateway = self.gateways.get(BY_HAND)?;
        let answer = Answer {
            standing: Standing::Paid,
            reference: order.payment.reference.clone().unwrap_or_else(|| format!("manual_{}", order.payment.id)),
            redirect_url: None,
            client_secret: None,
            reason: None,
            collected: Some(Collected {
                amount: order.totals.total,
                live: gateway.is_live(),
                capture: None,
                account: None,
                country: None,
                fee: None,
                customer: None,
            }),
        };
        let note = NewEntry { detail: reference, ..note };
        let (shop, terms) = (self.shop.clone(), terms(gateway));
        self.db
            .write(move |txn| {
                audit::note(txn, note.clone())?;
                heard(txn, &shop, orders::get(txn, id)?, &terms, answer.clone())
            })
            .await
    }

    /// Calls off an order that waits for its payment, as the staff want it.
    pub(super) async fn cancel(&self, id: OrderId, note: NewEntry) -> Result<Order> {
        let order = self.db.look(|txn| orders::get(txn, id))?;
        if order.status != Status::Pending || order.payment.held.is_some() {
            return Err(Error::conflict(format!("This order is {}; it cannot be called off", order.status.word())));
        }
        let gateway = self.gateways.get(&order.payment.gateway)?;
        let order = self.call_off(gateway, order, "The shop has called this order off").await?;
        if order.status != Status::Cancelled {
            let why = format!("The gateway says that it is {}", order.status.word());
            return Err(Error::conflict(format!("This order could not be called off. {why}")));
        }
        self.db.write(move |txn| audit::note(txn, note.clone())).await?;
        Ok(order)
    }

    /// Takes money as an order's payment though it differs.
    pub(super) async fn accept(&self, id: OrderId, note: NewEntry) -> Result<Order> {
        let shop = self.shop.clone();
        let accept = move |txn: &WriteTxn| {
            let order = orders::accept(txn, id)?;
            audit::note(txn, note.clone())?;
            settle(txn, &shop, order)
        };
        self.db.write(accept).await
    }

    /// Asks the gateway about one order now.
    pub(super) async fn ask_about(&self, id: OrderId) -> Result<Order> {
        let order = self.db.look(|txn| orders::get(txn, id))?;
        let gateway = self.gateways.get(&order.payment.gateway)?;
        self.ask(gateway, order).await
    }
}
