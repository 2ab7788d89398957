//! How discounts read on a page.

use super::{
    acts,
    view::{DiscountFields, DiscountRow, UseRow},
};
use crate::{
    base::{Result, Timestamp},
    features::{
        discounts::{self, Discount, DiscountForm, Redemption, Scope, Stage},
        orders,
    },
    platform::{
        db::Reads,
        web::parts::{Choice, Pill, Tone, counted, grouped},
    },
};

/// A discount in the list.
pub(super) fn row(txn: &impl Reads, it: &Discount, now: Timestamp) -> Result<DiscountRow> {
    let used = discounts::uses(txn, it.id)?;
    let uses = match it.limit {
        Some(limit) => format!("{} of {}", grouped(used.into()), grouped(limit.into())),
        None => grouped(used.into()),
    };
    let scope = match &it.scope {
        Scope::Shop => "everything".to_owned(),
        Scope::Products(all) => counted(all.len() as u64, "product", "products"),
        Scope::Sellers(all) => counted(all.len() as u64, "seller", "sellers"),
    };
    Ok(DiscountRow {
        url: page_of(it),
        name: it.name.clone(),
        code: it.code.as_ref().map_or_else(|| "none needed".to_owned(), ToString::to_string),
        off: format!("{} off {scope}", it.off.in_words()),
        window: window(it),
        uses,
        pill: pill(it, now),
    })
}

fn window(it: &Discount) -> String {
    match (it.from, it.until) {
        (None, None) => "always".into(),
        (Some(from), None) => format!("from {}", from.date()),
        (None, Some(until)) => format!("until {}", until.date()),
        (Some(from), Some(until)) => format!("{} to {}", from.date(), until.date()),
    }
}

/// Where it stands.
pub(super) fn pill(it: &Discount, now: Timestamp) -> Pill {
    match it.stage(now) {
        Stage::Ahead => Pill::new(Tone::Info, "Ahead"),
        Stage::Running => Pill::new(Tone::Good, "Running"),
        Stage::Over => Pill::new(Tone::Plain, "Over"),
    }
}

pub(super) fn page_of(it: &Discount) -> String {
    format!("/admin/discounts/{}", it.id)
}

/// What the form sends for `it`: fields, `kind` and `scope`.
pub(super) fn filled(txn: &impl Reads, it: &Discount) -> Result<(DiscountFields, String, &'static str)> {
    let form = DiscountForm::of(it);
    let scope = match it.scope {
        Scope::Shop => "shop",
        Scope::Products(_) => "products",
        Scope::Sellers(_) => "sellers",
    };
    let items = acts::items(txn, &it.scope)?.join("\n");
    Ok((fields(form.clone(), items), form.kind, scope))
}

/// The fields as they are shown.
pub(super) fn fields(form: DiscountForm, items: String) -> DiscountFields {
    // A browser's field for date and time takes no seconds and no zone.
    let moment = |text: String| if text.ends_with(":00Z") { text[..16].to_owned() } else { text };
    DiscountFields {
        name: form.name,
        code: form.code,
        value: form.value,
        items,
        from: moment(form.from),
        until: moment(form.until),
        min_amount: form.min_amount,
        min_quantity: form.min_quantity,
        limit: form.limit,
        limit_per_customer: form.limit_per_customer,
    }
}

pub(super) fn kinds(on: &str) -> Vec<Choice> {
    [("percent", "Percent"), ("fixed", "Amount")].map(|(value, label)| Choice::new(value, label, value == on)).into()
}

pub(super) fn scopes(on: &str) -> Vec<Choice> {
    let all = [("shop", "Everything in the shop"), ("products", "These products"), ("sellers", "All of these sellers")];
    all.map(|(value, label)| Choice::new(value, label, value == on)).into()
}

/// One use of it.
pub(super) fn used(txn: &impl Reads, it: &Redemption) -> Result<UseRow> {
    let order = orders::find(txn, it.order)?.map_or_else(|| it.order.to_string(), |it| it.name());
    let pill = match it.released {
        None => Pill::new(Tone::Good, "Counts"),
        Some(_) => Pill::new(Tone::Plain, "Given back"),
    };
    Ok(UseRow { at: it.at.date_and_time(), order, amount: it.amount.to_string(), pill })
}
