//! The form of the assistant's settings, as it was sent.

use serde::Deserialize;

use crate::{
    base::{Error, Result},
    features::assistant::{AssistantSettings, LANGUAGES, OwnAnswer, Style, Tone},
};

/// What somebody wrote, not yet looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SettingsForm {
    pub on: Option<String>,
    pub model_chooses: Option<String>,
    pub tone: String,
    pub style: String,
    pub greeting: String,
    pub guidance: String,
    pub answers: String,
    pub de: Option<String>,
    pub fr: Option<String>,
    pub es: Option<String>,
    pub it: Option<String>,
    pub pt: Option<String>,
    pub nl: Option<String>,
    pub messages_per_minute: String,
    pub keep_days: String,
}

impl SettingsForm {
    /// The settings that are meant.
    ///
    /// # Errors
    /// Something cannot be read; the field is named.
    pub fn read(&self) -> Result<AssistantSettings> {
        let number = |field: &'static str, text: &str, advice: &'static str| {
            text.trim().parse::<u16>().map_err(|_| Error::invalid(field, advice))
        };
        let keep_days = match self.keep_days.trim() {
            "" => None,
            text => Some(number("keep_days", text, "Write 1 to 3650, or nothing")?),
        };
        AssistantSettings {
            on: self.on.is_some(),
            model_chooses: self.model_chooses.is_some(),
            tone: Tone::parse(&self.tone)?,
            style: Style::parse(&self.style)?,
            greeting: self.greeting.clone(),
            guidance: self.guidance.clone(),
            answers: OwnAnswer::parse_all(&self.answers),
            languages: self.languages(),
            messages_per_minute: number("messages_per_minute", &self.messages_per_minute, "Write 1 to 600")?,
            keep_days,
            changed: None,
        }
        .checked()
    }

    fn languages(&self) -> Vec<String> {
        let chosen = [&self.de, &self.fr, &self.es, &self.it, &self.pt, &self.nl];
        let chosen = LANGUAGES.iter().zip(chosen).filter(|(_, it)| it.is_some());
        chosen.map(|((code, _), _)| (*code).to_owned()).collect()
    }

    /// As `settings` would be written.
    pub fn of(settings: &AssistantSettings) -> Self {
        let on = |it: bool| it.then(|| "on".to_owned());
        let reads = |code: &str| on(settings.languages.iter().any(|it| it == code));
        Self {
            on: on(settings.on),
            model_chooses: on(settings.model_chooses),
            tone: settings.tone.word().to_owned(),
            style: settings.style.word().to_owned(),
            greeting: settings.greeting.clone(),
            guidance: settings.guidance.clone(),
            answers: OwnAnswer::write_all(&settings.answers),
            de: reads("de"),
            fr: reads("fr"),
            es: reads("es"),
            it: reads("it"),
            pt: reads("pt"),
            nl: reads("nl"),
            messages_per_minute: settings.messages_per_minute.to_string(),
            keep_days: settings.keep_days.map(|it| it.to_string()).unwrap_or_default(),
        }
    }

    /// Languages to choose from: code, name, whether it is read.
    pub fn choices(&self) -> Vec<(&'static str, &'static str, bool)> {
        let chosen = self.languages();
        LANGUAGES.iter().map(|(code, name)| (*code, *name, chosen.iter().any(|it| it == code))).collect()
    }
}
