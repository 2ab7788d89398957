//! What comes near in meaning, whatever words it is said in.

use super::{
    Search,
    blend::{self, Weighed},
    meaning::Meaning,
    question::Hit,
    reading::Reading,
};

impl Search {
    /// The `limit` things that come nearest in meaning to `text`, nearest first, without regard to its words; none where
    /// the index goes by words alone.
    pub fn nearest(&self, text: &str, limit: usize) -> Vec<Hit> {
        let nearest = self.look(|view, rules| {
            let said = |it: &Meaning| Reading::plain(text, rules).told(view, it);
            let Some(asked) = view.fields.knows.and_then(|it| it.of_words(&said(it))) else { return Ok(Vec::new()) };
            let mut found = blend::nearest(view, &asked, true);
            found.sort_by(|a, b| b.worth.meaning.total_cmp(&a.worth.meaning));
            let hit =
                |it: &Weighed| Hit { id: view.sheets[it.segment].id(it.doc), snippet: None, worth: Some(it.worth) };
            Ok(found.iter().take(limit).map(hit).collect())
        });
        nearest.unwrap_or_default()
    }
}
