//! Calls to PayPal: the token they need, their time-outs, and what goes wrong.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{Client, Method, RequestBuilder, StatusCode, header, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{
    base::{Error, Result, Secret},
    platform::{payments::PaypalConfig, web::Mode},
};

/// Connecting and answering together take no longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// A token is fetched anew so long before its end.
const MARGIN: Duration = Duration::from_secs(120);
/// No answer is read beyond this.
const LONGEST: usize = 16 << 20;

/// An application at PayPal.
pub struct Api {
    client: Client,
    base: String,
    id: String,
    secret: Secret,
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    secret: Secret,
    ends: Instant,
}

/// Why PayPal did not do what it was asked for.
#[derive(Debug)]
pub enum Refusal {
    /// It knows no such thing.
    Missing(String),
    /// It understood and will not do it: its word for why, and the whole answer.
    Refused(String, String),
    /// It could not be reached, failed or has no time: nobody knows whether it was done.
    Unknown(String),
}

impl Api {
    /// As it is set up. Nothing is called yet.
    pub fn new(config: &PaypalConfig, mode: Mode) -> Result<Self> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("Bodega/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Error::internal)?;
        Ok(Self {
            client,
            base: config.api(mode),
            id: config.client_id.trim().to_owned(),
            secret: config.client_secret.clone(),
            token: Mutex::default(),
        })
    }

    /// Looks something up.
    pub async fn look(&self, path: &str) -> Result<Value, Refusal> {
        self.send(Method::GET, path, None, None).await
    }

    /// Changes something; the same `key` changes it once. `body` is JSON.
    pub async fn act(&self, path: &str, body: String, key: &str) -> Result<Value, Refusal> {
        self.send(Method::POST, path, Some(body), Some(key)).await
    }

    /// Asks for something that changes nothing, with a body of JSON.
    pub async fn post(&self, path: &str, body: String) -> Result<Value, Refusal> {
        self.send(Method::POST, path, Some(body), None).await
    }

    /// The path and query of an address of this very API; nothing for one elsewhere.
    pub fn own<'a>(&self, address: &'a str) -> Option<&'a str> {
        address.strip_prefix(&self.base).filter(|it| it.starts_with('/'))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        key: Option<&str>,
    ) -> Result<Value, Refusal> {
        let mut is_second = false;
        loop {
            let token = self.token(is_second).await?;
            let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
            request = request.bearer_auth(token.expose()).header("Prefer", "return=representation");
            if let Some(key) = key {
                request = request.header("PayPal-Request-Id", key);
            }
            if let Some(body) = &body {
                request = request.header(header::CONTENT_TYPE, "application/json").body(body.clone());
            }
            let (status, said) = hear(request).await?;
            // A token may end early, as when the application's secret was changed.
            if status == StatusCode::UNAUTHORIZED && !is_second {
                is_second = true;
                continue;
            }
            return judge(status, said);
        }
    }

    /// The token in force, or a new one; one caller fetches it for all.
    async fn token(&self, anew: bool) -> Result<Secret, Refusal> {
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref().filter(|it| !anew && it.ends > Instant::now()) {
            return Ok(token.secret.clone());
        }
        *kept = None;
        let request = self
            .client
            .post(format!("{}/v1/oauth2/token", self.base))
            .basic_auth(&self.id, Some(self.secret.expose()))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        let (status, said) = hear(request).await?;
        let said = judge(status, said)?;
        let secret = said["access_token"].as_str().map(Secret::new).filter(|it| !it.is_empty());
        let secret = secret.ok_or_else(|| Refusal::Unknown("PayPal gave no token".into()))?;
        let lasts = Duration::from_secs(said["expires_in"].as_u64().unwrap_or_default().min(24 * 60 * 60));
        *kept = Some(Token { secret: secret.clone(), ends: Instant::now() + lasts.saturating_sub(MARGIN) });
        Ok(secret)
    }
}

async fn hear(request: RequestBuilder) -> Result<(StatusCode, Value), Refusal> {
    // The address of a call names nothing secret, but it is left out of logs all the same.
    let unknown = |cause: reqwest::Error| Refusal::Unknown(in_words(&cause.without_url()));
    let mut answer = request.send().await.map_err(unknown)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unknown)? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(Refusal::Unknown("PayPal's answer has no end".into()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok((answer.status(), serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

fn judge(status: StatusCode, said: Value) -> Result<Value, Refusal> {
    if status.is_success() {
        return Ok(said);
    }
    let word = said["details"][0]["issue"].as_str().or(said["name"].as_str()).or(said["error"].as_str());
    let word = word.unwrap_or_default().to_owned();
    let id = said["debug_id"].as_str().unwrap_or_default();
    let full = format!("PayPal says {} {word} {} {id}", status.as_u16(), said["message"].as_str().unwrap_or_default());
    Err(match status.as_u16() {
        404 => Refusal::Missing(full),
        400 | 403 | 422 => Refusal::Refused(word, full),
        _ => Refusal::Unknown(full),
    })
}

/// What went wrong and what lies beneath it, in one line.
fn in_words(cause: &dyn std::error::Error) -> String {
    let mut words = cause.to_string();
    let mut beneath = cause.source();
    while let Some(cause) = beneath {
        words = format!("{words}: {cause}");
        beneath = cause.source();
    }
    words
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing(cause) => Self::conflict("PayPal does not know this").because(cause),
            Refusal::Refused(_, cause) => Self::conflict("PayPal refused this").because(cause),
            Refusal::Unknown(cause) => {
                Self::unavailable("PayPal cannot be reached right now; please try again in a minute").because(cause)
            }
        }
    }
}

/// Whether a reference can stand in an address: PayPal's identifiers are letters, digits and hyphens.
pub fn is_reference(text: &str) -> bool {
    (3..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
