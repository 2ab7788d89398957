//! `/d/<token>`: the bytes, or why there are none.

use std::convert::Infallible;

use rocket::{
    Request, Response, Route, State, get, head,
    http::{ContentType, Status},
    request::{FromRequest, Outcome},
    response::{self, Responder},
    routes,
};
use serde_json::json;

use super::{
    body::FileBody,
    desk::{Asker, Desk, Offer, Problem, used_up},
    headers,
    pages::{LinkProblem, ProblemPage},
};
use crate::{
    base::{Result, Timestamp, text},
    platform::{
        files::Reading,
        web::{
            ClientAddress, Frame, Page,
            range::{self, Asked, Part},
            request_id, wants_json,
        },
    },
};

/// The routes of the delivery.
pub(super) fn routes() -> Vec<Route> {
    routes![send, ask]
}

/// Sends a file, or the part of it that is asked for.
#[get("/d/<token>")]
async fn send(token: &str, asks: Asks<'_>, desk: &State<Desk>) -> Result<Answer> {
    let offer = match desk.look(token)? {
        Ok(offer) => offer,
        Err(problem) => return Ok(Answer::Problem(problem)),
    };
    let offer = desk.ready(offer).await?;
    let about = Box::new(About::of(&offer));
    if let Some(answer) = asks.answered_by(&about) {
        return Ok(answer);
    }
    let size = about.size;
    let (part, is_part) = match asks.part(&about) {
        Asked::Whole => (Part::whole(size), false),
        Asked::Part(part) => (part, true),
        Asked::Beyond => return Ok(Answer::Beyond(size)),
    };
    // Before a try is claimed: a file that is damaged costs nobody one.
    let way = Way::of(desk, &offer, &about, part).await?;
    let Some(transfer) = desk.begin(&offer, part, asks.asker()).await? else {
        return Ok(Answer::Problem(exhausted(&offer)));
    };
    match way {
        Way::Ours(file) => {
            let body = Box::new(FileBody::new(file, transfer));
            Ok(Answer::File { about, body: Some(body), part, is_part })
        }
        Way::Front(name, place) => {
            transfer.hand_over().await?;
            Ok(Answer::Handed { about, name, place })
        }
        Way::Store(address) => {
            transfer.hand_over().await?;
            Ok(Answer::Away(address))
        }
    }
}

/// Who sends the bytes.
enum Way {
    /// The shop.
    Ours(Reading),
    /// The server in front, which is told by a header of this name where they are.
    Front(&'static str, String),
    /// The store in which they lie, at this address.
    Store(String),
}

impl Way {
    async fn of(desk: &Desk, offer: &Offer, about: &About, part: Part) -> Result<Self> {
        let blob = offer.ticket.blob;
        if let Some(address) = desk.files.address(blob, &about.disposition, &about.kind.to_string()).await? {
            return Ok(Self::Store(address));
        }
        let file = desk.files.open_part(blob, part.from, part.len).await?;
        Ok(match desk.send_by.header(&desk.files, &blob.sha256) {
            Some((name, place)) => Self::Front(name, place),
            None => Self::Ours(file),
        })
    }
}

/// Tells of a file without sending it; costs nothing.
#[head("/d/<token>")]
async fn ask(token: &str, asks: Asks<'_>, desk: &State<Desk>) -> Result<Answer> {
    let offer = match desk.look(token)? {
        Ok(offer) => offer,
        Err(problem) => return Ok(Answer::Problem(problem)),
    };
    let offer = desk.ready(offer).await?;
    let about = Box::new(About::of(&offer));
    if let Some(answer) = asks.answered_by(&about) {
        return Ok(answer);
    }
    if !desk.has_some_left(&offer)? {
        return Ok(Answer::Problem(exhausted(&offer)));
    }
    let part = Part::whole(about.size);
    Ok(Answer::File { about, body: None, part, is_part: false })
}

pub(super) fn exhausted(offer: &Offer) -> Problem {
    let detail = offer.grant.limit.map(used_up).unwrap_or_default();
    Problem { problem: LinkProblem::Exhausted, file: offer.ticket.name.clone(), detail }
}

/// What the headers of a request ask for.
struct Asks<'r>(&'r Request<'r>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asks<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self(request))
    }
}

impl Asks<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get_one(name)
    }

    /// What needs no file: the browser has it already, or wants another than there is.
    fn answered_by(&self, about: &About) -> Option<Answer> {
        let names = |header: &str| header.split(',').any(|tag| matches!(tag.trim(), "*") || tag.trim() == about.tag);
        if self.header("If-Match").is_some_and(|it| !names(it)) {
            return Some(Answer::Changed);
        }
        self.header("If-None-Match").is_some_and(names).then(|| Answer::Known(about.tag.clone()))
    }

    /// A range counts only for the very file that the browser has the beginning of.
    fn part(&self, about: &About) -> Asked {
        let same = self.header("If-Range").is_none_or(|it| it.trim() == about.tag || it.trim() == about.modified);
        range::asked(self.header("Range").filter(|_| same), about.size)
    }

    fn asker(&self) -> Asker {
        Asker::of(self.0)
    }
}

