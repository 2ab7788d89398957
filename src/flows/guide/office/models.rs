//! Which model chooses words, and how it is.

use std::path::PathBuf;

use crate::{
    base::{Error, Result},
    platform::{
        llm::{Engine, Judged, Llm, LlmSettings, Model, Shelf, Status},
        web::parts::counted,
    },
};

/// The models of the shop, and the one that answers; clones are the same.
#[derive(Clone)]
pub struct Models {
    llm: Llm,
    settings: LlmSettings,
    /// Nothing where the shop is in memory only.
    folder: Option<PathBuf>,
}

/// How the engine is, in words for an admin.
pub(super) struct Health {
    /// One sentence.
    pub told: String,
    /// Whether words are chosen by a model.
    pub is_good: bool,
}

impl Models {
    /// The models in `folder`.
    pub fn new(llm: Llm, settings: LlmSettings, folder: Option<PathBuf>) -> Self {
        Self { llm, settings, folder }
    }

    fn shelf(&self) -> Option<Shelf> {
        self.folder.as_deref().map(Shelf::at)
    }

    /// All that are installed.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn all(&self) -> Result<Vec<Model>> {
        self.shelf().map_or_else(|| Ok(Vec::new()), |it| it.all())
    }

    /// The one in use.
    pub fn chosen(&self) -> Option<Model> {
        self.shelf()?.chosen(&self.settings.model).ok().flatten()
    }

    /// Why none can be chosen here, if that is so.
    pub fn fixed(&self) -> Option<String> {
        match self.settings.engine {
            Engine::Endpoint => {
                Some("The configuration names a server that answers (llm.engine = \"endpoint\").".into())
            }
            Engine::Off => Some("The configuration switches models off (llm.engine = \"off\").".into()),
            Engine::Local if !self.settings.model.trim().is_empty() => {
                Some(format!("The configuration names the model (llm.model = \"{}\").", self.settings.model.trim()))
            }
            Engine::Local => None,
        }
    }

    /// Lets the model of that name answer from now on, in this run and in those to come.
    ///
    /// # Errors
    /// None is installed by that name, or the configuration says otherwise.
    pub fn choose(&self, name: &str) -> Result<Model> {
        if let Some(why) = self.fixed() {
            return Err(Error::conflict(why));
        }
        let shelf = self.shelf().ok_or_else(|| Error::conflict("This shop keeps no models"))?;
        let model = shelf.choose(name).map_err(|error| Error::invalid("model", error.message.to_string()))?;
        if let Some(folder) = &self.folder {
            self.llm.follow(&Llm::open(&self.settings, folder)?);
        }
        Ok(model)
    }

    /// How the model of that name judged, if somebody has tried.
    pub fn judged(&self, name: &str) -> Option<Judged> {
        Judged::of(self.folder.as_deref()?, name)
    }

    /// Whether the model in use may write in its own words.
    pub fn may_write(&self) -> bool {
        self.llm.may_write()
    }

    /// How it is.
    pub(super) fn health(&self) -> Health {
        let health = |told: String, is_good| Health { told, is_good };
        match self.llm.status() {
            Status::Off { why } => health(format!("No model answers: {why}. Rules choose alone."), false),
            Status::Resting => health("The model is loaded with the next question.".into(), true),
            Status::Starting => health("The model is being loaded.".into(), true),
            Status::Ready { model } => health(format!("{model} is loaded and answers."), true),
            Status::Failed { why, again_in } => {
                let told = format!(
                    "The model has failed: {why}. It is tried again in {} s; rules choose alone meanwhile.",
                    again_in.as_secs()
                );
                health(told, false)
            }
            Status::Remote { host, model } => {
                health(format!("{model} at {host} answers: text leaves this machine."), true)
            }
        }
    }

    /// How much of the machine it may take.
    pub fn bounds(&self) -> String {
        let it = &self.settings;
        format!(
            "{}, {} conversations at the same time, {} may wait, {} tokens of context, {} MB of memory",
            counted(u64::from(it.threads()), "thread", "threads"),
            it.slots,
            it.queue,
            it.context,
            it.memory_mb
        )
    }

    /// What may be used of the server in a day, where one answers.
    pub fn allowance(&self) -> Option<String> {
        let it = &self.settings.endpoint;
        (self.settings.engine == Engine::Endpoint).then(|| match it.daily_tokens {
            0 => "Any number of tokens may be used in a day.".to_owned(),
            most => format!("At most {most} tokens may be used in a day (UTC); then rules choose alone."),
        })
    }
}
