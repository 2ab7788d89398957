//! The pictures of a product in the editor: added, described, put in order; and seen before it is published.

use rocket::{Route, State, get, http::ContentType, post, routes};
use serde::Deserialize;
use tokio::io::AsyncReadExt;

use super::{
    acts::{By, own},
    pages::{Answer, Desk},
    shown::Around,
    storing,
};
use crate::{
    base::{Error, ImageId, Result},
    features::{
        catalog::{self, Product, shown},
        sellers::{self, Editing},
        uploads::Intake,
    },
    platform::{
        cover_art,
        db::{Db, WriteTxn},
        files::Files,
        web::{Body, ClientAddress, Frame, Office, SealedFiles, SealedForm, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![add, change, seen, drawn]
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/images", data = "<form>")]
async fn add(
    name: &str,
    editing: Editing,
    form: SealedFiles,
    client: ClientAddress,
    frame: Frame,
    office: Office,
    db: &State<Db>,
    files: &State<Files>,
    shop: &State<Shop>,
    intake: &State<Intake>,
) -> Result<Answer> {
    let desk = Desk { around: Around::new(frame, office, &editing), db, shop, intake };
    let by = By::new(editing, &client);
    // Whose product it is decides before any picture is looked at.
    db.look(|txn| by.product(txn, name))?;
    let done = match form.files.first() {
        None => Err(Error::invalid("file", "Choose a picture first")),
        Some(file) => match storing::new_image(files, file.blob, form.field("alt")).await {
            Err(error) => Err(error),
            Ok(image) => {
                let (doer, wanted) = (by.clone(), name.to_owned());
                db.write(move |txn| {
                    let before = doer.product(txn, &wanted)?;
                    let (after, _) = catalog::add_image(txn, before.id, &image)?;
                    doer.note_change(txn, &before, &after, "a picture")?;
                    Ok(after)
                })
                .await
            }
        },
    };
    desk.back(done, &by, name, None, "#images").await
}

/// What shall become of a picture.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wish {
    #[serde(rename = "do")]
    act: String,
    alt: String,
}

#[expect(clippy::too_many_arguments, reason = "a form, and all that its page needs if it comes back")]
#[post("/sell/products/<name>/images/<image>", data = "<form>")]
async fn change(
    name: &str,
    image: ImageId,
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
    let (by, wanted, wish) = (By::new(editing, &client), name.to_owned(), form.0);
    let doer = by.clone();
    let done = db
        .write(move |txn| {
            let before = doer.product(txn, &wanted)?;
            let after = changed(txn, &before, image, &wish)?;
            doer.note_change(txn, &before, &after, "a picture")?;
            Ok(after)
        })
        .await;
    desk.back(done, &by, name, None, "#images").await
}

fn changed(txn: &WriteTxn, product: &Product, image: ImageId, wish: &Wish) -> Result<Product> {
    let at = product.images.iter().position(|it| it.id == image);
    let at = at.ok_or_else(|| Error::not_found("There is no such picture"))?;
    match wish.act.as_str() {
        "left" => catalog::move_image(txn, product.id, image, at.saturating_sub(1)),
        "right" => catalog::move_image(txn, product.id, image, at + 1),
        "remove" => catalog::remove_image(txn, product.id, image),
        _ => catalog::describe_image(txn, product.id, image, &wish.alt),
    }
}

#[get("/sell/products/<name>/images/<image>/picture")]
async fn seen(name: &str, image: &str, editing: Editing, db: &State<Db>, files: &State<Files>) -> Result<Body> {
    let missing = || Error::not_found("There is no such picture");
    let (sha256, kind) = db.look(|txn| {
        let product = own(txn, &editing, name)?;
        let (sha256, kind) = shown::stored_picture(&product, image, Some(400)).ok_or_else(missing)?;
        Ok((sha256, kind.to_owned()))
    })?;
    let kind = ContentType::parse_flexible(&kind).filter(|it| it.top() == "image").ok_or_else(missing)?;
    let blob = files.named(&sha256).await?.ok_or_else(missing)?;
    let mut bytes = Vec::new();
    files.open(blob).await?.read_to_end(&mut bytes).await?;
    Ok(Body::new(kind, bytes))
}

#[get("/sell/products/<name>/cover.svg")]
fn drawn(name: &str, editing: Editing, db: &State<Db>) -> Result<Body> {
    db.look(|txn| {
        let product = own(txn, &editing, name)?;
        let maker = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
        let art = cover_art::draw(&product.title, &maker, cover_art::seed_of(product.slug.as_str()));
        Ok(Body::new(ContentType::SVG, art))
    })
}
