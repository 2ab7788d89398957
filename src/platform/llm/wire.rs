//! What the shop and the model's process say to each other: one JSON object a line.

use serde::{Deserialize, Serialize};

use super::{StoppedBy, Turn};

/// No line is longer, in bytes: six for each of the longest question, as JSON may write it. Whoever sends a longer one is not
/// understood any more.
pub(super) const LONGEST: u64 = 4 << 20;

/// What the process is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "order")]
pub(super) enum Order {
    /// Read the text that many questions begin with, and keep it.
    Warm {
        /// The text.
        prefix: String,
    },
    /// Answer.
    Ask(Question),
    /// Answer no more.
    Cancel {
        /// Which question.
        id: u64,
    },
}

/// A question, as it reaches the model's process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Question {
    pub id: u64,
    pub prefix: String,
    pub turns: Vec<Turn>,
    pub grammar: Option<String>,
    pub max_tokens: u32,
    pub temperature: f32,
    pub seed: u32,
    pub conversation: Option<String>,
}

/// What the process says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "word")]
pub(super) enum Word {
    /// The model is loaded.
    Ready {
        /// Milliseconds that it took.
        load_ms: u64,
        /// Tokens that all conversations together have room for.
        context: u32,
    },
    /// It cannot work, and why; it ends.
    Fatal {
        /// In a few words.
        why: String,
    },
    /// What is shared by many questions has been read.
    Warmed {
        /// Its tokens.
        tokens: u32,
    },
    /// More of an answer.
    Text {
        /// To which question.
        id: u64,
        /// Whole characters.
        text: String,
    },
    /// The end of an answer.
    Done {
        /// To which question.
        id: u64,
        /// Tokens of the answer.
        tokens: u32,
        /// Tokens of the question that were known already.
        cached: u32,
        /// Tokens of the question.
        prompt_tokens: u32,
        /// Why it ended.
        stopped_by: StoppedBy,
    },
    /// There will be no answer.
    Refused {
        /// To which question.
        id: u64,
        /// In a sentence.
        why: String,
        /// Whether another question, such as a shorter one, would have been answered.
        too_long: bool,
    },
}

impl Order {
    /// As a line.
    pub fn line(&self) -> Vec<u8> {
        line(self)
    }
}

impl Word {
    /// As a line.
    pub fn line(&self) -> Vec<u8> {
        line(self)
    }
}

fn line(what: &impl Serialize) -> Vec<u8> {
    // Nothing in these can fail to be written: no maps with odd keys, and serde_json writes any number.
    let mut line = serde_json::to_vec(what).unwrap_or_default();
    line.push(b'\n');
    line
}
