//! What is like something that is in the index: near in meaning, marked with the same words, on the same shelf.
//!
//! Where the index knows what things are about, the nearest of all there are are looked at; where it goes by words alone,
//! what is marked with the same words. An index that is too large for that tells nothing then.

use std::sync::Arc;

use quick_cache::sync::Cache;
use tantivy::DocId;

use super::{Search, meaning::Vector, question::Facet, view::View};

/// So many of the nearest are looked at.
const CANDIDATES: usize = 200;
/// What is nowhere near is not like it, whatever it is marked with.
const NEAR: f32 = 0.25;
/// What being marked with just the same words weighs, against 1 for having the same meaning.
const TAGS: f32 = 0.35;
/// What standing on the same shelf weighs.
const SHELF: f32 = 0.15;
/// Without meaning, things that are marked less alike than this have nothing to do with each other.
const ALIKE: f32 = 0.2;
/// Without meaning, at most so many things are looked through.
const LOOKED_THROUGH: u64 = 100_000;
/// So many answers are kept.
const KEPT: usize = 2_000;
/// In a large index an answer is kept while no more changes than this came to it: what is like what changes slowly.
const CHANGES: u64 = 500;

/// Something that is like another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// What finds it in the store.
    pub id: [u8; 16],
    /// How much they are alike; more is more.
    pub value: f32,
}

/// Answers of late, each with the generation of the index that gave it.
pub(super) struct Known(Cache<[u8; 16], (u64, Arc<[Alike]>)>);

impl Default for Known {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Search {
    /// Up to [`CANDIDATES`] things that are like the one of `id`, the most alike first; itself is not among them. None, if
    /// it is not in the index. On a thread of its own where the index is so large that others would have to wait.
    pub async fn alike(&self, id: [u8; 16]) -> Arc<[Alike]> {
        let large = self.shared.view().is_large();
        let (now, room) = (self.generation(), if large { CHANGES } else { 0 });
        let fresh = |then: u64| then <= now && now - then <= room;
        if let Some((then, known)) = self.shared.alike.0.get(&id)
            && fresh(then)
        {
            return known;
        }
        let search = self.clone();
        let found: Arc<[Alike]> = if large {
            tokio::task::spawn_blocking(move || search.look_alike(&id)).await.unwrap_or_default().into()
        } else {
            search.look_alike(&id).into()
        };
        self.shared.alike.0.insert(id, (now, found.clone()));
        found
    }

    fn look_alike(&self, id: &[u8; 16]) -> Vec<Alike> {
        self.look(|view, _| alike(view, id)).unwrap_or_default()
    }
}

/// A document at its place.
type At = (usize, DocId);

fn alike(view: &View, id: &[u8; 16]) -> tantivy::Result<Vec<Alike>> {
    let Some(own) = view.place(id)? else { return Ok(Vec::new()) };
    let marks = Marks::of(view, own);
    let direction = view.sheets.get(own.0).and_then(|it| it.direction(own.1));
    let mut found: Vec<(At, f32)> = match direction {
        Some(direction) => near(view, &direction).map(|(at, near)| (at, near + marks.shared(view, at))).collect(),
        None if view.searcher.num_docs() <= LOOKED_THROUGH => {
            let all = everything(view).map(|at| (at, marks.shared(view, at)));
            all.filter(|it| it.1 >= ALIKE).collect()
        }
        None => Vec::new(),
    };
    found.retain(|it| it.0 != own);
    let id = |(segment, doc): At| view.sheets.get(segment).map(|it| it.id(doc)).unwrap_or_default();
    let mut found: Vec<_> = found.into_iter().map(|(at, value)| Alike { id: id(at), value }).collect();
    found.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.id.cmp(&b.id)));
    found.truncate(CANDIDATES);
    Ok(found)
}

/// What is nearest to `direction`, and how near.
fn near(view: &View, direction: &Vector) -> impl Iterator<Item = (At, f32)> {
    let nearness = move |at: At| Some((at, view.sheets.get(at.0)?.direction(at.1)?.nearness(direction)));
    view.towards(direction, CANDIDATES).filter_map(nearness).filter(|it| it.1 >= NEAR)
}

fn everything(view: &View) -> impl Iterator<Item = At> {
    let readers = view.searcher.segment_readers().iter().enumerate();
    readers.flat_map(|(segment, reader)| reader.doc_ids_alive().map(move |doc| (segment, doc)))
}

/// What something is marked with, as numbers that mean the same in all segments.
struct Marks {
    tags: Vec<u32>,
    shelves: Vec<u32>,
}

impl Marks {
    fn of(view: &View, (segment, doc): At) -> Self {
        let Some(sheet) = view.sheets.get(segment) else { return Self { tags: Vec::new(), shelves: Vec::new() } };
        let of = |facet: Facet| sheet.values(doc).filter(|it| it.0 == facet as usize).map(|it| it.1).collect();
        Self { tags: of(Facet::Tag), shelves: of(Facet::Category) }
    }

    /// How much of these marks the other thing shares.
    fn shared(&self, view: &View, at: At) -> f32 {
        let other = Self::of(view, at);
        TAGS * part(&self.tags, &other.tags) + SHELF * part(&self.shelves, &other.shelves)
    }
}

/// How many two lists have in common, as a part of both: 1 if they are the same, 0 if nothing is common.
#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn part(one: &[u32], other: &[u32]) -> f32 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let common = one.iter().filter(|it| other.contains(it)).count();
    common as f32 / ((one.len() * other.len()) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::search::{Knowledge, Label, SearchDoc};

    fn doc(number: u8, tags: &[&str], shelf: &str) -> SearchDoc {
        SearchDoc {
            id: [number; 16],
            title: format!("Thing {number}"),
            tags: tags.iter().map(|it| Label::plain(*it)).collect(),
            category: vec![Label::plain(shelf)],
            ..SearchDoc::default()
        }
    }

    #[tokio::test]
    async fn without_meaning_marks_tell_what_is_alike() {
        let search = Search::in_ram(Knowledge::default()).unwrap();
        let docs = vec![
            doc(1, &["tape", "dusty"], "audio"),
            doc(2, &["tape", "dusty"], "audio"),
            doc(3, &["tape"], "audio"),
            doc(4, &["tape"], "fonts"),
            doc(5, &["serif"], "fonts"),
            doc(6, &[], "audio"),
        ];
        search.apply(docs, Vec::new(), 1).await.unwrap();
        let numbers = |found: &[Alike]| found.iter().map(|it| it.id[0]).collect::<Vec<_>>();
        let found = search.alike([1; 16]).await;
        assert_eq!(numbers(&found), [2, 3, 4], "a shelf alone says little");
        assert!((found[0].value - (TAGS + SHELF)).abs() < 1e-6);
        assert_eq!(numbers(&search.alike([9; 16]).await), [0; 0]);
        search.apply(Vec::new(), vec![[2; 16]], 2).await.unwrap();
        assert_eq!(numbers(&search.alike([1; 16]).await), [3, 4], "what was kept is not what is");
    }

    #[test]
    fn what_is_common_is_a_part_of_both() {
        assert!((part(&[1, 2], &[2, 1]) - 1.0).abs() < 1e-6);
        assert!((part(&[1, 2, 3, 4], &[1]) - 0.5).abs() < 1e-6);
        assert!(part(&[1], &[2]).abs() < 1e-6 && part(&[], &[]).abs() < 1e-6);
    }
}
