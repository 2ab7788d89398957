//! How licences are shown.

use super::{
    facts::Facts,
    view::{DeviceRow, KeyEdition, KeyRow, LicensePage},
};
use crate::{
    base::{Result, Timestamp, links},
    features::{
        catalog::Edition,
        licenses::{self, Activation, Format, License, Policy, PolicyForm, PoolState, Worth},
    },
    platform::{
        db::Reads,
        signing::Keys,
        web::{
            Frame,
            parts::{Choice, Note, Pill, Tone, counted},
        },
    },
};

/// The page of a licence.
pub(super) fn license(
    txn: &impl Reads,
    frame: Frame,
    keys: &Keys,
    license: License,
    done: Option<&str>,
    now: Timestamp,
) -> Result<LicensePage> {
    let facts = Facts::of(txn, license)?;
    let license = &facts.license;
    let devices = licenses::activations(txn, license.id)?;
    let pooled = licenses::policy(txn, license.product, license.edition)?.pool;
    let (base, token) = (format!("/licenses/{}", license.id), licenses::token(keys, license));
    let at = |what: &str| format!("{base}/{what}?token={token}");
    let good = license.worth(now) == Worth::Active;
    let notes =
        said(done).into_iter().chain(license.sorry(now).map(|it| Note::new(Tone::Warn, "It is worth nothing.", it)));
    Ok(LicensePage {
        frame: frame.private(),
        notes: notes.collect(),
        title: facts.title().to_owned(),
        url: facts.product.as_ref().filter(|it| it.is_published()).map(|it| links::product(&it.slug)),
        pill: pill(license, now),
        key: license.key.to_string(),
        facts: told(&facts),
        used: used(license, devices.len()),
        devices: devices.iter().map(|it| device(it, at(&format!("devices/{}/removal", it.id)))).collect(),
        file: if good { at("file") } else { String::new() },
        rotation: if good && !pooled { at("rotation") } else { String::new() },
        hand_on: if good { at("holder") } else { String::new() },
        ..LicensePage::default()
    })
}

fn said(done: Option<&str>) -> Option<Note> {
    match done? {
        "freed" => Some(Note::new(Tone::Good, "The device is free.", "Another can take its place.")),
        "rotated" => Some(Note::new(Tone::Good, "You have another key.", "The old one is worth nothing any more.")),
        _ => None,
    }
}

fn told(facts: &Facts) -> Vec<(String, String)> {
    let license = &facts.license;
    let until = |it: Option<Timestamp>| it.map_or_else(|| "for ever".to_owned(), |it| format!("until {}", it.date()));
    let mut told = vec![
        ("Edition".to_owned(), facts.edition_name().to_owned()),
        ("Since".to_owned(), license.issued.date()),
        ("Good".to_owned(), until(license.expires)),
        ("Updates".to_owned(), until(license.updates_until)),
    ];
    if facts.line().is_some_and(|it| it.quantity > 1) {
        told.insert(1, ("Copy".to_owned(), license.seat.to_string()));
    }
    told
}

/// Whether a licence is good.
pub(super) fn pill(license: &License, now: Timestamp) -> Pill {
    match license.worth(now) {
        Worth::Active => Pill::new(Tone::Good, "Active"),
        Worth::Expired => Pill::new(Tone::Warn, "Expired"),
        Worth::Disabled => Pill::new(Tone::Bad, "Stopped"),
        Worth::Revoked => Pill::new(Tone::Plain, "Withdrawn"),
    }
}

/// `2 of 3 devices`.
pub(super) fn used(license: &License, used: usize) -> String {
    match license.limit {
        Some(limit) => format!("{used} of {}", counted(u64::from(limit), "device", "devices")),
        None => counted(used as u64, "device", "devices"),
    }
}

fn device(it: &Activation, action: String) -> DeviceRow {
    let name = if it.label.is_empty() { &it.fingerprint } else { &it.label };
    DeviceRow {
        name: name.clone(),
        detail: format!("Since {}, asked last {}", it.since.date(), it.seen.date()),
        action,
    }
}

/// A licence in the list of whoever looks after it.
pub(super) fn row(txn: &impl Reads, license: License, base: &str, now: Timestamp) -> Result<KeyRow> {
    let facts = Facts::of(txn, license)?;
    let license = &facts.license;
    let pooled = licenses::policy(txn, license.product, license.edition)?.pool;
    let stopped = license.disabled.is_some();
    let at = |what: &str| format!("{base}/issued/{}/{what}", license.id);
    Ok(KeyRow {
        key: license.key.masked(),
        holder: facts.holder().map(ToString::to_string).unwrap_or_default(),
        detail: format!("{}, {}", facts.edition_name(), license.issued.date()),
        used: used(license, facts.used),
        pill: pill(license, now),
        action: at(if stopped { "permission" } else { "stop" }),
        stopped,
        rotation: if license.worth(now) == Worth::Active && !pooled { at("rotation") } else { String::new() },
    })
}

/// What the keys of an edition allow, as a form.
pub(super) fn edition(edition: &Edition, policy: &Policy, pool: Option<PoolState>, base: &str) -> KeyEdition {
    let number = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
    KeyEdition {
        id: edition.id.to_string(),
        name: edition.name.clone(),
        action: format!("{base}/editions/{}/policy", edition.id),
        import: if policy.pool { format!("{base}/editions/{}/keys", edition.id) } else { String::new() },
        state: pool.map(state).unwrap_or_default(),
        activations: number(policy.activations),
        days: number(policy.days),
        update_days: number(policy.update_days),
        formats: formats(policy.format.word()),
        prefix: policy.prefix.clone(),
        pool: policy.pool,
        low: policy.low.to_string(),
    }
}

/// What was typed stays in the form.
pub(super) fn typed(shown: &mut KeyEdition, form: &PolicyForm) {
    shown.activations.clone_from(&form.activations);
    shown.days.clone_from(&form.days);
    shown.update_days.clone_from(&form.update_days);
    shown.formats = formats(&form.format);
    shown.prefix.clone_from(&form.prefix);
    shown.pool = !form.pool.is_empty();
    shown.low.clone_from(&form.low);
}

fn formats(on: &str) -> Vec<Choice> {
    let label = |it: Format| match it {
        Format::Groups => "7Q2MX-K4D9T-…, 150 bits",
        Format::Hex => "85DB562A-C11D…, 128 bits",
    };
    Format::ALL.into_iter().map(|it| Choice::new(it.word(), label(it), it.word() == on)).collect()
}

/// `12 left, 3 set aside, 85 sold`.
pub(super) fn state(it: PoolState) -> String {
    let mut parts = vec![format!("{} left", it.free)];
    parts.extend((it.aside > 0).then(|| format!("{} set aside", it.aside)));
    parts.push(format!("{} sold", it.sold));
    parts.extend((it.owed > 0).then(|| format!("{} owed", it.owed)));
    parts.join(", ")
}
