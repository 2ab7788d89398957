//! What search engines are told: which pages there are (the protocol of sitemaps.org), and which are nobody's but a
//! visitor's own (RFC 9309).

use rocket::{State, get, http::ContentType};

use crate::{
    base::{Error, Result, links, text::xml},
    features::{
        catalog::{self, Branch},
        collections, sellers,
    },
    platform::{
        db::{Db, Reads},
        web::{Body, Shop},
    },
};

/// So many products stand in a piece: the protocol allows ten times as many, but a piece is made in memory.
const PIECE: usize = 5_000;

/// Nobody finds anything there.
const OWN: [&str; 12] = [
    "/account",
    "/admin",
    "/api/",
    "/cart",
    "/checkout",
    "/d/",
    "/library",
    "/login",
    "/orders/",
    "/register",
    "/search/",
    "/sell/",
];

/// Which pages robots may look at.
#[get("/robots.txt")]
pub(super) fn robots(shop: &State<Shop>) -> Body {
    let own: String = OWN.iter().map(|it| format!("Disallow: {it}\n")).collect();
    Body::new(ContentType::Plain, format!("User-agent: *\n{own}\nSitemap: {}\n", shop.base_url.to("/sitemap.xml")))
}

/// The pieces of the list of pages.
#[get("/sitemap.xml")]
pub(super) async fn sitemap(db: &State<Db>, shop: &State<Shop>) -> Result<Body> {
    let count = db.read(catalog::count).await?;
    let pieces = (1..=count.div_ceil(PIECE)).map(|it| format!("products-{it}"));
    let list: String = ["shelves".to_owned()]
        .into_iter()
        .chain(pieces)
        .map(|it| format!("<sitemap><loc>{}</loc></sitemap>", xml(&shop.base_url.to(&format!("/sitemaps/{it}.xml")))))
        .collect();
    Ok(document("sitemapindex", &list))
}

/// One piece: `shelves.xml`, or `products-1.xml` and so on, oldest first, so that pieces stay what they are.
#[get("/sitemaps/<piece>")]
pub(super) async fn piece(piece: String, db: &State<Db>, shop: &State<Shop>) -> Result<Body> {
    let unknown = || Error::not_found("There is no such list of pages");
    let shop = shop.inner().clone();
    if piece == "shelves.xml" {
        return db.read(move |txn| Ok(document("urlset", &shelves(txn, &shop)?))).await;
    }
    let number = piece.strip_prefix("products-").and_then(|it| it.strip_suffix(".xml"));
    let number: usize =
        number.and_then(|it| it.parse().ok()).filter(|it| (1..100_000).contains(it)).ok_or_else(unknown)?;
    db.read(move |txn| {
        let mut list = String::new();
        catalog::each_published(txn, (number - 1) * PIECE, PIECE, |it| {
            let place = shop.base_url.to(&links::product(&it.slug));
            list += &format!("<url><loc>{}</loc><lastmod>{}</lastmod></url>", xml(&place), it.updated.rfc3339());
        })?;
        if list.is_empty() && number > 1 { Err(unknown()) } else { Ok(document("urlset", &list)) }
    })
    .await
}

/// The doors, categories with something in them, makers, and collections.
fn shelves(txn: &impl Reads, shop: &Shop) -> Result<String> {
    let mut places = vec!["/".to_owned(), "/products".to_owned(), "/deals".to_owned()];
    let mut left: Vec<Branch> = catalog::tree(txn)?;
    while let Some(branch) = left.pop() {
        if branch.count > 0 {
            places.push(links::category(&branch.category.path));
            left.extend(branch.children);
        }
    }
    for seller in sellers::all(txn)? {
        if catalog::count_of_seller(txn, seller.id)? > 0 {
            places.push(links::seller(&seller.slug));
        }
    }
    let collections = collections::shown(txn)?;
    if !collections.is_empty() {
        places.push("/collections".to_owned());
        places.extend(collections.iter().map(|it| links::collection(&it.slug)));
    }
    Ok(places.iter().map(|it| format!("<url><loc>{}</loc></url>", xml(&shop.base_url.to(it)))).collect())
}

fn document(root: &str, inside: &str) -> Body {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{inside}</{root}>\n"
    );
    Body::new(ContentType::XML, text)
}
