//! How fast a model is on this machine, measured through the same queue and process that answer for the assistant.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use futures::future::join_all;
use serde::Serialize;

use crate::{
    base::{Error, Result},
    platform::llm::{Ask, Llm, LlmSettings, Model, Patience, Piece, Program, Role, Stats, Status, Turn},
    platform::progress::Progress,
};

/// Words of the shared beginning: some 600 tokens in most models' reckoning.
const BEGINNING: usize = 440;
/// Tokens of each measured answer.
const ANSWER: u32 = 64;
const WORDS: [&str; 20] = [
    "the", "shop", "sells", "fonts", "for", "print", "and", "screen", "with", "a", "licence", "that", "names", "every",
    "use", "in", "plain", "words", "you", "read",
];

/// What was measured. Times in milliseconds, speeds in tokens a second.
#[derive(Debug, Clone, Serialize)]
pub struct Speed {
    /// From the start of the process until the model is loaded.
    pub load_ms: u64,
    /// Tokens of the question with nothing known of it.
    pub prompt_tokens: u32,
    /// How fast a question is read.
    pub prompt_per_second: f64,
    /// How fast one answer is written.
    pub one_per_second: f64,
    /// How fast four answers are written together.
    pub four_per_second: f64,
    /// To the first word, with nothing known.
    pub first_cold_ms: u64,
    /// To the first word, with the beginning known.
    pub first_warm_ms: u64,
    /// To the first word of a conversation's second answer.
    pub first_again_ms: u64,
    /// Resident memory of the process, in megabytes.
    pub memory_mb: u64,
}

/// Measures; takes from seconds to minutes.
///
/// # Errors
/// The model does not start, or does not answer.
pub async fn measure(settings: &LlmSettings, model: &Model, progress: &dyn Progress) -> Result<Speed> {
    let steps = 6;
    let mut step = 0;
    let mut next = |what: &str| {
        progress.at(step, Some(steps), what);
        step += 1;
    };
    let settings =
        LlmSettings { slots: settings.slots.max(4), context: settings.context.max(4096), ..settings.clone() };
    let program = Program::own(&settings, model)?;
    let llm = Llm::with_program(&settings, program, Some(model.clone()), Patience::default());
    next("loading");
    let began = Instant::now();
    llm.warm("");
    while !matches!(llm.status(), Status::Ready { .. }) {
        if let Status::Failed { why, .. } = llm.status() {
            return Err(Error::unavailable(format!("The model does not start: {why}")));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let load_ms = millis(began);
    // The first reckoning of all touches every page of the file for the first time.
    answer(&llm, &ask("warm up", 1, None, 0)).await?;

    next("first word");
    let cold = answer(&llm, &ask(&beginning(1), 1, None, 0)).await?;
    let warm = answer(&llm, &ask(&beginning(1), 1, None, 1)).await?;

    next("second turn");
    let prefix = beginning(2);
    let first = ask(&prefix, ANSWER, Some("second"), 0);
    let (said, _) = answer(&llm, &first).await?;
    let mut second = first.clone();
    second.turns.push(Turn { role: Role::Assistant, text: said });
    second.turns.push(Turn { role: Role::User, text: "And what became of them?".into() });
    second.max_tokens = 1;
    let (_, again) = answer(&llm, &second).await?;

    next("one answer");
    let one = together(&llm, 1).await?;
    next("four answers");
    let four = together(&llm, 4).await?;
    next("memory");
    let read = cold.1.prompt_tokens - cold.1.cached;
    Ok(Speed {
        load_ms,
        prompt_tokens: cold.1.prompt_tokens,
        prompt_per_second: per_second(read, cold.1.first_ms),
        one_per_second: one,
        four_per_second: four,
        first_cold_ms: cold.1.first_ms,
        first_warm_ms: warm.1.first_ms,
        first_again_ms: again.first_ms,
        memory_mb: memory(&model.path),
    })
}

/// Tokens a second of so many answers at once, from when all of them have begun.
async fn together(llm: &Llm, count: u32) -> Result<f64> {
    let prefix = beginning(3);
    // Read once, so that only writing is measured.
    answer(llm, &ask(&prefix, 1, None, 0)).await?;
    let one = |at: u32| {
        let ask = ask(&prefix, ANSWER, None, at);
        let llm = llm.clone();
        async move { times(&llm, ask).await }
    };
    let all: Vec<Vec<Instant>> = join_all((0..count).map(one)).await.into_iter().collect::<Result<_>>()?;
    let begun = all.iter().filter_map(|it| it.first()).max().copied();
    let ended = all.iter().filter_map(|it| it.last()).min().copied();
    let (Some(begun), Some(ended)) = (begun, ended) else { return Err(Error::unavailable("The model said nothing")) };
    let said = all.iter().flatten().filter(|it| **it > begun && **it <= ended).count();
    Ok(f64::from(u32::try_from(said).unwrap_or(u32::MAX)) / ended.duration_since(begun).as_secs_f64().max(1e-6))
}

/// When each piece of an answer came.
async fn times(llm: &Llm, ask: Ask) -> Result<Vec<Instant>> {
    let mut answer = llm.ask(ask);
    let mut times = vec![];
    while let Some(piece) = answer.next().await {
        if let Piece::Text(_) = piece? {
            times.push(Instant::now());
        }
    }
    Ok(times)
}

async fn answer(llm: &Llm, ask: &Ask) -> Result<(String, Stats)> {
    let (mut answer, mut text) = (llm.ask(ask.clone()), String::new());
    while let Some(piece) = answer.next().await {
        match piece? {
            Piece::Text(more) => text += &more,
            Piece::Done(stats) => return Ok((text, stats)),
            Piece::Queued(_) => {}
        }
    }
    Err(Error::internal("an answer without an end"))
}

fn ask(prefix: &str, max_tokens: u32, conversation: Option<&str>, at: u32) -> Ask {
    let text = format!("Tell a long story, number {at}, about somebody who makes fonts. Begin with their childhood.");
    Ask {
        prefix: prefix.to_owned(),
        turns: vec![Turn { role: Role::User, text }],
        grammar: None,
        max_tokens,
        temperature: 0.0,
        seed: 0,
        conversation: conversation.map(str::to_owned),
    }
}

/// Instructions that no other measurement shares.
fn beginning(which: usize) -> String {
    let words = (0..BEGINNING).map(|at| WORDS[(at * (2 * which + 1) + at / WORDS.len() + which) % WORDS.len()]);
    words.collect::<Vec<_>>().join(" ")
}

fn per_second(tokens: u32, ms: u64) -> f64 {
    f64::from(tokens) / (Duration::from_millis(ms.max(1))).as_secs_f64()
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Resident megabytes of the process that has this file open for us; 0 where the system does not tell.
fn memory(file: &Path) -> u64 {
    let own = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ours = processes.filter_map(|it| {
        let status = std::fs::read_to_string(it.path().join("status")).ok()?;
        let field = |name: &str| status.lines().find_map(|it| it.strip_prefix(name)).map(str::trim);
        let command = std::fs::read(it.path().join("cmdline")).ok()?;
        let has_it = command.split(|it| *it == 0).any(|it| it == file.as_os_str().as_encoded_bytes());
        (has_it && field("PPid:") == Some(&own))
            .then(|| field("VmRSS:")?.trim_end_matches(" kB").parse::<u64>().ok())?
    });
    ours.map(|it| it / 1024).max().unwrap_or(0)
}
