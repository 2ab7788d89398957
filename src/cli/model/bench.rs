//! `bodega model bench`: how fast a model is on this machine. How well it judges is a part of its own, to stand beside
//! [`super::speed`].

use std::process::ExitCode;

use serde_json::json;

use super::{super::terminal::Terminal, speed};
use crate::{
    base::{Error, Result},
    config::Config,
    platform::llm::Shelf,
};

/// What to measure.
#[derive(clap::Args)]
pub struct Args {
    /// The name of a model; the one in use if left out.
    name: Option<String>,
}

pub(super) fn run(args: &Args, shelf: &Shelf, config: &Config, terminal: &Terminal) -> Result<ExitCode> {
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
