//! How the scripts of our own pages announce a file: with the token of the page, for a word that opens this one upload.

use rocket::{Route, State, post, routes};
use serde::{Deserialize, Serialize};

use super::room;
use crate::{
    base::Result,
    features::uploads::{self, Intake, UploadForm},
    platform::{
        db::Db,
        web::{Json, SealedJson, guards::Seller},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![announce]
}

/// The file that somebody chose.
#[derive(Debug, Deserialize)]
struct Chosen {
    name: String,
    size: u64,
}

/// Where to send it.
#[derive(Debug, Serialize)]
struct Opened {
    id: String,
    url: String,
    word: String,
    offset: u64,
}

/// Announces a file; one of the same name and size that is on its way already is gone on with.
#[post("/sell/uploads", data = "<chosen>")]
async fn announce(
    seller: Seller,
    chosen: SealedJson<Chosen>,
    db: &State<Db>,
    intake: &State<Intake>,
) -> Result<Json<Opened>> {
    let (owner, Chosen { name, size }) = (seller.user, chosen.0);
    let new = UploadForm { length: size, name: name.clone(), metadata: String::new() }.check(owner, intake.rules())?;
    let now = db.clock().now();
    let all = db.look(|txn| uploads::of_owner(txn, owner))?;
    let same = |it: &uploads::Upload| it.length == size && it.name == new.name() && it.expires > now;
    let upload = match all.into_iter().find(|it| same(it) && it.whole.is_none()) {
        Some(upload) => intake.heal(upload).await?,
        None => room::announce(db, intake, new, size).await?,
    };
    Ok(Json(Opened {
        id: upload.id.to_string(),
        url: format!("/api/v1/uploads/{}", upload.id),
        word: intake.token(&upload),
        offset: upload.offset(),
    }))
}
