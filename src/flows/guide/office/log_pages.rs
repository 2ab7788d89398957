//! Conversations that shoppers let the shop read.

use rocket::{Route, State, get, routes};

use super::super::{Guide, shown};
use super::{
    HERE,
    acts::{self, By},
    view::{LogPage, LogRow, TalkPage},
};
use crate::{
    base::{ConversationId, Result, Timestamp},
    features::assistant::{self, Conversation},
    platform::web::{ClientAddress, Frame, Office, Page, Piece, guards::Admin, parts::counted},
};

/// So many stand on a page.
const ROWS: &str = "50";

pub(super) fn routes() -> Vec<Route> {
    routes![list, show]
}

#[get("/admin/assistant/conversations?<before>")]
async fn list(
    before: Option<&str>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    guide: &State<Guide>,
) -> Result<Page<LogPage>> {
    let piece = Piece::parse(Some(ROWS), before)?;
    let read = guide.shelves.db.read(move |txn| {
        let mut found = assistant::shared(txn, piece.behind()?, piece.limit() + 1)?;
        let older = piece.cut(&mut found, |it| it.id).map(|it| format!("{HERE}/conversations?before={it}"));
        Ok(Page::new(LogPage {
            frame: frame.private(),
            side: office.0,
            consent: Conversation::CONSENT.to_owned(),
            rows: found.iter().map(row).collect(),
            older,
        }))
    });
    read.await
}

fn row(it: &Conversation) -> LogRow {
    LogRow {
        title: if it.title.is_empty() { "Nothing was said yet".into() } else { it.title.clone() },
        url: format!("{HERE}/conversations/{}", it.id),
        at: it.touched.date_and_time(),
        count: counted(u64::from(it.count), "message", "messages"),
    }
}

#[get("/admin/assistant/conversations/<id>")]
async fn show(
    id: ConversationId,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    guide: &State<Guide>,
) -> Result<Page<TalkPage>> {
    let (conversation, messages) = acts::read(&guide.shelves.db, By::new(&admin, client), id).await?;
    let now = guide.shelves.db.clock().now();
    guide.shelves.db.look(|txn| {
        let turns = messages.iter().map(|it| shown::turn(txn, &guide.shelves, it, now)).collect::<Result<_>>()?;
        Ok(Page::new(TalkPage {
            frame: frame.private(),
            side: office.0,
            title: conversation.title.clone(),
            since: conversation.shared.map(Timestamp::date).unwrap_or_default(),
            turns,
        }))
    })
}
