//! The routes of the tus protocol (version 1.0.0, tus.io/protocols/resumable-upload).

use rocket::{Data, Route, State, data::ToByteUnit, delete, head, http::Status, options, patch, post, routes};
use utoipa::OpenApi;

use super::{
    guard::OwnUpload,
    headers::{EXTENSIONS, Tus, TusHead, VERSION},
    room,
};
use crate::{
    base::{Result, UserId},
    features::uploads::{Checksum, Intake, Upload, UploadForm},
    platform::{
        db::Db,
        web::guards::{Allowed, scope},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![describe, create, show, append, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(describe, create, show, append, remove),
        tags((name = "Uploads", description = "Files on their way in, by the tus protocol 1.0.0"))
    )]
    struct Docs;
    Docs::openapi()
}

type Told = Result<(Status, Vec<(&'static str, String)>)>;

/// What of the tus protocol is spoken here.
#[utoipa::path(
    options, path = "/api/v1/uploads", tag = "Uploads",
    responses((status = 204, description = "Versions, extensions, algorithms of checksums and the largest size", headers(
        ("Tus-Version" = String, description = "1.0.0"),
        ("Tus-Extension" = String, description = "The extensions, parted by commas"),
        ("Tus-Max-Size" = String, description = "The largest file, in bytes"),
        ("Tus-Checksum-Algorithm" = String, description = "sha1,sha256")))),
)]
#[options("/uploads")]
fn describe(intake: &State<Intake>) -> Tus {
    let headers = vec![
        ("Tus-Version", VERSION.to_owned()),
        ("Tus-Extension", EXTENSIONS.to_owned()),
        ("Tus-Max-Size", intake.rules().max_bytes().to_string()),
        ("Tus-Checksum-Algorithm", Checksum::ALGORITHMS.to_owned()),
    ];
    Tus::of(Ok((Status::NoContent, headers)))
}

/// Announces a file, and takes its first piece if the body carries one. Size, type and room are decided before that.
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "Uploads", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = String, Header, description = "How many bytes the file has"),
        ("Upload-Metadata" = Option<String>, Header, description = "Pairs of a key and base64; `filename` is the name"),
        ("Upload-Checksum" = Option<String>, Header, description = "Of a piece in the body: sha1 or sha256, and base64")),
    request_body(content = String, content_type = "application/offset+octet-stream", description = "The first piece, or nothing"),
    responses(
        (status = 201, description = "It may come", headers(
            ("Location" = String, description = "Where to send it"),
            ("Upload-Offset" = String, description = "Where it goes on"),
            ("Upload-Expires" = String, description = "Until when it waits"))),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 409, description = "Too many uploads are open"),
        (status = 412, description = "Another version of tus"),
        (status = 413, description = "Too large, or no room is left"),
        (status = 415, description = "Files of this type are not taken"),
        (status = 422, description = "A header cannot be read"),
        (status = 460, description = "The piece is not what its checksum says"),
        (status = 503, description = "The disk has no room just now"),
    ),
)]
#[post("/uploads", data = "<body>")]
async fn create(
    who: Allowed<scope::ProductsWrite>,
    head: TusHead,
    body: Data<'_>,
    db: &State<Db>,
    intake: &State<Intake>,
) -> Tus {
    Tus::of(created(who.user, &head, body, db, intake).await)
}

async fn created(owner: UserId, head: &TusHead, body: Data<'_>, db: &Db, intake: &Intake) -> Told {
    let length = head.length()?;
    let form = UploadForm { length, name: head.name()?, metadata: head.metadata.clone() };
    // Read before anything is announced, so that a slip leaves nothing behind.
    let piece = head.has_piece().then(|| head.piece_at(0)).transpose()?;
    let mut upload = room::announce(db, intake, form.check(owner, intake.rules())?, length).await?;
    if let Some(piece) = piece {
        upload = intake.append(upload.id, piece, body.open(all(&upload))).await?;
    }
    let mut told = Tus::told(&upload);
    told.push(("Location", format!("/api/v1/uploads/{}", upload.id)));
    Ok((Status::Created, told))
}

