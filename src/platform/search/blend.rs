//! Words and meaning weighed against each other.
//!
//! What holds the words comes in the order of how well it holds them. The first hundred are put in order again by how
//! near they are in meaning as well; both are reckoned as parts of the best among them and added. Where few things hold
//! all of the words, the nearest others are added, whatever the filters, so that counts agree with results.
//!
//! The weights were set by the half of the judged queries that is for it (`benches/relevance`).

use tantivy::{DocId, Score};

use super::{meaning::Vector, rank::Ranked, sheet::Sheet, view::View};

/// So many of what holds the words are put in order again.
pub(super) const WINDOW: usize = 120;
/// Where fewer things than this hold all of the words, others are added,
pub(super) const FEW: usize = 24;
/// so many at least,
pub(super) const ADDED: usize = 12;
/// or until there are so many.
pub(super) const FILLED: usize = 36;
/// So many are held against all words of what was asked, before the nearest of them are taken.
pub(super) const CANDIDATES: usize = 200;

/// What being near in meaning weighs, against 1 for words.
const MEANING: f32 = 2.0;
/// What holding all of the words weighs, and a part of it where they are held in part.
const HELD: f32 = 0.4;
/// What has nothing of the words must be at least so near,
const NEAR: f32 = 0.36;
/// or so near where nothing holds the words,
const NEAR_ALONE: f32 = 0.28;
/// and so near as a part of the nearest.
const NEAR_AS_BEST: f32 = 0.5;
/// What has some of the words must be at least so near.
const WITH_WORDS: f32 = 0.15;
/// What is put first is worth more than anything else can be.
const PINNED: f32 = 1_000_000.0;
/// What is meant is sharpened by so many of the best finds.
const SHARPENED_BY: usize = 3;

/// What a find is worth by each measure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Worth {
    /// How well it holds the words; 0 if it does not.
    pub words: f32,
    /// How near it is in meaning, 1 at most.
    pub meaning: f32,
    /// How much it holds of what was asked, by how rare the words are; 1 is all of it.
    pub held: f32,
    /// What being well rated and new adds, as a part of the rest.
    pub liked: f32,
    /// Whether it was put first.
    pub pinned: bool,
    /// All of it together; more comes first.
    pub value: f32,
}

/// A find that is weighed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    pub segment: usize,
    pub doc: DocId,
    pub worth: Worth,
}

impl Weighed {
    /// What holds words with the score `words`, all of them if `whole`.
    pub fn new(view: &View, asked: Option<&Vector>, (segment, doc): (usize, DocId), words: Score, whole: bool) -> Self {
        let liked = view.sheets.get(segment).map_or(0.0, |it| liked(view, it, doc));
        let find = Self {
            segment,
            doc,
            worth: Worth { words, held: if whole { 1.0 } else { 0.0 }, liked, ..Worth::default() },
        };
        find.towards(view, asked)
    }

    /// What comes first whatever it is worth, at its place among others of the kind.
    pub fn pinned(segment: usize, doc: DocId, place: usize) -> Self {
        #[allow(clippy::cast_precision_loss)] // A handful.
        let value = PINNED - place as f32;
        Self { segment, doc, worth: Worth { value, pinned: true, ..Worth::default() } }
    }

    /// As [`Weighed::new`], of a find that is ranked by its words.
    pub fn of(view: &View, asked: Option<&Vector>, ranked: &Ranked, whole: bool) -> Self {
        Self::new(view, asked, (ranked.segment, ranked.doc), ranked.score(), whole)
    }

    /// The same with another meaning asked for.
    pub fn towards(mut self, view: &View, asked: Option<&Vector>) -> Self {
        let direction = || view.sheets.get(self.segment)?.direction(self.doc);
        self.worth.meaning = asked.and_then(|asked| Some(asked.nearness(&direction()?))).unwrap_or_default();
        self
    }

    /// Whether it is worth showing where few things hold all of the words.
    pub fn is_worth_it(&self, asked: Option<&Vector>) -> bool {
        asked.is_none() || self.worth.meaning >= WITH_WORDS
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let place = |it: &Self| (it.segment, it.doc);
        other.worth.value.total_cmp(&self.worth.value).then(place(self).cmp(&place(other)))
    }
}

/// Says what each of `finds` is worth among them, and puts the best first.
pub(super) fn weigh(finds: &mut [Weighed]) {
    let most = |of: fn(&Worth) -> f32| finds.iter().map(|it| of(&it.worth)).fold(0.0, f32::max);
    let (words, meaning) = (most(|it| it.words), most(|it| it.meaning));
    let part = |it: f32, best: f32| if best > 0.0 { it.max(0.0) / best } else { 0.0 };
    for Weighed { worth: it, .. } in finds.iter_mut() {
        let parts = part(it.words, words) + MEANING * part(it.meaning, meaning) + HELD * it.held;
        it.value = parts * (1.0 + it.liked);
    }
    finds.sort_by(Weighed::order);
}

/// What is meant by `asked`, where `finds` come first: their own words say more of it than what was typed.
pub(super) fn sharpened(view: &View, asked: &Vector, finds: &[Weighed]) -> Vector {
    let directions = finds.iter().take(SHARPENED_BY).filter_map(|it| view.sheets.get(it.segment)?.direction(it.doc));
    asked.drawn_to(&directions.collect::<Vec<_>>())
}

/// A little for stars, with five of 3.5 for those that nobody gave yet, and a little for what is new beside the newest.
fn liked(view: &View, sheet: &Sheet, doc: DocId) -> f32 {
    const DAY: f32 = 86_400_000.0;
    #[allow(clippy::cast_precision_loss)] // Neither stars nor days are counted that exactly.
    let (ratings, age) = (
        sheet.ratings.get_val(doc) as f32,
        view.newest.saturating_sub(sheet.published.get_val(doc)).max(0) as f32 / DAY,
    );
    let stars = f32::from(sheet.rating.get(doc as usize).copied().unwrap_or_default()) / 100.0;
    let stars = (stars * ratings + 3.5 * 5.0) / (ratings + 5.0);
    0.03 * (stars - 3.5) / 1.5 + 0.02 * (-age / 90.0).exp()
}

/// The nearest in meaning to `asked` of all that there is. `alone` if nothing else was found.
pub(super) fn nearest(view: &View, asked: &Vector, alone: bool) -> Vec<Weighed> {
    let near = view.towards(asked, CANDIDATES);
    let mut found: Vec<_> = near.map(|it| Weighed::new(view, Some(asked), it, 0.0, false)).collect();
    let most = found.iter().map(|it| it.worth.meaning).fold(0.0, f32::max);
    let enough = (most * NEAR_AS_BEST).max(if alone { NEAR_ALONE } else { NEAR });
    found.retain(|it| it.worth.meaning >= enough);
    found
}
