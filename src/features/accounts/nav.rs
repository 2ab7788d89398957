//! The way around an account.

use crate::platform::web::parts::{Icon, SideNav};

/// The navigation beside the pages of an account; `here` is the address of the one that is open.
pub fn side_nav(here: &str) -> SideNav {
    let links = [
        (Icon("user-round"), "Profile", "/account"),
        (Icon("library-big"), "Library", "/library"),
        (Icon("receipt"), "Orders", "/account/orders"),
        (Icon("heart"), "Wishlists", "/wishlists"),
        (Icon("sparkles"), "Picked for you", "/account/picks"),
        (Icon("bell"), "Price alerts", "/account/price-alerts"),
        (Icon("search"), "Searches", "/account/searches"),
        (Icon("credit-card"), "Payment methods", "/account/payment-methods"),
        (Icon("shield-check"), "Security", "/account/security"),
        (Icon("mail"), "E-mails", "/account/preferences"),
        (Icon("key-round"), "API keys", "/account/keys"),
        (Icon("database"), "Your data", "/account/data"),
    ];
    SideNav::new("Account").group("", &links).at(here)
}
