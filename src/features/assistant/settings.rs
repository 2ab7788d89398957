//! What an admin says about the assistant: how it talks, what it knows beside the shelves, how often it may be asked.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    base::{Error, Result, Timestamp, text},
    platform::{
        db::{Reads, Record, WriteTxn},
        limits::Rule,
    },
};

/// There is one.
const KEY: &str = "settings";
/// Characters of a greeting.
const GREETING: usize = 200;
/// Characters of advice to the model: each costs it time.
const GUIDANCE: usize = 600;
/// So many answers of the shop's own there are at most,
const ANSWERS: usize = 100;
/// each with so many characters,
const ANSWER: usize = 1_000;
/// to a question of so many.
const QUESTION: usize = 200;
/// Languages beside English that needs are read in.
pub const LANGUAGES: [(&str, &str); 6] =
    [("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("pt", "Portuguese"), ("nl", "Dutch")];

/// How the assistant talks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// What was found, and what tells it apart.
    #[default]
    Plain,
    /// The same, with a kind word.
    Warm,
    /// As few words as will do.
    Brief,
}

/// Who makes the sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Code; the model chooses among them.
    #[default]
    Chosen,
    /// The model, where it has judged well enough; what is not true is left out.
    Prose,
}

/// What an admin says about the assistant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssistantSettings {
    /// Whether it answers at all.
    pub on: bool,
    /// Whether the language model may choose words, where there is one.
    pub model_chooses: bool,
    /// How it talks.
    pub tone: Tone,
    /// Who makes the sentences.
    pub style: Style,
    /// What it says before anything was asked; empty for the usual.
    pub greeting: String,
    /// What the model is told beside its task.
    pub guidance: String,
    /// What the shop answers itself.
    pub answers: Vec<OwnAnswer>,
    /// Languages beside English that are read, by two letters.
    pub languages: Vec<String>,
    /// Messages that one address may send in a minute.
    pub messages_per_minute: u16,
    /// For how many days after the last word conversations are kept; nothing for what the configuration says.
    pub keep_days: Option<u16>,
    /// When this was changed last.
    pub changed: Option<Timestamp>,
}

/// A question that shoppers ask, and what the shop says to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnAnswer {
    /// As a shopper may ask it.
    pub question: String,
    /// The very words of the answer.
    pub answer: String,
}

impl Default for AssistantSettings {
    fn default() -> Self {
        Self {
            on: true,
            model_chooses: true,
            tone: Tone::default(),
            style: Style::default(),
            greeting: String::new(),
            guidance: String::new(),
            answers: Vec::new(),
            languages: LANGUAGES.map(|it| it.0.to_owned()).to_vec(),
            messages_per_minute: 15,
            keep_days: None,
            changed: None,
        }
    }
}

impl Tone {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Warm, Self::Brief];

    /// As forms and programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Warm => "warm",
            Self::Brief => "brief",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plain => "Plain: what was found, and what tells it apart",
            Self::Warm => "Warm: the same, with a kind word",
            Self::Brief => "Brief: as few words as will do",
        }
    }

    /// Reads what forms and programs send.
    ///
    /// # Errors
    /// There is no such tone.
    pub fn parse(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|it| it.word() == word);
        known.ok_or_else(|| Error::invalid("tone", "Write plain, warm or brief"))
    }
}

impl Style {
    /// As forms and programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Prose => "prose",
        }
    }

    /// Reads what forms and programs send.
    ///
    /// # Errors
    /// There is no such style.
    pub fn parse(word: &str) -> Result<Self> {
        let known = [Self::Chosen, Self::Prose].into_iter().find(|it| it.word() == word);
        known.ok_or_else(|| Error::invalid("style", "Write chosen or prose"))
    }
}

impl AssistantSettings {
    /// How often one address may ask: two minutes' worth at once.
    pub fn rule(&self) -> Rule {
        let minute = u32::from(self.messages_per_minute.max(1));
        Rule::new("messages to the assistant", minute * 2, Duration::from_secs(60) / minute)
    }

