//! Files for everybody of which browsers ask for parts, as players do.

use rocket::{
    Request, Response,
    http::{ContentType, Status},
    request::{FromRequest, Outcome},
    response::{self, Responder},
    tokio::io::AsyncReadExt,
};
use std::convert::Infallible;

use super::range::{self, Asked, Part};
use crate::{
    base::Result,
    platform::files::{Blob, Files, Reading},
};

/// The part that a request asks for.
pub struct RangeAsked<'r> {
    range: Option<&'r str>,
    condition: Option<&'r str>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RangeAsked<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let header = |name| request.headers().get_one(name);
        Outcome::Success(Self { range: header("Range"), condition: header("If-Range") })
    }
}

/// A file, or the part of it that was asked for. Its address never leads to another, so browsers may keep it.
pub struct Ranged {
    kind: ContentType,
    tag: String,
    size: u64,
    body: Option<(Part, bool, Reading)>,
    cache: &'static str,
}

impl Ranged {
    /// What is asked for of the file `blob`, of this type; `cache` says who may keep it.
    ///
    /// # Errors
    /// It is missing or damaged, or its store cannot be reached.
    pub async fn of(
        files: &Files,
        blob: Blob,
        kind: ContentType,
        asked: &RangeAsked<'_>,
        cache: &'static str,
    ) -> Result<Self> {
        let tag = format!("\"{}\"", blob.sha256);
        let same = asked.condition.is_none_or(|it| it.trim() == tag);
        let part = match range::asked(asked.range.filter(|_| same), blob.size) {
            Asked::Whole => Some((Part::whole(blob.size), false)),
            Asked::Part(part) => Some((part, true)),
            Asked::Beyond => None,
        };
        let body = match part {
            Some((part, is_part)) => {
                let file = files.open_part(blob, part.from, part.len).await?.starting_at(part.from);
                Some((part, is_part, file))
            }
            None => None,
        };
        Ok(Self { kind, tag, size: blob.size, body, cache })
    }
}

impl<'r> Responder<'r, 'static> for Ranged {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer
            .raw_header("Accept-Ranges", "bytes")
            .raw_header("Cache-Control", self.cache)
            .raw_header("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
            .raw_header("X-Content-Type-Options", "nosniff");
        let Some((part, is_part, file)) = self.body else {
            return answer
                .status(Status::RangeNotSatisfiable)
                .raw_header("Content-Range", format!("bytes */{}", self.size))
                .ok();
        };
        if is_part {
            answer.status(Status::PartialContent).raw_header("Content-Range", part.of(self.size));
        }
        answer
            .header(self.kind)
            .raw_header("ETag", self.tag)
            .raw_header("Content-Length", part.len.to_string())
            .streamed_body(file.take(part.len))
            .max_chunk_size(1 << 16)
            .ok()
    }
}
