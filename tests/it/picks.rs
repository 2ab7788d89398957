//! What is picked for members: out of what they bought, wish for and looked at, each with its reason; and what never is.

use std::time::Duration;

use bodega::{
    base::{Email, Role},
    features::{
        catalog::{self, EditionForm, ProductForm},
        preferences,
    },
};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Good, hidden},
    pages::Html,
    shop::{Person, Shop},
};

const MINUTE: Duration = Duration::from_secs(60);

/// Something that is told apart by its tags: these shops go by words alone.
async fn sells<'a>(shop: &'a Shop, title: &str, tags: &[&str]) -> Good<'a> {
    let good = shop.maker("Ada").sells_as(title, EditionForm { price: "5".into(), ..EditionForm::default() }).await;
    let mut form = ProductForm::of(&good.product, &[]);
    form.tags = tags.iter().map(|it| (*it).to_owned()).collect();
    let (id, new) = (good.product.id, form.check(shop.app.shop.currency).unwrap());
    shop.app.db.write(move |txn| catalog::edit(txn, id, None, &new)).await.unwrap();
    good
}

impl Person<'_> {
    /// Buys something as a member does: on pages, so that it belongs to their account. Gives the order's identifier.
    async fn orders_as_member(&self, good: &Good<'_>) -> String {
        self.puts(good).await;
        let key = hidden(&self.reads("/checkout").await, "key");
        let form = [
            ("key", key.as_str()),
            ("email", "ines@example.com"),
            ("gateway", "test"),
            ("outcome", "paid"),
            ("immediate_delivery_consent", "true"),
        ];
        let placed = self.posts("/checkout", &form).await;
        let place = placed.header("Location").unwrap_or_else(|| panic!("{}", placed.text()));
        place.trim_start_matches("/orders/").split('?').next().unwrap().to_owned()
    }
}

/// Titles and reasons of what is picked for Ines. Tokens last for a quarter of an hour, stories longer.
async fn picked(ines: &Person<'_>) -> Vec<(String, String)> {
    let seen = ines.program("Ines").await.reads("/me/recommendations").await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    seen.json()["data"].as_array().unwrap().iter().map(|it| (text(&it["title"]), text(&it["reason"]["text"]))).collect()
}

fn titles(picked: &[(String, String)]) -> Vec<&str> {
    picked.iter().map(|it| it.0.as_str()).collect()
}

