//! `bodega model bench`: how fast a model is on this machine, and how well it judges messages of which somebody has said
//! what the answer has to be.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;

use super::{
    super::{Task, terminal::Terminal},
    speed,
};
use crate::{
    base::{Error, Result},
    config::Config,
    flows::guide::judging::Case,
    platform::llm::{Judged, Shelf},
};

/// What to measure.
#[derive(clap::Args)]
pub struct Args {
    /// The name of a model; the one in use if left out.
    name: Option<String>,
    /// Judged messages (JSON, as in docs/models.md) that are said to the assistant of this shop, with the model in use.
    /// How it went decides whether the model may write in its own words.
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    judge: Option<PathBuf>,
}

pub(super) fn run(args: &Args, shelf: &Shelf, config: &Config, terminal: &Terminal) -> Result<ExitCode> {
    if let Some(file) = &args.judge {
        return judge(file, config, terminal);
    }
    let model = match &args.name {
        Some(name) => Some(shelf.get(name)?),
        None => shelf.chosen(&config.llm.model)?,
    };
    let model = model.ok_or_else(|| Error::not_found("No model is installed: see bodega model pull --help"))?;
    model.prove()?;
    let speed = super::super::runtime(config)?.block_on(speed::measure(&config.llm, &model, terminal))?;
    let report = json!({ "model": model.name, "threads": config.llm.threads(), "speed": speed });
    let ratio = |of: f64, to: f64| if to > 0.0 { of / to } else { 0.0 };
    let ms = |it: u64| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    let row = |what: &str, value: String, note: String| format!("{what:<36} {value:>12}  {note}");
    let lines = [
        format!("{} on {} threads", model.name, config.llm.threads()),
        row("load", format!("{} ms", speed.load_ms), String::new()),
        row("reading a question", format!("{:.0} tokens/s", speed.prompt_per_second), String::new()),
        row("writing one answer", format!("{:.1} tokens/s", speed.one_per_second), String::new()),
        row(
            "writing four answers",
            format!("{:.1} tokens/s", speed.four_per_second),
            format!("{:.2} of one", ratio(speed.four_per_second, speed.one_per_second)),
        ),
        row(
            "first word, nothing known",
            format!("{} ms", speed.first_cold_ms),
            format!("{} tokens", speed.prompt_tokens),
        ),
        row(
            "first word, beginning known",
            format!("{} ms", speed.first_warm_ms),
            format!("{:.2} of cold", ratio(ms(speed.first_warm_ms), ms(speed.first_cold_ms))),
        ),
        row(
            "first word of a second answer",
            format!("{} ms", speed.first_again_ms),
            format!("{:.2} of cold", ratio(ms(speed.first_again_ms), ms(speed.first_cold_ms))),
        ),
        row("memory", format!("{} MB", speed.memory_mb), String::new()),
    ];
    terminal.report(&report, lines);
    Ok(ExitCode::SUCCESS)
}

/// So many messages are judged at most.
const MOST: usize = 5_000;

fn judge(file: &Path, config: &Config, terminal: &Terminal) -> Result<ExitCode> {
    let bytes = std::fs::read(file)
        .map_err(|cause| Error::invalid("judge", format!("{} cannot be read: {cause}", file.display())))?;
    let cases: Vec<Case> = serde_json::from_slice(&bytes)
        .map_err(|cause| Error::invalid("judge", format!("{} holds no judged messages: {cause}", file.display())))?;
    if cases.is_empty() || cases.len() > MOST || cases.iter().any(|it| it.turns.is_empty()) {
        return Err(Error::invalid("judge", "Write 1 to 5,000 messages, each with something that is said in `turns`"));
    }
    let report = Task::Judge { cases }.anywhere(config.clone(), terminal)?;
    let judged: Judged = serde_json::from_value(report.clone()).map_err(Error::internal)?;
    let number = |name: &str| report[name].as_u64().unwrap_or_default();
    let ms = |name: &str| report[name].as_f64().unwrap_or_default();
    let row = |what: &str, value: String| format!("{what:<44} {value:>12}");
    let supported = judged.sentences.saturating_sub(judged.unsupported);
    let mut lines = vec![
        row("messages", number("messages").to_string()),
        row("right product among the first three", format!("{} of {}", judged.right, judged.of)),
        row("  by rules alone", format!("{} of {}", judged.by_rules, judged.of)),
        row("needs that the model has read", number("read_by_model").to_string()),
        row("answers with something invented", judged.invented.to_string()),
        row("an answer by rules, p50 and p99", format!("{:.1}, {:.1} ms", ms("rules_p50_ms"), ms("rules_p99_ms"))),
        row("answers of which the model chose the words", number("by_model").to_string()),
        row("sentences in free prose that were true", format!("{supported} of {}", judged.sentences)),
    ];
    lines.push(match (number("by_model"), judged.may_write()) {
        (0, _) => "No model answered: rules alone were judged".to_owned(),
        (_, true) => "The model may write in its own words, if the office says so".to_owned(),
        (_, false) => "The model may not write in its own words".to_owned(),
    });
    if number("by_model") > 0 {
        let told = match judged.may_read() {
            true => "It reads the needs that rules do not understand, since more is found with it",
            false => "It does not read needs, since no more is found with it than by rules",
        };
        lines.push(told.to_owned());
    }
    terminal.report(&report, lines);
    Ok(ExitCode::SUCCESS)
}