impl Asker {
    fn of(request: &Request<'_>) -> Self {
        let agent = request.headers().get_one("User-Agent").unwrap_or_default();
        let agent = text::shorten(&text::line(agent), 200);
        Self { peer: request.remote(), address: ClientAddress::of(request).0.to_string(), agent }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asker {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}

/// What the headers of an answer tell of a file.
struct About {
    tag: String,
    size: u64,
    kind: ContentType,
    disposition: String,
    modified: String,
    digest: String,
}

impl About {
    fn of(offer: &Offer) -> Self {
        let ticket = &offer.ticket;
        let since = ticket.released_at.since(Timestamp::EPOCH);
        Self {
            tag: format!("\"{}\"", ticket.blob.sha256),
            size: ticket.blob.size,
            kind: headers::media_type(&ticket.media_type),
            disposition: headers::disposition(&ticket.name),
            modified: httpdate::fmt_http_date(std::time::SystemTime::UNIX_EPOCH + since),
            digest: format!("sha-256=:{}:", data_encoding::BASE64.encode(&ticket.blob.sha256.to_bytes())),
        }
    }
}

enum Answer {
    File {
        about: Box<About>,
        body: Option<Box<FileBody>>,
        part: Part,
        is_part: bool,
    },
    /// The server in front sends it, the part that was asked for as well.
    Handed {
        about: Box<About>,
        name: &'static str,
        place: String,
    },
    /// The store in which it lies sends it, from this address.
    Away(String),
    /// The browser has it.
    Known(String),
    /// It is not the file that the browser wanted.
    Changed,
    /// There are no such bytes.
    Beyond(u64),
    Problem(Problem),
}

impl<'r> Responder<'r, 'static> for Answer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        match self {
            Self::File { about, body, part, is_part } => {
                let status = if is_part { Status::PartialContent } else { Status::Ok };
                answer
                    .status(status)
                    .header(about.kind)
                    .raw_header("Content-Disposition", about.disposition)
                    .raw_header("ETag", about.tag)
                    .raw_header("Last-Modified", about.modified)
                    .raw_header("Repr-Digest", about.digest)
                    .raw_header("Accept-Ranges", "bytes");
                if is_part {
                    answer.raw_header("Content-Range", part.of(about.size));
                }
                let length = usize::try_from(part.len).map_err(|_| Status::InternalServerError)?;
                match body {
                    Some(body) => {
                        let piece = body.piece();
                        // After the body: each body begins with Rocket's own pieces of 4 KB.
                        answer.sized_body(length, body).max_chunk_size(piece)
                    }
                    None => answer.sized_body(length, tokio::io::empty()),
                };
            }
            Self::Handed { about, name, place } => {
                answer
                    .header(about.kind)
                    .raw_header("Content-Disposition", about.disposition)
                    .raw_header("ETag", about.tag)
                    .raw_header("Last-Modified", about.modified)
                    .raw_header("Repr-Digest", about.digest)
                    .raw_header(name, place);
            }
            Self::Away(address) => {
                answer.status(Status::Found).raw_header("Location", address);
            }
            Self::Known(tag) => {
                answer.status(Status::NotModified).raw_header("ETag", tag);
            }
            Self::Changed => {
                answer.status(Status::PreconditionFailed);
            }
            Self::Beyond(size) => {
                answer.status(Status::RangeNotSatisfiable).raw_header("Content-Range", format!("bytes */{size}"));
            }
            Self::Problem(problem) => return problem.respond_to(request),
        }
        answer
            .raw_header("Cache-Control", "private, no-store, no-transform")
            .raw_header("Referrer-Policy", "no-referrer")
            .raw_header("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
            .raw_header("X-Content-Type-Options", "nosniff")
            .raw_header("X-Robots-Tag", "noindex")
            .ok()
    }
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let status = Status::new(self.problem.status());
        let id = request_id(request).to_owned();
        let mut answer = if wants_json(request) {
            let detail = [self.problem.story(), &self.detail].join(" ");
            let problem = json!({
                "type": format!("/api/docs#link-{}", self.problem.name()),
                "title": self.problem.heading(),
                "status": status.code,
                "detail": detail.trim_end(),
                "request_id": id,
                "errors": [],
            });
            let kind = ContentType::new("application", "problem+json");
            let mut answer = (kind, problem.to_string()).respond_to(request)?;
            answer.set_status(status);
            answer
        } else {
            let frame = Frame::of(request).private();
            let Self { problem, file, detail } = self;
            let page = ProblemPage { frame, problem, file, detail, order_url: None, request_id: id };
            Page::new(page).status(status).respond_to(request)?
        };
        answer.set_raw_header("Cache-Control", "no-store");
        answer.set_raw_header("Referrer-Policy", "no-referrer");
        Ok(answer)
    }
}
