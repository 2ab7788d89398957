//! The pages on which sellers and support look after licences.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, Deed},
    keeper::{AtDesk, InOffice, Keeper},
    shown,
    view::{KeyProductRow, KeyProductsPage, ProductKeysPage},
};
use crate::{
    base::{EditionId, Error, ErrorKind, LicenseId, ProductId, Result},
    features::{
        catalog::Product,
        licenses::{self, LicenseKey, PolicyForm},
    },
    platform::{
        db::{Db, Reads},
        signing::Keys,
        web::{
            Frame, Page, SealedForm, Shop,
            parts::{Issues, Link, Note, Pager, Pill, Tone},
        },
    },
};

const SIZE: u64 = 50;

pub(super) fn routes() -> Vec<Route> {
    [sell::routes(), admin::routes()].concat()
}

#[derive(Responder)]
enum Answer<T: askama::Template> {
    On(Box<Redirect>),
    Page(Box<Page<T>>),
}

/// What is looked at.
#[derive(Debug, Default, rocket::FromForm)]
struct Look {
    key: Option<String>,
    page: Option<u64>,
    done: Option<String>,
}

/// A form with nothing to say but that it was sent.
#[derive(Debug, Default, Deserialize)]
struct Nothing {}

/// Keys as they were pasted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct KeysForm {
    keys: String,
}

/// The products that are sold with keys; with a key, straight to where it is.
async fn products(keeper: Keeper, look: Look, frame: Frame, db: &Db) -> Result<Answer<KeyProductsPage>> {
    let wanted = look.key.unwrap_or_default().trim().to_owned();
    let read = db.read(move |txn| {
        let mut notes = Vec::new();
        if !wanted.is_empty() {
            match find(txn, &keeper, &wanted)? {
                Some(it) => {
                    let to = format!("{}?key={}", keeper.page_of(it.product), it.id);
                    return Ok(Answer::On(Box::new(Redirect::to(to))));
                }
                None => notes.push(Note::new(Tone::Warn, "Nothing found.", "No product of yours has this key.")),
            }
        }
        let all = keeper.products(txn)?;
        let pager = pager(look.page, all.len(), keeper.base.to_owned());
        let shown = all.iter().skip(from(look.page, all.len())).take(usize::try_from(SIZE).unwrap_or(usize::MAX));
        Ok(Answer::Page(Box::new(Page::new(KeyProductsPage {
            frame: frame.private(),
            notes,
            here: keeper.base.to_owned(),
            wanted,
            rows: shown.map(|it| product_row(txn, &keeper, it)).collect::<Result<_>>()?,
            pager,
            side: keeper.side,
        }))))
    });
    read.await
}

fn find(txn: &impl Reads, keeper: &Keeper, key: &str) -> Result<Option<licenses::License>> {
    let found = LicenseKey::parse(key).ok().map(|it| licenses::find(txn, &it)).transpose()?.flatten();
    Ok(found.filter(|it| keeper.product(txn, it.product).is_ok()))
}

fn pager(page: Option<u64>, all: usize, base: String) -> Pager {
    let all = all as u64;
    let page = page.unwrap_or(1).clamp(1, all.div_ceil(SIZE).max(1));
    Pager::new(page, SIZE, all, move |page| format!("{base}?page={page}"))
}

/// The first that stands on a page.
fn from(page: Option<u64>, all: usize) -> usize {
    let page = page.unwrap_or(1).clamp(1, (all as u64).div_ceil(SIZE).max(1));
    usize::try_from((page - 1) * SIZE).unwrap_or(usize::MAX)
}

fn product_row(txn: &impl Reads, keeper: &Keeper, product: &Product) -> Result<KeyProductRow> {
    let (_, issued) = licenses::of_product(txn, product.id, 0, 0)?;
    let (mut pools, mut low, mut empty) = (Vec::new(), false, false);
    for edition in product.on_sale().filter(|it| it.license_keys) {
        let Some(pool) = licenses::pool_state(txn, product.id, edition.id)? else { continue };
        let policy = licenses::policy(txn, product.id, edition.id)?;
        (low, empty) = (low || pool.free <= policy.low as usize, empty || pool.free == 0);
        pools.push(format!("{}: {}", edition.name, shown::state(pool)));
    }
    let pill = match (empty, low) {
        (true, _) => Some(Pill::new(Tone::Bad, "Sold out")),
        (false, true) => Some(Pill::new(Tone::Warn, "Low")),
        _ => None,
    };
    let (title, url) = (product.title.clone(), keeper.page_of(product.id));
    Ok(KeyProductRow { title, url, issued: issued.to_string(), pool: pools.join("; "), pill })
}

