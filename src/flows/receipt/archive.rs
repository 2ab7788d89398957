//! All files of an order that may be downloaded now, as one archive.

use std::collections::HashSet;

use rocket::get;

use super::{
    counter::Counter,
    goods::{self, Good},
};
use crate::{
    base::{Error, OrderId, Result, Timestamp, UserId, text},
    features::{
        delivery::{Archive, Asker, DownloadLink, Wanted},
        orders,
    },
    platform::web::{Scope, guards::Visitor},
};

/// All files of an order that may be downloaded now, as one ZIP archive that is made while it is sent, in folders named
/// after the products. One try of every file in it is claimed before the first byte. Each is spent when its file has gone
/// out whole; of an archive that breaks off, the files that did not cost nothing. Files whose tries are used up are left
/// out; if that is all of them, the answer is that of a single link which is used up. It cannot be gone on with
/// after a break: for large files, single links are better.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/archive.zip", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    responses(
        (status = 200, description = "The archive", content_type = "application/zip"),
        (status = 403, description = "All downloads are used up, or being made at this moment"),
        (status = 404, description = "There is no such order, it is not yours, or it has nothing to download"),
    ),
)]
#[get("/orders/<id>/archive.zip?<token>")]
pub(super) async fn fetch(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    counter: Counter<'_>,
    asker: Asker,
) -> Result<Archive> {
    pack(id, token, visitor.reader(Scope::OrdersRead), counter, asker).await
}

/// The same for the page, which only a session or the token opens.
#[get("/orders/<id>/archive.zip?<token>")]
pub(super) async fn page(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    counter: Counter<'_>,
    asker: Asker,
) -> Result<Archive> {
    pack(id, token, visitor.0.map(|it| it.user), counter, asker).await
}

async fn pack(
    id: OrderId,
    token: Option<&str>,
    asking: Option<UserId>,
    counter: Counter<'_>,
    asker: Asker,
) -> Result<Archive> {
    let Counter { db, desk, keys, .. } = counter;
    let now = db.clock().now();
    let (name, wanted) = db.look(|txn| {
        let order = orders::open(txn, keys, id, token, asking)?;
        let goods = goods::of_order(txn, desk, &order, now)?;
        Ok((format!("order-{}.zip", order.name()), wanted(&goods, now)))
    })?;
    if wanted.is_empty() {
        return Err(Error::not_found("This order has nothing to download now"));
    }
    desk.archive(name, wanted, asker).await
}

/// The files of `goods` with something left of them. If there are only used-up ones, those: the desk says why not.
fn wanted(goods: &[Good], now: Timestamp) -> Vec<Wanted> {
    let all = |some_left: bool| {
        let mut names = HashSet::new();
        let open = goods.iter().filter(|it| it.is_open(now));
        let links = open.flat_map(|good| good.files.iter().map(|link| (good.line.title.as_str(), link)));
        let fitting = links.filter(|(_, link)| has_some_left(link) == some_left);
        fitting
            .map(|(title, link)| Wanted { name: unique(&mut names, title, &link.name), path: link.path.clone() })
            .collect::<Vec<_>>()
    };
    Some(all(true)).filter(|it| !it.is_empty()).unwrap_or_else(|| all(false))
}

/// Whether a file could be downloaded once more.
pub(super) fn has_some_left(link: &DownloadLink) -> bool {
    link.remaining != Some(0)
}

/// `folder/file`, or `folder/file (2)` where that is taken, also by other capitals: many disks do not tell them apart.
fn unique(names: &mut HashSet<String>, folder: &str, file: &str) -> String {
    let (folder, file) = (label(folder), label(file));
    let (stem, kind) = file.rsplit_once('.').map_or((file.as_str(), String::new()), |(a, b)| (a, format!(".{b}")));
    let mut name = format!("{folder}/{file}");
    let mut number = 1;
    while !names.insert(name.to_lowercase()) {
        number += 1;
        name = format!("{folder}/{stem} ({number}){kind}");
    }
    name
}

/// One part of a path that is good on any disk: no separators, nothing reserved, no dots or spaces at its ends.
fn label(text: &str) -> String {
    let plain = text::line(text).replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "_");
    let short: String = plain.trim_matches(['.', ' ']).chars().take(150).collect();
    let short = short.trim_end_matches(['.', ' ']);
    if short.is_empty() { "files".into() } else { short.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_unique() {
        let mut names = HashSet::new();
        for (title, file, wanted) in [
            ("Aurora Sans", "font.zip", "Aurora Sans/font.zip"),
            ("Aurora Sans", "Font.zip", "Aurora Sans/Font (2).zip"),
            ("aurora sans", "font.zip", "aurora sans/font (3).zip"),
            ("..", "../../etc/passwd", "files/_.._etc_passwd"),
            ("/C:\\Windows", "read me", "_C__Windows/read me"),
            ("a\u{202E}b\r\n", "...", "ab/files"),
        ] {
            assert_eq!(unique(&mut names, title, file), wanted);
        }
    }
}
