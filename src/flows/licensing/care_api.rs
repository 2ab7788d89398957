//! Looking after licences, for programs: sellers after those of their own products, support after all.

use rocket::{Route, State, delete, get, post, put, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, Deed},
    care_wire::{
        KeysAddedJson, LicenseJson, LicensesJson, NewKeysJson, NewRulesJson, PolicyJson, PoolStateJson, RulesJson,
        SuspensionJson,
    },
    keeper::{AtDeskBy, InOffice, Keeper},
};
use crate::{
    base::{EditionId, LicenseId, ProductId, Result},
    features::licenses::{self, LicenseKey},
    platform::{
        db::{Db, Reads},
        signing::Keys,
        web::{IfMatch, Json, Piece, PieceParams, Revised, Revision, Shop, guards::scope},
    },
};

pub(super) fn routes() -> Vec<Route> {
    [own::routes(), office::routes()].concat()
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(components(schemas(
        LicenseJson,
        LicensesJson,
        PolicyJson,
        RulesJson,
        PoolStateJson,
        NewRulesJson,
        NewKeysJson,
        KeysAddedJson,
        SuspensionJson
    )))]
    struct Docs;
    let mut docs = Docs::openapi();
    docs.merge(own::docs());
    docs.merge(office::docs());
    docs
}

async fn licenses_of(
    keeper: Keeper,
    id: ProductId,
    key: Option<String>,
    piece: Piece,
    db: &Db,
) -> Result<Json<LicensesJson>> {
    let (from, now) = (piece.offset()?, db.clock().now());
    let read = db.read(move |txn| {
        keeper.product(txn, id)?;
        if let Some(key) = key {
            let found = LicenseKey::parse(&key).ok().map(|it| licenses::find(txn, &it)).transpose()?.flatten();
            let found = found.into_iter().filter(|it| it.product == id);
            let data = found.map(|it| LicenseJson::of(txn, it, now)).collect::<Result<Vec<_>>>()?;
            return Ok(LicensesJson { next: None, total: data.len(), data });
        }
        let (some, total) = licenses::of_product(txn, id, from, piece.limit())?;
        let data = some.into_iter().map(|it| LicenseJson::of(txn, it, now)).collect::<Result<Vec<_>>>()?;
        Ok(LicensesJson { next: Piece::next_at(from + data.len(), total), total, data })
    });
    read.await.map(Json)
}

fn told(txn: &impl Reads, keeper: &Keeper, id: ProductId, edition: EditionId) -> Result<PolicyJson> {
    keeper.edition(txn, id, edition)?;
    Ok(PolicyJson::of(&licenses::policy(txn, id, edition)?, licenses::pool_state(txn, id, edition)?))
}

/// With the state of the rules alone: what is sold from the pool changes nothing of them.
fn revised(value: PolicyJson) -> Result<Revised<PolicyJson>> {
    Ok(Revised { revision: Revision::of(&value.policy)?, value })
}

async fn set(
    keeper: Keeper,
    (id, edition): (ProductId, EditionId),
    new: NewRulesJson,
    unchanged: IfMatch,
    db: &Db,
) -> Result<Revised<PolicyJson>> {
    let form = new.form();
    let write = db.write(move |txn| {
        unchanged.check_told(&told(txn, &keeper, id, edition)?.policy)?;
        acts::set_policy(txn, &keeper, id, edition, &form)?;
        told(txn, &keeper, id, edition)
    });
    revised(write.await?)
}

async fn add(
    keeper: Keeper,
    place: (ProductId, EditionId),
    new: NewKeysJson,
    (db, shop, keys): (&Db, &Shop, &Keys),
) -> Result<Json<KeysAddedJson>> {
    let (lines, shop, keys) = (new.lines(), shop.clone(), keys.clone());
    let done = db.write(move |txn| acts::add_keys(txn, &keeper, place, &lines, &shop, &keys)).await?;
    Ok(Json(KeysAddedJson { new: done.new, known: done.known, orders_served: done.given.len() }))
}

async fn change(keeper: Keeper, id: ProductId, license: LicenseId, deed: Deed, db: &Db) -> Result<Json<LicenseJson>> {
    let write = db.write(move |txn| {
        let license = acts::change(txn, &keeper, id, license, &deed)?;
        LicenseJson::of(txn, license, txn.now)
    });
    write.await.map(Json)
}