#[rocket::async_test]
async fn things_are_picked_with_a_reason() {
    let shop = Shop::open().await;
    let tape = sells(&shop, "Tape Garden", &["tape", "dusty", "loops"]).await;
    let drums = sells(&shop, "Dusty Drums", &["tape", "dusty", "loops"]).await;
    let hiss = sells(&shop, "Hiss and Hum", &["tape", "dusty"]).await;
    let serif = sells(&shop, "Old Serif", &["serif", "letters"]).await;
    let slab = sells(&shop, "Loud Slab", &["serif", "letters"]).await;
    sells(&shop, "Chess Book", &["chess"]).await;
    shop.settle().await;
    let ines = shop.member("Ines").await;
    assert_eq!(picked(&ines).await, []);
    let empty = ines.reads("/account/picks").await;
    Html::of("picks-none", &empty).is_well_formed();
    assert!(empty.contains("Nothing yet") && !ines.reads("/").await.contains("Picked for you"));

    let order = ines.orders_as_member(&tape).await;
    shop.settle().await;
    let because = "Because you bought Tape Garden".to_owned();
    assert_eq!(
        picked(&ines).await,
        [("Dusty Drums".to_owned(), because.clone()), ("Hiss and Hum".to_owned(), because)],
        "neither what is hers nor what has nothing to do with it"
    );
    let front = ines.reads("/").await;
    Html::of("home", &front).is_well_formed();
    let strip = front.split("id=\"picked\"").nth(1).expect("a row of picks").split("</section>").next().unwrap();
    assert!(strip.contains("Dusty Drums") && strip.contains("Because you bought Tape Garden"), "{strip}");
    assert!(!shop.person().reads("/").await.contains("Picked for you"), "nobody else sees it");

    // What she wishes for and looks at speaks as well; what she looks at is kept after a minute.
    let looked = ines.reads(&format!("/products/{}", serif.product.slug)).await;
    assert!(looked.contains("More like this") || looked.contains("More from Ada"), "{looked}");
    shop.person().reads(&format!("/products/{}", serif.product.slug)).await;
    shop.later(11 * MINUTE).await;
    let all = picked(&ines).await;
    assert!(all.contains(&("Loud Slab".to_owned(), "Because you looked at Old Serif".to_owned())), "{all:?}");
    let program = ines.program("Ines").await;
    let told = program.reads("/me/recommendations?limit=1").await.json();
    assert_eq!((&told["total"], &told["data"][0]["reason"]["kind"]), (&json!(3), &json!("purchase")));
    let wish = program.asks(Method::Post, "/wishlists", &json!({ "name": "Later" })).await.json();
    let item = json!({ "product": serif.id() });
    let put = program.asks(Method::Post, &format!("/wishlists/{}/items", wish["id"].as_str().unwrap()), &item).await;
    assert_eq!(put.status, Status::Created, "{}", put.text());
    shop.later(11 * MINUTE).await;
    let all = picked(&ines).await;
    assert!(all.contains(&("Loud Slab".to_owned(), "Because Old Serif is on your wishlist".to_owned())), "{all:?}");

    // Not what is off the shelf, hidden, declined, or hers by now; and what is hers does not stand beside others.
    let seen = ines.submits("/account/picks", "/account/picks/declined", &[("product", &hiss.id())]).await;
    assert!(ines.follows(&seen).await.text().contains("It will not be picked again"));
    assert_eq!(titles(&picked(&ines).await), ["Dusty Drums", "Loud Slab"]);
    assert!(ines.reads(&format!("/products/{}", drums.product.slug)).await.matches("Tape Garden").count() == 0);
    assert!(shop.person().reads(&format!("/products/{}", drums.product.slug)).await.contains("Tape Garden"));
    slab.is_withdrawn().await;
    assert_eq!(titles(&picked(&ines).await), ["Dusty Drums"]);
    ines.orders_as_member(&drums).await;
    shop.settle().await;
    assert_eq!(picked(&ines).await, []);
    assert!(!ines.reads("/").await.contains("Picked for you"));

    // What she gave back speaks for nothing any more, and is not picked again.
    let support = shop.staff("ann", bodega::base::Role::Support).await.program("ann").await;
    let back = format!("/orders/{order}/refunds");
    let seen = support.asks(Method::Post, &back, &json!({ "reason": "It hums" })).await;
    assert_eq!(seen.status, Status::Created, "{}", seen.text());
    shop.later(11 * MINUTE).await;
    assert!(!titles(&picked(&ines).await).contains(&"Tape Garden"));
    shop.close().await;
}

#[rocket::async_test]
async fn who_does_not_want_it_is_not_looked_at() {
    let shop = Shop::open().await;
    let tape = sells(&shop, "Tape Garden", &["tape", "dusty"]).await;
    sells(&shop, "Dusty Drums", &["tape", "dusty"]).await;
    shop.settle().await;
    let ines = shop.member("Ines").await;
    let page = format!("/products/{}", tape.product.slug);
    ines.reads(&page).await;
    shop.later(11 * MINUTE).await;
    assert_eq!(titles(&picked(&ines).await), ["Dusty Drums"]);
    assert!(ines.reads("/account/picks").await.contains("1 thing you looked at"));

    // Off: nothing is picked, nothing kept, what was is forgotten.
    let off = ines.submits("/account/preferences", "/account/preferences", &[("mailings", "price-alerts")]).await;
    assert!(off.status.class().is_redirection());
    let email = Email::parse("ines@example.com").unwrap();
    assert!(!shop.app.db.look(|txn| preferences::picks(txn, &email)).unwrap());
    let told = ines.program("Ines").await.reads("/me/recommendations").await.json();
    assert_eq!((&told["enabled"], &told["total"]), (&json!(false), &json!(0)));
    let empty = ines.reads("/account/picks").await;
    assert!(empty.contains("Nothing is picked for you") && !empty.contains("you looked at</span>"), "{empty}");
    ines.reads(&page).await;
    shop.later(11 * MINUTE).await;
    assert!(!ines.reads("/").await.contains("Picked for you"));
    let on = ines.program("Ines").await.asks(Method::Patch, "/me/preferences", &json!({ "picks": true })).await;
    assert_eq!(on.json()["picks"], true, "{}", on.text());
    shop.settle().await;
    assert_eq!(picked(&ines).await, [], "what she looked at meanwhile is not known");
    ines.reads(&page).await;
    shop.later(11 * MINUTE).await;
    assert_eq!(titles(&picked(&ines).await), ["Dusty Drums"]);
    let program = ines.program("Ines").await;
    assert_eq!(program.asks(Method::Delete, "/me/views", &json!({})).await.status, Status::NoContent);
    assert_eq!(picked(&ines).await, []);
    let nothing = "/me/recommendations/prod_019ab000000070008000000000000001";
    assert_eq!(program.asks(Method::Delete, nothing, &json!({})).await.status, Status::NotFound);
    shop.close().await;
}