/// The licences of a product, or the one of them that was looked for.
async fn product(keeper: Keeper, id: ProductId, look: Look, frame: Frame, db: &Db) -> Result<ProductKeysPage> {
    let now = db.clock().now();
    let read = db.read(move |txn| {
        let product = keeper.product(txn, id)?;
        let base = keeper.page_of(id);
        let one = look.key.as_deref().and_then(|it| it.parse::<LicenseId>().ok());
        let one = one.map(|it| keeper.license(txn, id, it)).transpose()?;
        let (_, total) = licenses::of_product(txn, id, 0, 0)?;
        let pager = pager(look.page, if one.is_some() { 1 } else { total }, base.clone());
        let some = match one {
            Some(one) => vec![one],
            None => {
                licenses::of_product(txn, id, from(look.page, total), usize::try_from(SIZE).unwrap_or(usize::MAX))?.0
            }
        };
        let editions = product.editions.iter().filter(|it| it.license_keys && it.retired.is_none());
        let editions = editions.map(|it| {
            let policy = licenses::policy(txn, id, it.id)?;
            Ok(shown::edition(it, &policy, licenses::pool_state(txn, id, it.id)?, &base))
        });
        Ok(ProductKeysPage {
            frame: frame.private(),
            notes: look.done.as_deref().and_then(said).into_iter().collect(),
            title: product.title.clone(),
            back: Link::new("All licences", keeper.base),
            editions: editions.collect::<Result<_>>()?,
            rows: some.into_iter().map(|it| shown::row(txn, it, &base, now)).collect::<Result<_>>()?,
            pager,
            side: keeper.side,
            ..ProductKeysPage::default()
        })
    });
    read.await
}

fn said(done: &str) -> Option<Note> {
    let good = |what: &str, then: &str| Some(Note::new(Tone::Good, what.to_owned(), then.to_owned()));
    match done {
        "saved" => good("Saved.", "It holds for keys that are issued from now on."),
        "stopped" => good("The key is stopped.", "Programs are told so when they ask next."),
        "allowed" => good("The key may be used again.", ""),
        "rotated" => good("It has another key.", "Its holder finds it on the page of the licence."),
        _ => {
            let (new, known) = done.strip_prefix("added-")?.split_once('-')?;
            let (new, known): (u64, u64) = (new.parse().ok()?, known.parse().ok()?);
            good(&format!("{new} keys are new in the pool."), &format!("{known} were there already."))
        }
    }
}

async fn keep(
    keeper: Keeper,
    id: ProductId,
    edition: EditionId,
    form: PolicyForm,
    frame: Frame,
    db: &Db,
) -> Result<Answer<ProductKeysPage>> {
    let (ours, typed) = (keeper.clone(), form.clone());
    let write = db.write(move |txn| acts::set_policy(txn, &ours, id, edition, &typed));
    match write.await {
        Ok(()) => Ok(on(&keeper, id, "saved")),
        Err(error) => again(keeper, id, edition, Some(&form), error, frame, db).await,
    }
}

async fn add(
    keeper: Keeper,
    id: ProductId,
    edition: EditionId,
    text: String,
    frame: Frame,
    (db, shop, keys): (&Db, &Shop, &Keys),
) -> Result<Answer<ProductKeysPage>> {
    let (ours, shop, keys) = (keeper.clone(), shop.clone(), keys.clone());
    let write = db.write(move |txn| acts::add_keys(txn, &ours, (id, edition), &text, &shop, &keys));
    match write.await {
        Ok(done) => Ok(on(&keeper, id, &format!("added-{}-{}", done.new, done.known))),
        Err(error) => again(keeper, id, edition, None, error, frame, db).await,
    }
}

fn on(keeper: &Keeper, id: ProductId, done: &str) -> Answer<ProductKeysPage> {
    Answer::On(Box::new(Redirect::to(format!("{}?done={done}", keeper.page_of(id)))))
}

/// The page once more, with advice and what was typed.
async fn again(
    keeper: Keeper,
    id: ProductId,
    edition: EditionId,
    form: Option<&PolicyForm>,
    error: Error,
    frame: Frame,
    db: &Db,
) -> Result<Answer<ProductKeysPage>> {
    if error.kind != ErrorKind::Invalid {
        return Err(error);
    }
    let mut page = product(keeper, id, Look::default(), frame, db).await?;
    page.issues = Issues::of(&error);
    // There is a field of each name for each edition.
    page.issues
        .0
        .iter_mut()
        .for_each(|it| it.field = format!("{}-{edition}", it.field.replace("update_days", "updates")));
    if let (Some(shown), Some(form)) = (page.editions.iter_mut().find(|it| it.id == edition.to_string()), form) {
        shown::typed(shown, form);
    }
    Ok(Answer::Page(Box::new(Page::new(page).because(ErrorKind::Invalid))))
}

