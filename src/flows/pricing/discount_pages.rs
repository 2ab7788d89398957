//! The pages on which admins set up discounts.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    discount_view as shown,
    view::{DiscountPage, DiscountsPage},
};
use crate::{
    base::{DiscountId, Error, ErrorKind, Result},
    features::discounts::{self, Discount, DiscountForm, Stage},
    platform::{
        db::{Db, Reads},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm, Shop,
            guards::Admin,
            parts::{Issues, Note, Tone},
        },
    },
};

/// So many uses stand on a discount's page.
const USES: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    routes![list, fresh, create, show, change, end]
}

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    code: String,
    kind: String,
    value: String,
    scope: String,
    items: String,
    from: String,
    until: String,
    min_amount: String,
    min_quantity: String,
    limit: String,
    limit_per_customer: String,
}

/// The page again, or the way to another.
#[derive(Responder)]
enum Answer {
    Away(Box<Redirect>),
    Again(Box<Page<DiscountPage>>),
}

#[get("/admin/discounts")]
async fn list(_admin: Admin, office: Office, frame: Frame, db: &State<Db>) -> Result<Page<DiscountsPage>> {
    let now = db.clock().now();
    let read = db.read(move |txn| discounts::all(txn)?.iter().map(|it| shown::row(txn, it, now)).collect());
    Ok(Page::new(DiscountsPage { frame: frame.private(), side: office.0, discounts: read.await? }))
}

#[get("/admin/discounts/new")]
fn fresh(_admin: Admin, office: Office, frame: Frame, shop: &State<Shop>) -> Page<DiscountPage> {
    Page::new(blank(frame, office, shop))
}

fn blank(frame: Frame, office: Office, shop: &Shop) -> DiscountPage {
    DiscountPage {
        frame: frame.private(),
        side: office.0,
        title: "New discount".into(),
        action: "/admin/discounts".into(),
        kinds: shown::kinds("percent"),
        scopes: shown::scopes("shop"),
        currency: shop.currency.code().into(),
        ..DiscountPage::default()
    }
}

#[post("/admin/discounts", data = "<form>")]
async fn create(
    form: SealedForm<Typed>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let page = blank(frame, office, shop);
    keep(db, shop, None, form.0, By::new(&admin, client), page).await
}

#[get("/admin/discounts/<id>")]
async fn show(
    id: DiscountId,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<DiscountPage>> {
    let (now, shop) = (db.clock().now(), shop.inner().clone());
    let page = blank(frame, office, &shop);
    db.read(move |txn| {
        let discount = discounts::get(txn, id)?;
        let (fields, kind, scope) = shown::filled(txn, &discount)?;
        let page = of(txn, &shop, page.clone(), &discount, now)?;
        Ok(Page::new(DiscountPage { fields, kinds: shown::kinds(&kind), scopes: shown::scopes(scope), ..page }))
    })
    .await
}

/// What the page of a discount that is there shows beside its fields.
fn of(
    txn: &impl Reads,
    shop: &Shop,
    page: DiscountPage,
    it: &Discount,
    now: crate::base::Timestamp,
) -> Result<DiscountPage> {
    let url = shown::page_of(it);
    let uses = discounts::uses_of(txn, it.id, USES)?;
    Ok(DiscountPage {
        title: it.name.clone(),
        pill: Some(shown::pill(it, now)),
        link: it.code.as_ref().map(|code| shop.base_url.to(&format!("/?discount={code}"))),
        uses: Some(uses.iter().map(|it| shown::used(txn, it)).collect::<Result<_>>()?),
        end: (it.stage(now) != Stage::Over).then(|| format!("{url}/end")),
        action: url,
        ..page
    })
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[post("/admin/discounts/<id>", data = "<form>")]
async fn change(
    id: DiscountId,
    form: SealedForm<Typed>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let now = db.clock().now();
    let page = blank(frame, office, shop);
    let page = db.look(|txn| of(txn, shop, page, &discounts::get(txn, id)?, now))?;
    keep(db, shop, Some(id), form.0, By::new(&admin, client), page).await
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/admin/discounts/<id>/end", data = "<_form>")]
async fn end(
    id: DiscountId,
    _form: SealedForm<Nothing>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Redirect> {
    let by = By::new(&admin, client);
    let discount = db.write(move |txn| acts::end(txn, &by, id)).await?;
    Ok(Redirect::to(shown::page_of(&discount)))
}

async fn keep(
    db: &Db,
    shop: &Shop,
    id: Option<DiscountId>,
    typed: Typed,
    by: By,
    page: DiscountPage,
) -> Result<Answer> {
    let (wish, currency) = (typed.clone(), shop.currency);
    let outcome = db
        .write(move |txn| {
            let (form, names) = wish.clone().parted();
            let names: Vec<_> = names.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty()).collect();
            let scope = acts::scope(txn, &wish.scope, &names)?;
            acts::keep(txn, &by, id, form.check(scope, currency)?)
        })
        .await;
    match outcome {
        Ok(discount) => Ok(Answer::Away(Box::new(Redirect::to(shown::page_of(&discount))))),
        Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::Conflict) => {
            Ok(Answer::Again(Box::new(again(page, typed, &error))))
        }
        Err(error) => Err(error),
    }
}

/// The form as it was typed, with what is wrong.
fn again(page: DiscountPage, typed: Typed, error: &Error) -> Page<DiscountPage> {
    let (kinds, scopes) = (shown::kinds(&typed.kind), shown::scopes(&typed.scope));
    let (form, items) = typed.parted();
    let notes = match error.kind {
        ErrorKind::Conflict => vec![Note::new(Tone::Bad, "Nothing was changed.", format!("{error}."))],
        _ => Vec::new(),
    };
    let fields = shown::fields(form, items);
    Page::new(DiscountPage { notes, issues: Issues::of(error), fields, kinds, scopes, ..page }).because(error.kind)
}

impl Typed {
    fn parted(self) -> (DiscountForm, String) {
        let Self { name, code, kind, value, items, from, until, min_amount, min_quantity, limit, .. } = self;
        let limit_per_customer = self.limit_per_customer;
        let form =
            DiscountForm { name, code, kind, value, from, until, min_amount, min_quantity, limit, limit_per_customer };
        (form, items)
    }
}
