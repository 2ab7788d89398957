//! The page on which members see what was picked for them and why, say no to single things, and let the shop forget what
//! they looked at.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Recommender, shown,
    view::{PickRow, PicksPage},
};
use crate::{
    base::{Error, Event, ProductId, Result, UserId},
    features::{
        accounts,
        catalog::{self, Product, shown as goods},
        preferences,
        recommendations::{self, KnowsTaste},
        reviews, sellers,
    },
    platform::{
        db::{Db, Reads, Record, WriteTxn},
        web::{
            Frame, Page, SealedForm,
            guards::Customer,
            parts::{Card, Note, Tone, counted},
        },
    },
};

const HERE: &str = "/account/picks";

pub(super) fn routes() -> Vec<Route> {
    routes![show, decline, forget]
}

#[get("/account/picks?<done>")]
async fn show(
    done: Option<&str>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    recommender: &State<Recommender>,
) -> Result<Page<PicksPage>> {
    let (user, email, taste) = (who.user, who.email.clone(), recommender.of(who.user).await?);
    let read = db.read(move |txn| {
        let wanted = preferences::picks(txn, &email)?;
        let picks = if wanted { shown::picks(txn, user, &taste)? } else { Vec::new() };
        let rows = picks.into_iter().map(|it| row(txn, it)).collect::<Result<Vec<_>>>()?;
        Ok((wanted, rows, recommendations::of(txn, user)?.len()))
    });
    let (wanted, picks, remembered) = read.await?;
    let remembered = (remembered > 0).then(|| counted(remembered as u64, "thing", "things"));
    Ok(Page::new(PicksPage {
        frame: frame.private(),
        side: accounts::side_nav(HERE),
        notes: done.and_then(said).into_iter().collect(),
        wanted,
        picks,
        remembered: remembered.unwrap_or_default(),
    }))
}

fn said(done: &str) -> Option<Note> {
    match done {
        "declined" => Some(Note::new(Tone::Good, "It will not be picked again.", "")),
        "forgotten" => Some(Note::new(Tone::Good, "Forgotten.", "What you looked at is no longer kept.")),
        _ => None,
    }
}

fn row(txn: &impl Reads, it: shown::Shown) -> Result<PickRow> {
    let seller = sellers::find(txn, it.product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let rating = reviews::tally(txn, it.product.id)?.on_card();
    let card = Card { rating, ..goods::card(&it.product, &seller) };
    Ok(PickRow { id: it.product.id.to_string(), card, reason: it.reason })
}

#[derive(Debug, Deserialize)]
struct No {
    product: ProductId,
}

#[post("/account/picks/declined", data = "<form>")]
async fn decline(
    form: SealedForm<No>,
    who: Customer,
    db: &State<Db>,
    recommender: &State<Recommender>,
) -> Result<Redirect> {
    says_no(db, recommender, who.user, form.0.product).await?;
    Ok(Redirect::to(format!("{HERE}?done=declined")))
}

/// Remembers that a member is not interested in a product.
///
/// # Errors
/// There is no such product on the shelf.
pub(super) async fn says_no(db: &Db, recommender: &Recommender, user: UserId, product: ProductId) -> Result<()> {
    let write = move |txn: &WriteTxn| {
        let known = catalog::find(txn, product)?.filter(Product::is_published);
        known.ok_or_else(|| Error::not_found(Product::MISSING))?;
        recommendations::decline(txn, user, product)?;
        txn.emit(Event::TasteChanged { user })
    };
    db.write(write).await?;
    recommender.forget(user);
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/account/picks/forgotten", data = "<_form>")]
async fn forget(
    _form: SealedForm<Nothing>,
    who: Customer,
    db: &State<Db>,
    recommender: &State<Recommender>,
) -> Result<Redirect> {
    forgets(db, recommender, who.user).await?;
    Ok(Redirect::to(format!("{HERE}?done=forgotten")))
}

/// Forgets what a member looked at, also what is not yet kept.
pub(super) async fn forgets(db: &Db, recommender: &Recommender, user: UserId) -> Result<()> {
    recommender.gathering.forget(user);
    let write = move |txn: &WriteTxn| {
        recommendations::forget(txn, user)?;
        txn.emit(Event::TasteChanged { user })
    };
    db.write(write).await?;
    recommender.forget(user);
    Ok(())
}
