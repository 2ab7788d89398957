//! Whose uploads are whose, as a type.

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{Error, Result, UploadId},
    features::uploads::{Intake, Upload},
    platform::{
        db::{Db, Record as _},
        web::guards::{Allowed, outcome, scope},
    },
};

/// The upload that the address names, opened by its own word or by whoever announced it. Another's is not found.
pub(super) struct OwnUpload(pub Upload);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for OwnUpload {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match by_word(request) {
            Err(error) => return outcome(request, Err(error)),
            Ok(Some(id)) => {
                return outcome(
                    request,
                    named(request).filter(|it| *it == id).map_or_else(missing, |id| get(request, id)),
                );
            }
            Ok(None) => {}
        }
        match request.guard::<Allowed<scope::ProductsWrite>>().await {
            Outcome::Success(who) => {
                let own = || named(request).map_or_else(missing, |id| get(request, id));
                let own = own().and_then(|it| if it.0.owner == who.user { Ok(it) } else { missing() });
                outcome(request, own)
            }
            Outcome::Error(refused) => Outcome::Error(refused),
            Outcome::Forward(onwards) => Outcome::Forward(onwards),
        }
    }
}

/// The upload that the bearer's word opens, if it is such a word.
fn by_word(request: &Request<'_>) -> Result<Option<UploadId>> {
    let bearer = request.headers().get_one("Authorization").and_then(|it| it.strip_prefix("Bearer "));
    let Some(word) = bearer else { return Ok(None) };
    let db = request.rocket().state::<Db>().ok_or_else(|| Error::internal("there is no store"))?;
    intake(request)?.opened_by(word.trim(), db.clock().now())
}

fn named(request: &Request<'_>) -> Option<UploadId> {
    request.param::<UploadId>(1).and_then(std::result::Result::ok)
}

fn get(request: &Request<'_>, id: UploadId) -> Result<OwnUpload> {
    intake(request)?.get(id).map(OwnUpload)
}

fn missing() -> Result<OwnUpload> {
    Err(Error::not_found(Upload::MISSING))
}

fn intake<'r>(request: &'r Request<'_>) -> Result<&'r Intake> {
    request.rocket().state::<Intake>().ok_or_else(|| Error::internal("nothing can be uploaded"))
}
