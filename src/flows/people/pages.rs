//! The pages about people.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    acts::{self, By},
    shown,
    view::{UserPage, UsersPage},
};
use crate::{
    base::{Error, ErrorKind, Result, Role, UserId, links},
    features::{
        accounts::{self, User, Wanted},
        audit::{self, Actor},
        orders,
        sellers::{self, SellerName},
        sessions,
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        web::{
            ClientAddress, Frame, Office, OfficeMenu, Page, SealedForm,
            guards::{Admin, Customer, Fresh},
            parts::{Issues, Link, Note, Pager, Tone},
        },
    },
};

const SIZE: usize = 50;
/// So much of what was done stands on someone's page.
const ENTRIES: usize = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![entrance, users, user, change_role, let_sell, stop_selling, suspend, restore]
}

/// The office opens with the first page that is for whoever comes.
#[get("/admin")]
fn entrance(staff: Customer, menu: &State<OfficeMenu>) -> Result<Redirect> {
    let first = menu.first(staff.role).ok_or_else(|| Error::forbidden("That is not for you"))?;
    Ok(Redirect::to(first))
}

#[get("/admin/users?<q>&<role>&<page>")]
async fn users(
    q: Option<String>,
    role: Option<String>,
    page: Option<u64>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Page<UsersPage>> {
    let query = q.unwrap_or_default().trim().to_owned();
    let role = role.filter(|it| !it.is_empty()).map(|it| it.parse::<Role>()).transpose()?;
    let wanted = Wanted { start: query.to_lowercase(), role };
    let page = page.unwrap_or(1).clamp(1, 100_000);
    let from = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(SIZE);
    let (found, total) = db.read(move |txn| accounts::page(txn, &wanted, from, SIZE)).await?;
    let role_word = role.map_or("", Role::word);
    let url = |page| {
        let query = percent_encoding::utf8_percent_encode(&query, percent_encoding::NON_ALPHANUMERIC);
        format!("/admin/users?q={query}&role={role_word}&page={page}")
    };
    Ok(Page::new(UsersPage {
        frame: frame.private(),
        side: office.0,
        roles: shown::roles(role),
        users: found.iter().map(shown::user).collect(),
        pager: Pager::new(page, SIZE as u64, total as u64, url),
        query,
    }))
}

#[get("/admin/users/<id>")]
async fn user(id: UserId, _admin: Admin, office: Office, frame: Frame, db: &State<Db>) -> Result<Page<UserPage>> {
    db.read(move |txn| Ok(Page::new(draw(txn, (frame, office), &accounts::get(txn, id)?)?))).await
}

fn draw(txn: &impl Reads, (frame, office): (Frame, Office), user: &User) -> Result<UserPage> {
    let sessions = sessions::of_user(txn, user.id)?.len();
    let orders = orders::count_of_owner(txn, user.id)?;
    let entries = audit::page(txn, Some(&user.id.to_string()), None, ENTRIES)?;
    let facts = [("Sessions", sessions.to_string()), ("Orders", orders.to_string())];
    Ok(UserPage {
        frame: frame.private(),
        side: office.0,
        user: shown::user(user),
        roles: shown::roles(Some(user.role)),
        seller: sellers::of_owner(txn, user.id)?.map(|it| Link::new(it.name.to_string(), links::seller(&it.slug))),
        suspended: user.suspension.as_ref().map(|it| it.reason.clone()),
        facts: facts.map(|(name, value)| (name.to_owned(), value)).into(),
        entries: entries.iter().map(|it| shown::entry(txn, it)).collect::<Result<_>>()?,
        ..UserPage::default()
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RoleForm {
    role: String,
}

#[post("/admin/users/<id>/role", data = "<form>")]
async fn change_role(
    id: UserId,
    form: SealedForm<RoleForm>,
    admin: Fresh<Admin>,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Done> {
    let role: Role = form.0.role.parse()?;
    let by = by(&admin, client);
    done(id, (frame, office), db, move |txn| acts::set_role(txn, &by, id, role)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SellerForm {
    seller: String,
}

/// Lets someone sell as the seller of that name; there is a new one if nobody has it.
#[post("/admin/users/<id>/seller", data = "<form>")]
async fn let_sell(
    id: UserId,
    form: SealedForm<SellerForm>,
    admin: Fresh<Admin>,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Done> {
    let (by, typed) = (by(&admin, client), form.0.seller);
    let act = move |txn: &WriteTxn| {
        let seller = sellers::find_or_name(txn, &SellerName::parse(&typed)?)?;
        acts::let_sell(txn, &by, id, seller.id)
    };
    done(id, (frame, office), db, act).await
}

#[post("/admin/users/<id>/seller/removal", data = "<_form>")]
async fn stop_selling(
    id: UserId,
    _form: SealedForm<Nothing>,
    admin: Fresh<Admin>,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Done> {
    let by = by(&admin, client);
    done(id, (frame, office), db, move |txn| acts::stop_selling(txn, &by, id)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SuspensionForm {
    reason: String,
}

#[post("/admin/users/<id>/suspension", data = "<form>")]
async fn suspend(
    id: UserId,
    form: SealedForm<SuspensionForm>,
    admin: Fresh<Admin>,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Done> {
    let (by, reason) = (by(&admin, client), form.0.reason);
    done(id, (frame, office), db, move |txn| acts::suspend(txn, &by, id, &reason)).await
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/admin/users/<id>/restoration", data = "<_form>")]
async fn restore(
    id: UserId,
    _form: SealedForm<Nothing>,
    admin: Fresh<Admin>,
    client: ClientAddress,
    office: Office,
    frame: Frame,
    db: &State<Db>,
) -> Result<Done> {
    let by = by(&admin, client);
    done(id, (frame, office), db, move |txn| acts::restore(txn, &by, id)).await
}

/// Back to the person's page, or there with the reason why nothing was done.
#[derive(rocket::Responder)]
enum Done {
    Back(Box<Redirect>),
    Refused(Box<Page<UserPage>>),
}

fn by(admin: &Admin, client: ClientAddress) -> By {
    By { actor: Actor::User(admin.user), address: Some(client.0) }
}

async fn done(
    id: UserId,
    around: (Frame, Office),
    db: &Db,
    act: impl Fn(&WriteTxn) -> Result<User> + Send + 'static,
) -> Result<Done> {
    match db.write(act).await {
        Ok(_) => Ok(Done::Back(Box::new(Redirect::to(shown::page_of(id))))),
        Err(error) if error.kind == ErrorKind::Conflict => {
            let note = Note::new(Tone::Bad, "Nothing was changed.", error.message.to_string());
            let page = db.look(|txn| draw(txn, around, &accounts::get(txn, id)?))?;
            let page = UserPage { notes: vec![note], ..page };
            Ok(Done::Refused(Box::new(Page::new(page).because(ErrorKind::Conflict))))
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = db.look(|txn| draw(txn, around, &accounts::get(txn, id)?))?;
            let page = UserPage { issues: Issues::of(&error), ..page };
            Ok(Done::Refused(Box::new(Page::new(page).because(ErrorKind::Invalid))))
        }
        Err(error) => Err(error),
    }
}
