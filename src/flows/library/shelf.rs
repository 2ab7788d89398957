//! What was bought with one address, thing by thing.

use super::view::LibraryItem;
use crate::{
    base::{Email, Result, Timestamp, UserId, links},
    features::{
        catalog::{self, File, Product, Release},
        delivery::{self, Desk, DownloadLink, FileFacts, Grant, Standing},
        licenses,
        orders::{self, Order, OrderLine, Status},
        reviews, sellers,
    },
    platform::{
        db::Reads,
        files::Blob,
        signing::Keys,
        web::parts::{Left, Link, Pill, Tone, counted, size},
    },
};

/// The most orders that are looked at.
const MOST: usize = 1000;

/// Whether anything was ever bought with `email`.
pub(super) fn knows(txn: &impl Reads, email: &Email) -> Result<bool> {
    Ok(orders::of_buyer(txn, email, MOST)?.iter().any(shows))
}

/// Whose shelf it is.
#[derive(Debug, Clone)]
pub(super) enum Whose {
    /// Of an account.
    Account(UserId, Email),
    /// Of whoever reads the mail of an address.
    Mailbox(Email),
}

impl Whose {
    /// The address that the shelf is known by.
    pub fn email(&self) -> &Email {
        match self {
            Self::Account(_, email) | Self::Mailbox(email) => email,
        }
    }
}

/// All that was bought, newest first.
pub(super) fn bought(txn: &impl Reads, whose: &Whose) -> Result<Vec<(Order, OrderLine)>> {
    let orders = match whose {
        Whose::Account(user, _) => {
            let given = orders::given_to(txn, *user, MOST)?;
            let mut all = orders::of_owner(txn, *user, MOST)?;
            // What somebody has given to themselves is there once.
            all.retain(|it| !it.was_given_to(*user));
            all.extend(given);
            all.sort_by_key(|it| std::cmp::Reverse((since(it, whose), it.id)));
            all
        }
        // What belongs to an account is opened by it alone.
        Whose::Mailbox(email) => {
            orders::of_buyer(txn, email, MOST)?.into_iter().filter(|it| it.owner.is_none()).collect()
        }
    };
    let orders = orders.into_iter().filter(shows);
    Ok(orders.flat_map(|order| order.lines.clone().into_iter().map(move |line| (order.clone(), line))).collect())
}

impl Whose {
    /// Whether somebody has given this to them.
    pub fn was_given(&self, order: &Order) -> bool {
        matches!(self, Self::Account(user, _) if order.was_given_to(*user))
    }

    /// Whether they have given it away.
    pub fn gave_away(&self, order: &Order) -> bool {
        order.is_gift() && !self.was_given(order)
    }
}

/// Since when it stands on the shelf.
pub(super) fn since(order: &Order, whose: &Whose) -> Timestamp {
    let claimed = order.extras.gift.as_ref().and_then(|it| it.claimed);
    claimed.filter(|_| whose.was_given(order)).unwrap_or(order.placed)
}

/// What was once paid is shown, also after the money went back.
fn shows(order: &Order) -> bool {
    !matches!(order.status, Status::Pending | Status::Failed | Status::Cancelled)
}

