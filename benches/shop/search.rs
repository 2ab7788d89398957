//! Search with facets against the bare query of the engine underneath, on the same index, one after the other.

use std::{path::Path, time::Instant};

use bodega::{
    base::Timestamp,
    platform::search::{Knowledge, Meaning, Question, Search},
};
use tantivy::{
    Index, IndexReader,
    collector::{Count, TopDocs},
    query::QueryParser,
    tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer},
};

pub const WORDS: [&str; 12] = [
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
    let search = Search::open(&folder, knowledge(), Timestamp::EPOCH).expect("an index");
    let ask = |text: &str, snippets: bool| {
        let question = Question { text: text.into(), facets: true, snippets, limit: 24, ..Question::default() };
        search.search(&question).total
    };
    let bare = Bare::open(&folder);
    let bare = |text: &str| bare.ask(text);
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

/// What the shop's index goes by unless settings say otherwise.
pub fn knowledge() -> Knowledge {
    Knowledge { meaning: Meaning::built_in(), ..Knowledge::default() }
}

/// The engine underneath, asked for all words in the same fields of the same index.
pub struct Bare {
    reader: IndexReader,
    parser: QueryParser,
}

impl Bare {
    pub fn open(folder: &Path) -> Self {
        let index = Index::open_in_dir(folder).expect("an index");
        for name in ["stems", "words"] {
            let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
                .filter(LowerCaser)
                .filter(Stemmer::new(Language::English));
            index.tokenizers().register(name, analyzer.build());
        }
        let fields = ["title", "seller_words", "tag_words", "summary", "all"];
        let fields = fields.map(|it| index.schema().get_field(it).expect("a field"));
        let mut parser = QueryParser::for_index(&index, fields.to_vec());
        parser.set_conjunction_by_default();
        Self { reader: index.reader().expect("a reader"), parser }
    }

    /// How many there are; the best 24 are ranked.
    pub fn ask(&self, text: &str) -> usize {
        let query = self.parser.parse_query(text).expect("a query");
        self.reader.searcher().search(&query, &(TopDocs::with_limit(24).order_by_score(), Count)).expect("found").1
    }
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
