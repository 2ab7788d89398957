//! What a command shows: bars and lines for people, JSON for programs.

use std::{io::IsTerminal, sync::Mutex, sync::PoisonError, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::platform::progress::Progress;

/// Where a command's report goes.
pub struct Terminal {
    json: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    /// Reports as JSON if asked to.
    pub fn new(json: bool) -> Self {
        Self { json, bar: Mutex::new(None) }
    }

    /// Ends the bar and prints the report: `value` for programs, `lines` for people.
    pub fn report(&self, value: &Value, lines: impl IntoIterator<Item = String>) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(value).unwrap_or_default());
        } else {
            lines.into_iter().for_each(|line| println!("{line}"));
        }
    }
}

impl Progress for Terminal {
    fn at(&self, done: u64, total: Option<u64>, what: &str) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let mut bar = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bar.get_or_insert_with(|| {
            let bar = match total {
                Some(total) => ProgressBar::new(total).with_style(
                    ProgressStyle::with_template("{bar:32} {pos}/{len} {msg} {eta}")
                        .unwrap_or_else(|_| ProgressStyle::default_bar()),
                ),
                None => ProgressBar::new_spinner(),
            };
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(done);
        bar.set_message(what.to_owned());
    }
}
