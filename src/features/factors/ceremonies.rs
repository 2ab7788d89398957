//! What browsers are asked to sign, and the checks of what they answer (WebAuthn, sections 7.1 and 7.2): the challenge
//! is ours and used once, the origin is the shop's, the user was verified by their device.

use std::{sync::Arc, time::Duration};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey as PublicKey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};

use super::{
    model::{Ceremony, Purpose},
    passkeys::passkeys,
    store,
};
use crate::{
    base::{Digest, Error, PasskeyId, Result, UserId},
    platform::{
        db::{Db, WriteTxn},
        web::{Identity, Shop},
    },
};

/// So long a browser may take to answer.
const LIFE: Duration = Duration::from_secs(5 * 60);

const REFUSED: &str = "That passkey did not work here. Try again, or sign in another way";

/// Asks browsers for passkeys; clones share it. Passkeys belong to a name: a shop that is reached by a bare address has
/// none.
#[derive(Clone)]
pub struct Ceremonies {
    db: Db,
    webauthn: Option<Arc<Webauthn>>,
}

/// What the browser is to be asked, and by which token it answers.
#[derive(Debug, Clone, Serialize)]
pub struct Begun {
    /// To be sent back with the answer.
    pub ceremony: String,
    /// What the browser's own function takes, in the JSON of WebAuthn.
    pub options: Value,
}

/// A passkey that has been tried, and is not kept yet.
#[derive(Debug, Clone)]
pub struct NewPasskey(pub(super) PublicKey);

/// That somebody used a passkey just now.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Whose it is.
    pub user: UserId,
    /// Which it is.
    pub passkey: PasskeyId,
    pub(super) result: AuthenticationResult,
}

impl Ceremonies {
    /// The ceremonies of a shop, for the name in its address.
    pub fn new(db: Db, shop: &Shop) -> Self {
        Self { db, webauthn: relying_party(shop).map(Arc::new) }
    }

    /// Whether the shop can have passkeys at all.
    pub fn are_possible(&self) -> bool {
        self.webauthn.is_some()
    }

    /// Asks the browser of someone for a new passkey, which stays with their device and can be found without a name.
    pub async fn begin_adding(&self, who: &Identity) -> Result<Begun> {
        let known = self.db.look(|txn| passkeys(txn, who.user))?;
        let known = known.iter().map(|it| it.key.cred_id().clone()).collect();
        let (user, email) = (Uuid::from_bytes(who.user.to_bytes()), who.email.as_str());
        let begun = self.webauthn()?.start_passkey_registration(user, email, &who.name, Some(known));
        let (options, state) = begun.map_err(Error::internal)?;
        let mut options = serde_json::to_value(options).map_err(Error::internal)?;
        // Only such a key can sign somebody in who has typed nothing.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        self.keep(Purpose::Adding, Some(who.user), &state, options).await
    }

    /// The passkey with which the browser of `user` answered.
    pub async fn finish_adding(&self, user: UserId, token: &str, answer: Value) -> Result<NewPasskey> {
        let state: PasskeyRegistration = self.take(Purpose::Adding, Some(user), token).await?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let made = self.webauthn()?.finish_passkey_registration(&answer, &state);
        made.map(NewPasskey).map_err(|cause| Error::invalid("credential", REFUSED).because(cause))
    }

    /// Asks a browser for a passkey: of `user`, if it is known whose it has to be.
    pub async fn begin_proving(&self, purpose: Purpose, user: Option<UserId>) -> Result<Begun> {
        let (options, state) = self.webauthn()?.start_discoverable_authentication().map_err(Error::internal)?;
        let mut options = serde_json::to_value(options).map_err(Error::internal)?;
        if let Some(user) = user {
            let theirs = self.db.look(|txn| passkeys(txn, user))?;
            let theirs = theirs.iter().map(|it| json!({ "type": "public-key", "id": encoded(it.key.cred_id()) }));
            options["publicKey"]["allowCredentials"] = theirs.collect();
        }
        self.keep(purpose, user, &state, options).await
    }