/// The same routes for a seller's own products and for all. `$all` is where they are, `$read` and `$write` what they need.
macro_rules! care {
    (
        $place:ident, $tag:tt, $reader:ty, $writer:ty, $read:tt, $write:tt,
        $list:tt $list_path:tt, $rules:tt $rules_path:tt, $keys:tt $keys_path:tt,
        $stop:tt $stop_path:tt, $rotate:tt $rotate_path:tt
    ) => {
        mod $place {
            use super::*;

            // Rocket's code takes the place of these names, and has to stand where its own do.
            type Reader = $reader;
            type Writer = $writer;

            pub(super) fn routes() -> Vec<Route> {
                routes![licenses, license_rules, set_license_rules, add_pool_keys, stop_license, allow_license, rotate_license]
            }

            pub(super) fn docs() -> utoipa::openapi::OpenApi {
                #[derive(OpenApi)]
                #[openapi(paths(
                    licenses,
                    license_rules,
                    set_license_rules,
                    add_pool_keys,
                    stop_license,
                    allow_license,
                    rotate_license
                ))]
                struct Docs;
                Docs::openapi()
            }

            /// The licences of a product, the newest first, or the one of a key.
            #[utoipa::path(
                get, path = $list_path, tag = $tag, security $read,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("key" = Option<String>, Query, description = "Only the licence with this key, in any spelling"),
                    PieceParams
                ),
                responses(
                    (status = 200, description = "A piece of the licences", body = LicensesJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such product, or it is another seller's"),
                    (status = 422, description = "Limit or cursor cannot be read"),
                ),
            )]
            #[get($list)]
            async fn licenses(
                id: ProductId,
                key: Option<String>,
                piece: Piece,
                keeper: Reader,
                db: &State<Db>,
            ) -> Result<Json<LicensesJson>> {
                licenses_of(keeper.into(), id, key, piece, db).await
            }

            /// What the keys of an edition allow, and how its pool stands.
            #[utoipa::path(
                get, path = $rules_path, tag = $tag, security $read,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("edition" = String, Path, description = "The edition, which is sold with keys")
                ),
                responses(
                    (status = 200, description = "The rules, with their state in `ETag`", body = PolicyJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such edition with keys, or it is another seller's"),
                ),
            )]
            #[get($rules)]
            fn license_rules(
                id: ProductId,
                edition: EditionId,
                keeper: Reader,
                db: &State<Db>,
            ) -> Result<Revised<PolicyJson>> {
                revised(db.look(|txn| told(txn, &keeper.into(), id, edition))?)
            }

            /// Says what keys of an edition allow that are issued from now on.
            #[utoipa::path(
                put, path = $rules_path, tag = $tag, security $write, request_body = NewRulesJson,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("edition" = String, Path, description = "The edition, which is sold with keys"),
                    ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")
                ),
                responses(
                    (status = 200, description = "The rules now", body = PolicyJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such edition with keys, or it is another seller's"),
                    (status = 412, description = "They were changed meanwhile"),
                    (status = 422, description = "A number is out of bounds, or `format` or `prefix` cannot be used"),
                ),
            )]
            #[put($rules, data = "<new>")]
            async fn set_license_rules(
                id: ProductId,
                edition: EditionId,
                new: Json<NewRulesJson>,
                unchanged: IfMatch,
                keeper: Writer,
                db: &State<Db>,
            ) -> Result<Revised<PolicyJson>> {
                set(keeper.into(), (id, edition), new.0, unchanged, db).await
            }

            /// Puts keys into the pool of an edition. Those that are there already change nothing; orders that wait for keys
            /// are served first.
            #[utoipa::path(
                post, path = $keys_path, tag = $tag, security $write, request_body = NewKeysJson,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("edition" = String, Path, description = "The edition, whose keys come from a pool")
                ),
                responses(
                    (status = 200, description = "What became of them", body = KeysAddedJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such edition with keys, or it is another seller's"),
                    (status = 409, description = "The keys of this edition do not come from a pool"),
                    (status = 422, description = "`keys` is empty, or one of them is no key or belongs to something else"),
                ),
            )]
            #[post($keys, data = "<new>")]
            async fn add_pool_keys(
                id: ProductId,
                edition: EditionId,
                new: Json<NewKeysJson>,
                keeper: Writer,
                db: &State<Db>,
                shop: &State<Shop>,
                keys: &State<Keys>,
            ) -> Result<Json<KeysAddedJson>> {
                add(keeper.into(), (id, edition), new.0, (db, shop, keys)).await
            }

            /// Stops a licence: programs are told so when they ask next. Done twice, it keeps the first reason.
            #[utoipa::path(
                put, path = $stop_path, tag = $tag, security $write, request_body = SuspensionJson,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("license" = String, Path, description = "The licence")
                ),
                responses(
                    (status = 200, description = "The licence now", body = LicenseJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such licence of this product, or it is another seller's"),
                    (status = 422, description = "The reason is too long"),
                ),
            )]
            #[put($stop, data = "<why>")]
            async fn stop_license(
                id: ProductId,
                license: LicenseId,
                why: Json<SuspensionJson>,
                keeper: Writer,
                db: &State<Db>,
            ) -> Result<Json<LicenseJson>> {
                change(keeper.into(), id, license, Deed::stop(&why.0.reason)?, db).await
            }

            /// Lets a licence be used again that was stopped.
            #[utoipa::path(
                delete, path = $stop_path, tag = $tag, security $write,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("license" = String, Path, description = "The licence")
                ),
                responses(
                    (status = 200, description = "The licence now", body = LicenseJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such licence of this product, or it is another seller's"),
                ),
            )]
            #[delete($stop)]
            async fn allow_license(
                id: ProductId,
                license: LicenseId,
                keeper: Writer,
                db: &State<Db>,
            ) -> Result<Json<LicenseJson>> {
                change(keeper.into(), id, license, Deed::Allow, db).await
            }

            /// Gives a licence another key, and frees its devices. Its holder finds the key on the page of the licence.
            #[utoipa::path(
                post, path = $rotate_path, tag = $tag, security $write,
                params(
                    ("id" = String, Path, description = "The product"),
                    ("license" = String, Path, description = "The licence")
                ),
                responses(
                    (status = 200, description = "The licence now", body = LicenseJson),
                    (status = 401, description = "Not signed in"),
                    (status = 403, description = "Not a role or a key that may do this"),
                    (status = 404, description = "There is no such licence of this product, or it is another seller's"),
                    (status = 409, description = "Its key came from its maker"),
                ),
            )]
            #[post($rotate)]
            async fn rotate_license(
                id: ProductId,
                license: LicenseId,
                keeper: Writer,
                db: &State<Db>,
            ) -> Result<Json<LicenseJson>> {
                change(keeper.into(), id, license, Deed::Rotate, db).await
            }
        }
    };
}