/// Looking warms a little: what nobody bought comes in the order in which it is looked at.
#[rocket::async_test]
async fn what_is_looked_at_is_hotter() {
    let shop = Shop::open().await;
    let one = sells(&shop, "Tape Garden", &[]).await;
    // What comes out in the same moment is not newer.
    shop.later(MINUTE).await;
    let two = sells(&shop, "Dusty Drums", &[]).await;
    shop.settle().await;
    let bob = shop.person();
    let first = || async { bob.opens("/api/v1/products?sort=hot").await.json()["data"][0]["title"].clone() };
    assert_eq!(first().await, "Dusty Drums", "the newer one, while there is nothing else to say");
    for _ in 0..3 {
        bob.reads(&format!("/products/{}", one.product.slug)).await;
    }
    shop.later(11 * MINUTE).await;
    assert_eq!(first().await, "Tape Garden");
    bob.buys(&two).await;
    shop.settle().await;
    assert_eq!(first().await, "Dusty Drums", "buying says more");
    shop.close().await;
}

#[rocket::async_test]
async fn what_a_member_asks_the_assistant_about_is_picked_up() {
    let shop = Shop::open().await;
    sells(&shop, "Tape Garden", &["tape", "dusty", "loops"]).await;
    sells(&shop, "Dusty Drums", &["tape", "dusty", "loops"]).await;
    sells(&shop, "Old Serif", &["serif", "letters"]).await;
    sells(&shop, "Loud Slab", &["serif", "letters"]).await;
    shop.settle().await;
    let ines = shop.member("Ines").await;
    let asked = ines.posts("/assistant", &[("q", "what does Tape Garden cost?")]).await;
    assert_eq!(asked.status, Status::SeeOther, "{}", asked.text());
    let found = picked(&ines).await;
    assert_eq!(found, [("Dusty Drums".to_owned(), "Because you asked about Tape Garden".to_owned())]);
    ines.submits("/account/picks", "/account/picks/forgotten", &[]).await;
    assert_eq!(picked(&ines).await, [], "it can be forgotten");
    // Who does not want it has none of it kept.
    let off = ines.submits("/account/preferences", "/account/preferences", &[]).await;
    assert!(off.status.code < 400, "{}", off.text());
    ines.posts("/assistant", &[("q", "what does Old Serif cost?")]).await;
    let email = Email::parse("ines@example.com").unwrap();
    let kept = move |txn: &_| {
        let user = bodega::features::accounts::by_email(txn, &email)?.unwrap();
        bodega::features::recommendations::of(txn, user.id)
    };
    assert_eq!(shop.app.db.look(kept).unwrap(), []);
    shop.close().await;
}

#[rocket::async_test]
async fn the_assistant_says_what_a_member_has_already() {
    let shop = Shop::open().await;
    let tape = sells(&shop, "Tape Garden", &["tape", "dusty", "loops"]).await;
    sells(&shop, "Dusty Tape Drums", &["tape", "dusty", "loops"]).await;
    shop.settle().await;
    let ines = shop.member("Ines").await;
    let order = ines.orders_as_member(&tape).await;
    shop.settle().await;
    let asks = async |person: &Person<'_>| {
        let asked = person.posts("/assistant", &[("q", "something with dusty tape loops")]).await;
        let place = asked.header("Location").unwrap_or_else(|| panic!("{}", asked.text()));
        person.reads(place.split('#').next().unwrap()).await
    };
    let told = asks(&ines).await;
    assert!(told.contains("Dusty Tape Drums"), "{told}");
    assert!(told.contains("You have Tape Garden already; it waits in your library."), "{told}");
    assert_eq!(told.matches("You have had this since ").count(), 1, "{told}");
    assert!(told.contains("href=\"/library\">Your library"), "{told}");
    // Nobody else's purchases are told, and what was paid back is nobody's.
    assert!(!asks(&shop.member("Oda").await).await.contains("You have"), "Oda has bought nothing");
    assert!(!asks(&shop.person()).await.contains("You have"), "guests are not known");
    let sue = shop.staff("Sue", Role::Support).await.program("Sue").await;
    let back = sue.asks(Method::Post, &format!("/orders/{order}/refunds"), &json!({})).await;
    assert_eq!(back.status, Status::Created, "{}", back.text());
    shop.settle().await;
    assert!(!asks(&ines).await.contains("You have"), "it was paid back");
    shop.close().await;
}
