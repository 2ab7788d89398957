//! Collections: an admin puts products together, and everyone finds them in one place.

use bodega::{base::Role, features::catalog};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{cast::fields, pages::Html, shop::Shop};

fn titles(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect()
}

/// Where the titles stand in a page, in their order.
fn follow(page: &str, titles: &[&str]) -> bool {
    let places: Vec<_> = titles.iter().map(|it| page.find(&format!(">{it}</a>")).unwrap_or(usize::MAX)).collect();
    places.is_sorted() && !places.contains(&usize::MAX)
}

#[rocket::async_test]
async fn an_admin_puts_products_together() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada");
    let goods =
        [ada.sells("Swash Font", "12").await, ada.sells("Paper Frames", "3").await, ada.sells("Ring Icons", "4").await];
    shop.settle().await;
    let (ann, bob) = (shop.staff("ann", Role::Admin).await, shop.person());
    assert!(ann.reads("/admin/collections").await.contains("No collections yet"));
    assert!(bob.reads("/collections").await.contains("No collections yet"));

    let new = "/admin/collections/new";
    let refused = ann.submits(new, "/admin/collections", &[("title", ""), ("slug", "A B"), ("at_home", "1")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    let page = refused.text();
    Html::of("refused", &page).is_well_formed();
    assert!(page.contains("Give it a title") && page.contains("value=\"A B\""), "{page}");
    let text = "For the *day*.<script>x</script>";
    let made =
        ann.submits(new, "/admin/collections", &[("title", "Wedding kit"), ("text", text), ("shown", "1")]).await;
    let here = made.header("Location").unwrap().split('?').next().unwrap().to_owned();
    assert!(here.starts_with("/admin/collections/col_"), "{here}");

    // By words, by address; in an order of their own.
    let found = ann.reads(&format!("{here}?q=frames")).await;
    Html::of("found", &found).is_well_formed();
    assert!(found.contains("Add Paper Frames") && !found.contains("Add Swash Font"), "{found}");
    let address = ann.reads(&format!("{here}?q=http://127.0.0.1:8000/products/ring-icons%3Fimage=1")).await;
    assert!(address.contains("Add Ring Icons"), "{address}");
    assert!(ann.reads(&format!("{here}?q=zzzz")).await.contains("Nothing is found for “zzzz”"));
    let choose = format!("{here}/products");
    for (good, step) in [(0, "add"), (1, "add"), (2, "add"), (2, "up"), (2, "up"), (0, "down"), (0, "add")] {
        let seen = ann.submits(&here, &choose, &[("product", &goods[good].id()), ("step", step), ("q", "a b")]).await;
        assert_eq!(seen.header("Location"), Some(format!("{here}?q=a+b#goods").as_str()), "{}", seen.text());
    }
    let wrong = ann.submits(&here, &choose, &[("product", &goods[0].id()), ("step", "sideways")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    assert!(follow(&ann.reads(&here).await, &["Ring Icons", "Paper Frames", "Swash Font"]));

    let page = bob.reads("/collections/wedding-kit").await;
    Html::of("collection", &page).is_well_formed();
    assert!(follow(&page, &["Ring Icons", "Paper Frames", "Swash Font"]), "{page}");
    assert!(page.contains("For the <em>day</em>.") && !page.contains("<script>x"), "{page}");
    for part in ["og:title\" content=\"Wedding kit", "og:image\" content=\"http", "rel=\"canonical\"", "3 products"] {
        assert!(page.contains(part), "{part} of {page}");
    }
    assert!(bob.reads("/collections").await.contains("Wedding kit"));
    let front = bob.reads("/").await;
    assert!(!front.contains("Wedding kit"), "not on the front page unless it is said");
    let saved = [("title", "Wedding kit"), ("slug", "the-day"), ("shown", "1"), ("at_home", "1")];
    assert!(ann.submits(&here, &here, &saved).await.header("Location").unwrap().ends_with("?done=saved"));
    assert!(follow(bob.reads("/").await.split("collection-the-day").nth(2).unwrap(), &["Ring Icons", "Swash Font"]));
    assert_eq!(bob.opens("/collections/wedding-kit").await.status, Status::NotFound);
    let id = here.rsplit('/').next().unwrap();
    assert_eq!(bob.opens(&format!("/collections/{id}")).await.header("Location"), Some("/collections/the-day"));

    // What is off the shelf or hidden is left out, and comes back by itself.
    goods[2].is_withdrawn().await;
    let rules = [("synonyms", ""), ("little", ""), ("pins", ""), ("hidden", "paper-frames")];
    ann.submits("/admin/search", "/admin/search", &rules).await;
    let page = bob.reads("/collections/the-day").await;
    assert!(page.contains("Swash Font") && !page.contains("Ring Icons") && !page.contains("Paper Frames"), "{page}");
    let office = ann.reads(&here).await;
    assert!(office.contains("Off the shelf") && office.contains("Hidden"), "{office}");
    assert!(ann.reads("/admin/collections").await.contains("3 products, 2 not to be seen"));
    for (title, url) in [("Set up a collection", "made"), ("Changed a collection", "changed")] {
        assert!(ann.reads("/admin/audit").await.contains(title), "{url}");
    }

    // Not shown, it is there for admins only.
    ann.submits(&here, &here, &[("title", "Wedding kit"), ("slug", "the-day")]).await;
    for path in ["/collections/the-day", "/collections/the-day/products.atom", "/api/v1/collections/the-day"] {
        assert_eq!(bob.opens(path).await.status, Status::NotFound, "{path}");
    }
    assert!(!bob.reads("/").await.contains("Wedding kit") && !bob.reads("/collections").await.contains("Wedding kit"));
    let gone = ann.submits(&here, &format!("{here}/removal"), &[]).await;
    assert!(ann.follows(&gone).await.text().contains("The collection is removed"));
    assert_eq!(ann.opens(&here).await.status, Status::NotFound);
    shop.close().await;
}

#[rocket::async_test]
async fn programs_read_and_write_collections() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada");
    let (font, icons) = (ada.sells("Swash Font", "12").await, ada.sells("Ring Icons", "4").await);
    let ann = shop.staff("ann", Role::Admin).await.program("ann").await;
    let new = json!({ "title": "Wedding kit", "text": "All **of** it", "shown": true, "on_front_page": true,
        "products": ["ring-icons", font.id()] });
    let made = ann.asks(Method::Post, "/admin/collections", &new).await;
    assert_eq!(made.status, Status::Created, "{}", made.text());
    let here = made.header("Location").unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    assert_eq!(made.json()["products"], json!([icons.id(), font.id()]));
    for (wrong, field) in [
        (json!({ "title": "X", "products": ["nothing"] }), "products"),
        (json!({ "title": "X", "slug": "wedding-kit" }), "slug"),
        (json!({ "title": " " }), "title"),
        (json!({ "title": "X", "on_front_page": true }), "at_home"),
    ] {
        let seen = ann.asks(Method::Post, "/admin/collections", &wrong).await;
        assert_eq!((seen.status, fields(&seen)), (Status::UnprocessableEntity, vec![field.to_owned()]), "{wrong}");
    }

    let bob = shop.person();
    let list = bob.opens("/api/v1/collections").await.json();
    assert_eq!((&list["total"], &list["next"], &list["data"][0]["count"]), (&json!(1), &json!(null), &json!(2)));
    let one = bob.opens("/api/v1/collections/wedding-kit?limit=1").await.json();
    assert_eq!(one["description_html"], "<p>All <strong>of</strong> it</p>");
    assert_eq!((titles(&one["products"]), &one["products"]["total"]), (vec!["Ring Icons".into()], &json!(2)));
    let next = one["products"]["next"].as_str().unwrap();
    let rest = bob.opens(&format!("/api/v1/collections/wedding-kit?limit=1&cursor={next}")).await.json();
    assert_eq!((titles(&rest["products"]), &rest["products"]["next"]), (vec!["Swash Font".into()], &json!(null)));
    assert_eq!(bob.opens("/api/v1/collections?cursor=!").await.status, Status::UnprocessableEntity);
    let feed = bob.opens("/collections/wedding-kit/products.atom").await;
    let text = feed.text();
    let tree = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(tree.descendants().filter(|it| it.tag_name().name() == "entry").count(), 2);
    let map = bob.reads("/sitemaps/shelves.xml").await;
    assert!(map.contains("/collections</loc>") && map.contains("/collections/wedding-kit</loc>"), "{map}");

    let read = ann.reads(&here).await;
    let change = json!({ "title": "Kit", "slug": "kit", "products": [font.id()] });
    let kept = ann.asks_if(Method::Put, &here, read.header("ETag"), &change).await;
    assert_eq!((kept.status, &kept.json()["shown"]), (Status::Ok, &json!(false)), "{}", kept.text());
    let stale = ann.asks_if(Method::Put, &here, read.header("ETag"), &change).await;
    assert_eq!(stale.status, Status::PreconditionFailed);
    assert_eq!(ann.reads("/admin/collections").await.json()["total"], 1);
    assert_eq!(ann.asks(Method::Delete, &here, &json!({})).await.status, Status::NoContent);
    assert_eq!(ann.asks(Method::Delete, &here, &json!({})).await.status, Status::NotFound);
    shop.close().await;
}

/// A draft that is removed for good leaves the collections that it was in.
#[rocket::async_test]
async fn what_is_removed_leaves_its_collections() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada");
    let font = ada.sells("Swash Font", "12").await;
    let ann = shop.staff("ann", Role::Admin).await.program("ann").await;
    let id = font.product.id;
    let draft = shop.app.db.write(move |txn| catalog::duplicate(txn, id)).await.unwrap().id;
    let new = json!({ "title": "Kit", "shown": true, "products": [draft, font.id()] });
    let made = ann.asks(Method::Post, "/admin/collections", &new).await.json();
    assert_eq!(shop.person().opens("/api/v1/collections/kit").await.json()["products"]["total"], 1, "no drafts");
    shop.app.db.write(move |txn| catalog::remove(txn, draft)).await.unwrap();
    shop.settle().await;
    let here = format!("/admin/collections/{}", made["id"].as_str().unwrap());
    assert_eq!(ann.reads(&here).await.json()["products"], json!([font.id()]));
    shop.close().await;
}