care!(
    own, "Selling", AtDeskBy<scope::ProductsRead>, AtDeskBy<scope::ProductsWrite>,
    (("bearer" = []), ("api_key" = ["products:read"])), (("bearer" = []), ("api_key" = ["products:write"])),
    "/seller/products/<id>/licenses?<key>" "/api/v1/seller/products/{id}/licenses",
    "/seller/products/<id>/editions/<edition>/license-rules"
    "/api/v1/seller/products/{id}/editions/{edition}/license-rules",
    "/seller/products/<id>/editions/<edition>/keys" "/api/v1/seller/products/{id}/editions/{edition}/keys",
    "/seller/products/<id>/licenses/<license>/suspension"
    "/api/v1/seller/products/{id}/licenses/{license}/suspension",
    "/seller/products/<id>/licenses/<license>/rotation" "/api/v1/seller/products/{id}/licenses/{license}/rotation"
);

care!(
    office, "Admin", InOffice, InOffice, (("bearer" = [])), (("bearer" = [])),
    "/admin/products/<id>/licenses?<key>" "/api/v1/admin/products/{id}/licenses",
    "/admin/products/<id>/editions/<edition>/license-rules"
    "/api/v1/admin/products/{id}/editions/{edition}/license-rules",
    "/admin/products/<id>/editions/<edition>/keys" "/api/v1/admin/products/{id}/editions/{edition}/keys",
    "/admin/products/<id>/licenses/<license>/suspension"
    "/api/v1/admin/products/{id}/licenses/{license}/suspension",
    "/admin/products/<id>/licenses/<license>/rotation" "/api/v1/admin/products/{id}/licenses/{license}/rotation"
);
