//! What the command line asks of a shop, running or not.

use std::{path::PathBuf, sync::Arc, time::Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::runtime::{Handle, RuntimeFlavor};

use super::{
    export::Export,
    files::Attach,
    import::{Import, ImportSales},
};
use crate::{
    app::App,
    base::{Email, Error, Result, Role},
    config::Config,
    features::{
        accounts,
        audit::{self, Act, Actor, NewEntry},
        factors, licenses,
    },
    flows::{
        guide::judging::{self, Case},
        people::{self, By},
        second_factors,
    },
    platform::{
        control,
        db::WriteTxn,
        files::Home,
        llm::{Engine, Shelf},
        progress::Progress,
    },
};

/// A piece of work on a shop, as it travels to a running one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "task")]
pub enum Task {
    /// Print a one-time link that makes the first admin.
    AdminLink,
    /// Add files to a product.
    Attach(Attach),
    /// Write the whole shop into one file.
    Backup {
        /// The archive, as an absolute path.
        file: PathBuf,
    },
    /// Prove the store sound.
    Check,
    /// Copy all files between folder and bucket.
    MoveFiles {
        /// Where to.
        to: Home,
        /// Take out of the other place what has arrived.
        remove: bool,
    },
    /// Read every file and compare it with its hash.
    VerifyFiles,
    /// Fill an empty shop with demonstration goods, or take them out.
    Demo {
        /// Take them out.
        remove: bool,
    },
    /// Make an admin.
    CreateAdmin {
        /// The address to sign in with.
        email: String,
        /// What to call them.
        name: String,
        /// The password as typed.
        password: String,
    },
    /// Give someone another role.
    GiveRole {
        /// Whose.
        email: String,
        /// Which.
        role: Role,
    },
    /// Let an account sell as a seller, or end it.
    LetSell {
        /// Whose.
        email: String,
        /// The slug of the seller; nobody if nothing is said.
        seller: Option<String>,
    },
    /// Make a new signing key.
    RotateKeys {
        /// End what older keys signed.
        forget: bool,
    },
    /// Make a new key for licence files.
    RotateLicenseKey,
    /// Take all second factors off an account.
    StripSecondFactor {
        /// Whose.
        email: String,
    },
    /// Write the catalogue as a CSV.
    Export(Export),
    /// Bring products in.
    Import(Import),
    /// Bring sales of another shop in.
    ImportSales(ImportSales),
    /// Build the search index anew.
    Reindex,
    /// Say judged messages to the assistant.
    Judge {
        /// What is said, and what the answers have to be.
        cases: Vec<Case>,
    },
    /// Ask the gateways about all that is open.
    Reconcile,
}

impl Task {
    /// Does it on an open shop and gives its report.
    pub async fn run(self, app: &App, progress: &dyn Progress) -> Result<Value> {
        match self {
            Self::AdminLink => {
                let link = app.setup_link().await?;
                let link = link.ok_or_else(|| Error::conflict("The shop has an admin; links make only the first"))?;
                Ok(json!({ "link": link }))
            }
            Self::Attach(attach) => attach.perform(app, progress).await,
            Self::Export(export) => in_place(|| export.perform(app, progress)),
            Self::Import(import) => in_place(|| import.perform(app, progress)),
            Self::ImportSales(import) => in_place(|| import.perform(app, progress)),
            Self::Backup { file } => super::backup::write(app, &file, progress),
            Self::Demo { remove: false } => super::demo::fill(app, progress).await,
            Self::Demo { remove: true } => super::demo::remove(app).await,
            Self::CreateAdmin { email, name, password } => {
                let new = accounts::UserForm { email, name, password }.parse().await?;
                let make = move |txn: &WriteTxn| {
                    let user = accounts::make_admin(txn, &new)?;
                    audit::note(txn, NewEntry::new(Actor::Operator, Act::AdminMade).to(user.id))?;
                    Ok(user)
                };
                let user = app.db.write(make).await?;
                Ok(json!({ "id": user.id, "email": user.email }))
            }
            Self::GiveRole { email, role } => {
                let email = Email::parse(&email)?;
                let by = By { actor: Actor::Operator, address: None };
                let give = move |txn: &WriteTxn| {
                    let user = accounts::by_email(txn, &email)?;
                    let user = user.ok_or_else(|| Error::not_found(format!("{email} has no account")))?;
                    people::set_role(txn, &by, user.id, role)
                };
                let user = app.db.write(give).await?;
                Ok(json!({ "id": user.id, "email": user.email, "role": user.role }))
            }
            Self::LetSell { email, seller } => {
                let email = Email::parse(&email)?;
                let by = By { actor: Actor::Operator, address: None };
                let slug = seller.clone();
                let act = move |txn: &WriteTxn| {
                    let user = accounts::by_email(txn, &email)?;
                    let user = user.ok_or_else(|| Error::not_found(format!("{email} has no account")))?;
                    match &slug {
                        Some(slug) => people::let_sell(txn, &by, user.id, people::seller(txn, slug)?),
                        None => people::stop_selling(txn, &by, user.id),
                    }
                };
                let user = app.db.write(act).await?;
                Ok(json!({ "id": user.id, "email": user.email, "role": user.role, "seller": seller }))
            }
            Self::RotateKeys { forget } => {
                let folder = app.data()?.join("keys");
                app.keys.rotate(&folder, false)?;
                let keys = app.keys.clone();
                let follow = move |txn: &WriteTxn| {
                    // What is sealed under an older key goes over to the new one before that is forgotten.
                    factors::reseal(txn, &keys)?;
                    audit::note(txn, NewEntry::new(Actor::Operator, Act::KeysRotated))
                };
                app.db.write(follow).await?;
                if forget {
                    app.keys.forget_older(&folder)?;
                }
                Ok(json!({ "keys": app.keys.len() }))
            }
            Self::RotateLicenseKey => {
                app.keys.rotate_licenses(&app.data()?.join("keys"))?;
                let note = NewEntry::new(Actor::Operator, Act::KeysRotated).detail("licence files");
                app.db.write(move |txn: &WriteTxn| audit::note(txn, note.clone())).await?;
                let all = licenses::public_keys(&app.keys);
                Ok(json!({ "license_keys": all.len(), "kid": all.first().map(|it| it.kid.clone()) }))
            }
            Self::StripSecondFactor { email } => {
                let (email, shop) = (Email::parse(&email)?, app.shop.clone());
                let user = app.db.write(move |txn| second_factors::strip(txn, &shop, &email)).await?;
                Ok(json!({ "id": user.id, "email": user.email, "second_factor": false }))
            }
            Self::Reindex => {
                let began = Instant::now();
                let products = app.indexing.rebuild(progress).await?;
                Ok(json!({ "products": products, "milliseconds": began.elapsed().as_millis() }))
            }
            Self::Judge { cases } => {
                let (guide, total) = (app.guide(), u64::try_from(cases.len()).ok());
                let told = |done: usize| progress.at(done as u64, total, "messages");
                let judged = judging::judge(&guide, &cases, app.db.clock().now(), told).await?;
                if let (Some(folder), true) = (app.folder.as_ref(), judged.by_model > 0) {
                    let models = folder.join("models");
                    let name = match app.config.llm.engine {
                        Engine::Endpoint => app.config.llm.endpoint.full_name(),
                        _ => Shelf::at(&models).chosen(&app.config.llm.model)?.map(|it| it.name).unwrap_or_default(),
                    };
                    judged.judged.keep(&models, &name)?;
                }
                serde_json::to_value(&judged).map_err(Error::internal)
            }
            Self::Reconcile => {
                let moved = app.till.reconcile_now().await?;
                let standing = app.till.standing()?;
                Ok(json!({ "moved": moved, "waiting": standing.waiting, "refunds": standing.refunds,
                    "events": standing.events, "held": standing.held, "disputes": standing.disputes }))
            }
            Self::Check => {
                let faults = app.check()?;
                Ok(json!({ "sound": faults.is_empty(), "faults": faults, "bucket": app.files.elsewhere() }))
            }
            Self::MoveFiles { to, remove } => super::files::perform_move(app, to, remove, progress).await,
            Self::VerifyFiles => super::files::perform_verify(app, progress).await,
        }
    }

    /// Does it in the shop that runs in the data folder, or else opens the shop for it.
    pub fn anywhere(self, config: Config, progress: &dyn Progress) -> Result<Value> {
        let request = serde_json::to_value(&self).map_err(Error::internal)?;
        if let Some(outcome) = control::ask(&config.data.folder, &request, progress) {
            return outcome;
        }
        self.here(config, progress)
    }

    /// Opens the shop for it; fails if one runs.
    pub fn here(self, config: Config, progress: &dyn Progress) -> Result<Value> {
        let runtime = super::runtime(&config)?;
        // Connections to a mail server belong to the runtime from their beginning to their end.
        let _within = runtime.enter();
        let app = App::open(config)?;
        runtime.block_on(async {
            let outcome = self.run(&app, progress).await?;
            app.settle().await?;
            Ok(outcome)
        })
    }

    /// Does what the command line asks of this running shop.
    pub async fn asked(app: Arc<App>, request: Value, progress: Arc<dyn Progress>) -> Result<Value> {
        let task: Self = serde_json::from_value(request)
            .map_err(|cause| Error::invalid("task", "This shop does not know that command").because(cause))?;
        task.run(&app, &*progress).await
    }
}

/// Does work that takes its time while others of the runtime's threads go on.
fn in_place<T>(work: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::CurrentThread => work(),
        _ => tokio::task::block_in_place(work),
    }
}
