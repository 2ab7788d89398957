//! How well and how fast the assistant answers the judged messages (`benches/judged`), by rules or with the model that the
//! settings name.

use std::{collections::BTreeMap, path::Path, time::Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Running, row};

/// A judged message.
#[derive(Debug, Deserialize)]
struct Case {
    kind: String,
    turns: Vec<String>,
    expect: Expect,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Expect {
    intent: String,
    right: Vec<String>,
    compare: Vec<String>,
    count: Option<usize>,
    max_price: Option<i64>,
    free: Option<bool>,
    topic: Option<String>,
    must_not: Vec<String>,
}

#[derive(Default)]
struct Sum {
    all: BTreeMap<String, (usize, usize)>,
    right: (usize, usize),
    invented: usize,
    by_model: usize,
    millis: Vec<f64>,
}

/// Says all that is judged, and prints how it went.
pub fn measure(running: &Running) {
    for set in ["tuning", "checking"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/judged/{set}.json"));
        let cases: Vec<Case> =
            serde_json::from_slice(&std::fs::read(path).expect("the judged messages")).expect("good JSON");
        let mut sum = Sum::default();
        for case in &cases {
            judge(running, case, &mut sum);
        }
        tell(set, &mut sum);
    }
}

fn tell(set: &str, sum: &mut Sum) {
    let share = |(good, all): (usize, usize)| good as f64 / all.max(1) as f64;
    let each = sum.all.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let told = |(good, all): (usize, usize)| (good.to_string(), all.to_string());
    for (what, sum, goal) in
        [("assistant, as judged", each, ""), ("  right among the first three", sum.right, ">= 0.85")]
    {
        let (good, all) = told(sum);
        row(&format!("{what} ({set})"), good, all, share(sum), goal);
    }
    for (kind, it) in &sum.all {
        println!("    {kind}: {} of {}", it.0, it.1);
    }
    sum.millis.sort_by(f64::total_cmp);
    let at = |of: f64| sum.millis.get((sum.millis.len() as f64 * of) as usize).copied().unwrap_or_default();
    println!("    invented names, prices or links: {}, by the model: {} answers", sum.invented, sum.by_model);
    println!("    an answer takes {:.1} ms (p50), {:.1} ms (p99; goal by rules < 60)", at(0.5), at(0.99));
}

fn judge(running: &Running, case: &Case, sum: &mut Sum) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let url = format!("http://{}/api/v1/assistant/conversations", running.address);
    let begun = agent.post(&url).content_type("application/json").send("{}").expect("begun");
    let token = begun.headers().get("Assistant-Token").and_then(|it| it.to_str().ok()).expect("a token").to_owned();
    let id = read(begun)["id"].as_str().expect("an identifier").to_owned();
    let mut answer = Value::Null;
    for turn in &case.turns {
        let began = Instant::now();
        let told = agent
            .post(format!("{url}/{id}/messages"))
            .header("Assistant-Token", &token)
            .content_type("application/json")
            .send(json!({ "text": turn }).to_string());
        answer = read(told.expect("answered"));
        sum.millis.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let slugs = |of: &Value| -> Vec<String> {
        let all = of.as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(|it| it["slug"].as_str().map(str::to_owned)).collect()
    };
    let (shown, beside) = (slugs(&answer["cards"]), slugs(&answer["comparison"]["products"]));
    let expect = &case.expect;
    let judged = !expect.right.is_empty() && expect.intent != "compare";
    let right = shown.iter().take(3).any(|it| expect.right.contains(it));
    if judged {
        sum.right = (sum.right.0 + usize::from(right), sum.right.1 + 1);
    }
    let good = (!judged || right) && kept(expect, &answer, &shown, &beside);
    let counted = sum.all.entry(case.kind.clone()).or_default();
    *counted = (counted.0 + usize::from(good), counted.1 + 1);
    sum.by_model += usize::from(answer["engine"] == "model");
    sum.invented += usize::from(invents(case, &answer));
}

/// Whether the answer is of the kind that was expected, and keeps all bounds.
fn kept(expect: &Expect, answer: &Value, shown: &[String], beside: &[String]) -> bool {
    let prices = amounts(answer);
    let text = answer["text"].as_str().unwrap_or_default();
    let goods = !shown.is_empty() || !beside.is_empty();
    let kind = match expect.intent.as_str() {
        "order_help" | "policy" | "small_talk" | "refuse" | "unclear" => !goods,
        "find" | "detail" => !shown.is_empty(),
        "cart" | "wish" | "alert" => answer["offer"].as_str().is_some_and(|it| it.starts_with(&expect.intent)),
        _ => true,
    };
    kind && expect.compare.iter().all(|it| beside.contains(it))
        && expect.count.is_none_or(|it| it == beside.len())
        && expect.max_price.is_none_or(|most| prices.iter().all(|it| *it <= most))
        && (expect.free != Some(true) || prices.iter().all(|it| *it == 0))
        && expect.topic.as_deref().is_none_or(|it| is_about(it, text))
        && !expect.must_not.iter().any(|it| text.to_lowercase().contains(&it.to_lowercase()))
}

/// The prices of the cards, in minor units.
fn amounts(answer: &Value) -> Vec<i64> {
    let cards = answer["cards"].as_array().map(Vec::as_slice).unwrap_or_default();
    cards.iter().filter_map(|it| it["price"]["amount"].as_i64()).collect()
}

/// A price in the text that stands on none of the goods, or a link that leaves the shop.
fn invents(case: &Case, answer: &Value) -> bool {
    let text = answer["text"].as_str().unwrap_or_default();
    let all = format!("{}{}{}", answer["cards"], answer["comparison"], case.turns.join(" "));
    let known = |price: &str| {
        let minor: String = match price.split_once('.') {
            Some((units, rest)) => format!("{units}{rest:0<2}"),
            None => format!("{price}00"),
        };
        let minor = minor.trim_start_matches('0');
        all.contains(&format!("\"amount\":{}", if minor.is_empty() { "0" } else { minor })) || all.contains(price)
    };
    let prices = text.split('$').skip(1).map(|it| {
        let end = it.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(it.len());
        it[..end].trim_end_matches('.').to_owned()
    });
    let prices = prices.filter(|it| !it.is_empty()).any(|it| !known(&it));
    let links = answer["links"].as_array().map(Vec::as_slice).unwrap_or_default();
    prices || links.iter().any(|it| !it["url"].as_str().unwrap_or_default().starts_with('/'))
}

fn is_about(topic: &str, text: &str) -> bool {
    let words: &[&str] = match topic {
        "refunds" => &["money back", "withdraw"],
        "licences" => &["under Licence"],
        "payment" => &["every way to pay", "was paid"],
        "privacy" => &["keeps your orders"],
        "delivery" => &["delivered as files"],
        "invoices" => &["invoice"],
        "downloads" => &["files again", "files wait"],
        "license_key" => &["licence key"],
        "account" => &["without an account"],
        "selling" => &["sell your own"],
        "discounts" => &["Deals"],
        _ => &[],
    };
    words.iter().any(|it| text.contains(it))
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Value {
    let text = answer.body_mut().read_to_string().expect("an answer");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}
