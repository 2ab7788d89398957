//! Search with facets against the bare query of the engine underneath, on the same index, one after the other.

use std::{path::Path, time::Instant};

use bodega::{
    base::Timestamp,
    platform::search::{Meaning, Question, Search},
};
use tantivy::{
    Index,
    collector::{Count, TopDocs},
    query::QueryParser,
    tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer},
};

const WORDS: [&str; 12] = [
    "editor",
    "font",
    "music player",
    "image viewer",
    "game",
    "mail client",
    "spreadsheet",
    "terminal",
    "backup",
    "photo manager",
    "chess",
    "network monitor",
];
const ROUNDS: usize = 200;

pub fn measure(data: &Path) {
    let folder = data.join("index");
    let search = Search::open(&folder, Meaning::built_in(), Timestamp::EPOCH).expect("an index");
    let ask = |text: &str, snippets: bool| {
        let question = Question { text: text.into(), facets: true, snippets, limit: 24, ..Question::default() };
        search.search(&question).total
    };
    let index = Index::open_in_dir(&folder).expect("an index");
    for name in ["stems", "words"] {
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(LowerCaser)
            .filter(Stemmer::new(Language::English));
        index.tokenizers().register(name, analyzer.build());
    }
    let reader = index.reader().expect("a reader");
    let fields = ["title", "seller_words", "tag_words", "summary", "all"];
    let fields = fields.map(|it| index.schema().get_field(it).expect("a field"));
    let mut parser = QueryParser::for_index(&index, fields.to_vec());
    parser.set_conjunction_by_default();
    let bare = |text: &str| {
        let query = parser.parse_query(text).expect("a query");
        reader.searcher().search(&query, &(TopDocs::with_limit(24).order_by_score(), Count)).expect("found").1
    };
    let floor = p50(&bare);
    let plain = p50(&|text| ask(text, false));
    super::row(
        "search with facets, p50 microseconds",
        format!("{plain:.0}"),
        format!("{floor:.0}"),
        plain / floor,
        "<= 1.5",
    );
    let quoting = p50(&|text| ask(text, true));
    super::row("  and with quoted passages", format!("{quoting:.0}"), format!("{floor:.0}"), quoting / floor, "");
}

fn p50(ask: &dyn Fn(&str) -> usize) -> f64 {
    let mut micros = Vec::new();
    for round in 0..ROUNDS {
        let text = WORDS[round % WORDS.len()];
        let began = Instant::now();
        std::hint::black_box(ask(text));
        if round >= WORDS.len() {
            micros.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    micros.sort_by(f64::total_cmp);
    micros[micros.len() / 2]
}
