//! The body of an answer, sent in large pieces.

use std::io::Cursor;

use bytes::Bytes;
use rocket::{
    Request, Response,
    http::{ContentType, Status},
    response::{self, Responder},
};
use serde::Serialize;

use crate::base::Error;

/// Rocket's own pieces of 4 KB halve the pace of a page of 15 KB.
const PIECE: usize = 1 << 16;

/// Bytes of a kind.
pub struct Body {
    kind: ContentType,
    bytes: Bytes,
    status: Status,
}

impl Body {
    /// An answer of `bytes`.
    pub fn new(kind: ContentType, bytes: impl Into<Bytes>) -> Self {
        Self { kind, bytes: bytes.into(), status: Status::Ok }
    }

    /// With another status than 200.
    #[must_use]
    pub fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }
}

impl<'r> Responder<'r, 'static> for Body {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer.status(self.status).header(self.kind);
        let size = self.bytes.len();
        // After the body, which begins with Rocket's own pieces; no larger than it is, since so much is set aside.
        answer.sized_body(size, Cursor::new(self.bytes)).max_chunk_size(size.clamp(1, PIECE)).ok()
    }
}

/// A value as JSON.
pub struct Json<T>(pub T);

impl<'r, T: Serialize> Responder<'r, 'static> for Json<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => Body::new(ContentType::JSON, bytes).respond_to(request),
            Err(cause) => Error::internal(cause).respond_to(request),
        }
    }
}

/// A new thing as JSON, answered with 201 and where it is found.
pub struct Created<T> {
    /// The thing.
    pub value: T,
    /// Its address.
    pub location: String,
}

impl<'r, T: Serialize> Responder<'r, 'static> for Created<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Json(self.value).respond_to(request)?;
        if answer.status() == Status::Ok {
            answer.set_status(Status::Created);
            answer.set_raw_header("Location", self.location);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use rocket::local::blocking::Client;

    use super::*;

    #[test]
    fn an_answer_goes_out_in_large_pieces() {
        let client = Client::debug(rocket::build()).unwrap();
        for (size, piece) in [(0, 1), (15_000, 15_000), (1_000_000, PIECE)] {
            let request = client.get("/");
            let answer = Body::new(ContentType::HTML, vec![b'x'; size]).respond_to(request.inner()).unwrap();
            assert_eq!(answer.body().max_chunk_size(), piece);
        }
    }
}
