//! All that the shop keeps about somebody, as files of an archive: JSON as the API tells it, so that programs can read
//! it. Secrets are left out, also hashed ones.

use std::io::{Cursor, Write};

use serde::Serialize;
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::wire::{KeyJson, MeJson, PreferencesJson, SessionJson};
use crate::{
    base::{Error, Result, UserId},
    features::{
        accounts::{self, User},
        alerts::{self, PriceAlert},
        api_keys,
        assistant::{self, Conversation, MESSAGES, Speaker},
        audit, delivery,
        invoices::{self, Document, DocumentJson},
        licenses,
        orders::{self, Order, OrderJson},
        preferences, recent_searches, recommendations,
        reviews::{self, ReviewJson},
        saved_searches, sessions, wallets,
        wishlists::{self, Wisher, Wishlist},
        withdrawals::{self, WithdrawalJson},
    },
    platform::db::Reads,
};

/// Nobody has more orders or entries than this.
const MOST: usize = 100_000;

const README: &str = "This is what the shop keeps about you.

profile.json      who you are to the shop
orders.json       what you ordered, with what stands on the bills
library.json      what you may download, and what you downloaded
sessions.json     where you are signed in
api_keys.json     your keys for programs, without their secrets
preferences.json  which mails you want
wishlists.json    what you would like to have
alerts.json       which prices you wait for
searches.json     what you saved and looked for lately
views.json        what you looked at, and what you are not interested in
reviews.json      what you think of what you bought, which reviews helped you, and which you reported
conversations.json what you and the assistant said to each other
payments.json     by which name whoever keeps your payment methods knows you
audit.json        what was done by you, or to your account

Times are RFC 3339 in UTC. Amounts are minor units of their currency.
";

/// A file of the archive.
pub(super) struct Part {
    name: &'static str,
    text: String,
}

/// The files about `user`.
pub(super) fn gather(txn: &impl Reads, user: UserId) -> Result<Vec<Part>> {
    let account = accounts::get(txn, user)?;
    let orders = orders::of_owner(txn, user, MOST)?;
    // What somebody gave away is in the library of whoever has it, and from where they download is theirs.
    let kept = orders.iter().filter(|it| !it.is_gift()).cloned();
    let owned: Vec<_> = kept.chain(orders::given_to(txn, user, MOST)?).collect();
    let sessions = sessions::of_user(txn, user)?;
    let keys = api_keys::of_user(txn, user)?;
    Ok(vec![
        Part { name: "README.txt", text: README.into() },
        part("profile.json", &MeJson::of(&account))?,
        part("orders.json", &orders.iter().map(|it| bought(txn, it)).collect::<Result<Vec<_>>>()?)?,
        part("library.json", &library(txn, &owned)?)?,
        part("sessions.json", &sessions.iter().map(|it| SessionJson::of(it, None)).collect::<Vec<_>>())?,
        part("api_keys.json", &keys.iter().map(KeyJson::of).collect::<Vec<_>>())?,
        part("preferences.json", &PreferencesJson::of(&preferences::of(txn, &account.email)?))?,
        part("wishlists.json", &wished(txn, user)?)?,
        part("alerts.json", &awaited(txn, user)?)?,
        part("searches.json", &searched(txn, user)?)?,
        part("views.json", &looked(txn, user)?)?,
        part("reviews.json", &reviewed(txn, user)?)?,
        part("conversations.json", &said(txn, user)?)?,
        part(
            "payments.json",
            &wallets::find(txn, user)?.map(|it| json!({"gateway": it.gateway, "customer": it.customer})),
        )?,
        part("audit.json", &entries(txn, &account)?)?,
    ])
}

fn part(name: &'static str, value: &impl Serialize) -> Result<Part> {
    Ok(Part { name, text: serde_json::to_string_pretty(value).map_err(Error::internal)? })
}

/// An order as the API tells it, with what stands on its bill.
fn bought(txn: &impl Reads, order: &Order) -> Result<Value> {
    let mut keys = Vec::new();
    for line in &order.lines {
        let of_line = licenses::of_line(txn, line.id)?;
        keys.extend(of_line.into_iter().filter(|it| it.is_active()).map(|it| (line.id, it.key.to_string())));
    }
    let of_line = |id| keys.iter().filter(move |(line, _)| *line == id).map(|(_, key)| key.clone()).collect();
    let mut told = serde_json::to_value(OrderJson::new(order, |line| of_line(line.id))).map_err(Error::internal)?;
    if let Some(payment) = told["payment"].as_object_mut() {
        payment.remove("client_secret");
    }
    told["billing"] = serde_json::to_value(&order.buyer.billing).map_err(Error::internal)?;
    let documents = invoices::of_order(txn, order.id)?.into_iter().chain(invoices::notes_of(txn, order.id)?);
    let pdf = |it: &Document| format!("/api/v1/orders/{}/documents", it.order);
    told["documents"] = json!(documents.map(|it| DocumentJson::new(&it, pdf(&it))).collect::<Vec<_>>());
    let withdrawals = withdrawals::of_order(txn, order.id)?;
    told["withdrawals"] = json!(withdrawals.iter().map(WithdrawalJson::from).collect::<Vec<_>>());
    told["consented_to"] = json!(order.buyer.consent_words);
    told["consented_at"] = json!(order.buyer.consent.map(|it| it.rfc3339()));
    told["ordered_from"] = json!(order.buyer.address);
    Ok(told)
}

