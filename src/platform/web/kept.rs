//! Finished pages, kept while nothing that they show has changed.
//!
//! A page that everyone sees is drawn once and then sent as bytes, compressed once for those who can unpack it.

use std::{
    future::Future,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use quick_cache::{Weighter, sync::Cache};
use rocket::{
    Request, Response,
    http::{ContentType, Status},
    response::{self, Responder},
};
use sha2::{Digest, Sha256};

use super::{Frame, Page, body::Body, encoding::Encodings};
use crate::base::{Error, Result};

/// Up to this many bytes of pages are kept.
const ROOM: u64 = 24 << 20;

type Generation = Box<dyn Fn() -> u64 + Send + Sync>;

/// The kept pages; managed state.
pub struct Pages {
    cache: Cache<String, Arc<Drawn>, Heavy>,
    sources: Vec<Generation>,
}

struct Drawn {
    generations: Vec<u64>,
    tag: String,
    html: Bytes,
    packed: OnceLock<Option<Bytes>>,
}

#[derive(Clone)]
struct Heavy;

impl Weighter<String, Arc<Drawn>> for Heavy {
    fn weight(&self, key: &String, drawn: &Arc<Drawn>) -> u64 {
        // The compressed twin is about a fifth.
        (key.len() + drawn.html.len() + drawn.html.len() / 5 + 256) as u64
    }
}

impl Pages {
    /// Keeps pages for as long as none of `sources` gives another number.
    pub fn new(sources: Vec<Generation>) -> Self {
        Self { cache: Cache::with_weighter(1000, ROOM, Heavy), sources }
    }

    /// The page that `draw` makes, or the one it made before for a visitor who sees the same.
    /// `part` parts answers that share an address, such as a piece for htmx and the whole page.
    pub async fn show<T, F>(&self, frame: &Frame, part: &str, draw: F) -> Result<Shown>
    where
        T: askama::Template,
        F: Future<Output = Result<T>>,
    {
        let key = format!("{part}\n{}\n{}", frame.variant(), frame.path);
        // Asked before drawing: what changes meanwhile makes the page old at once.
        let generations: Vec<u64> = self.sources.iter().map(|it| it()).collect();
        if let Some(drawn) = self.cache.get(&key).filter(|it| it.generations == generations) {
            return Ok(Shown(drawn));
        }
        let html = draw.await?.render().map_err(Error::internal)?;
        let tag = format!("\"{}\"", BASE64URL_NOPAD.encode(&Sha256::digest(&html)[..12]));
        let drawn = Arc::new(Drawn { generations, tag, html: html.into(), packed: OnceLock::new() });
        self.cache.insert(key, drawn.clone());
        Ok(Shown(drawn))
    }
}

/// A kept page as an answer: 304 if the browser has it, compressed if it can unpack it.
pub struct Shown(Arc<Drawn>);

impl<'r> Responder<'r, 'static> for Shown {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let headers = request.headers();
        let has =
            headers.get_one("If-None-Match").is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == self.0.tag));
        let mut answer = if has {
            Response::build().status(Status::NotModified).finalize()
        } else {
            let packed = if unpacks(request) { self.0.packed.get_or_init(|| pack(&self.0.html)).clone() } else { None };
            let is_packed = packed.is_some();
            let bytes = packed.unwrap_or_else(|| self.0.html.clone());
            let mut answer = Body::new(ContentType::HTML, bytes).respond_to(request)?;
            if is_packed {
                answer.set_raw_header("Content-Encoding", "br");
            }
            answer
        };
        answer.set_raw_header("ETag", self.0.tag.clone());
        answer.set_raw_header("Cache-Control", "private, no-cache");
        answer.set_raw_header("Vary", "Cookie, Accept-Encoding, HX-Request");
        Ok(answer)
    }
}

/// Bytes made for one answer, compressed for those who can unpack them.
pub fn packed(request: &Request<'_>, kind: ContentType, bytes: Bytes) -> response::Result<'static> {
    let packed = if unpacks(request) { pack(&bytes) } else { None };
    let is_packed = packed.is_some();
    let mut answer = Body::new(kind, packed.unwrap_or(bytes)).respond_to(request)?;
    if is_packed {
        answer.set_raw_header("Content-Encoding", "br");
    }
    answer.set_raw_header("Vary", "Accept-Encoding");
    Ok(answer)
}

fn unpacks(request: &Request<'_>) -> bool {
    Encodings::of(request).take("br")
}

/// Nothing if it cannot be compressed: then it is sent as it is.
fn pack(html: &[u8]) -> Option<Bytes> {
    let mut packed = Vec::with_capacity(html.len() / 4);
    let params = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut &html[..], &mut packed, &params).ok()?;
    Some(packed.into())
}

impl<'r, T: askama::Template> Responder<'r, 'static> for Page<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self.page.render() {
            Ok(html) => Body::new(ContentType::HTML, html).status(self.status).respond_to(request),
            Err(cause) => Error::internal(cause).respond_to(request),
        }
    }
}
