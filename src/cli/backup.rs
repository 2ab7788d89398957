//! `bodega backup` and `bodega restore`: the whole shop in one file, and back.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::{Value, json};

use super::{Task, terminal::Terminal};
use crate::{
    app::App,
    base::{Error, Result, Timestamp},
    config::Config,
    platform::{archive, clock::Clock, folder::Folder, progress::Progress},
};

/// Where to write it.
#[derive(clap::Args)]
pub struct BackupArgs {
    /// The archive to write; it must not be there yet.
    file: PathBuf,
}

/// What to bring back.
#[derive(clap::Args)]
pub struct RestoreArgs {
    /// The archive that `bodega backup` wrote.
    file: PathBuf,
    /// Replace the shop that is in the data folder; it is kept beside.
    #[arg(long)]
    force: bool,
}

/// The store's name in the data folder and in archives.
const STORE: &str = "bodega.redb";
/// The settings' name in archives.
const SETTINGS: &str = "config.toml";

pub(super) fn back_up(args: BackupArgs, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let file = std::path::absolute(&args.file)?;
    let report = Task::Backup { file }.anywhere(config, terminal)?;
    let line = format!(
        "{} holds the shop as it was at {}: {} files, {} bytes",
        args.file.display(),
        report["taken"].as_str().unwrap_or_default(),
        report["entries"],
        report["bytes"]
    );
    let elsewhere = report["elsewhere"].as_str().map(|bucket| {
        format!("It does not hold the files that lie in {bucket}: keep a copy of that, or its older versions, as long as this")
    });
    terminal.report(&report, std::iter::once(line).chain(elsewhere));
    Ok(ExitCode::SUCCESS)
}

/// Writes the archive, while the shop sells: first the store, then every file that it may name.
pub(super) fn write(app: &App, file: &Path, progress: &dyn Progress) -> Result<Value> {
    let data = app.data()?;
    let beside = tempfile::Builder::new().prefix("backup-").tempdir_in(data)?;
    let store = beside.path().join(STORE);
    let taken = app.db.clock().now();
    app.db.copy_to(&store)?;
    let settings = beside.path().join(SETTINGS);
    fs::write(&settings, toml::to_string(&app.config).map_err(Error::internal)?)?;
    let mut sources = vec![(STORE.to_owned(), store), (SETTINGS.to_owned(), settings)];
    for folder in ["keys", "files"] {
        gather(data, &data.join(folder), &mut sources)?;
    }
    let manifest = archive::write(file, &sources, taken, progress)?;
    let bytes: u64 = manifest.entries.values().map(|it| it.size).sum();
    Ok(json!({
        "file": file, "taken": taken.rfc3339(), "entries": manifest.entries.len(), "bytes": bytes,
        "elsewhere": app.files.elsewhere(),
    }))
}

/// Every whole file below `folder`; drafts are left out.
fn gather(data: &Path, folder: &Path, sources: &mut Vec<(String, PathBuf)>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("tmp") {
                gather(data, &path, sources)?;
            }
        } else {
            let name = path.strip_prefix(data).map_err(Error::internal)?.to_string_lossy().into_owned();
            sources.push((name, path));
        }
    }
    Ok(())
}

pub(super) fn restore(args: RestoreArgs, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let target = std::path::absolute(&config.data.folder)?;
    let used = target.join(STORE).exists();
    if used && !args.force {
        return Err(Error::conflict(format!(
            "There is a shop in {}. Nothing was changed. Use --force to replace it (it is kept beside), or --data to choose another folder",
            target.display()
        )));
    }
    let now = Clock::system().now();
    let held = target.exists().then(|| Folder::open(&target)).transpose()?;
    let draft = beside(&target, "restoring", now);
    let outcome = unpack(&args.file, &draft, &config, terminal);
    let (manifest, faults) = match outcome {
        Ok(done) => done,
        Err(error) => {
            let _ = fs::remove_dir_all(&draft);
            return Err(error);
        }
    };
    let old = held.is_some().then(|| beside(&target, "before-restore", now));
    if let Some(old) = &old {
        fs::rename(&target, old)?;
    }
    fs::rename(&draft, &target)?;
    drop(held);
    let report = json!({
        "folder": target, "taken": manifest.taken.rfc3339(), "entries": manifest.entries.len(),
        "kept": old, "sound": faults.is_empty(), "faults": faults,
    });
    let mut lines = vec![format!("The shop of {} is back in {}", manifest.taken.date_and_time(), target.display())];
    lines.extend(old.map(|old| format!("What was there before lies in {}", old.display())));
    terminal.report(&report, lines);
    Ok(ExitCode::SUCCESS)
}

/// Unpacks into `draft` and proves that a sound shop came out.
fn unpack(
    file: &Path,
    draft: &Path,
    config: &Config,
    progress: &dyn Progress,
) -> Result<(archive::Manifest, Vec<String>)> {
    let folder = Folder::open(draft)?;
    let manifest = archive::read(file, draft, progress)?;
    drop(folder);
    for name in ["keys", "files"] {
        private(&draft.join(name))?;
    }
    let mut config = config.clone();
    config.data.folder = draft.to_owned();
    let runtime = super::runtime(&config)?;
    let _within = runtime.enter();
    let app = App::open(config)?;
    let faults = app.check()?;
    if let Some(fault) = faults.first() {
        return Err(Error::conflict(format!(
            "The backup holds a shop that is not sound, so nothing was changed: {fault}"
        )));
    }
    drop(app);
    Ok((manifest, faults))
}

/// Files for their owner alone, as the shop makes them.
fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(about) = fs::metadata(path) else { return Ok(()) };
    let mode = if about.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    if about.is_dir() {
        for entry in fs::read_dir(path)? {
            private(&entry?.path())?;
        }
    }
    Ok(())
}

fn beside(target: &Path, what: &str, now: Timestamp) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    target.with_file_name(format!("{name}.{what}-{}", now.seconds()))
}
