//! How a document lies in the index.

use tantivy::{
    Index, TantivyDocument, Term,
    schema::{
        BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing,
        TextOptions, Value,
    },
    tokenizer::{TextAnalyzer, TokenizerManager},
};

use super::{
    document::{Label, SearchDoc},
    meaning::Meaning,
    question::{FACETS, Facet},
    stemming::{Knowledge, Stemming},
    words::{Words, analyzer},
};

/// Raised whenever anything in this file or in [`super::words`] changes, so that older indexes are built anew.
const FORMAT: &str = "bodega index 4, tantivy 0.27\n";

/// So many bytes of a text are kept to be quoted.
const QUOTED: usize = 3_000;
/// So many bytes of a text are indexed.
const INDEXED: usize = 200_000;
/// Between a value and its label.
const BETWEEN: char = '\u{1f}';

const STEMS: &str = "stems";
const WORDS: &str = "words";

pub(super) const ID_HIGH: &str = "id_high";
pub(super) const ID_LOW: &str = "id_low";
pub(super) const VERSION: &str = "version";
pub(super) const PRICE: &str = "price";
pub(super) const ON_SALE: &str = "on_sale";
pub(super) const RATING: &str = "rating";
pub(super) const RATINGS: &str = "ratings";
pub(super) const POPULARITY: &str = "popularity";
pub(super) const HEAT: &str = "heat";
pub(super) const PUBLISHED: &str = "published";
pub(super) const UPDATED: &str = "updated";
pub(super) const MEANING: &str = "meaning";

/// The index's fields.
#[derive(Clone)]
pub(super) struct Fields {
    pub schema: Schema,
    /// The language of most texts.
    pub stemming: Stemming,
    /// What tells directions; none where the index goes by words alone.
    pub knows: Option<&'static Meaning>,
    /// Of more documents than these, the nearest in meaning are found by graphs.
    pub many: u64,
    pub id: Field,
    /// Stems, with positions; kept to be shown.
    pub title: Field,
    pub seller: Field,
    pub tags: Field,
    pub summary: Field,
    /// Stems of everything: what is looked for must be here.
    pub all: Field,
    /// Whole words of everything: the dictionary for corrections and beginnings.
    pub words: Field,
    /// Kept to be quoted.
    pub quote: Field,
    numbers: Vec<Field>,
    facets: [Field; FACETS],
    /// The direction, as so many words of eight bytes; none where there is none.
    meaning: Field,
}

impl Fields {
    pub fn new(knowledge: Knowledge) -> Self {
        let Knowledge { stemming, meaning: knows, many } = knowledge;
        let mut schema = SchemaBuilder::new();
        let plain = |it| text(STEMS, it, true);
        let id = schema.add_bytes_field("id", BytesOptions::default().set_indexed());
        let title = schema.add_text_field("title", plain(IndexRecordOption::WithFreqsAndPositions) | STORED);
        let seller = schema.add_text_field("seller_words", plain(IndexRecordOption::WithFreqs));
        let tags = schema.add_text_field("tag_words", plain(IndexRecordOption::WithFreqs));
        let summary = schema.add_text_field("summary", plain(IndexRecordOption::WithFreqsAndPositions));
        let all = schema.add_text_field("all", plain(IndexRecordOption::WithFreqs));
        let words = schema.add_text_field("words", text(WORDS, IndexRecordOption::Basic, false));
        let quote = schema.add_text_field("quote", STORED);
        let fast = || NumericOptions::from(FAST);
        let unsigned = [ID_HIGH, ID_LOW, VERSION, ON_SALE, RATING, RATINGS, POPULARITY, HEAT];
        let signed = [PRICE, PUBLISHED, UPDATED];
        let numbers = unsigned.map(|name| schema.add_u64_field(name, fast())).to_vec();
        let numbers = numbers.into_iter().chain(signed.map(|name| schema.add_i64_field(name, fast()))).collect();
        let facets = Facet::ALL.map(|it| schema.add_text_field(it.name(), TextOptions::default().set_fast("raw")));
        let meaning = schema.add_u64_field(MEANING, fast());
        let schema = schema.build();
        Self {
            schema,
            stemming,
            knows,
            many,
            id,
            title,
            seller,
            tags,
            summary,
            all,
            words,
            quote,
            numbers,
            facets,
            meaning,
        }
    }

    /// What an index must say of itself to be read with these fields.
    pub fn format(&self) -> String {
        format!("{FORMAT}{}\n{}", self.stemming.code(), if self.knows.is_some() { "potion-base-8M\n" } else { "" })
    }

    /// Tells `index` how text becomes words.
    pub fn register(&self, index: &Index) {
        let tokenizers: &TokenizerManager = index.tokenizers();
        tokenizers.register(STEMS, analyzer(Words, self.stemming));
        tokenizers.register(WORDS, TextAnalyzer::builder(Words).build());
    }

