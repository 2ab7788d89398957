//! Help with what somebody bought: with the rights of whoever asks, and nobody else's.

use crate::{
    base::{Result, UserId, text},
    features::{
        assistant::{NewReply, OrderTopic, Reply},
        licenses,
        orders::{self, Order, Status},
    },
    platform::{
        db::Reads,
        web::parts::{amount, counted},
    },
};

/// So many orders are told.
const ORDERS: usize = 3;

/// What to say about `topic` to somebody, who may not have signed in.
pub(super) fn answer(txn: &impl Reads, who: Option<UserId>, topic: OrderTopic) -> Result<NewReply> {
    let Some(user) = who else { return Ok(stranger(topic)) };
    let found = orders::of_owner(txn, user, ORDERS)?;
    if found.is_empty() {
        let text = "There are no orders in your account. What you bought as a guest joins it once its mail address is confirmed as yours; until then the link in the mail of the order opens it.";
        return Ok(reply(text.to_owned(), vec![("Your library", "/library".into())]));
    }
    let mut links: Vec<(String, String)> =
        found.iter().map(|it| (format!("Order {}", it.number), format!("/orders/{}", it.id))).collect();
    let told: Vec<String> = found.iter().map(order).collect();
    let first = match topic {
        OrderTopic::Orders => "These are your newest orders.".to_owned(),
        OrderTopic::Downloads => {
            "Your files wait in your library, and on the page of each order; a link that has run out is renewed there.".to_owned()
        }
        OrderTopic::LicenseKey => keys(txn, &found)?,
        OrderTopic::Refund => "Open the order and ask for your money back there; what is possible stands on its page. I cannot pay anything back myself.".to_owned(),
        OrderTopic::Invoice => "Each order has its invoice: open the order and download it there.".to_owned(),
        OrderTopic::Payment => "Look at the order: it says whether it was paid, and how often. A payment that came twice is given back; if your bank shows two for one order, write to the shop with its number.".to_owned(),
    };
    links.push(("Your library".into(), "/library".into()));
    let text = format!("{first} {}", told.join(" "));
    Ok(NewReply { text, reply: Reply { links, suggestions: suggestions(topic), ..Reply::default() } })
}

fn order(order: &Order) -> String {
    let things: Vec<String> = order.lines.iter().take(3).map(|it| text::shorten(&it.title, 60)).collect();
    let more = order.lines.len().saturating_sub(things.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let state = match order.status {
        Status::Pending => "waits for its payment",
        Status::Paid if order.fulfilled.is_some() => "is paid and delivered",
        Status::Paid => "is paid",
        Status::PartiallyRefunded => "was refunded in part",
        Status::Refunded => "was refunded",
        Status::Failed => "was not paid: the payment was declined",
        Status::Cancelled => "was called off",
        Status::Disputed => "is being looked at by your bank",
    };
    let (number, date, total) = (order.number, order.placed.date(), amount(order.totals.total));
    format!("Order {number} of {date} ({}{more}, {total}) {state}.", things.join(", "))
}

fn keys(txn: &impl Reads, found: &[Order]) -> Result<String> {
    let mut count = 0;
    for line in found.iter().flat_map(|it| &it.lines) {
        count += licenses::of_line(txn, line.id)?.len();
    }
    let there = match count {
        0 => "None of your newest orders came with a licence key.".to_owned(),
        n => format!("Your newest orders came with {}.", counted(n as u64, "licence key", "licence keys")),
    };
    Ok(format!(
        "{there} Keys stand beside their product in your library, where you can also free a device that you no longer use."
    ))
}

/// Nobody's orders are told to somebody who has not signed in.
fn stranger(topic: OrderTopic) -> NewReply {
    let what = match topic {
        OrderTopic::Orders => "see your orders",
        OrderTopic::Downloads => "get your files again",
        OrderTopic::LicenseKey => "find your licence keys",
        OrderTopic::Refund => "ask for your money back",
        OrderTopic::Invoice => "get the invoice",
        OrderTopic::Payment => "see whether your order was paid",
    };
    let text = format!(
        "Sign in to {what}. If you bought without an account, the link in the mail of your order opens it; the library sends you a new one."
    );
    reply(text, vec![("Sign in", "/login".into()), ("Your library", "/library".into())])
}

fn reply(text: String, links: Vec<(&str, String)>) -> NewReply {
    let links = links.into_iter().map(|(name, url)| (name.to_owned(), url)).collect();
    NewReply { text, reply: Reply { links, ..Reply::default() } }
}

fn suggestions(topic: OrderTopic) -> Vec<String> {
    let others = [
        (OrderTopic::Downloads, "Where are my downloads?"),
        (OrderTopic::Invoice, "I need an invoice"),
        (OrderTopic::LicenseKey, "Where is my licence key?"),
    ];
    others.into_iter().filter(|it| it.0 != topic).map(|it| it.1.to_owned()).collect()
}
