//! Where agents knock: `/mcp`, and the card that says so.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use rmcp::transport::streamable_http_server::{
    StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager,
};
use rocket::{
    Data, Request, Route, State,
    data::ToByteUnit,
    delete, get,
    http::{ContentType, Header, Status},
    post,
    request::{FromRequest, Outcome},
    response::{self, Responder, stream::ByteStream},
    routes,
};
use serde_json::{Value, json};

use super::{Toolbox, tool::Caller};
use crate::{
    base::{Error, Result},
    platform::{
        limits::{Limits, Rule},
        web::{
            ClientAddress,
            guards::{Visitor, outcome},
            identity,
        },
    },
};

/// Calls from one address.
const CALLS: Rule = Rule::new("calls of agents", 60, Duration::from_secs(1));
/// No call is longer.
const LONGEST: u64 = 256 << 10;
/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The route of the protocol, and the cards that lead to it.
pub fn routes() -> Vec<Route> {
    routes![call, listen, end, card, known_card]
}

/// How the request came, in the words of the protocol's library.
struct Knock(HeaderMap, Caller);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Knock {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let header = |it: Header<'_>| {
            Some((HeaderName::try_from(it.name().as_str()).ok()?, HeaderValue::try_from(it.value()).ok()?))
        };
        let headers = request.headers().iter().filter_map(header).collect();
        // A token that is worth nothing any more is told of: whoever sent it believes to be somebody.
        let who = identity(request)
            .map(|it| Self(headers, Caller { visitor: Visitor(it), client: ClientAddress::of(request) }));
        outcome(request, who)
    }
}

/// What the library answered, on its way.
struct Said(http::Response<BoxBody<Bytes, Infallible>>);

impl<'r> Responder<'r, 'r> for Said {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        let (parts, body) = self.0.into_parts();
        let ends = Box::pin(tokio::time::sleep(PATIENCE));
        let bytes = body.into_data_stream().filter_map(async |it| it.ok()).take_until(ends);
        let mut response = ByteStream(Box::pin(bytes)).respond_to(request)?;
        response.set_status(Status::new(parts.status.as_u16()));
        response.remove_header("Content-Type");
        for (name, value) in &parts.headers {
            if let Ok(value) = value.to_str() {
                response.set_header(Header::new(name.to_string(), value.to_owned()));
            }
        }
        Ok(response)
    }
}

/// Says something to the shop, in the words of the protocol.
#[post("/mcp", data = "<body>")]
async fn call(body: Data<'_>, knock: Knock, tools: &State<Toolbox>, limits: &State<Limits>) -> Result<Said> {
    limits.take(CALLS, &knock.1.client.key())?;
    let body = body.open(LONGEST.bytes()).into_bytes().await?;
    if !body.is_complete() {
        return Err(Error::too_large("A call has at most 256 KiB"));
    }
    ask(http::Method::POST, knock, body.into_inner(), tools).await
}

/// Without sessions there is nothing to listen to; the answer says so.
#[get("/mcp")]
async fn listen(knock: Knock, tools: &State<Toolbox>) -> Result<Said> {
    ask(http::Method::GET, knock, Vec::new(), tools).await
}

/// Nor is there anything to end.
#[delete("/mcp")]
async fn end(knock: Knock, tools: &State<Toolbox>) -> Result<Said> {
    ask(http::Method::DELETE, knock, Vec::new(), tools).await
}

async fn ask(method: http::Method, Knock(mut headers, caller): Knock, body: Vec<u8>, tools: &Toolbox) -> Result<Said> {
    let tools = tools.clone();
    // Whose host was asked, and from which site, the shop has looked at before; the library wants to see one.
    headers.entry(http::header::HOST).or_insert(HeaderValue::from_static("localhost"));
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts();
    let service =
        StreamableHttpService::new(move || Ok(tools.clone()), Arc::new(NeverSessionManager::default()), config);
    let mut request = http::Request::new(Full::new(Bytes::from(body)));
    (*request.method_mut(), *request.headers_mut()) = (method, headers);
    *request.uri_mut() = http::Uri::from_static("/mcp");
    request.extensions_mut().insert(caller);
    Ok(Said(service.handle(request).await))
}

/// Where the shop speaks the protocol, as a Server Card (experimental extension of the Model Context Protocol).
#[get("/mcp/server-card")]
fn card(tools: &State<Toolbox>) -> (ContentType, String) {
    (ContentType::new("application", "mcp-server-card+json"), described(tools).to_string())
}

/// The same, where agents looked for it first.
#[get("/.well-known/mcp/server-card.json")]
fn known_card(tools: &State<Toolbox>) -> (ContentType, String) {
    (ContentType::JSON, described(tools).to_string())
}

fn described(tools: &Toolbox) -> Value {
    let (who, base) = (tools.who(), &tools.shop.base_url);
    json!({
        "$schema": "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
        "name": who.name,
        "version": who.version,
        "title": who.title,
        "description": format!("Search the catalogue of {}, compare products and fill a cart", tools.shop.name),
        "websiteUrl": base.to("/"),
        "remotes": [{ "type": "streamable-http", "url": base.to("/mcp") }],
    })
}