    /// What finds the document of `id` to take it out.
    pub fn key(&self, id: &[u8; 16]) -> Term {
        Term::from_field_bytes(self.id, id)
    }

    /// `doc` as it is kept.
    pub fn document(&self, doc: &SearchDoc) -> TantivyDocument {
        let mut kept = TantivyDocument::default();
        kept.add_bytes(self.id, &doc.id);
        let body = head(&doc.body, INDEXED);
        let tags = doc.tags.iter().chain(&doc.category).chain(&doc.file_types).map(|it| it.label.as_str());
        let tags: Vec<_> =
            tags.chain(doc.licenses.iter().map(|it| it.label.as_str())).chain([doc.words.as_str()]).collect();
        let tags = tags.join(" , ");
        let everything = [&doc.title, &doc.seller.label, &tags, &doc.summary, body];
        kept.add_text(self.title, &doc.title);
        kept.add_text(self.seller, &doc.seller.label);
        kept.add_text(self.tags, &tags);
        kept.add_text(self.summary, &doc.summary);
        for text in everything {
            kept.add_text(self.all, text);
            kept.add_text(self.words, text);
        }
        kept.add_text(self.quote, head(&quote(&doc.summary, body), QUOTED));
        self.add_numbers(&mut kept, doc);
        for (facet, field) in Facet::ALL.into_iter().zip(self.facets) {
            for label in labels(doc, facet) {
                kept.add_text(field, written(&label));
            }
        }
        if let Some(direction) = self.knows.and_then(|it| it.of_doc(doc)) {
            direction.words().for_each(|it| kept.add_u64(self.meaning, it));
        }
        kept
    }

    fn add_numbers(&self, kept: &mut TantivyDocument, doc: &SearchDoc) {
        let (high, low) = halves(&doc.id);
        let unsigned = [
            high,
            low,
            doc.version(),
            u64::from(doc.on_sale),
            u64::from(doc.rating.min(500)),
            u64::from(doc.ratings),
            doc.popularity,
            doc.heat,
        ];
        let signed = [doc.price.max(0), doc.published_at, doc.updated_at];
        let (first, rest) = self.numbers.split_at(unsigned.len());
        first.iter().zip(unsigned).for_each(|(field, value)| kept.add_u64(*field, value));
        rest.iter().zip(signed).for_each(|(field, value)| kept.add_i64(*field, value));
    }

    /// The text of `field` in a stored document.
    pub fn stored(document: &TantivyDocument, field: Field) -> &str {
        document.get_first(field).and_then(|it| it.as_str()).unwrap_or_default()
    }
}

fn text(tokenizer: &str, record: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}

/// Summary and body, without saying the same twice.
fn quote(summary: &str, body: &str) -> String {
    if summary.is_empty() || body.starts_with(summary.trim_end_matches(['.', '…'])) {
        body.to_owned()
    } else {
        format!("{summary} {body}")
    }
}

/// What `doc` counts for in `facet`; in the category those above it as well, each by its path.
fn labels(doc: &SearchDoc, facet: Facet) -> Vec<Label> {
    match facet {
        Facet::Category => {
            let mut path = String::new();
            let node = |it: &Label| {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(&it.value);
                Label::new(path.clone(), it.label.clone())
            };
            doc.category.iter().map(node).collect()
        }
        Facet::Tag => doc.tags.clone(),
        Facet::FileType => doc.file_types.clone(),
        Facet::License => doc.licenses.clone(),
        Facet::Language => doc.languages.clone(),
        Facet::Seller => Some(&doc.seller).filter(|it| !it.value.is_empty()).cloned().into_iter().collect(),
    }
}

fn written(label: &Label) -> String {
    let value = label.value.to_lowercase().replace(BETWEEN, " ");
    format!("{}{BETWEEN}{}", head(&value, 1_000), head(&label.label, 1_000))
}

/// The label that [`written`] wrote.
pub(super) fn read(text: &str) -> Label {
    let (value, label) = text.split_once(BETWEEN).unwrap_or((text, text));
    Label::new(value, label)
}

/// An identifier as two numbers that sort as it does.
pub(super) fn halves(id: &[u8; 16]) -> (u64, u64) {
    let number = u128::from_be_bytes(*id);
    #[allow(clippy::cast_possible_truncation)]
    let low = number as u64;
    ((number >> 64) as u64, low)
}

/// The identifier of [`halves`].
pub(super) fn whole(high: u64, low: u64) -> [u8; 16] {
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

/// The beginning of `text`, `length` bytes or less.
pub(super) fn head(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
    &text[..end]
}
