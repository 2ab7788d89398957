//! What sellers see of orders with lines of theirs, and paying back what those lines came to. Of the buyer they see no more
//! than the country.

use data_encoding::HEXLOWER;
use rocket::{Responder, Route, State, get, post, response::Redirect, routes};

use super::{
    super::{clerk::Clerk, refund_api::NewRefundJson, settling::payable, till::Till},
    acts::{RefundForm, rename},
    shown,
    view::{LineRow, SalePage, SaleRow, SalesPage},
};
use crate::{
    base::{Error, ErrorKind, Money, OrderId, Result, SellerId},
    features::{
        ledger::{self, Reason},
        orders::{self, Order},
        refunds::{self, GivenBack},
        sellers::{self, Selling},
    },
    platform::{
        clock::Chance,
        db::Reads,
        web::{
            ClientAddress, Frame, IdempotencyKey, Page, Piece, SealedForm,
            parts::{Issues, Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![sales, sale, refund]
}

#[get("/sell/sales?<before>")]
async fn sales(before: Option<&str>, selling: Selling, frame: Frame, till: &State<Till>) -> Result<Page<SalesPage>> {
    let piece = Piece::parse(Some("50"), before)?;
    let read = till.db.read(move |txn| {
        let seller = &selling.seller;
        let mut found = ledger::of_seller(txn, seller.id, piece.behind()?, piece.limit() + 1)?;
        let older = piece.cut(&mut found, |it| it.id).map(|it| format!("/sell/sales?before={it}"));
        let sold = found.iter().filter(|it| it.reason == Reason::Sale).filter_map(|it| it.order);
        let sales = sold.map(|order| row(txn, order, seller.id)).collect::<Result<Vec<_>>>()?;
        Ok(Page::new(SalesPage {
            frame: frame.private(),
            side: sellers::side_nav(seller, "/sell/sales"),
            sales: sales.into_iter().flatten().collect(),
            older,
        }))
    });
    read.await
}

fn row(txn: &impl Reads, order: OrderId, seller: SellerId) -> Result<Option<SaleRow>> {
    let Some(order) = orders::find(txn, order)? else { return Ok(None) };
    let own: Vec<_> = order.lines.iter().filter(|it| it.seller == seller).collect();
    let sum: i64 = own.iter().map(|it| it.total.amount).sum();
    Ok(Some(SaleRow {
        url: format!("/sell/sales/{}", order.id),
        number: order.name(),
        date: order.placed.date_and_time(),
        titles: own.iter().map(|it| it.title.as_str()).collect::<Vec<_>>().join(", "),
        total: Money::new(sum, order.currency).to_string(),
        pill: shown::order(&order).pill,
    }))
}

#[get("/sell/sales/<id>")]
fn sale(
    id: OrderId,
    selling: Selling,
    frame: Frame,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Page<SalePage>> {
    draw(till, id, &selling, frame, chance).map(Page::new)
}

/// A foreign order is answered as one that there is not.
fn draw(till: &Till, id: OrderId, selling: &Selling, frame: Frame, chance: &Chance) -> Result<SalePage> {
    let seller = &selling.seller;
    till.db.look(|txn| {
        let order = orders::get(txn, id)?;
        let back = refunds::given_back(txn, id)?;
        let lines = own(&order, &back, seller.id);
        let row = row(txn, id, seller.id)?.filter(|_| !lines.is_empty());
        let row = row.ok_or_else(|| Error::not_found("There is no such order"))?;
        let left = left(txn, &order, &back, seller.id)?;
        let may_refund = left.amount > 0 && order.status.was_paid() && !back.is_disputed;
        let history = order.history.iter().rev().map(|it| (it.at.date_and_time(), it.why.clone()));
        Ok(SalePage {
            frame: frame.private(),
            side: sellers::side_nav(seller, "/sell/sales"),
            sale: row,
            lines,
            country: order.buyer.billing.country.clone().unwrap_or_default(),
            history: history.collect(),
            may_refund,
            left: left.plain(),
            key: HEXLOWER.encode(&chance.bytes::<16>()),
            ..SalePage::default()
        })
    })
}

fn own(order: &Order, back: &GivenBack, seller: SellerId) -> Vec<LineRow> {
    let mine = |id: &str| order.lines.iter().any(|it| it.seller == seller && it.id.to_string() == id);
    shown::lines(order, back).into_iter().filter(|it| mine(&it.id)).collect()
}

/// What can still be paid back of a seller's lines.
fn left(txn: &impl Reads, order: &Order, back: &GivenBack, seller: SellerId) -> Result<Money> {
    let of_line = |line: &orders::OrderLine| {
        (line.total.amount - back.of_lines.get(&line.id).copied().unwrap_or_default()).max(0)
    };
    let own: i64 = order.lines.iter().filter(|it| it.seller == seller).map(of_line).sum();
    let whole = refunds::left(txn, &payable(order))?;
    Ok(Money::new(own.min(whole.amount), order.currency))
}

/// Back to the sale, or there with the reason why nothing was done.
#[derive(Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<SalePage>>),
}

#[post("/sell/sales/<id>/refunds", data = "<form>")]
#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
async fn refund(
    id: OrderId,
    form: SealedForm<RefundForm>,
    selling: Selling,
    clerk: Clerk,
    client: ClientAddress,
    frame: Frame,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Done> {
    let form = form.0;
    // Whoever has none of the lines learns nothing, not even that there is such an order.
    let page = draw(till, id, &selling, frame, chance)?;
    let currency = till.db.look(|txn| orders::get(txn, id))?.currency;
    let amount = Money::parse(&form.amount, currency).map_err(|error| rename(error, "amount"));
    let outcome = match amount {
        Ok(amount) => {
            let (lines, revoke) = (form.lines, form.revoke.is_some());
            let new = NewRefundJson { amount: Some(amount.amount), lines, reason: form.reason.clone(), revoke };
            let key = IdempotencyKey::of(&form.key);
            till.refund_as(&clerk.only_for(selling.seller.id), id, new, &key, client).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(Done::Back(Box::new(Redirect::to(format!("/sell/sales/{id}"))))),
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid) => {
            let mut page = page;
            page.reason = form.reason;
            page.issues = Issues::of(&error);
            if error.fields.is_empty() {
                page.notes.push(Note::new(Tone::Bad, "Nothing was done.", error.message.to_string()));
            }
            Ok(Done::Refused(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}
