//! The process that has the model: `bodega model worker FILE`. It reads orders from standard input and writes words to
//! standard output, one JSON object a line; it knows no settings, no secrets and no shop, and ends when its input ends.

#[cfg(feature = "llm")]
mod batch;
mod bounds;
#[cfg(feature = "llm")]
mod choosing;
#[cfg(feature = "llm")]
mod engine;
#[cfg(feature = "llm")]
mod prompt;
#[cfg(any(feature = "llm", test))]
mod seats;
#[cfg(any(feature = "llm", test))]
mod tail;

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{gguf, wire::Word};
use crate::base::{Error, Result};

/// Whether the program can run models itself.
pub const BUILT_IN: bool = cfg!(feature = "llm");

/// What the process is started with.
#[derive(clap::Args, Debug, Clone)]
pub struct WorkerArgs {
    /// The model's file.
    pub file: PathBuf,
    /// Threads that compute.
    #[arg(long, default_value_t = 1)]
    pub threads: u16,
    /// Tokens that all conversations hold together.
    #[arg(long, default_value_t = 4096)]
    pub context: u32,
    /// Conversations that are answered at the same time.
    #[arg(long, default_value_t = 4)]
    pub slots: u16,
    /// All memory that it may ask for, in megabytes.
    #[arg(long, default_value_t = 8192)]
    pub memory_mb: u64,
}

/// Answers until standard input ends. Whatever makes that impossible is said in a word of its own.
///
/// # Errors
/// The system knows no bounds.
pub fn run(args: &WorkerArgs) -> Result<ExitCode> {
    bounds::set(args.memory_mb.saturating_mul(1 << 20)).map_err(Error::internal)?;
    let outcome = match bounds::lacks() {
        Some(feature) => {
            Err(format!("this processor lacks {feature}, which llama.cpp needs; AVX2, FMA, F16C and BMI2 do"))
        }
        None => gguf::look(&args.file).map_err(|why| format!("{}: {why}", args.file.display())),
    };
    let outcome = outcome.and_then(|_| serve(args));
    Ok(match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&Word::Fatal { why });
            ExitCode::FAILURE
        }
    })
}

#[cfg(feature = "llm")]
fn serve(args: &WorkerArgs) -> Result<(), String> {
    engine::serve(args, listen())
}

#[cfg(not(feature = "llm"))]
fn serve(_: &WorkerArgs) -> Result<(), String> {
    Err("this program was built without the feature llm".into())
}

/// Says a word. Nobody hears it when the shop is gone; then standard input has ended as well.
fn say(word: &Word) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(&word.line()).and_then(|()| out.flush());
}

/// The orders of standard input, until it ends or is not understood.
#[cfg(feature = "llm")]
fn listen() -> std::sync::mpsc::Receiver<super::wire::Order> {
    use std::io::{BufRead, Read};

    let (heard, orders) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = Read::by_ref(&mut input).take(super::wire::LONGEST).read_until(b'\n', &mut line);
            let order = read.is_ok().then(|| serde_json::from_slice(&line).ok()).flatten();
            let Some(order) = order else { return };
            if heard.send(order).is_err() {
                return;
            }
        }
    });
    orders
}
