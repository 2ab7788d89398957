//! The account area: what people find there, and what nobody else gets out of it.

use rocket::http::Status;

use crate::{
    pages::Html,
    shop::{Seen, Shop},
};

/// Where a redirect leads.
fn led(seen: &Seen) -> &str {
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    seen.header("Location").unwrap()
}

#[rocket::async_test]
async fn a_profile_is_shown_and_renamed() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let page = ines.reads("/account").await;
    Html::of("account", &page).is_well_formed();
    assert!(page.contains("ines@example.com") && page.contains("since 22 November 2026"), "{page}");
    let empty = ines.submits("/account", "/account", &[("name", "  ")]).await;
    assert_eq!(empty.status, Status::UnprocessableEntity);
    Html::of("account refused", &empty.text()).is_well_formed();
    let renamed = ines.submits("/account", "/account", &[("name", "Ines Kettle")]).await;
    assert!(ines.reads(led(&renamed)).await.contains("value=\"Ines Kettle\""));
    assert_eq!(led(&shop.person().opens("/account").await), "/login?next=%2Faccount");
    assert_eq!(led(&ines.submits("/account", "/logout", &[]).await), "/login?done=signed-out");
    assert_eq!(led(&ines.opens("/account").await), "/login?next=%2Faccount");
    shop.close().await;
}
