//! What requests and answers of the tus protocol carry in their headers.

use data_encoding::BASE64;
use rocket::{
    Request, Response,
    http::Status,
    request::{FromRequest, Outcome},
    response::{self, Responder},
};

use crate::{
    base::{Error, ErrorKind, Result},
    features::uploads::{Arriving, Checksum, Upload},
    platform::web::guards::outcome,
};

/// The one version of the protocol that is spoken.
pub(super) const VERSION: &str = "1.0.0";
/// What of it goes beyond its core.
pub(super) const EXTENSIONS: &str = "creation,creation-with-upload,termination,checksum,expiration";
/// The type of the body that carries a piece.
const PIECE: &str = "application/offset+octet-stream";

/// The headers of a request in the one version that is spoken.
#[derive(Debug, Clone, Default)]
pub(super) struct TusHead {
    pub length: Option<String>,
    pub offset: Option<String>,
    pub metadata: String,
    checksum: Option<String>,
    body: Option<u64>,
    kind: Option<String>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for TusHead {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let header = |name: &str| request.headers().get_one(name).map(str::to_owned);
        if header("Tus-Resumable").as_deref() != Some(VERSION) {
            let advice = format!("Send Tus-Resumable: {VERSION}; this shop speaks that version of tus");
            return outcome(request, Err(Error::of(ErrorKind::Stale, advice)));
        }
        Outcome::Success(Self {
            length: header("Upload-Length"),
            offset: header("Upload-Offset"),
            metadata: header("Upload-Metadata").unwrap_or_default(),
            checksum: header("Upload-Checksum"),
            body: header("Content-Length").and_then(|it| it.parse().ok()),
            kind: header("Content-Type"),
        })
    }
}

impl TusHead {
    /// How long the file will be.
    ///
    /// # Errors
    /// That is not said, or not in a number.
    pub fn length(&self) -> Result<u64> {
        number("Upload-Length", self.length.as_deref())
    }

    /// Whether the body carries a piece.
    pub fn has_piece(&self) -> bool {
        self.kind.as_deref() == Some(PIECE)
    }

    /// The piece in the body of a request that adds one at `Upload-Offset`.
    ///
    /// # Errors
    /// The body is of another type; the headers cannot be read.
    pub fn piece(&self) -> Result<Arriving> {
        if !self.has_piece() {
            return Err(Error::of(ErrorKind::Unsupported, format!("Send the bytes as Content-Type: {PIECE}")));
        }
        self.piece_at(number("Upload-Offset", self.offset.as_deref())?)
    }

    /// The piece in the body, which belongs at `offset`.
    ///
    /// # Errors
    /// The checksum cannot be read.
    pub fn piece_at(&self, offset: u64) -> Result<Arriving> {
        let checksum = self.checksum.as_deref().map(Checksum::parse).transpose()?;
        Ok(Arriving { offset, length: self.body, checksum })
    }

    /// What the file is called, by its metadata.
    ///
    /// # Errors
    /// The metadata is not what tus says that it is.
    pub fn name(&self) -> Result<String> {
        let advice = || Error::invalid("Upload-Metadata", "Write pairs of a key and base64, parted by commas");
        for pair in self.metadata.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = BASE64.decode(value.trim().as_bytes()).map_err(|cause| advice().because(cause))?;
            if matches!(key, "filename" | "name") {
                return String::from_utf8(value).map_err(|cause| advice().because(cause));
            }
        }
        Ok(String::new())
    }
}

fn number(name: &'static str, text: Option<&str>) -> Result<u64> {
    let text = text.filter(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
    text.and_then(|it| it.parse().ok()).ok_or_else(|| Error::invalid(name, "Write a number of bytes"))
}

/// An answer of the protocol: a status and what is told in headers.
#[derive(Debug)]
pub(super) struct Tus(Result<(Status, Vec<(&'static str, String)>)>);

impl Tus {
    /// What became of a request.
    pub fn of(done: Result<(Status, Vec<(&'static str, String)>)>) -> Self {
        Self(done)
    }

    /// How far an upload has come, and how long it waits.
    pub fn told(upload: &Upload) -> Vec<(&'static str, String)> {
        let expires =
            httpdate::fmt_http_date(std::time::UNIX_EPOCH + upload.expires.since(crate::base::Timestamp::EPOCH));
        vec![("Upload-Offset", upload.offset().to_string()), ("Upload-Expires", expires)]
    }
}

impl<'r> Responder<'r, 'static> for Tus {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = match self.0 {
            Ok((status, headers)) => {
                let mut answer = Response::build();
                answer.status(status);
                for (name, value) in headers {
                    answer.raw_header(name, value);
                }
                answer.finalize()
            }
            Err(error) => error.respond_to(request)?,
        };
        answer.set_raw_header("Tus-Resumable", VERSION);
        answer.set_raw_header("Cache-Control", "no-store");
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        let head = |metadata: &str| TusHead { metadata: metadata.into(), ..TusHead::default() };
        assert_eq!(head("filename YS56aXA=,is_confidential").name().unwrap(), "a.zip");
        assert_eq!(head("").name().unwrap(), "");
        for wrong in ["filename §", "filename /w=="] {
            assert!(head(wrong).name().is_err(), "{wrong}");
        }
        for wrong in ["", "-1", "+1", "1e3", "1.5", "18446744073709551616", "0x1"] {
            assert!(number("Upload-Length", Some(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(number("Upload-Length", Some("0")).unwrap(), 0);
    }
}
