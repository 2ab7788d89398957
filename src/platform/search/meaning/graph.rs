//! The nearest of very many without looking at each: a graph whose neighbours are near each other, walked from neighbour
//! to neighbour (HNSW: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search", 2016; by usearch).
//!
//! It is derived and never changes, as the segment of the index that it stands beside. In a file it comes with the hash of
//! its bytes: the engine trusts what it reads.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use tantivy::DocId;
use usearch::{Index, IndexOptions, MetricKind, ScalarKind};

use super::vector::FIRST;
use crate::base::{Error, Result};

/// So many neighbours has each.
const NEIGHBOURS: usize = 16;
/// So many are looked at to find them,
const LOOKED_AT: usize = 64;
/// and at least so many when somebody asks.
const ASKED: usize = 320;
/// So many are put in before it is asked whether they are still wanted.
const STEP: usize = 1_000;

/// Neighbours of the beginnings of directions.
pub struct Graph(Index);

impl Graph {
    /// Finds the neighbours of all `rows`. None, if `wanted` says before the end that nobody waits for it.
    pub fn build(rows: &[[i8; FIRST]], wanted: impl Fn() -> bool) -> Result<Option<Self>> {
        let graph = empty()?;
        graph.reserve(rows.len()).map_err(Error::internal)?;
        for (row, doc) in rows.iter().zip(0_u64..) {
            if doc.is_multiple_of(STEP as u64) && !wanted() {
                return Ok(None);
            }
            graph.add(doc, row).map_err(Error::internal)?;
        }
        Ok(Some(Self(graph)))
    }

    /// Writes it to `file`, and its hash beside it.
    pub fn save(&self, file: &Path) -> Result<()> {
        let name = file.to_str().ok_or_else(|| Error::internal("its place has no name"))?;
        self.0.save(name).map_err(Error::internal)?;
        Ok(fs::write(beside(file), hash(file)?)?)
    }

    /// The graph in `file` for `rows` documents, left on the disk; none if there is none, or another was written.
    pub fn open(file: &Path, rows: usize) -> Result<Option<Self>> {
        let Ok(expected) = fs::read(beside(file)) else { return Ok(None) };
        if !file.exists() || hash(file)? != expected {
            return Ok(None);
        }
        let name = file.to_str().ok_or_else(|| Error::internal("its place has no name"))?;
        let graph = empty()?;
        graph.view(name).map_err(Error::internal)?;
        Ok((graph.size() == rows && graph.dimensions() == FIRST).then_some(Self(graph)))
    }

    /// Up to `most` of those that go most in the direction of `asked` and for which `alive` says yes; nearly always the very
    /// nearest.
    pub fn nearest(&self, asked: &[i8; FIRST], most: usize, alive: impl Fn(DocId) -> bool) -> Result<Vec<DocId>> {
        let doc = |key: u64| DocId::try_from(key).unwrap_or(DocId::MAX);
        let found = self.0.filtered_search(asked, most, |key| alive(doc(key))).map_err(Error::internal)?;
        Ok(found.keys.into_iter().map(doc).collect())
    }
}

fn empty() -> Result<Index> {
    let options = IndexOptions {
        dimensions: FIRST,
        metric: MetricKind::IP,
        quantization: ScalarKind::I8,
        connectivity: NEIGHBOURS,
        expansion_add: LOOKED_AT,
        expansion_search: ASKED,
        multi: false,
    };
    Index::new(&options).map_err(Error::internal)
}

/// Where the hash of `file` is.
pub fn beside(file: &Path) -> PathBuf {
    file.with_extension("graph-hash")
}

fn hash(file: &Path) -> Result<Vec<u8>> {
    let mut hash = Sha256::new();
    io::copy(&mut io::BufReader::with_capacity(1 << 20, File::open(file)?), &mut HashWriter(&mut hash))?;
    Ok(hash.finalize().to_vec())
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::vector::product, *};

    /// Rows that lie in heaps, as texts of a kind do.
    fn rows(count: usize) -> Vec<[i8; FIRST]> {
        let mut chance = 7_u64;
        let mut roll = move || {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i8::try_from((chance >> 33) % 41).unwrap() - 20
        };
        let heaps: Vec<[i8; FIRST]> = (0..40).map(|_| std::array::from_fn(|_| roll())).collect();
        (0..count).map(|at| std::array::from_fn(|place| heaps[at % 40][place] * 3 + roll() / 2)).collect()
    }

    #[test]
    fn the_nearest_are_found_nearly_always() {
        let rows = rows(4_000);
        let graph = Graph::build(&rows, || true).unwrap().unwrap();
        let (mut right, mut asked) = (0, 0);
        for row in rows.iter().step_by(97) {
            let alive = |doc: DocId| !doc.is_multiple_of(3);
            let mut exact: Vec<DocId> = (0..4_000).filter(|it| alive(*it)).collect();
            exact.sort_by_key(|it| -product(row, &rows[*it as usize]));
            let floor = product(row, &rows[exact[19] as usize]);
            let found = graph.nearest(row, 50, alive).unwrap();
            assert!(found.len() == 50 && found.iter().all(|it| alive(*it)));
            right += found.iter().filter(|it| product(row, &rows[**it as usize]) >= floor).count().min(20);
            asked += 20;
        }
        assert!(right * 100 >= asked * 95, "{right} of {asked}");
    }

    #[test]
    fn nobody_waits_for_what_is_not_wanted() {
        assert!(Graph::build(&rows(10), || false).unwrap().is_none());
    }

    #[test]
    fn a_file_is_trusted_by_its_hash_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.graph");
        let rows = rows(500);
        assert!(Graph::open(&file, 500).unwrap().is_none());
        Graph::build(&rows, || true).unwrap().unwrap().save(&file).unwrap();
        let graph = Graph::open(&file, 500).unwrap().unwrap();
        assert_eq!(graph.nearest(&rows[9], 1, |doc| doc == 9).unwrap(), [9]);
        drop(graph);
        assert!(Graph::open(&file, 499).unwrap().is_none());
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        assert!(Graph::open(&file, 500).unwrap().is_none());
        let flipped: Vec<u8> = bytes.iter().enumerate().map(|(at, it)| if at == 300 { it ^ 1 } else { *it }).collect();
        fs::write(&file, flipped).unwrap();
        assert!(Graph::open(&file, 500).unwrap().is_none());
        fs::write(&file, bytes).unwrap();
        assert!(Graph::open(&file, 500).unwrap().is_some());
    }
}