/// One byte more than is missing, so that too much is noticed.
fn all(upload: &Upload) -> rocket::data::ByteUnit {
    upload.rest().saturating_add(1).bytes()
}

/// How far an upload has come.
#[utoipa::path(
    head, path = "/api/v1/uploads/{id}", tag = "Uploads", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses(
        (status = 200, description = "So far", headers(
            ("Upload-Offset" = String, description = "Where it goes on"),
            ("Upload-Length" = String, description = "How many bytes it will have"),
            ("Upload-Metadata" = String, description = "As it was announced"),
            ("Upload-Expires" = String, description = "Until when it waits"))),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such upload of yours, or not any more"),
        (status = 412, description = "Another version of tus"),
    ),
)]
#[head("/uploads/<id>")]
#[expect(unused_variables, reason = "the guard reads it; it stands here for the description")]
async fn show(id: &str, upload: OwnUpload, _head: TusHead, intake: &State<Intake>) -> Tus {
    let settled = match intake.settled(upload.0.id).await {
        Ok(upload) => intake.heal(upload).await,
        Err(error) => Err(error),
    };
    let now = settled.map(|it| {
        let mut told = Tus::told(&it);
        told.push(("Upload-Length", it.length.to_string()));
        if !it.metadata.is_empty() {
            told.push(("Upload-Metadata", it.metadata.clone()));
        }
        (Status::Ok, told)
    });
    Tus::of(now)
}

/// Adds a piece. What has arrived stays if the line breaks, unless the piece has a checksum.
#[utoipa::path(
    patch, path = "/api/v1/uploads/{id}", tag = "Uploads", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = String, Header, description = "Where the piece belongs: what HEAD says"),
        ("Upload-Checksum" = Option<String>, Header, description = "sha1 or sha256, a space and base64")),
    request_body(content_type = "application/offset+octet-stream", description = "The bytes", content = String),
    responses(
        (status = 204, description = "It is here", headers(
            ("Upload-Offset" = String, description = "Where it goes on"),
            ("Upload-Expires" = String, description = "Until when it waits"))),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such upload of yours, or not any more"),
        (status = 409, description = "The piece belongs elsewhere"),
        (status = 412, description = "Another version of tus"),
        (status = 413, description = "More than was announced"),
        (status = 415, description = "The body is of another type"),
        (status = 422, description = "A header cannot be read, or the line broke"),
        (status = 423, description = "Somebody is sending this file just now"),
        (status = 460, description = "The piece is not what its checksum says"),
        (status = 503, description = "The disk has no room just now"),
    ),
)]
#[patch("/uploads/<id>", data = "<body>")]
#[expect(unused_variables, reason = "the guard reads it; it stands here for the description")]
async fn append(id: &str, upload: OwnUpload, head: TusHead, body: Data<'_>, intake: &State<Intake>) -> Tus {
    Tus::of(appended(&upload.0, &head, body, intake).await)
}

async fn appended(upload: &Upload, head: &TusHead, body: Data<'_>, intake: &Intake) -> Told {
    let upload = intake.append(upload.id, head.piece()?, body.open(all(upload))).await?;
    Ok((Status::NoContent, Tus::told(&upload)))
}

/// Gives an upload up.
#[utoipa::path(
    delete, path = "/api/v1/uploads/{id}", tag = "Uploads", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such upload of yours, or not any more"),
        (status = 412, description = "Another version of tus"),
        (status = 423, description = "Somebody is sending this file just now"),
    ),
)]
#[delete("/uploads/<id>")]
#[expect(unused_variables, reason = "the guard reads it; it stands here for the description")]
async fn remove(id: &str, upload: OwnUpload, _head: TusHead, intake: &State<Intake>) -> Tus {
    Tus::of(intake.remove(upload.0.id).await.map(|()| (Status::NoContent, Vec::new())))
}
