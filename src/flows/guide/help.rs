//! How the shop does things, told from its settings and pages.

use crate::{
    features::assistant::{NewReply, Policy, Reply},
    platform::web::Shop,
};

/// What the shop says about `policy`.
pub(super) fn policy(policy: Policy, shop: &Shop) -> NewReply {
    let (text, links): (String, &[(&str, &str)]) = match policy {
        Policy::Refunds => (
            format!(
                "Within {} after buying you may withdraw, unless you agreed that delivery begins at once and the right ends with it; the checkout asks you. Whatever the law says beyond that stands. Ask for money back on the page of the order.",
                crate::platform::web::parts::counted(u64::from(shop.withdrawal_days), "day", "days")
            ),
            &[("Your orders", "/account/orders"), ("Your library", "/library")],
        ),
        Policy::Licences => (
            "Each product says under Licence what you may do with it, also for work that you are paid for. Where editions differ, the buy box lets you choose the one you need.".to_owned(),
            &[("All products", "/products")],
        ),
        Policy::Payment => (
            "The checkout shows every way to pay that this shop offers, before you are asked for anything. Card numbers never reach the shop: they go to the payment provider alone.".to_owned(),
            &[("Your cart", "/cart")],
        ),
        Policy::Privacy => (
            "The shop keeps your orders, since the law asks for it, and what you save in your account. It loads nothing from other sites. You can see all of it, take it along and delete it in your account. What you say here is kept for a while so that you can come back to it; you can delete it at any time.".to_owned(),
            &[("Your account", "/account")],
        ),
        Policy::Delivery => (
            "Everything here is delivered as files: as soon as an order is paid, the links are on its page, in your library and in a mail. Nothing is sent by post.".to_owned(),
            &[("Your library", "/library")],
        ),
        Policy::Selling => (
            "You can sell your own work here. Set up your shelf, upload your files and say what they cost; what you earn is paid out to you.".to_owned(),
            &[("Start selling", "/sell")],
        ),
        Policy::Discounts => (
            "What is reduced for everyone stands under Deals. A code that somebody gave you goes into the field in the cart. I cannot make any.".to_owned(),
            &[("Deals", "/deals"), ("Your cart", "/cart")],
        ),
        Policy::Account => (
            "You can buy without an account. With one you find your things again; passwords, addresses, second factors and leaving are under your account, and a forgotten password is set anew by mail.".to_owned(),
            &[("Your account", "/account"), ("Forgotten password", "/forgot-password")],
        ),
        Policy::Taxes => (
            "The checkout shows the tax of your country before you pay, and the invoice tells it. Companies in the European Union can give their VAT number there.".to_owned(),
            &[("Your cart", "/cart")],
        ),
        Policy::Updates => (
            "Whoever bought something gets its new versions from the library as its maker publishes them; the page of a product says if an edition ends with a version.".to_owned(),
            &[("Your library", "/library")],
        ),
        Policy::Contact => {
            let way = shop.contact.as_deref().map_or_else(
                || "Each maker can be reached from their page.".to_owned(),
                |it| format!("You can write to the shop: {it}."),
            );
            (format!("I am a program; there are people behind the shop. {way}"), &[("All products", "/products")])
        }
    };
    NewReply {
        text,
        reply: Reply {
            links: links.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect(),
            suggestions: vec!["Show me what is new".into(), "What is free?".into()],
            ..Reply::default()
        },
    }
}
