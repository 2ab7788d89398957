//! What an order's buyer may download and has downloaded, for those who help them.

use std::collections::BTreeMap;

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    shown,
    view::{AllowedRow, OrderDownloadsPage},
};
use crate::{
    base::{ErrorKind, OrderId, OrderLineId, Result, Timestamp},
    features::{
        delivery::{self, Grant, Standing},
        orders::{self, OrderLine},
    },
    platform::{
        db::{Db, Reads},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm, Shop,
            guards::Support,
            parts::{Link, Note, Pill, Tone, counted},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![order, reset]
}

#[get("/admin/orders/<id>/downloads?<done>")]
fn order(
    id: OrderId,
    done: Option<&str>,
    _support: Support,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<OrderDownloadsPage>> {
    let told = "What was downloaded so far counts no more. The page of the order has fresh links.";
    let note = done.map(|_| Note::new(Tone::Good, "The buyer can begin anew.", told));
    let now = db.clock().now();
    let page = db.look(|txn| draw(txn, id, frame, office, now))?;
    Ok(Page::new(OrderDownloadsPage { notes: note.into_iter().collect(), ..page }))
}

fn draw(txn: &impl Reads, id: OrderId, frame: Frame, office: Office, now: Timestamp) -> Result<OrderDownloadsPage> {
    let order = orders::get(txn, id)?;
    let (mut log, mut lines) = (Vec::new(), Vec::new());
    for grant in delivery::of_order(txn, id)? {
        if let Some(line) = order.lines.iter().find(|it| it.id == grant.line) {
            lines.push(allowed(txn, &grant, line, now)?);
        }
        log.extend(delivery::downloads_of(txn, grant.id)?);
    }
    log.sort_by_key(|it| std::cmp::Reverse(it.id));
    let rows = shown::told(txn, log)?;
    Ok(OrderDownloadsPage {
        frame: frame.private(),
        side: office.0,
        order: Link::new(format!("Order {}", order.name()), format!("/admin/orders/{id}")),
        action: format!("/admin/orders/{id}/downloads"),
        may_reset: lines.iter().any(|it| it.may_reset),
        lines,
        rows: rows.iter().map(|it| shown::row(it, String::new(), true)).collect(),
        for_staff: true,
        ..OrderDownloadsPage::default()
    })
}

fn allowed(txn: &impl Reads, grant: &Grant, line: &OrderLine, now: Timestamp) -> Result<AllowedRow> {
    let often = match grant.limit {
        Some(limit) => format!("{} of each file", counted(u64::from(limit), "download", "downloads")),
        None => "As often as they like".into(),
    };
    let until = grant.expires.map_or_else(String::new, |it| format!(", until {}", it.date()));
    let mut files = BTreeMap::new();
    for it in delivery::downloads_of(txn, grant.id)? {
        files.insert(it.file, it.name);
    }
    let count = |(file, name): (_, String)| {
        let spent = delivery::spent(txn, grant, file)?;
        Ok(format!("{name}: {}", counted(u64::from(spent), "download", "downloads")))
    };
    let pill = match grant.standing(now) {
        Standing::Open => Pill::new(Tone::Good, "Open"),
        Standing::Expired(_) => Pill::new(Tone::Warn, "Its time is over"),
        Standing::Revoked(_) => Pill::new(Tone::Plain, "Taken back"),
    };
    Ok(AllowedRow {
        id: line.id.to_string(),
        title: line.title.clone(),
        allowed: format!("{often}{until}"),
        files: files.into_iter().map(count).collect::<Result<_>>()?,
        pill: Some(pill),
        may_reset: grant.revoked.is_none(),
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ResetForm {
    lines: Vec<OrderLineId>,
}

/// Back to the page, or there with the reason why nothing was done.
#[derive(Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<OrderDownloadsPage>>),
}

/// Lets the buyer begin anew.
#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[post("/admin/orders/<id>/downloads", data = "<form>")]
async fn reset(
    id: OrderId,
    form: SealedForm<ResetForm>,
    support: Support,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Done> {
    let (by, words, lines) = (By { user: support.user, address: client.0 }, shop.inner().clone(), form.0.lines);
    match db.write(move |txn| acts::reset(txn, &words, by, id, &lines)).await {
        Ok(()) => Ok(Done::Back(Box::new(Redirect::to(format!("/admin/orders/{id}/downloads?done=reset"))))),
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid) => {
            let note = Note::new(Tone::Bad, "Nothing was changed.", format!("{}.", error.advice()));
            let now = db.clock().now();
            let page = db.look(|txn| draw(txn, id, frame, office, now))?;
            let page = OrderDownloadsPage { notes: vec![note], ..page };
            Ok(Done::Refused(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}
