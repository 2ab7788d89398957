//! What an assistant does not do, whoever asks and however: it has no tool for it either.

use super::lines::Line;

/// Why something is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was told to be something else, or to tell what it was told.
    Instructions,
    /// It was asked for what is another's.
    Others,
    /// It was asked to spend, refund or reduce.
    Money,
}

const INSTRUCTIONS: &[&str] = &[
    "system prompt",
    "your prompt",
    "initial prompt",
    "hidden prompt",
    "your instructions",
    "your rules",
    "previous instructions",
    "prior instructions",
    "above instructions",
    "all instructions",
    "earlier instructions",
    "developer mode",
    "debug mode",
    "admin mode",
    "jailbreak",
    "you are now",
    "from now on you",
    "act as",
    "pretend to be",
    "pretend you are",
    "pretend that you",
    "repeat everything above",
    "repeat the text above",
    "print everything above",
    "what were you told",
    "new instructions",
    "your configuration",
    "your source code",
    "deine anweisungen",
    "alle anweisungen",
    "vorherigen anweisungen",
    "bisherigen anweisungen",
    "tes instructions",
    "vos instructions",
    "instructions précédentes",
    "instrucciones anteriores",
    "tus instrucciones",
    "istruzioni precedenti",
    "tue istruzioni",
    "instruções anteriores",
    "vorige instructies",
];

const OTHERS: &[&str] = &[
    "other customers",
    "other customer",
    "another customer",
    "other users",
    "another user",
    "other people orders",
    "someone else",
    "somebody else",
    "last buyer",
    "last customer",
    "previous customer",
    "all customers",
    "all users",
    "all buyers",
    "every customer",
    "list of customers",
    "customer list",
    "list of buyers",
    "customer emails",
    "email addresses",
    "e-mail addresses",
    "customer data",
    "admin password",
    "password of",
    "passwords of",
    "who bought",
    "who has bought",
    "database",
    "dump the",
    "secret key",
    "private key",
    "session token",
    "credit card number",
    "card numbers",
    "home address of",
    "address of the",
    "not my account",
    "anderer kunden",
    "autres clients",
    "otros clientes",
    "altri clienti",
];

const MONEY: &[&str] = &[
    "set the price",
    "set price",
    "change the price",
    "change its price",
    "price to 0",
    "price to zero",
    "make it free",
    "make them free",
    "make everything free",
    "refund all",
    "refund everything",
    "refund every",
    "refund me now",
    "refund my last order now",
    "approve my refund",
    "issue a refund",
    "mark my order as paid",
    "mark the order as paid",
    "100% discount",
    "100 discount",
    "100 percent discount",
    "100% off",
    "90% off",
    "credit my account",
    "add credit",
    "transfer money",
    "send money",
    "pay out",
    "create a coupon",
    "create a discount",
    "generate a coupon",
    "generate a discount",
    "make me a coupon",
    "make a discount",
    "give me a discount",
    "apply a discount",
    "lower the price",
    "reduce the price",
    "free of charge for me",
    "be paid for me",
];

/// Whose things they are when somebody names an address.
const THEIRS: &[&str] = &[
    "order", "library", "licen", "key", "invoice", "address", "bought", "buy", "purchase", "account", "password",
    "mail",
];

pub(super) fn reason(line: &Line) -> Option<Reason> {
    let turned =
        line.has_any(&["ignore", "disregard", "forget", "override", "ignoriere", "ignora", "ignorez", "oublie"])
            && line.has_stem(&[
                "instruction",
                "rule",
                "prompt",
                "guideline",
                "anweisung",
                "instruc",
                "istruzion",
                "regeln",
                "règles",
            ]);
    if turned || line.has_any(INSTRUCTIONS) {
        return Some(Reason::Instructions);
    }
    let address = line
        .words
        .iter()
        .any(|it| it.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')));
    if line.has_any(OTHERS) && !is_a_need(line) || address && line.has_stem(THEIRS) {
        return Some(Reason::Others);
    }
    line.has_any(MONEY).then_some(Reason::Money)
}

/// "A database for my recipes" is no attack; a verb of taking makes it one.
fn is_a_need(line: &Line) -> bool {
    line.has("database") && !line.has_any(&["your database", "the database", "database of customers", "shop database"])
        || line.has("private key") && !line.has_any(&["your private key", "the private key"])
        || line.has("secret key") && !line.has_any(&["your secret key", "the secret key"])
}
