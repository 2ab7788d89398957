//! Speaking to servers: one TLS, in Rust, with the authorities of webpki-roots.

use std::sync::Arc;

use reqwest::{Client, ClientBuilder, Url};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::base::{Error, Result};

/// What a client of ours is made from.
pub(super) fn client() -> Result<ClientBuilder> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = Client::builder().tls_backend_preconfigured(tls).no_proxy();
    Ok(client.user_agent(concat!("Bodega/", env!("CARGO_PKG_VERSION"))))
}

/// Whether an address is safe to fetch a program's food from: by TLS, or from this machine.
pub(super) fn is_safe(url: &Url) -> bool {
    let is_here = || matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    url.scheme() == "https" || url.scheme() == "http" && is_here()
}
