//! The office's page of the assistant.

use rocket::{FromForm, Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::super::Guide;
use super::{
    HERE,
    acts::{self, By},
    form::SettingsForm,
    models::Models,
    trying::{self, Trial},
    view::{EngineView, ModelRow, SettingsPage, TrialView},
};
use crate::{
    base::{Error, ErrorKind, Result},
    features::assistant::{self, Counts, Tone as Voice},
    platform::{
        llm::{Judged, Model},
        web::{
            ClientAddress, Frame, Office, Page, SealedForm,
            guards::Admin,
            parts::{Choice, Issues, Note, Tone, size},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, change, choose]
}

/// The page again, or the way to it.
#[derive(Responder)]
enum Answer {
    Away(Box<Redirect>),
    Again(Box<Page<SettingsPage>>),
}

/// What is asked of the page.
#[derive(Debug, Default, FromForm)]
struct Asked<'r> {
    #[field(default = "")]
    said: &'r str,
    #[field(default = "")]
    done: &'r str,
}

#[get("/admin/assistant?<asked..>")]
async fn show(
    asked: Asked<'_>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    guide: &State<Guide>,
    models: &State<Models>,
) -> Result<Page<SettingsPage>> {
    let settings = guide.settings()?;
    let page = page(guide, models, frame, office, &SettingsForm::of(&settings)).await?;
    let notes = note(asked.done).into_iter().collect();
    if asked.said.trim().is_empty() {
        return Ok(Page::new(SettingsPage { notes, ..page }));
    }
    let tried = asked.said.chars().take(assistant::LONGEST).collect::<String>();
    let trial = trying::of(guide, &tried).await?;
    Ok(Page::new(SettingsPage { notes, tried, trial: Some(told(&trial)), ..page }))
}

fn note(done: &str) -> Option<Note> {
    match done {
        "saved" => Some(Note::new(Tone::Good, "Saved.", "The assistant follows it from the next message on.")),
        "model" => {
            Some(Note::new(Tone::Good, "The model is changed.", "What was being answered came to its end first."))
        }
        _ => None,
    }
}

async fn page(
    guide: &Guide,
    models: &Models,
    frame: Frame,
    office: Office,
    form: &SettingsForm,
) -> Result<SettingsPage> {
    // A thousand conversations are walked through.
    let counts = guide.shelves.db.read(assistant::counts).await?;
    let tone = Voice::parse(&form.tone).unwrap_or_default();
    Ok(SettingsPage {
        frame: frame.private(),
        side: office.0,
        engine: engine(models)?,
        counts: counted(&counts),
        on: form.on.is_some(),
        model_chooses: form.model_chooses.is_some(),
        tones: Voice::ALL.map(|it| Choice::new(it.word(), it.label(), it == tone)).to_vec(),
        styles: vec![
            Choice::new("chosen", "Code makes the sentences, the model chooses among them", form.style != "prose"),
            Choice::new("prose", "The model writes, and what is not true is left out", form.style == "prose"),
        ],
        may_write: models.may_write(),
        greeting: form.greeting.clone(),
        guidance: form.guidance.clone(),
        answers: form.answers.clone(),
        languages: form.choices().into_iter().map(|(code, name, on)| Choice::new(code, name, on)).collect(),
        messages_per_minute: form.messages_per_minute.clone(),
        keep_days: form.keep_days.clone(),
        usual_days: guide.days,
        ..SettingsPage::default()
    })
}

fn engine(models: &Models) -> Result<EngineView> {
    let (health, chosen) = (models.health(), models.chosen());
    let row = |it: Model| ModelRow {
        on: chosen.as_ref().is_some_and(|chosen| chosen.name == it.name),
        size: format!("{} parameters, {}", parameters(it.record.parameters), size(it.record.bytes)),
        license: it.record.license.unwrap_or_else(|| "Terms unknown".into()),
        hash: it.record.sha256.chars().take(16).collect(),
        judged: models.judged(&it.name).map(|it| how_it_judged(&it)).unwrap_or_default(),
        name: it.name,
    };
    Ok(EngineView {
        told: health.told,
        is_good: health.is_good,
        bounds: models.bounds(),
        allowance: models.allowance().unwrap_or_default(),
        fixed: models.fixed().unwrap_or_default(),
        models: models.all()?.into_iter().map(row).collect(),
    })
}

fn how_it_judged(it: &Judged) -> String {
    let supported = it.sentences.saturating_sub(it.unsupported);
    let share = (supported * 100).checked_div(it.sentences).unwrap_or(0);
    let writes = if it.may_write() { "may write freely" } else { "may not write freely" };
    let reads = if it.may_read() { "reads needs" } else { "does not read needs" };
    let rules = it.by_rules;
    format!("{} of {} right ({rules} by rules), {share}% of its sentences true: {writes}, {reads}", it.right, it.of)
}

/// `0.5 billion`, `135 million`.
fn parameters(count: u64) -> String {
    match count {
        950_000_000.. => format!("{:.1} billion", count as f64 / 1e9),
        _ => format!("{} million", count / 1_000_000),
    }
}

fn counted(it: &Counts) -> Vec<(String, String)> {
    let rows = [
        ("Conversations", it.conversations),
        ("Answers", it.answers),
        ("Worded by the model", it.by_model),
        ("Without goods or pages", it.empty),
        ("Liked", it.good),
        ("Not liked", it.bad),
        ("May be read", it.shared),
    ];
    rows.map(|(name, count)| (name.to_owned(), count.to_string())).to_vec()
}

fn told(trial: &Trial) -> TrialView {
    let mut steps = vec![("Taken for".to_owned(), trial.intent.clone())];
    if let Some(language) = &trial.language {
        steps.push(("Language".to_owned(), language.clone()));
    }
    if !trial.query.is_empty() {
        steps.push(("Looked for".to_owned(), trial.query.clone()));
    }
    steps.push((format!("Rules say, after {} ms", trial.rules_ms), trial.by_rules.clone()));
    match (&trial.by_model, trial.model_ms) {
        (Some(words), Some(ms)) => steps.push((format!("The model says, after {ms} ms"), words.clone())),
        _ => steps.push(("The model says".to_owned(), "Nothing: there is none, or nothing to choose.".to_owned())),
    }
    TrialView {
        steps,
        products: trial.products.iter().map(|it| (it.title.clone(), it.url.clone())).collect(),
        facts: trial.facts.clone(),
    }
}

#[post("/admin/assistant", data = "<form>")]
async fn change(
    form: SealedForm<SettingsForm>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    guide: &State<Guide>,
    models: &State<Models>,
) -> Result<Answer> {
    let form = form.0;
    let outcome = match form.read() {
        Ok(new) => acts::keep(&guide.shelves.db, By::new(&admin, client), new, |_| Ok(())).await.map(drop),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(Answer::Away(Box::new(Redirect::to(format!("{HERE}?done=saved"))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = page(guide, models, frame, office, &form).await?;
            Ok(refused(page, &error))
        }
        Err(error) => Err(error),
    }
}

/// Which model is to answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choosing {
    model: String,
}

#[post("/admin/assistant/model", data = "<form>")]
async fn choose(
    form: SealedForm<Choosing>,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    guide: &State<Guide>,
    models: &State<Models>,
) -> Result<Answer> {
    match models.choose(&form.0.model) {
        Ok(model) => {
            acts::note_model(&guide.shelves.db, By::new(&admin, client), &model.name).await?;
            guide.warm();
            Ok(Answer::Away(Box::new(Redirect::to(format!("{HERE}?done=model")))))
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            let form = SettingsForm::of(&guide.settings()?);
            Ok(refused(page(guide, models, frame, office, &form).await?, &error))
        }
        Err(error) => Err(error),
    }
}

fn refused(page: SettingsPage, error: &Error) -> Answer {
    let page = SettingsPage { issues: Issues::of(error), ..page };
    Answer::Again(Box::new(Page::new(page).because(error.kind)))
}
