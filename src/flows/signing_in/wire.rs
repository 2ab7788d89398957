//! What programs send and get at the door.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account to be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct RegisterJson {
    /// Where the link goes that confirms it.
    #[schema(example = "ines@example.com")]
    pub email: String,
    /// 10 to 256 characters that are not easy to guess.
    #[schema(example = "seven quiet lighthouses")]
    pub password: String,
    /// What to call them.
    #[schema(example = "Ines")]
    pub name: String,
}

/// Who signs in.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct LoginJson {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// A code of their second factor, if they have one.
    pub code: Option<String>,
}

/// What a program asks with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokensJson {
    /// To be sent as `Authorization: Bearer`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// For how many seconds the access token is good.
    pub expires_in: u64,
    /// Exchanges itself for the next pair, once.
    pub refresh_token: String,
}

/// A refresh token.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct RefreshJson {
    /// The latest one.
    pub refresh_token: String,
}

/// A token from a mail.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct TokenJson {
    /// What stands behind `token=` in the link.
    pub token: String,
}

/// An address.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct AddressJson {
    /// The address.
    pub email: String,
}

/// A new password and the right to set it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct ResetJson {
    /// What stands behind `token=` in the link.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// What happens next. The same whether an address is known or not.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NextJson {
    /// In words.
    pub message: String,
}
