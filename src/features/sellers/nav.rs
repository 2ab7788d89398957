//! The way around a seller's desk.

use super::Seller;
use crate::{
    base::links,
    platform::web::parts::{Icon, SideNav},
};

/// The navigation beside the pages of a seller's desk; `here` is the address of the one that is open.
pub fn side_nav(seller: &Seller, here: &str) -> SideNav {
    let page = links::seller(&seller.slug);
    let links = [
        (Icon("chart-line"), "Overview", "/sell"),
        (Icon("chart-no-axes-combined"), "Analytics", "/sell/analytics"),
        (Icon("package"), "Products", "/sell/products"),
        (Icon("receipt-text"), "Sales", "/sell/sales"),
        (Icon("star"), "Reviews", "/sell/reviews"),
        (Icon("key-round"), "Licences", "/sell/licenses"),
        (Icon("wallet"), "Ledger", "/sell/ledger"),
        (Icon("landmark"), "Payouts", "/sell/payouts"),
        (Icon("download"), "Downloads", "/sell/downloads"),
    ];
    let others = [(Icon("store"), "Your page", page.as_str()), (Icon("user-round"), "Your account", "/account")];
    SideNav::new("Selling").group("", &links).group("Elsewhere", &others).at(here)
}
