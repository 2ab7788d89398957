//! How much of what was asked a find holds, where it does not hold all of it: a word that few things speak of says more than one
//! that many speak of.

use tantivy::query::EnableScoring;

use super::{blend::Weighed, query, reading::Reading, view::View};

/// A word that occurs in so few things is no rarer than one that occurs in none.
const COMMON: u64 = 20;

/// Says of each of `finds` how much it holds of `reading`.
pub(super) fn weigh(view: &View, reading: &Reading, finds: &mut [Weighed]) -> tantivy::Result<()> {
    let said: Vec<_> = reading.clauses.iter().filter(|it| !it.little && !it.unknown).collect();
    let all = view.searcher.num_docs();
    finds.iter_mut().for_each(|it| it.worth.held = 0.0);
    finds.sort_by_key(|it| (it.segment, it.doc));
    let mut whole = 0.0;
    for clause in said {
        let often: u64 = clause.stems.iter().map(|it| view.frequency(view.fields.all, it)).sum();
        let others = clause.others.iter().chain([&clause.parts]).filter(|it| !it.is_empty());
        let rarest =
            |stems: &Vec<String>| stems.iter().map(|it| view.frequency(view.fields.all, it)).min().unwrap_or(0);
        let often = often + others.map(rarest).sum::<u64>();
        #[allow(clippy::cast_precision_loss)] // A weight need not be exact.
        let rare = ((all + 1) as f32 / (often.min(all) + COMMON) as f32).ln().max(0.05);
        whole += rare;
        let weight =
            query::occurs(clause, &view.fields).weight(EnableScoring::disabled_from_searcher(&view.searcher))?;
        let mut rest = &mut *finds;
        while let Some(segment) = rest.first().map(|it| it.segment) {
            let of_segment = rest.partition_point(|it| it.segment == segment);
            let (these, others) = rest.split_at_mut(of_segment);
            rest = others;
            let Some(reader) = view.searcher.segment_readers().get(segment) else { continue };
            let mut scorer = weight.scorer(reader, 1.0)?;
            for find in these {
                if scorer.doc() < find.doc {
                    scorer.seek(find.doc);
                }
                if scorer.doc() == find.doc {
                    find.worth.held += rare;
                }
            }
        }
    }
    if whole > 0.0 {
        finds.iter_mut().for_each(|it| it.worth.held /= whole);
    }
    Ok(())
}