/// One thing with fresh links.
pub(super) fn item(
    txn: &impl Reads,
    desk: &Desk,
    keys: &Keys,
    whose: &Whose,
    (order, line): &(Order, OrderLine),
    now: Timestamp,
) -> Result<LibraryItem> {
    let (given, gave_away) = (whose.was_given(order), whose.gave_away(order));
    let product = catalog::find(txn, line.product)?;
    let seller = sellers::find(txn, line.seller)?.map(|it| it.name.to_string());
    let grant = delivery::find_by_line(txn, line.id)?;
    // What was given away is opened by whom it was given to.
    let open = grant.as_ref().filter(|it| it.standing(now) == Standing::Open && !gave_away);
    let links = match open {
        Some(grant) => {
            let (files, says) = (files(product.as_ref(), line, grant.created), copy_line(order, given));
            desk.links(txn, grant, &files, &says, now)?
        }
        None => Vec::new(),
    };
    let came = if given { "a gift, claimed" } else { "bought" };
    let detail = [seller, Some(line.edition_name.clone()), Some(format!("{came} {}", since(order, whose).date()))];
    // The order and what it cost are its buyer's.
    let order_url =
        if given { format!("/gifts/{}", order.id) } else { links::order(order.id, &orders::token(keys, order.id)) };
    let licenses = licenses::of_line(txn, line.id)?;
    let has = grant.as_ref().is_some_and(|it| it.revoked.is_none()) && !gave_away;
    let review = product.as_ref().filter(|_| has).map(|it| review(txn, whose, it)).transpose()?.flatten();
    let published = product.as_ref().filter(|it| it.is_published());
    Ok(LibraryItem {
        title: line.title.clone(),
        product_url: published.map(|it| links::product(&it.slug)),
        cover: product.as_ref().map(catalog::shown::cover).unwrap_or_default(),
        detail: detail.into_iter().flatten().collect::<Vec<_>>().join(", "),
        pill: if gave_away {
            Some(Pill::new(Tone::Info, "Given away"))
        } else {
            // How the payment stands is its buyer's matter.
            pill(if given { Status::Paid } else { order.status }, grant.as_ref(), now)
        },
        left: fewest(&links),
        until: open.and_then(|it| it.expires).map(|it| format!("until {}", it.date())).unwrap_or_default(),
        download: download(&links, &order_url, line),
        review,
        keys: licenses.iter().filter(|it| it.is_held() && !gave_away).map(|it| it.key.to_string()).collect(),
        order_word: if given { "Gift" } else { "Order" }.into(),
        order_url,
        ..LibraryItem::default()
    })
}

/// Where whoever has an account says what they think of what they have, unless they sell it themselves.
fn review(txn: &impl Reads, whose: &Whose, product: &Product) -> Result<Option<Link>> {
    let Whose::Account(user, _) = whose else { return Ok(None) };
    if sellers::find(txn, product.seller)?.is_some_and(|it| it.owner == Some(*user)) {
        return Ok(None);
    }
    let words = match reviews::find_own(txn, product.id, *user)? {
        Some(_) => "Your review",
        None => "Write a review",
    };
    Ok(Some(Link::new(words, format!("{}/review", links::product(&product.slug)))))
}

/// What a copy of their own says; what was given says for whom it was bought.
fn copy_line(order: &Order, given: bool) -> String {
    match order.extras.gift.as_ref().filter(|_| given) {
        Some(gift) => order.gift_line(&gift.to),
        None => order.copy_line(),
    }
}

fn pill(status: Status, grant: Option<&Grant>, now: Timestamp) -> Option<Pill> {
    match (status, grant.map(|it| it.standing(now))) {
        (Status::Refunded, _) => Some(Pill::new(Tone::Plain, "Refunded")),
        (Status::Disputed, _) => Some(Pill::new(Tone::Warn, "Disputed")),
        (_, Some(Standing::Revoked(_))) => Some(Pill::new(Tone::Plain, "Withdrawn")),
        (_, Some(Standing::Expired(_))) => Some(Pill::new(Tone::Warn, "Download time is over")),
        _ => None,
    }
}

fn files(product: Option<&Product>, line: &OrderLine, bought: Timestamp) -> Vec<FileFacts> {
    let Some(product) = product else { return Vec::new() };
    let Some(edition) = product.edition(line.edition) else { return Vec::new() };
    product.files_for(edition, bought).into_iter().map(|(release, file)| fact(release, file)).collect()
}

fn fact(release: &Release, file: &File) -> FileFacts {
    FileFacts {
        id: file.id,
        name: file.name.to_string(),
        media_type: file.media_type.clone(),
        blob: Blob { sha256: file.sha256, size: file.size },
        release: release.version.clone(),
        released_at: release.published_at,
    }
}

fn fewest(links: &[DownloadLink]) -> Option<Left> {
    let left = links.iter().filter_map(|it| Some(Left { left: it.remaining?, total: it.limit? }));
    left.min_by_key(|it| it.left)
}

/// One file is a click away; several stand on the page of the order.
fn download(links: &[DownloadLink], order_url: &str, line: &OrderLine) -> Option<Link> {
    let all: u64 = links.iter().map(|it| it.size).sum();
    match links {
        [] => None,
        [only] if only.remaining != Some(0) => Some(Link::new(format!("Download, {}", size(all)), only.path.clone())),
        [_] => None,
        many => {
            let count = counted(many.len() as u64, "file", "files");
            Some(Link::new(format!("{count}, {}", size(all)), format!("{order_url}#{}", line.id)))
        }
    }
}
