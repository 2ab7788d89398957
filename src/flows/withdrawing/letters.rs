//! The mails about withdrawals.

use crate::{
    base::Email,
    features::{
        orders::{self, Order},
        withdrawals::{Right, Withdrawal},
    },
    platform::{mail::Letter, signing::Keys, web::Shop},
};

const KIND: &str = "withdrawal";

/// That a statement has come: to whoever sent it with its content, date and time (article 11a, paragraph 4), to the
/// address of the order if it is another, and to the shop.
pub(super) fn received(shop: &Shop, keys: &Keys, order: &Order, withdrawal: &Withdrawal) -> Vec<Letter> {
    let mut letters = vec![confirmation(shop, keys, order, withdrawal, &withdrawal.email)];
    if withdrawal.email != order.buyer.email {
        letters.push(confirmation(shop, keys, order, withdrawal, &order.buyer.email));
    }
    if let Some(to) = shop.contact.as_deref().and_then(|it| Email::parse(it).ok()) {
        letters.push(to_shop(shop, withdrawal, to));
    }
    letters
}

fn confirmation(shop: &Shop, keys: &Keys, order: &Order, withdrawal: &Withdrawal, to: &Email) -> Letter {
    let mut lines = vec!["This confirms that the following statement has reached us:".to_owned()];
    lines.extend(withdrawal.statement(&shop.name));
    lines.push(format!("It was received on {}.", withdrawal.sent.date_and_time()));
    lines.push(match withdrawal.right {
        Right::Stands => "What you paid goes back the way it came, within fourteen days at the latest.".into(),
        Right::Begun => {
            "You had agreed that downloads begin at once, and they had begun: with that the right to withdraw \
            ended. The shop looks at your statement all the same, and answers you."
                .into()
        }
        Right::Over => {
            "The days in which one may withdraw were over. The shop looks at your statement all the same, and \
            answers you."
                .into()
        }
    });
    Letter {
        to: to.clone(),
        kind: KIND,
        subject: format!("Your withdrawal from order {} has been received", withdrawal.order_name),
        lines,
        link: Some(("Open it".into(), page(shop, keys, order))),
        code: None,
        end: "Keep this mail: it is the confirmation of your statement.".into(),
    }
}

fn to_shop(shop: &Shop, withdrawal: &Withdrawal, to: Email) -> Letter {
    let mut lines = withdrawal.statement(&shop.name);
    lines.push(format!("It was received on {}, and confirmed by mail.", withdrawal.sent.date_and_time()));
    lines.push(
        match withdrawal.right {
            Right::Stands => "The right to withdraw stood at that time: pay back within fourteen days at the latest.",
            Right::Begun => "The buyer had agreed that the right ends with the first download, which had begun.",
            Right::Over => "The days in which one may withdraw were over.",
        }
        .to_owned(),
    );
    Letter {
        to,
        kind: KIND,
        subject: format!("Somebody withdraws from order {}", withdrawal.order_name),
        lines,
        link: Some(("Answer it".into(), shop.base_url.to("/admin/withdrawals"))),
        code: None,
        end: String::new(),
    }
}

/// What the shop has decided.
pub(super) fn answered(shop: &Shop, keys: &Keys, order: &Order, withdrawal: &Withdrawal) -> Letter {
    let accepted = withdrawal.decision.as_ref().is_some_and(|it| it.accepted);
    let reason = withdrawal.decision.as_ref().map(|it| it.reason.clone()).unwrap_or_default();
    let name = &withdrawal.order_name;
    let mut lines = vec![if accepted {
        format!(
            "Your withdrawal from order {name} is accepted: the contract has ended. What you paid goes back the way it came."
        )
    } else {
        format!("The shop has looked at your withdrawal from order {name}, and does not accept it.")
    }];
    lines.extend(Some(reason).filter(|it| !it.is_empty()));
    Letter {
        to: withdrawal.email.clone(),
        kind: KIND,
        subject: if accepted {
            format!("Your withdrawal from order {name} is accepted")
        } else {
            format!("About your withdrawal from order {name}")
        },
        lines,
        link: Some(("Open your order".into(), page(shop, keys, order))),
        code: None,
        end: shop.contact.as_ref().map(|it| format!("Questions go to {it}.")).unwrap_or_default(),
    }
}

fn page(shop: &Shop, keys: &Keys, order: &Order) -> String {
    shop.base_url.to(&format!("/orders/{}/withdrawal?token={}", order.id, orders::token(keys, order.id)))
}
