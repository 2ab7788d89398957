//! The pages of a seller's desk.

use rocket::{Route, State, get, routes};

use super::{
    shown,
    view::{DeskPage, LedgerPage},
};
use crate::{
    base::{Result, links},
    features::{
        catalog, ledger,
        sellers::{self, Selling},
    },
    platform::{
        db::Db,
        web::{Frame, Page, Piece, parts::counted},
    },
};

/// So many of the last entries stand on the first page.
const LATELY: usize = 5;

pub(super) fn routes() -> Vec<Route> {
    routes![desk, entries]
}

#[get("/sell")]
async fn desk(selling: Selling, frame: Frame, db: &State<Db>) -> Result<Page<DeskPage>> {
    let read = db.read(move |txn| {
        let seller = &selling.seller;
        let lately = ledger::of_seller(txn, seller.id, None, LATELY)?;
        let products = catalog::count_of_seller(txn, seller.id)?;
        Ok(Page::new(DeskPage {
            frame: frame.private(),
            side: sellers::side_nav(seller, "/sell"),
            name: seller.name.to_string(),
            url: links::seller(&seller.slug),
            products: counted(products as u64, "product on the shelf", "products on the shelf"),
            due: shown::due(txn, seller.id)?,
            entries: lately.iter().map(|it| shown::line(txn, seller.id, it)).collect::<Result<_>>()?,
        }))
    });
    read.await
}

#[get("/sell/ledger?<before>")]
async fn entries(before: Option<&str>, selling: Selling, frame: Frame, db: &State<Db>) -> Result<Page<LedgerPage>> {
    let piece = Piece::parse(Some("50"), before)?;
    let read = db.read(move |txn| {
        let seller = &selling.seller;
        let mut found = ledger::of_seller(txn, seller.id, piece.behind()?, piece.limit() + 1)?;
        let older = piece.cut(&mut found, |it| it.id).map(|it| format!("/sell/ledger?before={it}"));
        let total = ledger::count_of_seller(txn, seller.id)?;
        Ok(Page::new(LedgerPage {
            frame: frame.private(),
            side: sellers::side_nav(seller, "/sell/ledger"),
            due: shown::due(txn, seller.id)?,
            entries: found.iter().map(|it| shown::line(txn, seller.id, it)).collect::<Result<_>>()?,
            total: counted(total as u64, "entry", "entries"),
            older,
        }))
    });
    read.await
}