    /// Whose passkey the browser answered with. The caller takes the proof by [`note_use`](super::note_use).
    pub async fn finish_proving(
        &self,
        purpose: Purpose,
        user: Option<UserId>,
        token: &str,
        answer: Value,
    ) -> Result<Proof> {
        let state: DiscoverableAuthentication = self.take(purpose, user, token).await?;
        let answer: PublicKeyCredential = read(answer)?;
        let credential = Digest::of(answer.get_credential_id());
        let found = self.db.look(|txn| store::PASSKEYS_BY_CREDENTIAL.find(txn, &store::PASSKEYS, &credential))?;
        let passkey = found.filter(|it| user.is_none_or(|user| user == it.user)).ok_or_else(refused)?;
        // The device names the owner too. It may leave that out where we did, and must not say anything else.
        match answer.get_user_unique_id() {
            Some(said) if said == passkey.user.to_bytes() => {}
            None if user.is_some() => {}
            _ => return Err(refused()),
        }
        let key = DiscoverableKey::from(&passkey.key);
        let checked = self.webauthn()?.finish_discoverable_authentication_v2(&answer, state, &key);
        let result = checked.map_err(|cause| refused().because(cause))?;
        Ok(Proof { user: passkey.user, passkey: passkey.id, result })
    }

    fn webauthn(&self) -> Result<&Webauthn> {
        self.webauthn
            .as_deref()
            .ok_or_else(|| Error::not_found("This shop has no passkeys: it is reached by an address"))
    }

    async fn keep(
        &self,
        purpose: Purpose,
        user: Option<UserId>,
        state: &impl Serialize,
        mut options: Value,
    ) -> Result<Begun> {
        let state = serde_json::to_string(state).map_err(Error::internal)?;
        let keep = move |txn: &WriteTxn| {
            let token = HEXLOWER.encode(&txn.random::<24>());
            let until = txn.now.plus(LIFE);
            let state = state.clone();
            store::CEREMONIES.put(txn, &Ceremony { token: hash(&token), purpose, user, state, until })?;
            Ok(token)
        };
        let ceremony = self.db.write(keep).await?;
        Ok(Begun { ceremony, options: options["publicKey"].take() })
    }

    /// What a ceremony needs to be finished. It is gone from now on, whatever becomes of it.
    async fn take<S: DeserializeOwned>(&self, purpose: Purpose, user: Option<UserId>, token: &str) -> Result<S> {
        let token = hash(token);
        let take = move |txn: &WriteTxn| {
            let found = store::CEREMONIES.find(txn, token)?;
            store::CEREMONIES.remove(txn, token)?;
            let fits = |it: &Ceremony| it.purpose == purpose && it.user == user && txn.now < it.until;
            Ok(found.filter(fits).map(|it| it.state))
        };
        let late = || Error::conflict("That took too long, or was done already. Please try once more");
        let state = self.db.write(take).await?.ok_or_else(late)?;
        serde_json::from_str(&state).map_err(Error::internal)
    }
}

/// The checks for the name in the shop's address; nothing where that is no name (WebAuthn, 5.1.3, step 7).
fn relying_party(shop: &Shop) -> Option<Webauthn> {
    let origin = Url::parse(&shop.base_url.to("/")).ok()?;
    let name = origin.domain()?.to_owned();
    let builder = WebauthnBuilder::new(&name, &origin).ok()?.rp_name(&shop.name).timeout(LIFE);
    builder.build().ok()
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T> {
    serde_json::from_value(answer)
        .map_err(|cause| Error::invalid("credential", "That is not what a browser answers").because(cause))
}

fn refused() -> Error {
    Error::unauthenticated(REFUSED)
}

fn hash(token: &str) -> Digest {
    Digest::of(token.as_bytes())
}

fn encoded(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
