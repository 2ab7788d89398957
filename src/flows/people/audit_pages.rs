//! The page that tells what was done.

use rocket::{Route, State, get, routes};

use super::{shown, view::AuditPage};
use crate::{
    base::{Cursor, Result},
    features::audit,
    platform::{
        db::Db,
        web::{Frame, Office, Page, Piece, guards::Admin},
    },
};

const SIZE: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![entries]
}

#[get("/admin/audit?<about>&<before>")]
async fn entries(
    about: Option<String>,
    before: Option<String>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<AuditPage>> {
    let before = Piece::parse(None, before.as_deref())?.behind()?;
    let read = db.read(move |txn| {
        let about = about.filter(|it| !it.is_empty());
        let found = audit::page(txn, about.as_deref(), before, SIZE + 1)?;
        let last = found.get(SIZE - 1).filter(|_| found.len() > SIZE);
        let about = about.unwrap_or_default();
        let older = last.map(|it| {
            let before = Cursor::new(it.id.to_bytes()).encode();
            format!("/admin/audit?about={about}&before={before}")
        });
        Ok(Page::new(AuditPage {
            frame: frame.private(),
            side: office.0,
            entries: found.iter().take(SIZE).map(|it| shown::entry(txn, it)).collect::<Result<_>>()?,
            about,
            older,
        }))
    });
    read.await
}
