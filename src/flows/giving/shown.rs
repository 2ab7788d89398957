//! A gift as its page shows it.

use super::{
    Standing, goods, token,
    view::{GiftFile, GiftItem, GiftKey, GiftPage},
};
use crate::{
    base::{Result, Timestamp},
    features::{
        catalog,
        delivery::Desk,
        licenses::{self, License},
        orders::Order,
    },
    platform::{
        db::Reads,
        signing::Keys,
        web::{
            Frame, Identity,
            parts::{Note, Tone, size},
        },
    },
};

/// The page of a paid order's gift. Files and keys are there once it is claimed, for whoever has claimed it.
pub(super) fn page(
    txn: &impl Reads,
    frame: Frame,
    (desk, keys): (&Desk, &Keys),
    order: &Order,
    asking: Option<&Identity>,
    now: Timestamp,
) -> Result<GiftPage> {
    let standing = Standing::of(order, asking);
    let is_members = asking.is_some_and(|who| order.was_given_to(who.user));
    let (button, hint) = match standing {
        Standing::Unclaimed if asking.is_some() => {
            ("Claim your gift", "It goes into your library, and is yours alone.")
        }
        Standing::Unclaimed => (
            "Claim your gift",
            "It costs nothing, and no account is needed. With one, sign in first: it goes into your library.",
        ),
        Standing::Loose => ("Put it into your library", "From then on it opens with your account alone."),
        Standing::Theirs | Standing::Taken => ("", ""),
    };
    let taken = "Whoever claimed it finds it in their library. If that was you, sign in with the account you had then.";
    let goods = goods::of(txn, desk, order, standing, now)?;
    Ok(GiftPage {
        frame: frame.private(),
        notes: (standing == Standing::Taken)
            .then(|| Note::new(Tone::Info, "This gift has been claimed already.", taken))
            .into_iter()
            .collect(),
        message: order.extras.gift.as_ref().map(|it| it.message.clone()).unwrap_or_default(),
        claim: (!button.is_empty()).then(|| format!("/gifts/{}/claim?token={}", order.id, token(keys, order.id))),
        button: button.into(),
        hint: hint.into(),
        keep: match standing {
            Standing::Taken => "",
            _ if is_members => "It is in your library, and opens there at any time.",
            _ => "Keep the mail with the link to this page: it opens your files again at any time.",
        }
        .into(),
        items: goods.iter().map(|it| item(it, keys)).collect(),
    })
}

fn item(good: &goods::Good, keys: &Keys) -> GiftItem {
    let key = |it: &License| GiftKey { code: it.key.to_string(), manage: licenses::page_of(keys, it) };
    let file = |it: &crate::features::delivery::DownloadLink| GiftFile {
        url: it.path.clone(),
        name: it.name.clone(),
        size: size(it.size),
        used_up: it.remaining == Some(0),
    };
    GiftItem {
        title: good.line.title.clone(),
        detail: format!("{}, {}", good.seller, good.line.edition_name),
        cover: good.product.as_ref().map(catalog::shown::cover).unwrap_or_default(),
        files: good.files.iter().map(file).collect(),
        keys: good.keys.iter().map(key).collect(),
        closed: good.closed,
    }
}
