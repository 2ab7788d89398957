//! How good the first ten finds are, on queries whose answers were judged by reading (`benches/relevance`), with and without
//! meaning, against full-text search of SQLite on the same texts.
//!
//! Only runs on the catalogue that was judged. NDCG@10 takes gains of 2^grade - 1; MRR takes the first find of grade 2 or 3.

use std::{collections::HashMap, path::Path, process::Command, time::Duration};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Running, Shop};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/relevance");

/// A query with the products that are worth finding, by slug, from 1 to 3.
struct Judged {
    kind: String,
    query: String,
    products: HashMap<String, u32>,
}

/// NDCG@10 and MRR.
#[derive(Clone, Copy, Default)]
struct Score {
    ndcg: f64,
    mrr: f64,
}

pub fn measure(shop: &Shop) {
    let Some(rivals) = rivals() else { return };
    let ours = |settings: &[(&str, &str)], queries: &[Judged]| {
        let running = shop.serve_with(settings);
        while !running.fetch("/readyz").contains("ok") {
            std::thread::sleep(Duration::from_millis(100));
        }
        queries.iter().map(|it| found(&running, &it.query)).collect::<Vec<_>>()
    };
    let all: Vec<Judged> = ["tuning", "checking"].into_iter().flat_map(read).collect();
    let half = all.iter().position(|it| it.query == read("checking")[0].query).unwrap_or(0);
    let with = ours(&[], &all);
    let without = ours(&[("BODEGA_SEARCH__MEANING", "false")], &all);
    let theirs: Vec<Vec<String>> = all.iter().map(|it| rivals.get(&it.query).cloned().unwrap_or_default()).collect();
    let kinds = ["keyword", "name", "form", "category", "typo", "paraphrase", "language", "filter", ""];
    let halves = [("tuning", 0..half), ("checking", half..all.len())];
    println!("\nNDCG@10, with meaning, without, SQLite FTS5; MRR with meaning");
    for (name, range) in halves {
        for kind in kinds {
            let score = |finds: &[Vec<String>]| {
                let chosen = range.clone().filter(|at| kind.is_empty() || all[*at].kind == kind);
                let scores: Vec<_> = chosen.map(|at| all[at].score(&finds[at])).collect();
                let mean = |of: fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / scores.len().max(1) as f64;
                (Score { ndcg: mean(|it| it.ndcg), mrr: mean(|it| it.mrr) }, scores.len())
            };
            let ((with, count), (without, _), (theirs, _)) = (score(&with), score(&without), score(&theirs));
            let what = format!("{name}, {count} {}", if kind.is_empty() { "in all" } else { kind });
            let goal = if kind == "keyword" { ">= 1.10" } else { "" };
            super::row(
                &what,
                format!("{:.3}", with.ndcg),
                format!("{:.3}", theirs.ndcg),
                with.ndcg / theirs.ndcg,
                goal,
            );
            println!("  without meaning {:.3}, MRR {:.3}", without.ndcg, with.mrr);
        }
    }
}

/// The judged queries of one half.
fn read(half: &str) -> Vec<Judged> {
    let text = std::fs::read_to_string(format!("{FOLDER}/{half}.tsv")).expect("judged queries");
    let line = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let (kind, query) = (cells.next().expect("a kind"), cells.next().expect("a query"));
        let products = cells.next().unwrap_or_default();
        let grade =
            |it: &str| it.rsplit_once('=').and_then(|(slug, grade)| Some((slug.to_owned(), grade.parse().ok()?)));
        Judged { kind, query, products: products.split(' ').filter_map(grade).collect() }
    };
    text.lines().skip(1).map(line).collect()
}

/// What SQLite finds for each query; none where there is no catalogue or no SQLite.
fn rivals() -> Option<HashMap<String, Vec<String>>> {
    let catalog = std::env::var("BODEGA_CATALOG").unwrap_or_else(|_| "../shared/data/catalog.csv".into());
    if !Path::new(&catalog).exists() {
        println!("relevance: needs the catalogue that was judged");
        return None;
    }
    let script = Command::new("python3").arg(format!("{FOLDER}/fts5.py")).arg(&catalog).output();
    let output = script.ok().filter(|it| it.status.success());
    if output.is_none() {
        println!("relevance: needs python3 with SQLite's FTS5");
    }
    serde_json::from_slice(&output?.stdout).ok()
}

fn found(running: &Running, query: &str) -> Vec<String> {
    let query = utf8_percent_encode(query, NON_ALPHANUMERIC);
    let list: Value =
        serde_json::from_str(&running.fetch(&format!("/api/v1/products?limit=50&q={query}"))).expect("a list");
    let cards = list["data"].as_array().expect("cards");
    cards.iter().filter_map(|it| it["slug"].as_str()).map(str::to_owned).collect()
}

impl Judged {
    fn score(&self, found: &[String]) -> Score {
        let grade = |slug: &String| self.products.get(slug).copied().unwrap_or(0);
        let worth = |grades: &mut dyn Iterator<Item = u32>| -> f64 {
            let gain = |(at, grade): (usize, u32)| f64::from((1 << grade) - 1) / (at as f64 + 2.0).log2();
            grades.take(10).enumerate().map(gain).sum()
        };
        let mut best: Vec<u32> = self.products.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        Score {
            ndcg: worth(&mut found.iter().map(grade)) / worth(&mut best.into_iter()),
            mrr: found.iter().position(|it| grade(it) >= 2).map_or(0.0, |at| 1.0 / (at as f64 + 1.0)),
        }
    }
}
