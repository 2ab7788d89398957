//! Wishlists as finished strings.

use super::{
    buying::Taken,
    contents::{Item, item},
    view::{ListCard, ListPage, SharedPage, Sharing, TypedWords, WishRow},
};
use crate::{
    base::{Currency, Result, WishId, WishlistId},
    features::{
        catalog,
        wishlists::{self, WISHES, Wishlist},
    },
    platform::{
        db::Reads,
        web::{
            Frame, Shop,
            parts::{Choice, Link, Note, Pager, Pill, PriceTag, Tone, counted, price},
        },
    },
};

/// As many things stand on one page of a list.
const SIZE: u64 = 50;
/// As many pictures stand for a list in the overview.
const COVERS: usize = 4;

/// A list as it stands in the overview.
pub(super) fn card(txn: &impl Reads, list: &Wishlist) -> Result<ListCard> {
    let newest = wishlists::items_of(txn, list.id, COVERS)?;
    let items = newest.into_iter().map(|wish| item(txn, wish)).collect::<Result<Vec<_>>>()?;
    let things = counted(wishlists::count(txn, list.id)? as u64, "thing", "things");
    Ok(ListCard {
        name: list.name.clone(),
        url: path(list.id),
        detail: format!("{things}, changed {}", list.updated.date()),
        pill: list.share.is_some().then(|| Pill::new(Tone::Info, "Shared")),
        covers: items.iter().filter_map(|it| it.product.as_ref()).map(catalog::shown::cover).collect(),
    })
}

/// The page of a list for its owner; `others` are all their lists.
pub(super) fn list(
    frame: Frame,
    shop: &Shop,
    list: &Wishlist,
    items: &[Item],
    others: &[Wishlist],
    page: u64,
) -> ListPage {
    let action = path(list.id);
    let others = others.iter().filter(|it| it.id != list.id);
    ListPage {
        frame: frame.private(),
        name: list.name.clone(),
        description: list.description.clone(),
        summary: counted(items.len() as u64, "thing", "things"),
        items: visible(items, page, shop.currency),
        pager: pager(page, items.len() as u64, &action),
        buy: buy(items, shop.currency),
        others: others.map(|it| Choice::new(it.id.to_string(), &it.name, false)).collect(),
        sharing: (!list.is_guests()).then(|| Sharing {
            url: list.share.as_deref().map(|token| shop.base_url.to(&shared_path(token))),
            by: list.display_name.clone(),
        }),
        typed: TypedWords {
            name: list.name.clone(),
            description: list.description.clone(),
            display_name: list.display_name.clone(),
        },
        action,
        ..ListPage::default()
    }
}

/// The page of a list for whoever has its link. Of its owner it says what they want it to say.
pub(super) fn shared(frame: Frame, shop: &Shop, list: &Wishlist, items: &[Item], page: u64) -> SharedPage {
    let here = shared_path(list.share.as_deref().unwrap_or_default());
    SharedPage {
        frame: frame.private(),
        name: list.name.clone(),
        by: list.display_name.clone(),
        description: list.description.clone(),
        summary: counted(items.len() as u64, "thing", "things"),
        items: visible(items, page, shop.currency),
        pager: pager(page, items.len() as u64, &here),
        buy: buy(items, shop.currency),
        action: format!("{here}/cart"),
        ..SharedPage::default()
    }
}

/// Which page of a list is asked for.
pub(super) fn page(asked: Option<u64>) -> u64 {
    asked.unwrap_or(1).clamp(1, WISHES as u64)
}

/// The page of a list.
pub(super) fn path(list: WishlistId) -> String {
    format!("/wishlists/{list}")
}

/// The page of a shared list.
pub(super) fn shared_path(token: &str) -> String {
    format!("/wishlists/shared/{token}")
}

/// What became of a list that was put into the cart, for those who were led back to it.
pub(super) fn taken(taken: Taken) -> Note {
    let there = taken.added + taken.already_there;
    let are = |number: usize| if number == 1 { "is" } else { "are" };
    let title = match there {
        0 => "Nothing of this could be put into the cart.".to_owned(),
        _ => format!("{} {} in your cart.", counted(there as u64, "thing", "things"), are(there)),
    };
    let mut text = Vec::new();
    if taken.unavailable > 0 {
        text.push(format!("{} {} not sold just now and was left out.", taken.unavailable, are(taken.unavailable)));
    }
    if taken.no_room > 0 {
        text.push(format!("{} found no room: a cart holds 50 different things.", taken.no_room));
    }
    let text = text.join(" ").replace("are not sold just now and was", "are not sold just now and were");
    let tone = if there == 0 { Tone::Warn } else { Tone::Info };
    let note = Note::new(tone, title, text);
    if there > 0 { note.leading_to(Link::new("Go to the cart", "/cart")) } else { note }
}

/// That a thing is on the list now.
pub(super) fn saved(items: &[Item], wish: WishId) -> Option<Note> {
    let item = items.iter().find(|it| it.wish.id == wish)?;
    let note = Note::new(Tone::Good, format!("{} is on this list.", item.title()), "");
    Some(match &item.product {
        Some(product) => note.leading_to(Link::new("Back to it", format!("/products/{}", product.slug))),
        None => note,
    })
}

fn visible(items: &[Item], page: u64, currency: Currency) -> Vec<WishRow> {
    let skip = usize::try_from((page - 1) * SIZE).unwrap_or(usize::MAX);
    items.iter().skip(skip).take(SIZE as usize).map(|it| row(it, currency)).collect()
}

fn row(item: &Item, currency: Currency) -> WishRow {
    let edition = match (&item.product, item.wish.edition) {
        (Some(product), Some(id)) => product.edition(id).map(|it| it.name.clone()),
        _ => None,
    };
    let added = format!("since {}", item.wish.added.date());
    let detail = [Some(item.seller.clone()), edition, Some(added)].into_iter().flatten().filter(|it| !it.is_empty());
    let offer = item.offer(currency);
    WishRow {
        id: item.wish.id.to_string(),
        title: item.title().to_owned(),
        url: item.product.as_ref().map(|it| format!("/products/{}", it.slug)),
        cover: item.product.as_ref().map(catalog::shown::cover),
        detail: detail.collect::<Vec<_>>().join(", "),
        price: offer.map_or_else(|| PriceTag::new("–"), catalog::shown::edition_tag),
        rating: item.rating.clone(),
        away: offer.is_none().then(|| Pill::new(Tone::Warn, "Not available")),
        product: item.wish.product.to_string(),
        edition: offer.map(|it| it.id.to_string()).unwrap_or_default(),
    }
}

fn buy(items: &[Item], currency: Currency) -> Option<String> {
    let mut prices = items.iter().filter_map(|it| it.price(currency));
    let first = prices.next()?;
    let mut count = 1;
    let sum = prices.try_fold(first, |sum, it| {
        count += 1;
        sum.plus(it)
    });
    let what = if count == 1 { "Put it into the cart".to_owned() } else { format!("Put all {count} into the cart") };
    // A sum that is too large to be told is not told.
    Some(sum.map_or(what.clone(), |sum| format!("{what}, {}", price(sum))))
}

/// What fits on one page needs none.
fn pager(page: u64, total: u64, path: &str) -> Pager {
    match total {
        0..=SIZE => Pager::default(),
        _ => Pager::new(page, SIZE, total, |number| format!("{path}?page={number}")),
    }
}
