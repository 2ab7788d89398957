//! What buyers say, in short: the things that several reviews speak of, with how many do and what one of them wrote, word
//! by word. Code counts and quotes; nothing is made up, and what a review says is told, never done.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    Review, Wanted,
    listing::{Sort, listed},
};
use crate::{
    base::{ProductId, Result},
    platform::db::Reads,
};

/// So many reviews are read, those that most found helpful first.
const READ: usize = 200;
/// So many reviews have to speak of a thing.
const SHARED: usize = 2;
/// So many things are told on each side.
const TOLD: usize = 3;
/// A quote has so many characters at least and at most.
const QUOTE: std::ops::RangeInclusive<usize> = 12..=160;
/// Letters by which two words are taken for one.
const STEM: usize = 5;

/// What buyers say of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voices {
    /// What they like, what most speak of first.
    pub pros: Vec<Theme>,
    /// What they do not.
    pub cons: Vec<Theme>,
    /// So many reviews were read.
    pub read: usize,
}

/// One thing that several buyers speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The word for it that stands in the quote.
    pub about: String,
    /// So many reviews speak of it so.
    pub reviews: usize,
    /// The sentence of one of them, word by word.
    pub quote: String,
}

type Words = HashSet<&'static str>;

fn words_of(list: &'static str) -> Words {
    list.split_whitespace().collect()
}

/// Words that turn a sentence, whatever the stars.
static BUT: LazyLock<Words> = LazyLock::new(|| {
    words_of(
        "but although though however unfortunately wish missing lacks lack slow hard difficult confusing crashes \
     crashed broken buggy annoying expensive disappointed disappointing poor bad unusable refund useless problem \
     problems wrong clunky",
    )
});
/// Words that praise, whatever the stars.
static PRAISE: LazyLock<Words> = LazyLock::new(|| {
    words_of(
        "love loved great excellent perfect beautiful lovely fast easy clear helpful useful brilliant superb wonderful \
     best good nice clean crisp recommend",
    )
});
/// Words that say nothing of what is spoken of.
static LITTLE: LazyLock<Words> = LazyLock::new(|| {
    words_of(
        "about after again also always because been before bought both could does doing done down each else even ever \
     every everything first from gets give gives going have having here into just know last like made make makes \
     many more most much must need needed never nothing once only other over product purchase quite really same \
     seems should since some something star stars still such than that their them then there these they thing \
     things think this those through time times took used using very want wanted well were what when where which \
     while will with without work works worth would year years your away back came come cannot little least whole \
     week weeks money month months today thanks thank review reviews ignore instructions assistant",
    )
});

/// What the reviews of a product that everyone sees say of it.
pub fn voices(txn: &impl Reads, product: ProductId) -> Result<Voices> {
    let wanted = Wanted { sort: Sort::Helpful, ..Wanted::default() };
    let (found, _) = listed(txn, product, wanted, None, READ)?;
    Ok(of(&found))
}

/// The same of these.
pub(super) fn of(reviews: &[Review]) -> Voices {
    let mut sides = [HashMap::new(), HashMap::new()];
    for (at, review) in reviews.iter().enumerate() {
        let (title, body) = review.words();
        for sentence in sentences(title).chain(sentences(body)) {
            let likes = likes(sentence, review.stars);
            let side: &mut HashMap<String, Spoken> = &mut sides[usize::from(!likes)];
            let mut seen = HashSet::new();
            for word in words(sentence).filter(|it| tells(it)) {
                let stem: String = word.chars().take(STEM).collect();
                if seen.insert(stem.clone()) {
                    side.entry(stem).or_default().note(at, word, sentence);
                }
            }
        }
    }
    let [pros, cons] = sides;
    let mut quoted = HashSet::new();
    let (pros, cons) = (themes(pros, &mut quoted), themes(cons, &mut quoted));
    Voices { pros, cons, read: reviews.len() }
}

/// What is said with one stem.
#[derive(Debug, Default)]
struct Spoken {
    /// By which reviews.
    by: HashSet<usize>,
    /// In which forms, each with how often.
    forms: HashMap<String, usize>,
    /// In which sentences, in the order of their reviews.
    sentences: Vec<String>,
}

impl Spoken {
    fn note(&mut self, review: usize, word: String, sentence: &str) {
        self.by.insert(review);
        *self.forms.entry(word).or_default() += 1;
        if QUOTE.contains(&sentence.chars().count()) {
            self.sentences.push(sentence.to_owned());
        }
    }

    /// The form that stands in `quote`; of several there the commonest.
    fn word(&self, quote: &str) -> String {
        let there: HashSet<String> = words(quote).collect();
        let some = self.forms.iter().filter(|it| there.contains(it.0));
        let most = some.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        most.map(|it| it.0.clone()).unwrap_or_default()
    }
}

fn themes(all: HashMap<String, Spoken>, quoted: &mut HashSet<String>) -> Vec<Theme> {
    let mut spoken: Vec<_> = all.into_iter().filter(|it| it.1.by.len() >= SHARED).collect();
    spoken.sort_by(|a, b| b.1.by.len().cmp(&a.1.by.len()).then_with(|| a.0.cmp(&b.0)));
    let mut told = Vec::new();
    for (_, it) in spoken {
        // Each sentence is quoted once: two words of it are one thing.
        let Some(quote) = it.sentences.iter().find(|it| !quoted.contains(*it)).cloned() else { continue };
        quoted.extend(it.sentences.iter().cloned());
        told.push(Theme { about: it.word(&quote), reviews: it.by.len(), quote });
        if told.len() == TOLD {
            break;
        }
    }
    told
}

/// Whether a sentence of a review with so many stars likes what it speaks of.
fn likes(sentence: &str, stars: u8) -> bool {
    let has = |list: &Words| words(sentence).any(|it| list.contains(it.as_str()));
    match (has(&BUT), has(&PRAISE)) {
        (true, false) => false,
        (false, true) => true,
        _ => stars > 3,
    }
}

/// Whether a word tells of what is spoken of.
fn tells(word: &str) -> bool {
    word.chars().count() > 3 && !LITTLE.contains(word) && !BUT.contains(word) && !PRAISE.contains(word)
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '\n', ';']).map(str::trim).filter(|it| !it.is_empty())
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_lowercase)
}
