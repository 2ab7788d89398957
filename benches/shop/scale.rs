//! How search grows: the same questions to an index of the real catalogue's size, of 100,000 and of 1,000,000 products,
//! which are made from the words of the real catalogue.

use std::{collections::HashMap, path::Path, time::Instant};

use bodega::{
    base::Timestamp,
    platform::search::{Filters, Label, Question, Search, SearchDoc, SearchParams},
};

use super::search::{Bare, WORDS, knowledge};

const SIZES: [usize; 3] = [2_380, 100_000, 1_000_000];
/// So many questions of each kind are asked.
const ROUNDS: usize = 300;
const BEGUN: [&str; 12] =
    ["ph", "edi", "musi", "ga", "photo e", "note", "calenda", "mail c", "fo", "spread", "vide", "che"];
const MEANT: [&str; 4] =
    ["program to draw my family tree", "learn a language by heart", "keep my photos in order", "look at the stars"];

pub fn measure(folder: &Path, catalog: &Path) {
    if !catalog.exists() {
        return println!("No catalogue at {}: there are no words to make products of", catalog.display());
    }
    let sizes = std::env::var("BENCH_PRODUCTS").ok();
    let sizes = sizes.map_or(SIZES.to_vec(), |it| it.split(',').filter_map(|it| it.trim().parse().ok()).collect());
    println!("\nHow search grows, in milliseconds but for the first columns; goals at 1,000,000 unless said otherwise");
    println!(
        "{:>9} {:>7} {:>8} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9} {:>8} {:>8} {:>8}",
        "products",
        "made s",
        "graphs s",
        "disk MB",
        "RAM MB",
        "p50",
        "p99",
        "to bare",
        "narrowed",
        "suggest",
        "meaning",
        "changed"
    );
    println!(
        "{:>9} {:>7} {:>8} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9} {:>8} {:>8} {:>8}",
        "goal", "", "", "", "", "< 5", "< 25", "<= 1.5", "", "p99 < 10", "3 @100k", "< 1000"
    );
    let maker = Maker::of(catalog);
    for size in sizes {
        let place = folder.join(format!("scale-{size}"));
        line(&maker, size, &place);
        let _ = std::fs::remove_dir_all(&place);
    }
}

fn line(maker: &Maker, size: usize, place: &Path) {
    let memory = own();
    let search = Search::open(place, knowledge(), Timestamp::EPOCH).expect("an index");
    let began = Instant::now();
    let feed =
        |put: &mut dyn FnMut(SearchDoc) -> bodega::base::Result<()>| (0..size).try_for_each(|it| put(maker.doc(it)));
    search.rebuild(Timestamp::EPOCH, 1, feed).expect("built");
    let made = began.elapsed().as_secs_f64();
    // Opened anew, as a shop that was started does.
    drop(search);
    std::thread::sleep(std::time::Duration::from_secs(3));
    let search = Search::open(place, knowledge(), Timestamp::EPOCH).expect("an index");
    while search.sequence().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // What is large gets a graph of neighbours on a thread of its own; until then meaning is looked for one by one.
    let began = Instant::now();
    while search.is_settling() {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    let settled = began.elapsed().as_secs_f64();
    let ask = |text: &str, filters: Filters| {
        let question = Question { text: text.into(), filters, facets: true, limit: 24, ..Question::default() };
        search.search(&question).total
    };
    let bare = Bare::open(place);
    let narrow = SearchParams::parse("max_price=2000&min_rating=0").expect("filters").filters;
    let plain = Times::of(&WORDS, |it| ask(it, Filters::default()));
    let floor = Times::of(&WORDS, |it| bare.ask(it));
    let narrowed = Times::of(&WORDS, |it| ask(it, narrow.clone()));
    let suggest = Times::of(&BEGUN, |it| search.suggest(it, 6).queries.len());
    let meaning = Times::of(&MEANT, |it| search.nearest(it, 24).len());
    let memory = own() - memory;
    println!(
        "{size:>9} {made:>7.1} {settled:>8.1} {:>7.0} {memory:>7.0} {:>7.2} {:>7.2} {:>7.2} {:>9.2} {:>8.2} {:>8.2} {:>8.0}",
        weight(place),
        plain.at(0.5),
        plain.at(0.99),
        plain.at(0.5) / floor.at(0.5),
        narrowed.at(0.5),
        suggest.at(0.99),
        meaning.at(0.5),
        changed(&search, maker)
    );
}

/// How long it takes until a changed product is found as it is now.
fn changed(search: &Search, maker: &Maker) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let doc = SearchDoc { title: "Quokkaphone".into(), ..maker.doc(7) };
    let began = Instant::now();
    runtime.block_on(search.apply(vec![doc], vec![], 2)).expect("applied");
    let question = Question { text: "quokkaphone".into(), exact: true, limit: 1, ..Question::default() };
    assert_eq!(search.search(&question).total, 1);
    began.elapsed().as_secs_f64() * 1e3
}