    /// The same without what is not meant, if nothing in it is wrong.
    ///
    /// # Errors
    /// Names the first field that is.
    pub fn checked(self) -> Result<Self> {
        let short = |field: &'static str, it: &str, most: usize| {
            let told = text::paragraphs(it);
            match told.chars().count() {
                n if n <= most => Ok(told),
                _ => Err(Error::invalid(field, format!("Write at most {most} characters"))),
            }
        };
        if !(1..=600).contains(&self.messages_per_minute) {
            return Err(Error::invalid("messages_per_minute", "Write 1 to 600"));
        }
        if self.keep_days.is_some_and(|it| !(1..=3650).contains(&it)) {
            return Err(Error::invalid("keep_days", "Write 1 to 3650, or nothing"));
        }
        if let Some(odd) = self.languages.iter().find(|it| !LANGUAGES.iter().any(|(code, _)| it == code)) {
            let known = LANGUAGES.map(|it| it.0).join(", ");
            return Err(Error::invalid(
                "languages",
                format!("“{}” is not read here; choose among {known}", text::shorten(odd, 20)),
            ));
        }
        if self.answers.len() > ANSWERS {
            return Err(Error::invalid("answers", "Write at most 100 answers"));
        }
        let answer = |it: &OwnAnswer| {
            let own = OwnAnswer {
                question: short("answers", &text::line(&it.question), QUESTION)?,
                answer: short("answers", &it.answer, ANSWER)?,
            };
            match own.question.is_empty() || own.answer.is_empty() {
                true => Err(Error::invalid("answers", "Write each question in a line, and its answer below it")),
                false => Ok(own),
            }
        };
        let answers = self.answers.iter().map(answer).collect::<Result<_>>()?;
        let mut languages = self.languages.clone();
        languages.sort();
        languages.dedup();
        Ok(Self {
            greeting: short("greeting", &text::line(&self.greeting), GREETING)?,
            guidance: short("guidance", &text::line(&self.guidance), GUIDANCE)?,
            answers,
            languages,
            ..self
        })
    }
}

impl OwnAnswer {
    /// Reads blocks of lines with an empty line between them: a question, and its answer below it.
    pub fn parse_all(written: &str) -> Vec<Self> {
        let blocks = written.replace('\r', "");
        let blocks = blocks.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
        let own = |block: &str| {
            let (question, answer) = block.split_once('\n').unwrap_or((block, ""));
            Self { question: question.trim().to_owned(), answer: answer.trim().to_owned() }
        };
        blocks.map(own).collect()
    }

    /// As [`OwnAnswer::parse_all`] reads them.
    pub fn write_all(all: &[Self]) -> String {
        let block = |it: &Self| format!("{}\n{}", it.question, it.answer.replace("\n\n", "\n"));
        all.iter().map(block).collect::<Vec<_>>().join("\n\n")
    }
}

impl Record for AssistantSettings {
    type Key = String;
    const MISSING: &'static str = "Nothing was said about the assistant yet";

    fn key(&self) -> String {
        KEY.to_owned()
    }
}

/// What is said about the assistant; in a new shop, what goes without saying.
pub fn settings(txn: &impl Reads) -> Result<AssistantSettings> {
    Ok(store::SETTINGS.find(txn, KEY.to_owned())?.unwrap_or_default())
}

/// Keeps what an admin says.
///
/// # Errors
/// Something in it is wrong; the field is named.
pub fn set(txn: &WriteTxn, new: AssistantSettings) -> Result<AssistantSettings> {
    let kept = AssistantSettings { changed: Some(txn.now), ..new.checked()? };
    store::SETTINGS.put(txn, &kept)?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_they_are_written() {
        let written = "Do you sell vouchers?\nNot yet.\nAsk again in spring.\n\n\nWho are you?\r\nA small studio.";
        let all = OwnAnswer::parse_all(written);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].answer, "Not yet.\nAsk again in spring.");
        assert_eq!(OwnAnswer::parse_all(&OwnAnswer::write_all(&all)), all);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |change: fn(&mut AssistantSettings)| {
            let mut settings = AssistantSettings::default();
            change(&mut settings);
            settings.checked().map(drop).map_err(|error| error.fields[0].0.to_string())
        };
        assert_eq!(with(|_| {}), Ok(()));
        assert_eq!(with(|it| it.messages_per_minute = 0), Err("messages_per_minute".into()));
        assert_eq!(with(|it| it.keep_days = Some(0)), Err("keep_days".into()));
        assert_eq!(with(|it| it.greeting = "x".repeat(201)), Err("greeting".into()));
        assert_eq!(with(|it| it.languages = vec!["tlh".into()]), Err("languages".into()));
        assert_eq!(with(|it| it.answers = OwnAnswer::parse_all("Only a question?")), Err("answers".into()));
    }
}
