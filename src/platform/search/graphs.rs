//! Graphs of the large segments, once there are so many documents that looking at each takes too long. They are opened, or
//! made, on a thread of their own; until one is there, its segment is looked through.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Weak, mpsc},
    thread,
};

use super::{
    meaning::{Graph, beside},
    sheet::Sheet,
    view::View,
};
use crate::base::Result;

/// Smaller segments are looked through in no time.
const SMALLEST: usize = 20_000;
const ENDING: &str = "graph";

/// Whoever makes the graphs; the thread ends when this is dropped and nothing is wanted any more.
pub(super) struct Graphs {
    many: u64,
    wishes: mpsc::Sender<Wish>,
}

/// The names of all segments that there are, and the sheets of those that want a graph.
struct Wish {
    segments: HashSet<String>,
    sheets: Vec<Weak<Sheet>>,
}

impl Graphs {
    /// Graphs for an index of more than `many` documents, kept in `folder` if there is one.
    pub fn start(folder: Option<PathBuf>, many: u64) -> Result<Self> {
        let (wishes, waiting) = mpsc::channel();
        thread::Builder::new().name("search-graphs".into()).spawn(move || {
            while let Ok(first) = waiting.recv() {
                // The last view alone counts.
                fulfil(folder.as_deref(), waiting.try_iter().last().unwrap_or(first));
            }
        })?;
        Ok(Self { many, wishes })
    }

    /// Sees to it that the large segments of `view` get their graphs.
    pub fn see_to(&self, view: &View) {
        let sheets: Vec<_> = wanting(view, self.many).map(Arc::downgrade).collect();
        if !sheets.is_empty() {
            let segments = view.sheets.iter().map(|it| it.segment.uuid_string()).collect();
            // Whoever looks for what is not there looks through all.
            drop(self.wishes.send(Wish { segments, sheets }));
        }
    }
}

/// The segments of `view` that should have a graph and have none.
pub(super) fn wanting(view: &View, many: u64) -> impl Iterator<Item = &Arc<Sheet>> {
    let (is_many, smallest) =
        (view.searcher.num_docs() > many, SMALLEST.min(usize::try_from(many).unwrap_or(usize::MAX)));
    view.sheets.iter().filter(move |it| is_many && it.firsts().len() > smallest && it.graph().is_none())
}

fn fulfil(folder: Option<&Path>, wish: Wish) {
    if let Some(folder) = folder {
        sweep(folder, &wish.segments);
    }
    for sheet in wish.sheets {
        let Some(sheet) = sheet.upgrade().filter(|it| it.graph().is_none()) else { continue };
        let file = folder.map(|it| it.join(sheet.segment.uuid_string()).with_extension(ENDING));
        match graph(&sheet, file.as_deref()) {
            Ok(Some(graph)) => sheet.take_graph(graph),
            Ok(None) => {}
            Err(error) => tracing::warn!("search goes on without a graph: {}", error.in_full()),
        }
    }
}

fn graph(sheet: &Arc<Sheet>, file: Option<&Path>) -> Result<Option<Graph>> {
    let rows = sheet.firsts();
    if let Some(graph) = file.map(|it| Graph::open(it, rows.len())).transpose()?.flatten() {
        return Ok(Some(graph));
    }
    // Nobody else has the sheet of a segment that was merged into another.
    let Some(graph) = Graph::build(rows, || Arc::strong_count(sheet) > 1)? else { return Ok(None) };
    let Some(file) = file else { return Ok(Some(graph)) };
    if let Err(error) = graph.save(file) {
        tracing::warn!("a graph of the search index stays in memory: {}", error.in_full());
        return Ok(Some(graph));
    }
    // On the disk it takes no memory that others could use.
    Ok(Graph::open(file, rows.len())?.or(Some(graph)))
}

/// Removes the graphs of segments that are gone.
fn sweep(folder: &Path, segments: &HashSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_graph = path.extension().is_some_and(|it| it == ENDING);
        if is_graph && !path.file_stem().and_then(|it| it.to_str()).is_some_and(|it| segments.contains(it)) {
            let _ = fs::remove_file(beside(&path));
            let _ = fs::remove_file(path);
        }
    }
}
