//! People and the audit for programs of admins.

use rocket::{Route, State, get, patch, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By},
    wire::{AuditEntryJson, AuditJson, UserChangeJson, UserJson, UsersJson},
};
use crate::{
    base::{AuditId, Cursor, Error, Limit, Result, Role, UserId},
    features::{
        accounts::{self, Wanted},
        audit::{self, Actor},
    },
    platform::{
        db::{Db, WriteTxn},
        web::{
            ClientAddress, Json,
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
        ("limit" = Option<i64>, Query, description = "1 to 100, 24 unless asked otherwise"),
        ("cursor" = Option<String>, Query, description = "Where to go on")),
    responses(
        (status = 200, description = "A piece of the list", body = UsersJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or the key is not good for it"),
        (status = 422, description = "Role, limit or cursor cannot be read"),
    ),
)]
#[get("/admin/users?<q>&<role>&<limit>&<cursor>")]
async fn users(
    q: Option<String>,
    role: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
    _admin: Allowed<scope::UsersRead>,
    db: &State<Db>,
) -> Result<Json<UsersJson>> {
    let wanted = Wanted {
        start: q.unwrap_or_default().trim().to_lowercase(),
        role: role.map(|it| it.parse::<Role>()).transpose()?,
    };
    let limit = Limit::parse(limit)?.get();
    let from = cursor.map_or(Ok(0), |it| Cursor::parse(&it)?.offset())?;
    let read = db.read(move |txn| {
        let (found, total) = accounts::page(txn, &wanted, from, limit)?;
        let at = from + found.len();
        let next = (at < total).then(|| Cursor::at(at).encode());
        Ok(UsersJson { data: found.iter().map(UserJson::from).collect(), next, total })
    });
    read.await.map(Json)
}

/// Someone with an account.
#[utoipa::path(
    get, path = "/api/v1/admin/users/{id}", tag = "Admin", security(("bearer" = []), ("api_key" = ["users:read"])),
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 200, description = "The account", body = UserJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or the key is not good for it"),
        (status = 404, description = "There is no such account"),
    ),
)]
#[get("/admin/users/<id>")]
fn user(id: UserId, _admin: Allowed<scope::UsersRead>, db: &State<Db>) -> Result<Json<UserJson>> {
    db.look(|txn| Ok(Json(UserJson::from(&accounts::get(txn, id)?))))
}

/// Changes someone's role, keeps them out or lets them in. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    patch, path = "/api/v1/admin/users/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account")), request_body = UserChangeJson,
    responses(
        (status = 200, description = "The account as it is now", body = UserJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or not signed in lately"),
        (status = 404, description = "There is no such account"),
        (status = 409, description = "It is the only admin"),
        (status = 422, description = "There is no such role, or a field cannot be changed"),
    ),
)]
#[patch("/admin/users/<id>", data = "<change>")]
async fn change(
    id: UserId,
    change: Json<UserChangeJson>,
    admin: Fresh<Admin>,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Json<UserJson>> {
    let UserChangeJson { role, suspended, reason } = change.0;
    let role = role.map(|it| it.parse::<Role>()).transpose()?;
    let by = By { actor: Actor::User(admin.user), address: Some(client.0) };
    let apply = move |txn: &WriteTxn| {
        let mut user = accounts::get(txn, id)?;
        if let Some(role) = role {
            user = acts::set_role(txn, &by, id, role)?;
        }
        match suspended {
            Some(true) => user = acts::suspend(txn, &by, id, reason.as_deref().unwrap_or_default())?,
            Some(false) => user = acts::restore(txn, &by, id)?,
            None => {}
        }
        Ok(UserJson::from(&user))
    };
    db.write(apply).await.map(Json)
}

/// What was done in the shop and by whom, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/audit", tag = "Admin", security(("bearer" = []), ("api_key" = ["audit:read"])),
    params(("about" = Option<String>, Query, description = "Only what this account did, or what was done to it"),
        ("limit" = Option<i64>, Query, description = "1 to 100, 24 unless asked otherwise"),
        ("cursor" = Option<String>, Query, description = "Where to go on")),
    responses(
        (status = 200, description = "A piece of the audit", body = AuditJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin, or the key is not good for it"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/audit?<about>&<limit>&<cursor>")]
async fn entries(
    about: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
    _admin: Allowed<scope::AuditRead>,
    db: &State<Db>,
) -> Result<Json<AuditJson>> {
    let limit = Limit::parse(limit)?.get();
    let before = cursor.map(|it| place(&it)).transpose()?;
    let read = db.read(move |txn| {
        let found = audit::page(txn, about.as_deref(), before, limit + 1)?;
        let more = found.len() > limit;
        let last = found.get(limit - 1).filter(|_| more);
        let next = last.map(|it| Cursor::new(it.id.to_bytes()).encode());
        let data = found.iter().take(limit).map(AuditEntryJson::from).collect();
        Ok(AuditJson { data, next, total: audit::len(txn)? })
    });
    read.await.map(Json)
}

/// The entry before which to go on.
pub(super) fn place(cursor: &str) -> Result<AuditId> {
    let cursor = Cursor::parse(cursor)?;
    let bytes: Result<[u8; 16], _> = cursor.bytes().try_into();
    bytes.map(AuditId::from_bytes).map_err(|_| -> Error { Cursor::refused() })
}