/// Megabytes that this process has for itself, without the files that it looks into.
fn own() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("RssAnon:")).unwrap_or("0 kB").trim().to_owned();
    line.split(' ').next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Megabytes of all files in `folder`.
fn weight(folder: &Path) -> f64 {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    files.filter_map(|it| it.metadata().ok()).map(|it| it.len() as f64 / 1e6).sum()
}

/// Milliseconds of many questions, in order.
struct Times(Vec<f64>);

impl Times {
    fn of(texts: &[&str], ask: impl Fn(&str) -> usize) -> Self {
        let once = |round: usize| {
            let began = Instant::now();
            std::hint::black_box(ask(texts[round % texts.len()]));
            began.elapsed().as_secs_f64() * 1e3
        };
        (0..texts.len()).for_each(|it| _ = once(it));
        let mut times: Vec<f64> = (0..ROUNDS).map(once).collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    fn at(&self, part: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * part) as usize]
    }
}

/// Makes products of the words of others. The same number gives the same product.
struct Maker {
    goods: Vec<HashMap<String, String>>,
}

impl Maker {
    fn of(catalog: &Path) -> Self {
        let mut reader = csv::Reader::from_path(catalog).expect("a catalogue");
        let goods = reader.deserialize().filter_map(Result::ok).filter(|it: &HashMap<_, _>| it.contains_key("Title"));
        Self { goods: goods.collect() }
    }

    fn doc(&self, number: usize) -> SearchDoc {
        let mut chance = number as u64 ^ 0x9E37_79B9_7F4A_7C15;
        let mut roll = move |most: usize| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (chance >> 33) as usize % most.max(1)
        };
        let mut of = |column: &str| {
            let it = &self.goods[roll(self.goods.len())];
            (it.get(column).map_or("", String::as_str).to_owned(), roll(1 << 30))
        };
        let some = |(text, at): (String, usize), most: usize| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let from = at % words.len().max(1);
            words.iter().skip(from).take(most).copied().collect::<Vec<_>>().join(" ")
        };
        let title = format!("{} {}", some(of("Title"), 2), some(of("Title"), 1));
        let summary = format!("{} {}", some(of("Description"), 12), some(of("Description"), 12));
        let body = format!("{summary} {} {}", some(of("Description"), 60), some(of("Description"), 60));
        let label = |it: &str| Label::new(it.trim().to_lowercase().replace(' ', "-"), it.trim());
        let tags = of("Tags").0.split(',').filter(|it| !it.trim().is_empty()).take(8).map(label).collect();
        let category = of("Product category").0.split('>').filter(|it| !it.trim().is_empty()).map(label).collect();
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        id[8..].copy_from_slice(&(number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
        SearchDoc {
            id,
            title,
            summary,
            body,
            seller: label(&format!("Maker {}", of("Title").1 % 5_000)),
            tags,
            category,
            price: (of("Title").1 % 60) as i64 * 100,
            popularity: (of("Title").1 % 50) as u64,
            published_at: number as i64 * 60_000,
            updated_at: number as i64 * 60_000,
            ..SearchDoc::default()
        }
    }
}
