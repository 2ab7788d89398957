//! What the office shows of orders and payments, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Choice, Issues, Note, Pill, SideNav, SumRow},
};

/// All orders, newest first.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "checkout/office/orders.html")]
pub struct OrdersPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// What is looked for: a number, an address, an identifier.
    pub query: String,
    /// How orders may stand that are looked for.
    pub statuses: Vec<Choice>,
    /// What was found.
    pub orders: Vec<OrderRow>,
    /// The way to older ones.
    pub older: Option<String>,
}

/// An order in a list.
#[derive(Debug, Clone, Default)]
pub struct OrderRow {
    /// Its page.
    pub url: String,
    /// Its number.
    pub number: String,
    /// Who bought.
    pub email: String,
    /// When.
    pub date: String,
    /// What it comes to.
    pub total: String,
    /// Through which gateway.
    pub gateway: String,
    /// How it stands.
    pub pill: Option<Pill>,
}

/// An order with all that is known of it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "checkout/office/order.html")]
pub struct OfficeOrderPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The order.
    pub order: OrderRow,
    /// The buyer's page of it.
    pub buyers_page: String,
    /// What was bought.
    pub lines: Vec<LineRow>,
    /// The sum, row by row, without its last.
    pub sums: Vec<SumRow>,
    /// What it comes to.
    pub total: String,
    /// What is known of payment and buyer: names and values.
    pub facts: Vec<(String, String)>,
    /// What went back or was fought about.
    pub backs: Vec<BackRow>,
    /// The books of this order.
    pub entries: Vec<LedgerRow>,
    /// What the gateway told.
    pub events: Vec<EventRow>,
    /// What happened, newest first.
    pub history: Vec<(String, String)>,
    /// What may be done.
    pub may: May,
    /// What can still be paid back, in units of the currency.
    pub left: String,
    /// The reason as typed.
    pub reason: String,
    /// Makes a second click the same refund.
    pub key: String,
}

/// What may be done about an order.
#[derive(Debug, Clone, Default)]
pub struct May {
    /// Pay money back.
    pub refund: bool,
    /// Say that it was paid, which no gateway can.
    pub mark_paid: bool,
    /// Call it off.
    pub cancel: bool,
    /// Take money as its payment that differs.
    pub accept: bool,
    /// Ask the gateway how it stands.
    pub ask: bool,
}

/// A line of an order.
#[derive(Debug, Clone, Default)]
pub struct LineRow {
    /// Its identifier.
    pub id: String,
    /// The product's title when it was bought.
    pub title: String,
    /// Edition and copies.
    pub detail: String,
    /// What it came to.
    pub total: String,
    /// What of it went back; empty if nothing did.
    pub gone: String,
}

/// A refund or a dispute.
#[derive(Debug, Clone, Default)]
pub struct BackRow {
    /// When.
    pub date: String,
    /// `Refund` or `Dispute`.
    pub what: String,
    /// How much.
    pub amount: String,
    /// How it stands.
    pub pill: Option<Pill>,
    /// Why, and why it failed.
    pub why: String,
}

/// One side of an entry of the ledger.
#[derive(Debug, Clone, Default)]
pub struct LedgerRow {
    /// When.
    pub date: String,
    /// Why.
    pub reason: String,
    /// Which account.
    pub account: String,
    /// How much.
    pub amount: String,
}

/// Something that a gateway told.
#[derive(Debug, Clone, Default)]
pub struct EventRow {
    /// When it came.
    pub date: String,
    /// The gateway's word for it.
    pub kind: String,
    /// The gateway's name for it.
    pub id: String,
    /// Which gateway.
    pub gateway: String,
    /// What came of it.
    pub pill: Option<Pill>,
    /// Why it waits.
    pub why: String,
    /// The order that it is about.
    pub order: Option<String>,
}

/// The gateways, and what waits to be looked at.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "checkout/office/payments.html")]
pub struct PaymentsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// The gateways.
    pub gateways: Vec<GatewayRow>,
    /// How many events wait, how many orders wait for their payment, how many refunds are open.
    pub facts: Vec<(String, String)>,
    /// Orders whose payment differs.
    pub held: Vec<OrderRow>,
    /// Disputes that no bank has decided.
    pub disputes: Vec<BackRow>,
    /// The last events.
    pub events: Vec<EventRow>,
}

/// A gateway.
#[derive(Debug, Clone, Default)]
pub struct GatewayRow {
    /// Its name for people.
    pub name: String,
    /// Whether its money is real.
    pub pill: Option<Pill>,
    /// Where its events are to be sent.
    pub webhook: String,
    /// Up to when it was asked for events that did not come.
    pub asked: String,
}

/// The orders with something of a seller's.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "checkout/office/sales.html")]
pub struct SalesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around a seller's desk.
    pub side: SideNav,
    /// Newest first.
    pub sales: Vec<SaleRow>,
    /// The way to older ones.
    pub older: Option<String>,
}

/// An order as a seller sees it.
#[derive(Debug, Clone, Default)]
pub struct SaleRow {
    /// Its page.
    pub url: String,
    /// Its number.
    pub number: String,
    /// When.
    pub date: String,
    /// What of it is theirs.
    pub titles: String,
    /// What that came to.
    pub total: String,
    /// How the order stands.
    pub pill: Option<Pill>,
}

/// One order as a seller sees it, and what they may do about it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "checkout/office/sale.html")]
pub struct SalePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around a seller's desk.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The order.
    pub sale: SaleRow,
    /// The seller's lines of it.
    pub lines: Vec<LineRow>,
    /// Where the buyer lives, if that is known.
    pub country: String,
    /// What happened, newest first.
    pub history: Vec<(String, String)>,
    /// Whether money may be paid back.
    pub may_refund: bool,
    /// What can still be paid back, in units of the currency.
    pub left: String,
    /// The reason as typed.
    pub reason: String,
    /// Makes a second click the same refund.
    pub key: String,
}
