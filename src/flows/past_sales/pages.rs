//! The page on which an admin brings the sales of another shop in.

use rocket::{Route, State, get, post, routes, tokio::task::spawn_blocking};

use super::{Alias, Options, import, shown, view::PastSalesPage};
use crate::{
    base::{Error, ErrorKind, Result, Slug},
    features::audit::Actor,
    platform::{
        db::Db,
        progress::Silent,
        web::{
            ClientAddress, Frame, Office, Page, SealedTable, Shop,
            guards::Admin,
            parts::{Issues, Note, Tone},
        },
    },
};

/// Where it is.
pub(super) const HERE: &str = "/admin/past-sales";

pub(super) fn routes() -> Vec<Route> {
    routes![show, send]
}

#[get("/admin/past-sales")]
fn show(_admin: Admin, office: Office, frame: Frame) -> Page<PastSalesPage> {
    Page::new(PastSalesPage { frame: frame.private(), side: office.0, dry_run: true, ..PastSalesPage::default() })
}

#[post("/admin/past-sales", data = "<form>")]
async fn send(
    form: SealedTable,
    admin: Admin,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<PastSalesPage>> {
    let field = |name: &str| form.fields.get(name).cloned().unwrap_or_default();
    let page = PastSalesPage {
        frame: frame.private(),
        side: office.0,
        products: field("products"),
        seller: field("seller"),
        dry_run: !field("dry_run").is_empty(),
        ..PastSalesPage::default()
    };
    let outcome = match options(&page, Options::new(shop, Actor::User(admin.user), Some(client.0))) {
        Ok(_) if form.file.is_empty() => Err(Error::invalid("file", "Choose the file with the sales")),
        Ok(options) => {
            let (db, file) = (db.inner().clone(), form.file);
            spawn_blocking(move || import(&db, &*file, &options, &Silent)).await.map_err(Error::internal)?
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) => Ok(Page::new(PastSalesPage {
            notes: std::iter::once(shown::note(&report))
                .chain(report.notes.iter().map(|it| Note::new(Tone::Info, "", it.clone())))
                .collect(),
            report: Some(shown::report(&report)),
            ..page
        })),
        Err(error) if error.kind == ErrorKind::Invalid || error.kind == ErrorKind::Conflict => Ok(again(page, &error)),
        Err(error) => Err(error),
    }
}

fn options(page: &PastSalesPage, usual: Options) -> Result<Options> {
    let seller = match page.seller.trim() {
        "" => None,
        slug => Some(Slug::parse(slug).map_err(|it| Error::invalid("seller", it.advice()))?),
    };
    Ok(Options { aliases: Alias::parse_all(&page.products)?, seller, dry_run: page.dry_run, ..usual })
}

/// The page once more, with advice and what was typed.
fn again(page: PastSalesPage, error: &Error) -> Page<PastSalesPage> {
    let mut issues = Issues::of(error);
    if issues.none() {
        issues = Issues::of(&Error::invalid("file", error.message.to_string()));
    }
    Page::new(PastSalesPage { issues, ..page }).because(ErrorKind::Invalid)
}
