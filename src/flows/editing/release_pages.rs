//! The release that is worked on: its files, and how it comes out; and those that are out.

use rocket::{Route, State, post, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    drafting,
    forms::TypedRelease,
    pages::{Answer, Desk},
    shown::Around,
    storing,
    view::EditorPage,
};
use crate::{
    base::{Error, FileId, ReleaseId, Result, UploadId},
    features::{
        audit::Act,
        catalog::{self, NewFile, Product, ReleaseForm},
        sellers::Editing,
        uploads::Intake,
    },
    platform::{
        db::{Db, WriteTxn},
        web::{
            ClientAddress, Frame, LongForm, Office, Page, SealedFiles, SealedForm, Shop,
            parts::{Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![save, attach, send, take_out, yank]
}

/// The release that is worked on; one is begun if there is none.
fn made(txn: &WriteTxn, product: &Product) -> Result<ReleaseId> {
    match product.making.first() {
        Some(release) => Ok(release.id),
        None => {
            let form = ReleaseForm { for_earlier: true, ..ReleaseForm::default() };
            Ok(catalog::begin_release(txn, product.id, &form)?.1)
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/release", data = "<form>")]
async fn save(
    name: &str,
    editing: Editing,
    form: LongForm<TypedRelease>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (by, wanted, typed) = (By::new(editing, &client), name.to_owned(), form.0);
    if typed.act == "suggest" {
        return suggested(&desk, &by, name, typed).await.map(|page| Answer::Again(Box::new(Page::new(page))));
    }
    let doer = by.clone();
    let done = db
        .write(move |txn| {
            let product = doer.product(txn, &wanted)?;
            let release = made(txn, &product)?;
            let saved = catalog::edit_release(txn, product.id, release, &typed.form())?;
            doer.note_change(txn, &product, &saved, "its next release")?;
            if typed.act != "out" {
                return Ok(saved);
            }
            let out = acts::put_out(txn, &doer, &saved, release)?;
            if typed.tell.is_some() {
                acts::tell(txn, out.id, release)?;
            }
            Ok(out)
        })
        .await;
    desk.back(done, &by, name, None, "#files").await
}

/// The editor with a suggestion of what changed; nothing is kept, and what was typed stays.
async fn suggested(desk: &Desk<'_>, by: &By, name: &str, typed: TypedRelease) -> Result<EditorPage> {
    let (editing, wanted) = (by.editing.clone(), name.to_owned());
    let product = desk.db.read(move |txn| acts::own(txn, &editing, &wanted)).await?;
    let draft = drafting::notes(&product);
    let mut page = desk.page(&by.editing, name, None).await?;
    let form = typed.form();
    page.release.channels.iter_mut().for_each(|it| it.on = it.value == form.channel);
    (page.release.version, page.release.platform) = (form.version, form.platform);
    page.release.for_earlier = form.for_earlier;
    let lines: Vec<&str> =
        [form.notes.trim(), draft.as_deref().unwrap_or_default()].into_iter().filter(|it| !it.is_empty()).collect();
    page.release.notes = lines.join("\n");
    page.notes = vec![match draft {
        Some(_) => Note::new(
            Tone::Info,
            "A suggestion, not kept yet.",
            "It tells which files came, changed and went. Say what that means for buyers, and save.",
        ),
        None => {
            Note::new(Tone::Info, "Nothing to suggest.", "No file has come, changed or gone since the version before.")
        }
    }];
    Ok(page)
}

/// What the script has sent by the tus protocol.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Sent {
    upload: String,
    name: String,
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/release/files", data = "<form>")]
async fn attach(
    name: &str,
    editing: Editing,
    form: SealedForm<Sent>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (by, wanted, sent) = (By::new(editing, &client), name.to_owned(), form.0);
    let upload = sent.upload.parse::<UploadId>()?;
    let doer = by.clone();
    let done = db
        .write(move |txn| {
            let product = doer.product(txn, &wanted)?;
            let release = made(txn, &product)?;
            acts::add_upload(txn, &doer, product.id, release, upload, &sent.name)
        })
        .await;
    desk.back(done, &by, name, None, "#files").await
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/release/files/form", data = "<form>")]
async fn send(
    name: &str,
    editing: Editing,
    form: SealedFiles,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (by, wanted) = (By::new(editing, &client), name.to_owned());
    let files: Result<Vec<NewFile>> = form
        .files
        .iter()
        .map(|it| {
            let file = storing::new_file(&it.name, it.blob);
            let rules = intake.rules();
            if !rules.takes(file.name.ending().as_deref()) {
                let taken = rules.endings.join(", ");
                return Err(Error::invalid("files", format!("Files of this type are not taken; send {taken}")));
            }
            Ok(file)
        })
        .collect();
    let doer = by.clone();
    let quota = intake.rules().quota_bytes();
    let done = match files {
        Err(error) => Err(error),
        Ok(files) if files.is_empty() => Err(Error::invalid("files", "Choose a file first")),
        Ok(files) => {
            db.write(move |txn| {
                let mut product = doer.product(txn, &wanted)?;
                has_room(txn, &product, &files, quota)?;
                let release = made(txn, &product)?;
                for file in &files {
                    product = acts::add_file(txn, &doer, product.id, release, file)?;
                }
                Ok(product)
            })
            .await
        }
    };
    desk.back(done, &by, name, None, "#files").await
}

/// Whether there is room for `files` beside what the seller keeps here already.
fn has_room(txn: &WriteTxn, product: &Product, files: &[NewFile], quota: u64) -> Result<()> {
    let new = files.iter().fold(0_u64, |sum, it| sum.saturating_add(it.size));
    if catalog::stored_bytes(txn, product.seller)?.saturating_add(new) > quota {
        return Err(Error::too_large("There is no room left for these files; ask the shop for more"));
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Empty {}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/release/files/<file>/removal", data = "<_form>")]
async fn take_out(
    name: &str,
    file: FileId,
    editing: Editing,
    _form: SealedForm<Empty>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (by, wanted) = (By::new(editing, &client), name.to_owned());
    let doer = by.clone();
    let done = db
        .write(move |txn| {
            let product = doer.product(txn, &wanted)?;
            let now = catalog::remove_file(txn, product.id, file)?;
            doer.note(txn, Act::ProductChanged, &now, "took a file out")?;
            Ok(now)
        })
        .await;
    desk.back(done, &by, name, None, "#files").await
}

/// What shall become of a release that is out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wish {
    #[serde(rename = "do")]
    act: String,
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/releases/<release>/yank", data = "<form>")]
async fn yank(
    name: &str,
    release: ReleaseId,
    editing: Editing,
    form: SealedForm<Wish>,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let (by, wanted, yanked) = (By::new(editing, &client), name.to_owned(), form.0.act != "restore");
    let doer = by.clone();
    let done = db.write(move |txn| acts::yank(txn, &doer, &doer.product(txn, &wanted)?, release, yanked)).await;
    desk.back(done, &by, name, None, "#out-h").await
}
