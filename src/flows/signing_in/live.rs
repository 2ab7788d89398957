//! The socket by which an open page learns that its session has ended, so that nobody's account stays on a screen.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{SinkExt, StreamExt};
use rocket::{Route, State, get, routes};
use rocket_ws::{Channel, Config, Message, WebSocket};
use serde_json::json;

use super::Entrance;
use crate::{
    base::{Error, Result},
    platform::web::{Door, SameOrigin, ended, guards::Customer},
};

/// So many pages listen at once; the others learn it when they are opened next.
const MOST: usize = 2_000;
static OPEN: AtomicUsize = AtomicUsize::new(0);

pub(super) fn routes() -> Vec<Route> {
    routes![listen]
}

/// One who listens; counted until they go.
struct Listening;

impl Listening {
    fn begin() -> Result<Self> {
        if OPEN.fetch_add(1, Ordering::Relaxed) >= MOST {
            OPEN.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::unavailable("Too many pages listen at this moment"));
        }
        Ok(Self)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Says `{"type":"ended"}` when the session has ended, and closes.
#[get("/account/session/live")]
fn listen<'r>(
    _ours: SameOrigin,
    who: Customer,
    socket: WebSocket,
    entrance: &'r State<Entrance>,
    door: &'r State<Door>,
) -> Result<Channel<'r>> {
    let listening = Listening::begin()?;
    // Whoever listens says nothing.
    let config = Config { max_message_size: Some(1 << 10), max_frame_size: Some(1 << 10), ..Config::default() };
    Ok(socket.config(config).channel(move |mut stream| {
        Box::pin(async move {
            let _listening = listening;
            let mut over = std::pin::pin!(ended(&entrance.db, door, &who));
            loop {
                tokio::select! {
                    () = &mut over => {
                        stream.send(Message::text(json!({"type": "ended"}).to_string())).await?;
                        return stream.close(None).await;
                    }
                    heard = stream.next() => match heard {
                        Some(Ok(Message::Close(_))) | None => return Ok(()),
                        Some(heard) => drop(heard?),
                    },
                }
            }
        })
    }))
}
