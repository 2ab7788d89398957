//! All files of a purchase in one ZIP archive.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use rocket::{
    Request, Response,
    http::ContentType,
    response::{self, Responder},
};
use tokio::io::{AsyncRead, ReadBuf};

use super::{
    desk::{Asker, Desk, Problem},
    headers,
    packing::{Entry, Held, Packing},
    routes::exhausted,
};
use crate::{base::Result, platform::web::range::Part};

/// A file that shall be packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it stands in the archive: `Aurora Sans/aurora-sans.zip`.
    pub name: String,
    /// The path of a fresh link to it.
    pub path: String,
}

/// An archive on its way to the buyer, or why there is none.
pub struct Archive(Answer);

enum Answer {
    Sent { name: String, packing: Box<Packing> },
    Refused(Problem),
}

impl Desk {
    /// An archive called `name` of these files.
    ///
    /// One try of every file is claimed before the first byte; if any cannot be, nothing is sent. Each is spent when the
    /// last bytes of its file go out, and those of files that did not go out whole are free again.
    ///
    /// # Errors
    /// A file is missing or damaged; that costs nobody a try.
    pub async fn archive(&self, name: String, wanted: Vec<Wanted>, asker: Asker) -> Result<Archive> {
        let mut entries = Vec::with_capacity(wanted.len());
        for file in wanted {
            let token = file.path.rsplit('/').next().unwrap_or_default();
            let offer = match self.look(token)? {
                Ok(offer) => self.ready(offer).await?,
                Err(problem) => return Ok(Archive(Answer::Refused(problem))),
            };
            let blob = offer.ticket.blob;
            // Opened when its turn comes: an order of a hundred files shall not hold them all open.
            self.files.must_be_there(blob).await?;
            let Some(transfer) = self.begin(&offer, Part::whole(blob.size), asker.clone()).await? else {
                return Ok(Archive(Answer::Refused(exhausted(&offer))));
            };
            entries.push(Entry { name: file.name, blob, held: Held { transfer, whole: false } });
        }
        Ok(Archive(Answer::Sent { name, packing: Box::new(Packing::new(self.files.clone(), entries)) }))
    }
}

impl<'r> Responder<'r, 'static> for Archive {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self.0 {
            Answer::Refused(problem) => problem.respond_to(request),
            Answer::Sent { name, packing } => {
                let piece = packing.piece();
                Response::build()
                    .header(ContentType::ZIP)
                    .raw_header("Content-Disposition", headers::disposition(&name))
                    .raw_header("Cache-Control", "no-store")
                    .raw_header("Referrer-Policy", "no-referrer")
                    .raw_header("X-Content-Type-Options", "nosniff")
                    .raw_header("X-Robots-Tag", "noindex")
                    // After the body: each body begins with Rocket's own pieces of 4 KB.
                    .streamed_body(Stream { packing: Some(packing), making: None, made: Vec::new(), taken: 0 })
                    .max_chunk_size(piece)
                    .ok()
            }
        }
    }
}

type Making = Pin<Box<dyn Future<Output = (Box<Packing>, io::Result<Vec<u8>>)> + Send>>;

/// The bytes of an archive, made as they are asked for.
struct Stream {
    /// Here between two pieces; gone after a mistake, so that nobody takes part of an archive for a whole one.
    packing: Option<Box<Packing>>,
    making: Option<Making>,
    made: Vec<u8>,
    taken: usize,
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.taken == this.made.len() {
            (this.made, this.taken) = (Vec::new(), 0);
            let making = match (&mut this.making, this.packing.take()) {
                (Some(making), _) => making,
                (None, Some(mut packing)) => this.making.insert(Box::pin(async move {
                    let made = packing.next().await;
                    (packing, made)
                })),
                (None, None) => return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            };
            let (packing, made) = ready!(making.as_mut().poll(cx));
            this.making = None;
            this.made = made?;
            this.packing = Some(packing);
        }
        let count = (this.made.len() - this.taken).min(out.remaining());
        out.put_slice(&this.made[this.taken..this.taken + count]);
        this.taken += count;
        Poll::Ready(Ok(()))
    }
}
