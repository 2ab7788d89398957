//! What programs send and get about second factors.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::PasskeyId,
    features::factors::{Passkey, State},
};

/// Where the page's script goes from here.
#[derive(Debug, Serialize)]
pub(super) struct WayJson {
    pub next: String,
}

/// The second step of an account's sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TwoFactorJson {
    /// Whether signing in takes two steps.
    pub on: bool,
    /// Since when it has an authenticator app.
    pub authenticator_since: Option<String>,
    /// How many passkeys it has.
    pub passkeys: usize,
    /// How many recovery codes are left.
    pub recovery_codes_left: usize,
}

/// A secret for an authenticator app. It is shown until a code of it has been sent, and never again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SetUpJson {
    /// In base32, to be typed.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// To be drawn as a QR code or opened by an app.
    pub otpauth_uri: String,
}

/// A code of the app that is being set up.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct TwoFactorCodeJson {
    /// Six digits.
    #[schema(example = "287082")]
    pub code: String,
}

/// Recovery codes, shown this once. Each works once, in place of an authenticator's code.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecoveryCodesJson {
    pub recovery_codes: Vec<String>,
}

/// All passkeys of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PasskeysJson {
    pub data: Vec<PasskeyJson>,
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PasskeyJson {
    #[schema(value_type = String)]
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    pub added_at: String,
    pub last_used_at: Option<String>,
}

/// Another name for a passkey.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct PasskeyNameJson {
    /// 1 to 60 characters.
    #[schema(example = "Work laptop")]
    pub name: String,
}

impl TwoFactorJson {
    pub fn of(state: &State) -> Self {
        Self {
            on: state.is_on(),
            authenticator_since: state.authenticator.map(|it| it.rfc3339()),
            passkeys: state.passkeys.len(),
            recovery_codes_left: state.codes_left,
        }
    }
}

impl PasskeyJson {
    pub fn of(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name.clone(),
            added_at: passkey.added.rfc3339(),
            last_used_at: passkey.used.map(|it| it.rfc3339()),
        }
    }
}
