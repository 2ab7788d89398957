//! The assistant's model, against the bare loop of llama.cpp in this very build. The goals of the assistant, as ratios.

use std::{path::PathBuf, process::Command};

use serde_json::Value;

use crate::{report, row};

/// As many as the goals are meant for.
const THREADS: i32 = 2;

/// Measures, where the small model of the tests can be fetched.
pub fn measure(folder: &std::path::Path) {
    let Some(file) = fetch() else { return };
    let data = folder.join("with-model");
    report(&data, &["model", "add", &file.display().to_string(), "--name", "small"]);
    let speed = bench(&data);
    let number = |key: &str| speed[key].as_f64().expect("measured");
    let bare = bare::generation(&file, THREADS);
    let ours = number("one_per_second");
    row("model: one answer, tokens/s", format!("{ours:.1}"), format!("{bare:.1} bare"), ours / bare, ">= 0.9");
    let four = number("four_per_second");
    row("model: four answers, tokens/s", format!("{four:.1}"), format!("{ours:.1} one"), four / ours, ">= 1.5");
    let (cold, warm, again) = (number("first_cold_ms"), number("first_warm_ms"), number("first_again_ms"));
    let cold_shown = || format!("{cold:.0} ms cold");
    row("model: second turn, first word", format!("{again:.0} ms"), cold_shown(), again / cold, "<= 0.3");
    row("model: beginning known, first word", format!("{warm:.0} ms"), cold_shown(), warm / cold, "< 1.5 s");
    println!(
        "  {} tokens read at {:.0}/s; loaded in {:.0} ms; {:.0} MB",
        number("prompt_tokens"),
        number("prompt_per_second"),
        number("load_ms"),
        number("memory_mb")
    );
}

fn bench(data: &std::path::Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_bodega"))
        .arg("--data")
        .arg(data)
        .args(["model", "bench", "--json"])
        .env("BODEGA_LLM__THREADS", THREADS.to_string())
        .output()
        .expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    report["speed"].clone()
}

fn fetch() -> Option<PathBuf> {
    if cfg!(not(feature = "llm")) {
        println!("model: built without the feature llm");
        return None;
    }
    let output = Command::new("packaging/model.sh").output().expect("bash");
    let path = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if path.is_empty() {
        println!("model: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    (!path.is_empty()).then(|| path.into())
}

#[cfg(not(feature = "llm"))]
mod bare {
    pub fn generation(_: &std::path::Path, _: i32) -> f64 {
        0.0
    }
}

/// The least that has to be done for an answer, with nothing around it.
#[cfg(feature = "llm")]
mod bare {
    use std::{num::NonZeroU32, path::Path, time::Instant};

    use llama_cpp_2::{
        LogOptions,
        context::params::LlamaContextParams,
        llama_backend::LlamaBackend,
        llama_batch::LlamaBatch,
        model::{LlamaModel, params::LlamaModelParams},
        sampling::LlamaSampler,
        send_logs_to_tracing,
    };

    /// Tokens that are read first, and tokens that are then written.
    const READ: usize = 500;
    const WRITTEN: usize = 64;

    /// Tokens a second, the best of three.
    pub fn generation(file: &Path, threads: i32) -> f64 {
        send_logs_to_tracing(LogOptions::default().with_logs_enabled(false));
        let backend = LlamaBackend::init().expect("llama.cpp");
        let model = LlamaModel::load_from_file(&backend, file, &LlamaModelParams::default()).expect("the model");
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(4096))
            .with_n_threads(threads)
            .with_n_threads_batch(threads);
        let mut context = model.new_context(&backend, params).expect("a context");
        let mut prompt =
            model.vocab().tokenize("The shop sells fonts for print and screen. ".repeat(80).as_bytes(), true, false);
        prompt.truncate(READ);
        let mut batch = LlamaBatch::new(512, 1);
        let mut best = 0.0_f64;
        for _ in 0..3 {
            context.clear_kv_cache();
            batch.clear();
            batch.add_sequence(&prompt, 0, false).expect("room");
            context.decode(&mut batch).expect("read");
            let (mut row, mut position) = (batch.n_tokens() - 1, i32::try_from(prompt.len()).expect("small"));
            let mut sampler = LlamaSampler::chain_simple([LlamaSampler::greedy()]);
            let began = Instant::now();
            for _ in 0..WRITTEN {
                let token = sampler.sample(&context, row);
                batch.clear();
                batch.add(token, position, &[0], true).expect("room");
                context.decode(&mut batch).expect("written");
                (row, position) = (0, position + 1);
            }
            context.synchronize();
            best = best.max(WRITTEN as f64 / began.elapsed().as_secs_f64());
        }
        best
    }
}
