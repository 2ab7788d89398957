//! Verifies a Bodega licence file without any network. Needs the crates `ed25519-dalek`, `data-encoding` and `serde_json`.
//!
//! `keys` is what the shop publishes at /.well-known/license-keys.json; ship it with your program.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::Value;

/// What the licence says at `now`, in seconds since 1970, on the device with this fingerprint; or why it is not good.
pub fn verify(keys: &str, file: &str, fingerprint: Option<&str>, now: i64) -> Result<Value, &'static str> {
    let broken = "This is not a licence file";
    let part = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| broken);
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).map_err(|_| broken);
    let (signed, signature) = file.trim().rsplit_once('.').ok_or(broken)?;
    let (header, claims) = signed.split_once('.').ok_or(broken)?;
    let header = json(&part(header)?)?;
    // Never let the file choose the algorithm.
    if header["alg"] != "EdDSA" || header["typ"] != "bodega-license" {
        return Err(broken);
    }
    let keys = json(keys.as_bytes())?;
    let known = keys["keys"].as_array().and_then(|all| all.iter().find(|it| it["kid"] == header["kid"]));
    let known = known.ok_or("This licence was signed by a key that the program does not know")?;
    let key = part(known["x"].as_str().unwrap_or_default())?.try_into().map_err(|_| broken)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| broken)?;
    let signature = Signature::from_slice(&part(signature)?).map_err(|_| broken)?;
    key.verify(signed.as_bytes(), &signature).map_err(|_| "This licence file was changed")?;
    let license = json(&part(claims)?)?;
    if license["exp"].as_i64().is_some_and(|it| it <= now) {
        return Err("This licence has expired");
    }
    if license["fingerprint"].as_str().is_some_and(|it| Some(it) != fingerprint) {
        return Err("This licence is for another device");
    }
    Ok(license)
}
