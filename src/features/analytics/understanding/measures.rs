//! What is asked for, and by what it is split.

use super::{
    super::{Measure, Split},
    words::Words,
};

/// Whether the best or the worst is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ranking {
    Most,
    Least,
}

/// Words that name a measure; the first that stand there count.
const MEASURES: [(&[&str], Measure); 34] = [
    (&["refund|return", "rate|share|ratio|quota"], Measure::RefundRate),
    (&["share|rate|percentage|percent", "of", "refunds|returns"], Measure::RefundRate),
    (&["average|mean|typical", "order|basket|cart|sale|purchase", "value|size|amount"], Measure::Average),
    (&["average|mean|typical", "order|basket|cart|sale|purchase"], Measure::Average),
    (&["order", "value|size"], Measure::Average),
    (&["aov"], Measure::Average),
    (&["net", "sales|revenue|income|earnings|turnover"], Measure::Net),
    (&["after", "tax|taxes", "and", "refunds"], Measure::Net),
    (&["net"], Measure::Net),
    (&["refund|refunds|refunded|returned|chargebacks|returns"], Measure::Refunds),
    (&["went|paid|gave|given", "back"], Measure::Refunds),
    (&["tax|taxes|vat"], Measure::Tax),
    (&["discount|discounts|coupon|coupons|rebates"], Measure::Discounts),
    (&["number", "of", "orders|sales|purchases"], Measure::Orders),
    (&["how", "many", "orders|purchases|sales"], Measure::Orders),
    (&["how", "many", "people|buyers|customers", "bought|ordered"], Measure::Orders),
    (&["how", "often"], Measure::Orders),
    (&["orders|purchases"], Measure::Orders),
    (&["how", "many", "copies|units|licences|licenses|seats|pieces"], Measure::Copies),
    (&["copies|units|pieces|seats"], Measure::Copies),
    (&["how", "many"], Measure::Copies),
    (&["revenue|turnover|sales|income|gross|takings|proceeds"], Measure::Sales),
    (&["how", "much"], Measure::Sales),
    (&["earn|earned|earning|earnings|earns"], Measure::Sales),
    (&["money"], Measure::Sales),
    (&["umsatz|umsätze|einnahmen"], Measure::Sales),
    (&["bestellungen"], Measure::Orders),
    (&["erstattungen|rückerstattungen"], Measure::Refunds),
    (&["rabatte"], Measure::Discounts),
    (&["steuer|steuern|mehrwertsteuer"], Measure::Tax),
    (&["ventes"], Measure::Sales),
    (&["commandes"], Measure::Orders),
    (&["ventas|ingresos"], Measure::Sales),
    (&["pedidos"], Measure::Orders),
];

/// Words that come with what is asked for and say nothing more about it.
const SAID_ALONG: [&str; 3] = [
    "sell|sold|sells|selling|buy|bought|made|make|makes|collected|given|gave|granted|money|earn|earned|earning|earns",
    "verkauft|verdient",
    "vendu|vendus|vendido|vendidos",
];

const SPLITS: [(&[&str], Split); 27] = [
    (&["in", "total|all|sum"], Split::None),
    (&["altogether|overall"], Split::None),
    (&["day", "by", "day"], Split::Day),
    (&["by|per|each|every|pro", "day|tag"], Split::Day),
    (&["daily|täglich"], Split::Day),
    (&["which|what", "day|days"], Split::Day),
    (&["week", "by", "week"], Split::Week),
    (&["by|per|each|every|pro", "week|woche"], Split::Week),
    (&["weekly"], Split::Week),
    (&["which|what", "week|weeks"], Split::Week),
    (&["month", "by", "month"], Split::Month),
    (&["by|per|each|every|pro", "month|monat"], Split::Month),
    (&["monthly|monatlich"], Split::Month),
    (&["which|what", "month|months"], Split::Month),
    (&["by|per|each|every", "product|products|item|title"], Split::Product),
    (&["which|what", "product|products|item|items|title|titles|things|goods"], Split::Product),
    (&["products|items"], Split::Product),
    (&["by|per|each|every", "country|countries"], Split::Country),
    (&["which|what", "country|countries"], Split::Country),
    (&["countries|country"], Split::Country),
    (&["where"], Split::Country),
    (&["nach", "land|ländern"], Split::Country),
    (&["by|per|each|every", "seller|sellers|maker|makers|creator|creators"], Split::Seller),
    (&["which|what", "seller|sellers|maker|makers|creator|creators"], Split::Seller),
    (&["sellers|creators|makers"], Split::Seller),
    (&["who", "sold|sells"], Split::Seller),
    (&["nach", "produkt|produkten"], Split::Product),
];

const MOST: [&[&str]; 8] = [
    &["best", "selling|sellers|seller"],
    &["bestseller|bestsellers|best-seller|best-sellers|best-selling"],
    &["sold|sell|sells|selling", "best|most"],
    &["most", "sold|bought|popular|successful"],
    &["top"],
    &["best|biggest|highest|strongest|popular|greatest"],
    &["most"],
    &["am", "besten|meisten"],
];

const LEAST: [&[&str]; 5] = [
    &["sold|sell|sells|selling", "worst|least"],
    &["least", "sold|bought|popular"],
    &["worst", "selling|sellers"],
    &["worst|weakest|lowest|smallest|fewest"],
    &["least"],
];

fn first<T: Copy>(words: &mut Words, patterns: &[(&[&str], T)]) -> Option<T> {
    patterns.iter().find_map(|(pattern, meant)| words.take(pattern).map(|_| *meant))
}

/// The measure that the words name.
pub(super) fn measure(words: &mut Words) -> Option<Measure> {
    let found = first(words, &MEASURES);
    if found.is_some() {
        // "How much tax" names one measure with two words; "how many refunds" as well.
        words.take(&["how", "much|many"]);
    }
    found
}

/// Whether the words speak of trade without naming a measure.
pub(super) fn is_trade(words: &mut Words) -> bool {
    // All are taken up, so that none is told as left out.
    SAID_ALONG.iter().filter(|it| words.take(&[it]).is_some()).count() > 0
}

/// Whether the words ask who sold something.
pub(super) fn asks_who(words: &mut Words) -> bool {
    words.take(&["who", "sold|sells|sell"]).is_some()
}

/// The split that the words name.
pub(super) fn split(words: &mut Words) -> Option<Split> {
    first(words, &SPLITS)
}

/// Whether the words ask for what comes first or last.
pub(super) fn ranking(words: &mut Words) -> Option<Ranking> {
    let mut any = |patterns: &[&[&str]]| patterns.iter().any(|it| words.take(it).is_some());
    if any(&LEAST) {
        return Some(Ranking::Least);
    }
    any(&MOST).then_some(Ranking::Most)
}

/// How many are asked for: `top 5`, `the 3 best`.
pub(super) fn top(words: &mut Words) -> Option<u8> {
    let number = |it: &str| it.parse::<u8>().ok().filter(|it| (1..=100).contains(it));
    let behind = words.take_with(|at, word| match at {
        0 => Some(matches!(word, "top" | "best" | "first" | "worst" | "biggest")),
        1 => Some(number(word).is_some()),
        _ => None,
    });
    if let Some(found) = behind {
        // "Worst 3" is still about the worst.
        words.put_back(&found[0]);
        return number(&found[1]);
    }
    let before = words.take_with(|at, word| match at {
        0 => Some(number(word).is_some()),
        1 => Some(matches!(word, "best" | "top" | "worst" | "biggest" | "bestsellers" | "best-selling" | "most")),
        _ => None,
    })?;
    words.put_back(&before[1]);
    number(&before[0])
}
