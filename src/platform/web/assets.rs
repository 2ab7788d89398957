//! The front-end's files: built by `npm run build` into `assets/dist`, carried inside the binary, kept by browsers for good.

use std::{borrow::Cow, collections::BTreeMap, io::Cursor, sync::LazyLock};

use rocket::{
    Request, Response, Route, get,
    http::{ContentType, Status},
    request::{FromRequest, Outcome},
    response::{self, Responder},
    routes,
};
use rust_embed::RustEmbed;

use super::encoding::Encodings;

/// What `npm run build` left behind; in debug builds read from the disk at each request.
#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Dist;

type Names = BTreeMap<String, String>;

static URLS: LazyLock<Names> = LazyLock::new(|| {
    let manifest = listed("manifest.json").into_iter();
    manifest.map(|(name, hashed)| (name, format!("/assets/{hashed}"))).collect()
});

static ICONS: LazyLock<Names> = LazyLock::new(|| listed("icons.json"));

fn listed(file: &str) -> Names {
    let bytes = Dist::get(file).map(|found| found.data).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// The address of a built file by its plain name: `asset("app.css")` is `/assets/app.<hash>.css`.
#[must_use]
pub fn asset(name: &str) -> &'static str {
    URLS.get(name).map_or("/assets/missing", String::as_str)
}

/// The inside of the `<svg>` that draws this icon; templates use `ui::icon(name)`, which gives it its frame.
#[must_use]
pub fn icon(name: &str) -> &'static str {
    ICONS.get(name).map_or("", String::as_str)
}

/// A built file that nobody is served, such as the fonts of documents.
#[must_use]
pub fn unserved(name: &str) -> Option<Cow<'static, [u8]>> {
    Some(name).filter(|name| kind(name).is_none()).and_then(Dist::get).map(|found| found.data)
}

/// The routes that serve the built files.
pub fn routes() -> Vec<Route> {
    routes![serve]
}

#[get("/assets/<name>")]
fn serve(name: &str, accepts: Accepts<'_>) -> Option<Asset> {
    let kind = kind(name)?;
    let (encoding, file) =
        accepts.best().find_map(|(encoding, ending)| Some((encoding, Dist::get(&format!("{name}{ending}"))?)))?;
    let tag = format!("\"{}{}\"", name, encoding.unwrap_or_default());
    let fresh = accepts.known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    Some(Asset { kind, encoding, tag, data: (!fresh).then_some(file.data) })
}

/// The lists of names and the compressed twins stand in the same folder and are nobody's business.
fn kind(name: &str) -> Option<ContentType> {
    match name.rsplit_once('.')?.1 {
        "css" => Some(ContentType::CSS),
        "js" => Some(ContentType::JavaScript),
        "svg" => Some(ContentType::SVG),
        "woff2" => Some(ContentType::WOFF2),
        _ => None,
    }
}

/// What the browser can unpack, and what it already has.
struct Accepts<'r> {
    encodings: Encodings<'r>,
    known: Option<&'r str>,
}

impl Accepts<'_> {
    /// Encodings to try, smallest first, each with the ending of its file.
    fn best(&self) -> impl Iterator<Item = (Option<&'static str>, &'static str)> {
        [("br", ".br"), ("gzip", ".gz")]
            .into_iter()
            .filter(|(encoding, _)| self.encodings.take(encoding))
            .map(|(encoding, ending)| (Some(encoding), ending))
            .chain([(None, "")])
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Accepts<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self { encodings: Encodings::of(request), known: request.headers().get_one("If-None-Match") })
    }
}

struct Asset {
    kind: ContentType,
    encoding: Option<&'static str>,
    tag: String,
    /// Nothing, where the browser has it already.
    data: Option<Cow<'static, [u8]>>,
}

impl<'r> Responder<'r, 'static> for Asset {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer
            .raw_header("Cache-Control", "public, max-age=31536000, immutable")
            .raw_header("ETag", self.tag)
            .raw_header("Vary", "Accept-Encoding");
        let Some(data) = self.data else {
            return answer.status(Status::NotModified).ok();
        };
        if let Some(encoding) = self.encoding {
            answer.raw_header("Content-Encoding", encoding);
        }
        answer.header(self.kind).sized_body(data.len(), Cursor::new(data)).max_chunk_size(1 << 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use rocket::{
        http::{Header, Status},
        local::blocking::Client,
    };

    use super::*;

    fn client() -> Client {
        Client::untracked(rocket::build().mount("/", routes())).unwrap()
    }

    #[test]
    fn names_lead_to_files_that_are_kept_for_good() {
        let client = client();
        for name in ["app.css", "app.js", "display.woff2", "favicon.svg"] {
            let answer = client.get(asset(name)).dispatch();
            assert_eq!(answer.status(), Status::Ok, "{name}");
            assert!(answer.headers().get_one("Cache-Control").unwrap().contains("immutable"));
            assert_eq!(answer.headers().get_one("Content-Encoding"), None);
            assert!(!answer.into_bytes().unwrap().is_empty());
        }
    }

    #[test]
    fn the_smallest_acceptable_form_is_sent() {
        let client = client();
        for (accepted, sent) in [
            ("gzip, deflate, br", Some("br")),
            ("br;q=0.5", Some("br")),
            ("gzip;q=1.0, br;q=0", Some("gzip")),
            ("identity", None),
            ("", None),
        ] {
            let header = Header::new("Accept-Encoding", accepted);
            let answer = client.get(asset("app.css")).header(header).dispatch();
            assert_eq!(answer.headers().get_one("Content-Encoding"), sent, "{accepted}");
            assert_eq!(answer.headers().get_one("Vary"), Some("Accept-Encoding"));
            assert!(answer.content_type().unwrap().is_css());
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let client = client();
        let tag = client.get(asset("app.js")).dispatch().headers().get_one("ETag").unwrap().to_owned();
        let answer = client.get(asset("app.js")).header(Header::new("If-None-Match", tag)).dispatch();
        assert_eq!(answer.status(), Status::NotModified);
        assert!(answer.into_bytes().unwrap_or_default().is_empty());
    }

    #[test]
    fn anything_else_is_not_there() {
        let client = client();
        let twin = format!("{}.br", asset("app.css"));
        for path in
            ["/assets/manifest.json", "/assets/icons.json", &twin, "/assets/nothing.css", "/assets/..%2fCargo.css"]
        {
            assert_eq!(client.get(path.to_owned()).dispatch().status(), Status::NotFound, "{path}");
        }
    }
}
