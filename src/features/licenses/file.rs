//! Licence files: what a licence is worth, signed so that a program verifies it without any network. A file is a JSON Web
//! Signature in compact form (RFC 7515) with Ed25519 (RFC 8037), so that every JOSE library reads it; the public keys are a
//! JSON Web Key Set (RFC 7517).

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signer, SigningKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    base::{Error, Result},
    platform::signing::Keys,
};

/// The media type that stands in the header of a file.
const TYPE: &str = "bodega-license";

/// The public half of a key by which the shop signs licence files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicKey {
    /// Its thumbprint (RFC 7638), by which files name it.
    pub kid: String,
    /// Key type.
    pub kty: &'static str,
    /// Curve.
    pub crv: &'static str,
    /// The 32 bytes of the key, base64url.
    pub x: String,
    /// What for.
    #[serde(rename = "use")]
    pub purpose: &'static str,
    /// The algorithm.
    pub alg: &'static str,
}

/// All keys by which files were ever signed, the present one first.
pub fn public_keys(keys: &Keys) -> Vec<PublicKey> {
    keys.license_seeds().iter().map(|seed| public(&SigningKey::from_bytes(seed))).collect()
}

fn public(key: &SigningKey) -> PublicKey {
    let x = BASE64URL_NOPAD.encode(key.verifying_key().as_bytes());
    let thumb = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
    PublicKey { kid: BASE64URL_NOPAD.encode(&thumb), kty: "OKP", crv: "Ed25519", x, purpose: "sig", alg: "EdDSA" }
}

/// A licence file that says `claims`, signed by the present key.
///
/// # Errors
/// The shop has no key, which cannot be.
pub fn sign(keys: &Keys, claims: &impl Serialize) -> Result<String> {
    let seed = keys.license_seeds().into_iter().next().ok_or_else(|| Error::internal("there is no licence key"))?;
    let key = SigningKey::from_bytes(&seed);
    let header = serde_json::json!({ "alg": "EdDSA", "kid": public(&key).kid, "typ": TYPE }).to_string();
    let claims = serde_json::to_vec(claims).map_err(Error::internal)?;
    let signed = format!("{}.{}", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(&claims));
    let signature = BASE64URL_NOPAD.encode(&key.sign(signed.as_bytes()).to_bytes());
    Ok(format!("{signed}.{signature}"))
}
