//! What is new, for readers of feeds (Atom, RFC 4287): in the shop, on a shelf, of a maker, of whatever is searched for.

use rocket::{
    State, get,
    http::{ContentType, uri::Origin},
};

use crate::{
    base::{ProductId, Result, Timestamp, links, text::xml},
    features::{
        catalog::{self, Product},
        sellers,
    },
    platform::{
        db::{Db, Reads},
        search::{Question, Search, SearchParams, Sort},
        web::{Body, Shop},
    },
};

/// So many products stand in a feed.
const MOST: usize = 30;

/// The newest of what the same words and filters find at `/products`.
#[get("/products.atom")]
pub(super) async fn feed(
    address: &Origin<'_>,
    db: &State<Db>,
    search: &State<Search>,
    shop: &State<Shop>,
) -> Result<Body> {
    let query = address.query().map_or("", |it| it.as_str());
    let params = SearchParams::parse(query)?;
    let question = Question { sort: Sort::Newest, offset: 0, limit: MOST, facets: false, ..params.question() };
    let hits = search.ask(question).await.hits;
    let text = db.look(|txn| {
        let found = hits.iter().map(|it| catalog::find(txn, ProductId::from_bytes(it.id)));
        let found: Vec<_> = found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        let title = if params.text.is_empty() { shop.name.clone() } else { format!("{}: {}", shop.name, params.text) };
        let source = Source { title, own: params.to_url("/products.atom"), page: params.to_url("/products") };
        atom(txn, &found, &source, shop)
    })?;
    Ok(Body::new(ContentType::new("application", "atom+xml"), text))
}

/// Of what a feed is.
pub(super) struct Source {
    /// What it is called.
    pub title: String,
    /// Its path.
    pub own: String,
    /// The path of the page that shows the same.
    pub page: String,
}

/// The feed of these products, as many of them as a feed holds.
pub(super) fn atom(txn: &impl Reads, found: &[Product], source: &Source, shop: &Shop) -> Result<String> {
    let since = |it: &Product| it.publication.as_ref().map_or(it.created, |it| it.since);
    let mut entries = String::new();
    for it in found.iter().filter(|it| it.is_published()).take(MOST) {
        let seller = sellers::get(txn, it.seller)?;
        entries += &format!(
            "<entry><id>urn:bodega:{}</id><title>{}</title><published>{}</published><updated>{}</updated>\
             <author><name>{}</name></author><link href=\"{}\"/><summary>{}</summary></entry>",
            it.id,
            xml(&it.title),
            since(it).rfc3339(),
            it.updated.rfc3339(),
            xml(seller.name.as_str()),
            xml(&shop.base_url.to(&links::product(&it.slug))),
            xml(&it.summary),
        );
    }
    let newest = found.iter().map(|it| it.updated).max().unwrap_or(Timestamp::EPOCH);
    let (own, page) = (shop.base_url.to(&source.own), shop.base_url.to(&source.page));
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{own}</id>\
         <title>{}</title><updated>{}</updated><link href=\"{}\"/><link rel=\"self\" href=\"{own}\"/>{entries}</feed>\n",
        xml(&source.title),
        newest.rfc3339(),
        xml(&page),
        own = xml(&own),
    ))
}
