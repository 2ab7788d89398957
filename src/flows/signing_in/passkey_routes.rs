//! Signing in with a passkey: with nothing else, as the second step after a password, or to prove once more who one is.
//! The device has verified its owner and holds the key, so a passkey counts as two factors. All of it is asked by the
//! script of a page, since only that can speak to the device.

use rocket::{Route, State, http::CookieJar, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entrance, Origin, cookie, entrance::PASSKEYS, login_page::onwards, second_page::pending};
use crate::{
    base::{Error, ErrorKind, LocalPath, Result, UserId},
    features::{
        accounts::{self, User},
        audit::{self, Act, Actor, NewEntry},
        factors::{self, Begun, Proof, Purpose},
        sessions::{self, Medium},
    },
    platform::{
        db::WriteTxn,
        web::{
            Json, SealedJson,
            guards::{Customer, Visitor},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![begin, enter, begin_second, enter_second, begin_proof, prove]
}

/// What the script sends: which ceremony it was, and what the device answered.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AnswerJson {
    ceremony: String,
    credential: Value,
    /// Whether they want to stay signed in.
    keep: bool,
    /// Where they wanted to go.
    next: String,
}

/// Where the script goes from here.
#[derive(Debug, Serialize)]
struct WayJson {
    next: String,
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/login/passkey/options")]
async fn begin(origin: Origin, entrance: &State<Entrance>) -> Result<Json<Begun>> {
    entrance.limits.take(PASSKEYS, &origin.key)?;
    entrance.ceremonies.begin_proving(Purpose::SigningIn, None).await.map(Json)
}

#[post("/login/passkey", data = "<answer>")]
async fn enter(
    answer: Json<AnswerJson>,
    origin: Origin,
    visitor: Visitor,
    jar: &CookieJar<'_>,
    entrance: &State<Entrance>,
) -> Result<Json<WayJson>> {
    let (keep, next) = (answer.0.keep, LocalPath::parse(&answer.0.next));
    let proof = entrance.proof(Purpose::SigningIn, None, answer.0, &origin).await?;
    let user = entrance.owner(&proof, &origin)?;
    entrance.enter_by(&proof, &user, keep, &origin, visitor, jar).await?;
    Ok(Json(WayJson { next: onwards(&next) }))
}

#[post("/login/second-factor/options")]
async fn begin_second(jar: &CookieJar<'_>, origin: Origin, entrance: &State<Entrance>) -> Result<Json<Begun>> {
    entrance.limits.take(PASSKEYS, &origin.key)?;
    let pending = pending(jar, entrance).ok_or_else(too_late)?;
    entrance.ceremonies.begin_proving(Purpose::SecondFactor, Some(pending.user)).await.map(Json)
}

#[post("/login/second-factor/passkey", data = "<answer>")]
async fn enter_second(
    answer: Json<AnswerJson>,
    origin: Origin,
    visitor: Visitor,
    jar: &CookieJar<'_>,
    entrance: &State<Entrance>,
) -> Result<Json<WayJson>> {
    let pending = pending(jar, entrance).ok_or_else(too_late)?;
    let proof = entrance.proof(Purpose::SecondFactor, Some(pending.user), answer.0, &origin).await?;
    let user = entrance.owner(&proof, &origin)?;
    if user.epoch != pending.epoch {
        return Err(too_late());
    }
    entrance.enter_by(&proof, &user, pending.keep, &origin, visitor, jar).await?;
    cookie::forget_pending(jar, &entrance.shop);
    Ok(Json(WayJson { next: onwards(&LocalPath::parse(&pending.next)) }))
}

#[post("/login/confirm/options", data = "<_form>")]
async fn begin_proof(
    who: Customer,
    _form: SealedJson<Nothing>,
    origin: Origin,
    entrance: &State<Entrance>,
) -> Result<Json<Begun>> {
    entrance.limits.take(PASSKEYS, &origin.key)?;
    entrance.ceremonies.begin_proving(Purpose::Confirming, Some(who.user)).await.map(Json)
}

#[post("/login/confirm/passkey", data = "<answer>")]
async fn prove(
    who: Customer,
    answer: SealedJson<AnswerJson>,
    origin: Origin,
    entrance: &State<Entrance>,
) -> Result<Json<WayJson>> {
    let session = who.session().ok_or_else(|| Error::internal("a browser without a session"))?;
    let next = LocalPath::parse(&answer.0.next);
    let proof = entrance.proof(Purpose::Confirming, Some(who.user), answer.0, &origin).await?;
    let (user, address) = (who.user, origin.address);
    let prove = move |txn: &WriteTxn| {
        factors::note_use(txn, &proof)?;
        sessions::prove(txn, session, true)?;
        audit::note(txn, NewEntry::new(Actor::User(user), Act::Confirmed).to(user).from(address).detail("passkey"))
    };
    entrance.db.write(prove).await?;
    Ok(Json(WayJson { next: onwards(&next) }))
}

fn too_late() -> Error {
    Error::unauthenticated("That took too long. Please sign in once more").at("/login")
}

impl Entrance {
    /// The proof that a device gave. One that is refused is written down.
    async fn proof(
        &self,
        purpose: Purpose,
        user: Option<UserId>,
        answer: AnswerJson,
        origin: &Origin,
    ) -> Result<Proof> {
        let proven = self.ceremonies.finish_proving(purpose, user, &answer.ceremony, answer.credential).await;
        if let Err(error) = &proven
            && error.kind == ErrorKind::Unauthenticated
        {
            let entry = NewEntry::new(Actor::Visitor, Act::SignInFailed).from(origin.address).detail("passkey");
            let target = user.map_or_else(String::new, |it| it.to_string());
            self.note(entry.to(target)).await?;
        }
        proven
    }

    /// Whose passkey it was, if they may come in.
    fn owner(&self, proof: &Proof, origin: &Origin) -> Result<User> {
        let user = self.db.look(|txn| accounts::find(txn, proof.user))?;
        let user = user.ok_or_else(|| Error::unauthenticated("The account of this passkey was closed"))?;
        self.admit(user, origin).map(|it| it.user)
    }

    /// Begins the session of someone who came by passkey.
    async fn enter_by(
        &self,
        proof: &Proof,
        user: &User,
        keep: bool,
        origin: &Origin,
        visitor: Visitor,
        jar: &CookieJar<'_>,
    ) -> Result<()> {
        let proof = proof.clone();
        self.db.write(move |txn| factors::note_use(txn, &proof)).await?;
        let before = visitor.0.and_then(|it| it.session());
        let (_, secret) = self.enter(user, Medium::Browser { keep }, true, origin, before).await?;
        cookie::keep(jar, &self.shop, &secret, keep);
        Ok(())
    }
}
