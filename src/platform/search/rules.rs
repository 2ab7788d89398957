//! What an admin says about finding: words that mean the same, words that say little, and what comes first for which words.

use std::collections::{HashMap, HashSet};

use super::{
    stemming::Stemming,
    words::{Stems, words},
};

/// What is said. Hiding things is not among it: what is not to be found is not put into the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Words and short phrases that mean the same, group by group.
    pub synonyms: Vec<Vec<String>>,
    /// Words that need not occur where others do.
    pub little: Vec<String>,
    /// What comes first for which words.
    pub pins: Vec<(String, Vec<[u8; 16]>)>,
}

/// Rules made ready to be followed.
#[derive(Debug, Default)]
pub(super) struct Obeyed {
    /// Every phrase of a group, as stems.
    groups: Vec<Vec<Vec<String>>>,
    /// All words of a group.
    said: Vec<Vec<String>>,
    /// In which groups a phrase is.
    places: HashMap<Vec<String>, Vec<usize>>,
    little: HashSet<String>,
    stemming: Stemming,
    pins: HashMap<String, Vec<[u8; 16]>>,
}

impl Obeyed {
    /// The rules, made ready for words of `language`.
    pub fn new(rules: &Rules, stemming: Stemming) -> Self {
        let mut stems = Stems::new(stemming);
        let mut obeyed = Self { stemming, ..Self::default() };
        for group in &rules.synonyms {
            let phrases: Vec<Vec<String>> = group
                .iter()
                .map(|it| spoken(it).map(|word| stems.of(&word)).collect())
                .filter(|it: &Vec<_>| !it.is_empty())
                .collect();
            for phrase in &phrases {
                obeyed.places.entry(phrase.clone()).or_default().push(obeyed.groups.len());
            }
            obeyed.groups.push(phrases);
            obeyed.said.push(group.iter().flat_map(|it| spoken(it)).collect());
        }
        obeyed.little = rules.little.iter().flat_map(|it| spoken(it)).collect();
        for (text, things) in &rules.pins {
            obeyed.pins.entry(key(text)).or_default().extend(things);
        }
        obeyed
    }

    /// How many words the longest phrase has.
    pub fn longest(&self) -> usize {
        self.places.keys().map(Vec::len).max().unwrap_or_default()
    }

    /// What else means the same as `phrase`, all in stems.
    pub fn others(&self, phrase: &[String]) -> Vec<Vec<String>> {
        let groups = self.places.get(phrase).into_iter().flatten();
        let mut others: Vec<_> = groups.flat_map(|it| &self.groups[*it]).filter(|it| *it != phrase).cloned().collect();
        others.sort();
        others.dedup();
        others
    }

    /// All words of the groups that `phrase`, in stems, is in.
    pub fn alike(&self, phrase: &[String]) -> impl Iterator<Item = &String> {
        self.places.get(phrase).into_iter().flatten().flat_map(|it| &self.said[*it])
    }

    /// Whether `word` says little.
    pub fn is_little(&self, word: &str) -> bool {
        self.stemming.is_little(word) || self.little.contains(word)
    }

    /// The language of the words.
    pub fn stemming(&self) -> Stemming {
        self.stemming
    }

    /// What comes first for `text`.
    pub fn pinned(&self, text: &str) -> &[[u8; 16]] {
        if self.pins.is_empty() { &[] } else { self.pins.get(&key(text)).map_or(&[], Vec::as_slice) }
    }
}

/// The words of `text`, folded, without compounds.
fn spoken(text: &str) -> impl Iterator<Item = String> {
    words(text).into_iter().filter(|it| it.joins == 0 && !it.pair).map(|it| it.text)
}

/// Texts that are alike but for case, accents and signs.
fn key(text: &str) -> String {
    spoken(text).collect::<Vec<_>>().join(" ")
}
