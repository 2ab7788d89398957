//! What admins do about finding; each stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{Error, ProductId, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog,
        search_rules::{self, NewRules, Pin, RulesForm, SearchRules},
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        search::{Rules, Search},
        web::{ClientAddress, guards::Admin},
    },
};

/// Who does it, and from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct By(crate::base::UserId, IpAddr);

impl By {
    /// An admin.
    pub fn new(admin: &Admin, client: ClientAddress) -> Self {
        Self(admin.user, client.0)
    }
}

/// Makes the rules what `new` says, and lets `search` follow them.
///
/// # Errors
/// A product that is named is not there (the field is `pins` or `hidden`), or `before` says no.
pub(super) async fn keep(
    db: &Db,
    search: &Search,
    by: By,
    new: NewRules,
    before: impl Fn(&WriteTxn) -> Result<()> + Send + Sync + 'static,
) -> Result<SearchRules> {
    let write = move |txn: &WriteTxn| {
        before(txn)?;
        write(txn, by, &new)
    };
    let kept = db.write(write).await?;
    search.obey(&rules(&kept));
    Ok(kept)
}

fn write(txn: &WriteTxn, By(user, address): By, new: &NewRules) -> Result<SearchRules> {
    let hidden = new.hidden.iter().map(|it| product(txn, "hidden", it)).collect::<Result<Vec<_>>>()?;
    let pin = |it: &search_rules::NewPin| {
        let products = it.products.iter().map(|it| product(txn, "pins", it)).collect::<Result<_>>()?;
        Ok(Pin { words: it.words.clone(), products })
    };
    let pins = new.pins.iter().map(pin).collect::<Result<Vec<_>>>()?;
    let rules = SearchRules { synonyms: new.synonyms.clone(), little: new.little.clone(), pins, changed: None };
    let told = format!(
        "{} groups of words, {} small words, {} first places, {} hidden",
        rules.synonyms.len(),
        rules.little.len(),
        rules.pins.len(),
        hidden.len()
    );
    audit::note(txn, NewEntry::new(Actor::User(user), Act::SearchChanged).detail(&told).from(address))?;
    search_rules::keep(txn, rules, &hidden)
}

fn product(txn: &impl Reads, field: &'static str, name: &str) -> Result<ProductId> {
    let found = catalog::find_by_name(txn, name)?;
    found.map(|it| it.id).ok_or_else(|| Error::invalid(field, format!("There is no product “{name}” here")))
}

/// The rules as the index follows them.
pub fn rules(kept: &SearchRules) -> Rules {
    let pin = |it: &Pin| (it.words.clone(), it.products.iter().map(|it| it.to_bytes()).collect());
    Rules { synonyms: kept.synonyms.clone(), little: kept.little.clone(), pins: kept.pins.iter().map(pin).collect() }
}

/// The rules as somebody would write them.
pub(super) fn written(txn: &impl Reads) -> Result<RulesForm> {
    let rules = search_rules::get(txn)?;
    let name = |id: &ProductId| Ok(catalog::find(txn, *id)?.map_or_else(|| id.to_string(), |it| it.slug.to_string()));
    let names = |ids: &[ProductId]| ids.iter().map(name).collect::<Result<Vec<_>>>();
    let pins = rules.pins.iter().map(|it| Ok(format!("{}: {}", it.words, names(&it.products)?.join(", "))));
    Ok(RulesForm {
        synonyms: rules.synonyms.iter().map(|it| it.join(", ")).collect::<Vec<_>>().join("\n"),
        little: rules.little.join(", "),
        pins: pins.collect::<Result<Vec<_>>>()?.join("\n"),
        hidden: names(&search_rules::hidden(txn)?)?.join("\n"),
    })
}
