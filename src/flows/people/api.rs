//! People and the audit for programs of admins.

use rocket::{Route, State, get, patch, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By},
    wire::{AuditEntryJson, AuditJson, UserChangeJson, UserJson, UsersJson},
};
use crate::{
    base::{Result, Role, UserId},
    features::{
        accounts::{self, Wanted},
        audit::{self, Actor},
    },
    platform::{
        db::{Db, WriteTxn},
        web::{
            ClientAddress, IfMatch, Json, Piece, PieceParams, Revised,
            guards::{Admin, Allowed, Fresh, scope},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![users, user, change, entries]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(users, user, change, entries), components(schemas(UserJson, UsersJson, AuditEntryJson, AuditJson)))]
    struct Docs;
    Docs::openapi()
}

/// Everyone with an account, by address.
#[utoipa::path(
    get, path = "/api/v1/admin/users", tag = "Admin", security(("bearer" = []), ("api_key" = ["users:read"])),
    params(("q" = Option<String>, Query, description = "How their address begins"),
        ("role" = Option<String>, Query, description = "Their role"),
        PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = UsersJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or the key is not good for it"),
        (status = 422, description = "Role, limit or cursor cannot be read"),
    ),
)]
#[get("/admin/users?<q>&<role>")]
async fn users(
    q: Option<String>,
    role: Option<String>,
    piece: Piece,
    _admin: Allowed<scope::UsersRead>,
    db: &State<Db>,
) -> Result<Json<UsersJson>> {
    let wanted = Wanted {
        start: q.unwrap_or_default().trim().to_lowercase(),
        role: role.map(|it| it.parse::<Role>()).transpose()?,
    };
    let from = piece.offset()?;
    let read = db.read(move |txn| {
        let (found, total) = accounts::page(txn, &wanted, from, piece.limit())?;
        let next = Piece::next_at(from + found.len(), total);
        Ok(UsersJson { data: found.iter().map(|it| UserJson::of(txn, it)).collect::<Result<_>>()?, next, total })
    });
    read.await.map(Json)
}

/// Someone with an account.
#[utoipa::path(
    get, path = "/api/v1/admin/users/{id}", tag = "Admin", security(("bearer" = []), ("api_key" = ["users:read"])),
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 200, description = "The account", body = UserJson, headers(("ETag" = String, description = "Its state"))),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or the key is not good for it"),
        (status = 404, description = "There is no such account"),
    ),
)]
#[get("/admin/users/<id>")]
fn user(id: UserId, _admin: Allowed<scope::UsersRead>, db: &State<Db>) -> Result<Revised<UserJson>> {
    db.look(|txn| Revised::of(UserJson::of(txn, &accounts::get(txn, id)?)?))
}

/// Changes someone's role, keeps them out or lets them in, or lets them sell as a seller. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    patch, path = "/api/v1/admin/users/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of what was read")),
    request_body = UserChangeJson,
    responses(
        (status = 200, description = "The account as it is now", body = UserJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or not signed in lately"),
        (status = 404, description = "There is no such account"),
        (status = 409, description = "It is the only admin; or the seller is another account's, or they sell as somebody else"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "There is no such role or seller, or a field cannot be changed"),
    ),
)]
#[patch("/admin/users/<id>", data = "<change>")]
async fn change(
    id: UserId,
    change: Json<UserChangeJson>,
    admin: Fresh<Admin>,
    read: IfMatch,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Revised<UserJson>> {
    let UserChangeJson { role, suspended, reason, seller } = change.0;
    let role = role.map(|it| it.parse::<Role>()).transpose()?;
    let by = By { actor: Actor::User(admin.user), address: Some(client.0) };
    let apply = move |txn: &WriteTxn| {
        let mut user = accounts::get(txn, id)?;
        read.check_told(&UserJson::of(txn, &user)?)?;
        if let Some(role) = role {
            user = acts::set_role(txn, &by, id, role)?;
        }
        match suspended {
            Some(true) => user = acts::suspend(txn, &by, id, reason.as_deref().unwrap_or_default())?,
            Some(false) => user = acts::restore(txn, &by, id)?,
            None => {}
        }
        match seller.as_deref() {
            Some("") => user = acts::stop_selling(txn, &by, id)?,
            Some(slug) => user = acts::let_sell(txn, &by, id, acts::seller(txn, slug)?)?,
            None => {}
        }
        UserJson::of(txn, &user)
    };
    Revised::of(db.write(apply).await?)
}

/// What was done in the shop and by whom, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/audit", tag = "Admin", security(("bearer" = []), ("api_key" = ["audit:read"])),
    params(("about" = Option<String>, Query, description = "Only what this account did, or what was done to it"),
        PieceParams),
    responses(
        (status = 200, description = "A piece of the audit", body = AuditJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or the key is not good for it"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/audit?<about>")]
async fn entries(
    about: Option<String>,
    piece: Piece,
    _admin: Allowed<scope::AuditRead>,
    db: &State<Db>,
) -> Result<Json<AuditJson>> {
    let before = piece.behind()?;
    let read = db.read(move |txn| {
        let mut found = audit::page(txn, about.as_deref(), before, piece.limit() + 1)?;
        let next = piece.cut(&mut found, |it| it.id);
        let data = found.iter().map(AuditEntryJson::from).collect();
        Ok(AuditJson { data, next, total: audit::len(txn)? })
    });
    read.await.map(Json)
}
