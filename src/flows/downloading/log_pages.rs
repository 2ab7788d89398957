//! The log of downloads.

use rocket::{Route, State, get, routes};

use super::{
    sheet::{self, MOST, Sheet},
    shown,
    view::LogPage,
};
use crate::{
    base::Result,
    features::{
        catalog::{self, Product},
        delivery,
        sellers::{self, Selling},
    },
    platform::{
        db::Db,
        web::{Frame, Office, Page, Piece, guards::Support, parts::Link},
    },
};

/// So many of a seller's products are offered.
const PRODUCTS: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    routes![all, all_as_table, own, own_as_table]
}

#[get("/admin/downloads?<before>")]
async fn all(
    before: Option<&str>,
    _support: Support,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<LogPage>> {
    let piece = Piece::parse(Some("50"), before)?;
    let read = db.read(move |txn| {
        let mut found = delivery::log(txn, piece.behind()?, piece.limit() + 1)?;
        let older = piece.cut(&mut found, |it| it.id).map(|it| format!("/admin/downloads?before={it}"));
        let rows = shown::told(txn, found)?;
        let url = |it: &shown::Told| format!("/admin/orders/{}/downloads", it.download.order);
        Ok(Page::new(LogPage {
            frame: frame.private(),
            side: office.0,
            for_staff: true,
            rows: rows.iter().map(|it| shown::row(it, url(it), true)).collect(),
            table: "/admin/downloads/table.csv".into(),
            older,
            ..LogPage::default()
        }))
    });
    read.await
}

#[get("/admin/downloads/table.csv")]
async fn all_as_table(_support: Support, db: &State<Db>) -> Result<Sheet> {
    db.read(|txn| sheet::write(&shown::told(txn, delivery::log(txn, None, MOST)?)?, true)).await
}

#[get("/sell/downloads?<before>")]
async fn own(before: Option<&str>, selling: Selling, frame: Frame, db: &State<Db>) -> Result<Page<LogPage>> {
    let piece = Piece::parse(Some("50"), before)?;
    let read = db.read(move |txn| {
        let seller = &selling.seller;
        let mut found = delivery::log_of_seller(txn, seller.id, piece.behind()?, piece.limit() + 1)?;
        let older = piece.cut(&mut found, |it| it.id).map(|it| format!("/sell/downloads?before={it}"));
        let rows = shown::told(txn, found)?;
        let url = |it: &shown::Told| format!("/sell/sales/{}", it.download.order);
        let products = catalog::all_of_seller(txn, seller.id)?;
        let link = |it: &Product| Link::new(it.title.clone(), format!("/sell/products/{}/downloads", it.id));
        Ok(Page::new(LogPage {
            frame: frame.private(),
            side: sellers::side_nav(seller, "/sell/downloads"),
            rows: rows.iter().map(|it| shown::row(it, url(it), false)).collect(),
            table: "/sell/downloads/table.csv".into(),
            older,
            products: products.iter().filter(|it| it.retired.is_none()).take(PRODUCTS).map(link).collect(),
            ..LogPage::default()
        }))
    });
    read.await
}

#[get("/sell/downloads/table.csv")]
async fn own_as_table(selling: Selling, db: &State<Db>) -> Result<Sheet> {
    let seller = selling.seller.id;
    db.read(move |txn| sheet::write(&shown::told(txn, delivery::log_of_seller(txn, seller, None, MOST)?)?, false)).await
}