async fn change(keeper: Keeper, id: ProductId, license: LicenseId, deed: Deed, db: &Db) -> Result<Redirect> {
    let done = match deed {
        Deed::Stop(_) => "stopped",
        Deed::Allow => "allowed",
        Deed::Rotate => "rotated",
    };
    let to = Redirect::to(format!("{}?done={done}", keeper.page_of(id)));
    db.write(move |txn| acts::change(txn, &keeper, id, license, &deed)).await?;
    Ok(to)
}

/// The same pages for a seller's own products and for all.
macro_rules! desk {
    ($place:ident, $keeper:ident, $list:tt, $show:tt, $keep:tt, $add:tt, $stop:tt, $allow:tt, $rotate:tt) => {
        mod $place {
            use super::*;

            // Rocket's code takes the place of this name, and has to stand where its own does.
            type Keeping = $keeper;

            pub(super) fn routes() -> Vec<Route> {
                routes![list, show, keep_policy, add_keys, stop, allow, rotate]
            }

            #[get($list)]
            async fn list(
                look: Look,
                keeper: Keeping,
                frame: Frame,
                db: &State<Db>,
            ) -> Result<Answer<KeyProductsPage>> {
                products(keeper.0, look, frame, db).await
            }

            #[get($show)]
            async fn show(
                id: ProductId,
                look: Look,
                keeper: Keeping,
                frame: Frame,
                db: &State<Db>,
            ) -> Result<Page<ProductKeysPage>> {
                product(keeper.0, id, look, frame, db).await.map(Page::new)
            }

            #[post($keep, data = "<form>")]
            async fn keep_policy(
                id: ProductId,
                edition: EditionId,
                form: SealedForm<PolicyForm>,
                keeper: Keeping,
                frame: Frame,
                db: &State<Db>,
            ) -> Result<Answer<ProductKeysPage>> {
                keep(keeper.0, id, edition, form.0, frame, db).await
            }

            #[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
            #[post($add, data = "<form>")]
            async fn add_keys(
                id: ProductId,
                edition: EditionId,
                form: SealedForm<KeysForm>,
                keeper: Keeping,
                frame: Frame,
                db: &State<Db>,
                shop: &State<Shop>,
                keys: &State<Keys>,
            ) -> Result<Answer<ProductKeysPage>> {
                add(keeper.0, id, edition, form.0.keys, frame, (db, shop, keys)).await
            }

            #[post($stop, data = "<_form>")]
            async fn stop(
                id: ProductId,
                license: LicenseId,
                _form: SealedForm<Nothing>,
                keeper: Keeping,
                db: &State<Db>,
            ) -> Result<Redirect> {
                change(keeper.0, id, license, Deed::stop("")?, db).await
            }

            #[post($allow, data = "<_form>")]
            async fn allow(
                id: ProductId,
                license: LicenseId,
                _form: SealedForm<Nothing>,
                keeper: Keeping,
                db: &State<Db>,
            ) -> Result<Redirect> {
                change(keeper.0, id, license, Deed::Allow, db).await
            }

            #[post($rotate, data = "<_form>")]
            async fn rotate(
                id: ProductId,
                license: LicenseId,
                _form: SealedForm<Nothing>,
                keeper: Keeping,
                db: &State<Db>,
            ) -> Result<Redirect> {
                change(keeper.0, id, license, Deed::Rotate, db).await
            }
        }
    };
}

desk!(
    sell,
    AtDesk,
    "/sell/licenses?<look..>",
    "/sell/licenses/products/<id>?<look..>",
    "/sell/licenses/products/<id>/editions/<edition>/policy",
    "/sell/licenses/products/<id>/editions/<edition>/keys",
    "/sell/licenses/products/<id>/issued/<license>/stop",
    "/sell/licenses/products/<id>/issued/<license>/permission",
    "/sell/licenses/products/<id>/issued/<license>/rotation"
);

desk!(
    admin,
    InOffice,
    "/admin/licenses?<look..>",
    "/admin/licenses/products/<id>?<look..>",
    "/admin/licenses/products/<id>/editions/<edition>/policy",
    "/admin/licenses/products/<id>/editions/<edition>/keys",
    "/admin/licenses/products/<id>/issued/<license>/stop",
    "/admin/licenses/products/<id>/issued/<license>/permission",
    "/admin/licenses/products/<id>/issued/<license>/rotation"
);
