//! What everyday words ask for: sentences are laid beside phrases that people use, by what they mean. A need that is like
//! "one wide picture from several shots" looks for panoramas as well; a question like "where do I get the file now" is
//! none for goods.

use std::sync::LazyLock;

use crate::{
    features::assistant::{Intent, OrderTopic, Policy, Talk},
    platform::search::{Meaning, Vector},
};

/// What to look for, and how people say that they need it.
const NEEDS: &str = include_str!("needs.txt");
/// What is no need for goods, and how people ask it.
const TOPICS: &str = include_str!("topics.txt");

/// A sentence nearer to a phrase than this means the same.
const LIKE: f32 = 0.55;
/// Questions about the shop have to be nearer: who looks for goods shall not be told about refunds.
const SURE: f32 = 0.62;
/// Needs that are about as near count as well.
const ABOUT: f32 = 0.05;
/// So many needs are followed at once.
const MOST: usize = 2;

/// Words that say nothing of what is needed.
const LITTLE: &str = " i my me mine we our us you your she her he his it its they them their the a an of to in on at for from by with without and or but so if then than that this these those is are was were be been am do does did have has had will would could should can may might must want wants need needs like likes look looking something anything some any all every each no not very really just only also too please there here when while where which who what how why because into out up down over under about again more most much many lot few one two three get gets got make makes made let lets give put take takes use using used im half having go going come before after between through own same other another old new big nice good best easy simple program software app application tool thing things stuff find show help helps computer pc ";

struct Known<T> {
    what: T,
    said: Vector,
}

static GOODS: LazyLock<Vec<Known<&'static str>>> = LazyLock::new(|| {
    let said = |(what, ways): (&'static str, &'static str)| {
        ways.split("; ").chain([what]).map(move |way| (what, content(way))).collect::<Vec<_>>()
    };
    known(NEEDS.lines().filter_map(|it| it.split_once('\t')).flat_map(said))
});

static SHOP: LazyLock<Vec<Known<Intent>>> = LazyLock::new(|| {
    let said = |(what, ways): (&'static str, &'static str)| {
        let intent = intent(what);
        ways.split("; ").filter_map(move |way| Some((intent.clone()?, way.to_owned()))).collect::<Vec<_>>()
    };
    known(TOPICS.lines().filter_map(|it| it.split_once('\t')).flat_map(said))
});

fn known<T>(all: impl Iterator<Item = (T, String)>) -> Vec<Known<T>> {
    let Some(meaning) = Meaning::built_in() else { return Vec::new() };
    all.filter_map(|(what, way)| Some(Known { what, said: meaning.of(&way)? })).collect()
}

fn intent(name: &str) -> Option<Intent> {
    Some(match name {
        "order downloads" => Intent::Order(OrderTopic::Downloads),
        "order key" => Intent::Order(OrderTopic::LicenseKey),
        "order refund" => Intent::Order(OrderTopic::Refund),
        "order invoice" => Intent::Order(OrderTopic::Invoice),
        "order payment" => Intent::Order(OrderTopic::Payment),
        "order orders" => Intent::Order(OrderTopic::Orders),
        "policy licences" => Intent::Policy(Policy::Licences),
        "policy refunds" => Intent::Policy(Policy::Refunds),
        "policy payment" => Intent::Policy(Policy::Payment),
        "policy privacy" => Intent::Policy(Policy::Privacy),
        "policy delivery" => Intent::Policy(Policy::Delivery),
        "policy selling" => Intent::Policy(Policy::Selling),
        "policy discounts" => Intent::Policy(Policy::Discounts),
        "policy account" => Intent::Policy(Policy::Account),
        "policy taxes" => Intent::Policy(Policy::Taxes),
        "policy updates" => Intent::Policy(Policy::Updates),
        "policy contact" => Intent::Policy(Policy::Contact),
        "talk who" => Intent::Talk(Talk::Who),
        _ => return None,
    })
}

/// The words that say something.
pub(super) fn content(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#' | '-' | '$' | '.' | '\''));
    let words = words.map(|it| it.trim_matches(['.', '-', '\''])).filter(|it| !it.is_empty());
    let said: Vec<&str> = words.filter(|it| !LITTLE.contains(&format!(" {it} "))).collect();
    said.join(" ")
}

/// What a need is like: words to look for, and how near it comes, 1 at most; the nearest first.
pub(super) fn like(need: &str) -> Vec<(&'static str, f32)> {
    let Some(asked) = Meaning::built_in().and_then(|it| it.of(need)) else { return Vec::new() };
    let mut near: Vec<(&str, f32)> = Vec::new();
    for known in GOODS.iter() {
        let nearness = asked.nearness(&known.said);
        match near.iter_mut().find(|it| it.0 == known.what) {
            Some(it) => it.1 = it.1.max(nearness),
            None => near.push((known.what, nearness)),
        }
    }
    near.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = near.first().map_or(0.0, |it| it.1);
    near.retain(|it| it.1 >= LIKE && it.1 >= best - ABOUT);
    near.truncate(MOST);
    near
}