fn library(txn: &impl Reads, orders: &[Order]) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for order in orders {
        for grant in delivery::of_order(txn, order.id)? {
            let title = order.lines.iter().find(|it| it.id == grant.line).map(|it| it.title.clone());
            let downloads = delivery::downloads_of(txn, grant.id)?.into_iter().map(|it| {
                json!({ "file": it.name, "size": it.size, "completed": it.completed, "started_at": it.started.rfc3339(),
                    "address": it.address, "program": it.agent })
            });
            all.push(json!({ "order": order.id, "product": grant.product, "title": title,
                "until": grant.expires.map(|it| it.rfc3339()), "downloads": downloads.collect::<Vec<_>>() }));
        }
    }
    Ok(all)
}

fn wished(txn: &impl Reads, user: UserId) -> Result<Vec<Value>> {
    let told = |list: Wishlist| {
        let items = wishlists::items(txn, &list)?.into_iter().map(|it| {
            json!({ "product": it.product, "edition": it.edition, "title": it.title, "added_at": it.added.rfc3339() })
        });
        Ok(json!({ "id": list.id, "name": list.name, "description": list.description,
            "display_name": list.display_name, "shared": list.share.is_some(), "created_at": list.created.rfc3339(),
            "items": items.collect::<Vec<_>>() }))
    };
    wishlists::all(txn, &Wisher::Account(user))?.into_iter().map(told).collect()
}

fn awaited(txn: &impl Reads, user: UserId) -> Result<Vec<Value>> {
    let told = |it: PriceAlert| {
        json!({ "product": it.product, "title": it.title, "target": it.target, "set_at": it.set.rfc3339(),
            "reached_at": it.fired.map(|fired| fired.at.rfc3339()) })
    };
    Ok(alerts::of(txn, user)?.into_iter().map(told).collect())
}

fn searched(txn: &impl Reads, user: UserId) -> Result<Value> {
    let saved = saved_searches::of(txn, user)?.searches.into_iter().map(|it| {
        json!({ "name": it.name, "query": it.query, "mails": it.mails, "saved_at": it.saved.rfc3339(),
            "told_at": it.told.map(|at| at.rfc3339()) })
    });
    let recent = recent_searches::of(txn, user)?;
    let words = recent.searches.iter().map(|it| json!({ "q": it.words, "at": it.at.rfc3339() }));
    Ok(json!({ "saved": saved.collect::<Vec<_>>(), "recent": words.collect::<Vec<_>>(), "keep": !recent.off }))
}

fn said(txn: &impl Reads, user: UserId) -> Result<Vec<Value>> {
    let told = |it: Conversation| {
        let messages = assistant::messages(txn, it.id, MESSAGES as usize)?.into_iter();
        let messages = messages.map(|it| json!({ "author": it.author, "text": it.text, "at": it.at.rfc3339() }));
        Ok(json!({ "title": it.title, "started_at": it.started.rfc3339(), "messages": messages.collect::<Vec<_>>() }))
    };
    assistant::all(txn, &Speaker::Account(user))?.into_iter().map(told).collect()
}

fn reviewed(txn: &impl Reads, user: UserId) -> Result<Value> {
    let written = reviews::of_author(txn, user)?;
    let voted = reviews::votes_of(txn, user)?.into_iter();
    let voted = voted.map(|it| json!({ "review": it.review, "product": it.product, "at": it.at.rfc3339() }));
    let reported = reviews::reports_by(txn, user)?
        .into_iter()
        .map(|it| json!({ "review": it.review, "reason": it.reason.word(), "text": it.words, "at": it.at.rfc3339() }));
    Ok(json!({ "written": written.iter().map(ReviewJson::in_full).collect::<Vec<_>>(),
        "found_helpful": voted.collect::<Vec<_>>(), "reported": reported.collect::<Vec<_>>() }))
}

fn looked(txn: &impl Reads, user: UserId) -> Result<Value> {
    let seen = recommendations::of(txn, user)?
        .into_iter()
        .map(|it| json!({ "product": it.product, "at": it.at.rfc3339(), "asked_at": it.asked.map(|it| it.rfc3339()) }));
    let no = recommendations::declined(txn, user)?.into_iter();
    let no = no.map(|it| json!({ "product": it.product, "at": it.at.rfc3339() }));
    Ok(json!({ "looked_at": seen.collect::<Vec<_>>(), "not_interested": no.collect::<Vec<_>>() }))
}

fn entries(txn: &impl Reads, account: &User) -> Result<Vec<Value>> {
    let all = audit::page(txn, Some(&account.id.to_string()), None, MOST)?;
    let told = |it: &audit::Entry| {
        json!({ "at": it.at.rfc3339(), "act": it.act.word(), "by_you": it.actor.user() == Some(account.id),
            "address": it.address, "detail": it.detail })
    };
    Ok(all.iter().map(told).collect())
}

/// The archive of `parts`.
pub(super) fn pack(parts: &[Part]) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for part in parts {
        archive.start_file(part.name, options).map_err(Error::internal)?;
        archive.write_all(part.text.as_bytes())?;
    }
    Ok(archive.finish().map_err(Error::internal)?.into_inner())
}
