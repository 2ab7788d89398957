//! The pages about withdrawals.

use super::{
    desk,
    view::{SentRow, Step, WithdrawalPage, WithdrawalRow},
};
use crate::{
    base::{Result, Timestamp, links},
    features::{
        orders::{self, Order},
        withdrawals::{self, Right, Standing, StatementForm, Withdrawal},
    },
    platform::{
        db::Reads,
        signing::Keys,
        web::{
            Frame, Shop,
            parts::{Link, Note, Pill, Tone},
        },
    },
};

/// The page on which the buyer of `order` withdraws.
pub(super) fn page(
    txn: &impl Reads,
    (frame, shop, keys): (Frame, &Shop, &Keys),
    order: &Order,
    now: Timestamp,
) -> Result<WithdrawalPage> {
    let token = orders::token(keys, order.id);
    let before = withdrawals::of_order(txn, order.id)?;
    let ended = before.last().is_some_and(|it| it.standing() != Standing::Refused);
    let none = desk::nothing_left(order);
    let mut notes = Vec::new();
    if let Some(why) = none {
        notes.push(Note::new(Tone::Info, "Nothing to withdraw from.", format!("{why}.")));
    } else if !ended {
        let last_day = withdrawals::last_day(order.placed, shop.withdrawal_days).date();
        let right = desk::right(txn, shop, order, now)?;
        let (tone, title) = match right {
            Right::Stands => (Tone::Info, "Your right to withdraw."),
            Right::Begun | Right::Over => (Tone::Warn, "Your right to withdraw has ended."),
        };
        notes.push(Note::new(tone, title, right.words(&last_day)));
    }
    let name = order.buyer.billing.name.clone().unwrap_or_default();
    Ok(WithdrawalPage {
        frame: frame.private(),
        order: Link::new(format!("Order {}", order.name()), links::order(order.id, &token)),
        number: order.name(),
        goods: order.lines.iter().map(|it| format!("{}, {}", it.title, it.edition_name)).collect(),
        notes,
        action: format!("/orders/{}/withdrawal?token={token}", order.id),
        form: StatementForm { name, email: order.buyer.email.to_string(), message: String::new() },
        step: if ended || none.is_some() { Step::Done } else { Step::Write },
        sent: before.iter().rev().map(|it| sent(it, &shop.name)).collect(),
        ..WithdrawalPage::default()
    })
}

fn sent(withdrawal: &Withdrawal, shop: &str) -> SentRow {
    let decision = withdrawal.decision.as_ref();
    let answer = decision.map(|it| match (it.accepted, it.reason.as_str()) {
        (true, "") => format!("Accepted on {}. What you paid goes back the way it came.", it.at.date_and_time()),
        (true, reason) => format!("Accepted on {}: {reason}", it.at.date_and_time()),
        (false, reason) => format!("Refused on {}: {reason}", it.at.date_and_time()),
    });
    SentRow {
        statement: withdrawal.statement(shop),
        received: withdrawal.sent.date_and_time(),
        pill: pill(withdrawal.standing()),
        answer: answer.unwrap_or_default(),
    }
}

fn pill(standing: Standing) -> Pill {
    match standing {
        Standing::Open => Pill::new(Tone::Info, "Received"),
        Standing::Accepted => Pill::new(Tone::Good, "Accepted"),
        Standing::Refused => Pill::new(Tone::Bad, "Refused"),
    }
}

/// A withdrawal as those see it who answer it.
pub(super) fn row(txn: &impl Reads, keys: &Keys, withdrawal: &Withdrawal) -> Result<WithdrawalRow> {
    let order = orders::find(txn, withdrawal.order)?;
    let decision = withdrawal.decision.as_ref();
    let answer = decision.map(|it| format!("{}. {}", it.at.date_and_time(), it.reason));
    Ok(WithdrawalRow {
        id: withdrawal.id.to_string(),
        number: withdrawal.order_name.clone(),
        order_url: links::order(withdrawal.order, &orders::token(keys, withdrawal.order)),
        name: withdrawal.name.clone(),
        email: withdrawal.email.to_string(),
        message: withdrawal.message.clone(),
        received: withdrawal.sent.date_and_time(),
        right: match withdrawal.right {
            Right::Stands => Pill::new(Tone::Info, "Right stood"),
            Right::Begun => Pill::new(Tone::Warn, "Download had begun"),
            Right::Over => Pill::new(Tone::Warn, "Days were over"),
        },
        total: order.map(|it| format!("{}, {}", it.totals.total, it.status.word())).unwrap_or_default(),
        pill: pill(withdrawal.standing()),
        answer: answer.unwrap_or_default(),
        action: format!("/admin/withdrawals/{}/answer", withdrawal.id),
    })
}