/// What a sentence asks of the shop rather than of its shelves, if it is surely no need.
pub(super) fn of_the_shop(said: &str) -> Option<Intent> {
    let asked = Meaning::built_in().and_then(|it| it.of(said))?;
    let best = SHOP.iter().map(|it| (asked.nearness(&it.said), &it.what)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let need = like(&content(said)).first().map_or(0.0, |it| it.1);
    (best.0 >= SURE && best.0 > need).then(|| best.1.clone())
}

/// Ways to speak of money that the parser of the search box does not know, in words that it does.
pub(super) fn plainly(text: &str) -> String {
    const WAYS: &[(&str, &str)] = &[
        ("costs nothing", "free"),
        ("cost nothing", "free"),
        ("costing nothing", "free"),
        ("for nothing", "free"),
        ("free of charge", "free"),
        ("at no cost", "free"),
        ("no cost", "free"),
        ("without paying a cent", "free"),
        ("without paying anything", "free"),
        ("without paying", "free"),
        ("without spending anything", "free"),
        ("does not cost anything", "free"),
        ("doesn't cost anything", "free"),
        ("must be free", "free"),
        ("free ones", "free"),
        ("free one", "free"),
        ("gratis", "free"),
        ("but not more than", "at most"),
        ("not more than", "at most"),
        ("no more than", "at most"),
        ("not over", "at most"),
        ("no dearer than", "at most"),
        ("for less than", "under"),
        ("less than", "under"),
        ("cheaper than", "under"),
        ("marked down", "on sale"),
        ("reduced ones", "on sale"),
        ("is reduced", "on sale"),
        ("are reduced", "on sale"),
        ("discounted", "on sale"),
        ("currently reduced", "on sale"),
        ("right now", ""),
        ("bucks tops", "dollars at most"),
        ("tops", "at most"),
        ("a fiver", "5 dollars"),
        ("a tenner", "10 dollars"),
    ];
    const NUMBERS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let mut said = format!(
        " {} ",
        text.to_lowercase().replace([',', '?', '!', ';'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
    );
    let mut free = false;
    for (way, plain) in WAYS {
        let way = format!(" {way} ");
        if *plain == "free" && said.contains(&way) {
            // At the beginning nothing before it gives it another sense.
            said = said.replace(&way, " ");
            free = true;
        }
        said = said.replace(&way, &format!(" {plain} "));
    }
    if free {
        said = format!("free {}", said.trim());
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    let money = |it: Option<&&str>| {
        it.is_some_and(|it| {
            matches!(it.trim_end_matches('.'), "dollar" | "dollars" | "euro" | "euros" | "bucks" | "pounds")
        })
    };
    let mut plain: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let tens = [("thirty", 30), ("forty", 40), ("fifty", 50), ("hundred", 100)];
        let number =
            NUMBERS.iter().position(|it| it == word).or_else(|| tens.iter().find(|it| it.0 == *word).map(|it| it.1));
        match number.filter(|_| money(words.get(at + 1))) {
            Some(number) => plain.push(number.to_string()),
            None if matches!(*word, "bucks") => plain.push("dollars".to_owned()),
            None => plain.push((*word).to_owned()),
        }
    }
    // "5 dollars at most" is "at most 5 dollars".
    let said = plain.join(" ");
    match said.split_once(" dollars at most") {
        Some((before, behind)) if !behind.is_empty() || before.ends_with(|c: char| c.is_ascii_digit()) => {
            let (rest, number) = before.rsplit_once(' ').unwrap_or(("", before));
            format!("{rest} at most {number} dollars{behind}").trim().to_owned()
        }
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_lead_to_goods_and_questions_to_the_shop() {
        if Meaning::built_in().is_none() {
            println!("built without the meaning of words: needs are not tried");
            return;
        }
        let first = |need: &str| like(&content(need)).first().map(|it| it.0);
        assert_eq!(first("keep all my passwords in one safe place"), Some("password manager"));
        assert_eq!(first("my drive is full, what takes all the space"), Some("disk usage space analyzer"));
        assert_eq!(first("purple monday elevator"), None);
        assert_eq!(of_the_shop("I paid, where do I get the file now?"), Some(Intent::Order(OrderTopic::Downloads)));
        assert_eq!(of_the_shop("a program to draw flowers"), None);
    }

    #[test]
    fn bounds_are_said_plainly() {
        for (said, plain) in [
            ("mahjong for nothing?", "free mahjong"),
            ("strategy games for less than ten dollars", "strategy games under 10 dollars"),
            ("retouching, but not more than 20 dollars", "retouching at most 20 dollars"),
            ("a text editor for five bucks tops", "a text editor for at most 5 dollars"),
            ("one wide picture", "one wide picture"),
        ] {
            assert_eq!(plainly(said), plain, "{said}");
        }
    }
}
