//! The page about how one comes in: the password, and where one is signed in.

use rocket::{Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Care,
    answer::{Answer, issues},
    view::{SecurityPage, SessionRow},
};
use crate::{
    base::{Result, SessionId, Timestamp},
    features::{accounts, factors, sessions},
    platform::{
        db::Reads,
        web::{
            ClientAddress, Frame, Identity, Page, SealedForm,
            guards::Customer,
            parts::{Note, Tone},
        },
    },
};

const HERE: &str = "/account/security";

pub(super) fn routes() -> Vec<Route> {
    routes![security, change_password, end_session, end_others, end_everywhere]
}

#[get("/account/security?<done>")]
fn security(done: Option<&str>, who: Customer, frame: Frame, care: &State<Care>) -> Result<Page<SecurityPage>> {
    let note = match done {
        Some("password") => Some(("Your new password is set.", "You were signed out everywhere else.")),
        Some("session") => Some(("Signed out there.", "That device has to sign in again.")),
        Some("others") => Some(("Signed out everywhere else.", "Only this browser is signed in now.")),
        _ => None,
    };
    let notes = note.map(|(title, text)| Note::new(Tone::Good, title, text)).into_iter().collect();
    Ok(Page::new(SecurityPage { notes, ..page(frame, &who, care)? }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    current: String,
    password: String,
}

#[post("/account/password", data = "<form>")]
async fn change_password(
    who: Customer,
    form: SealedForm<PasswordForm>,
    client: ClientAddress,
    frame: Frame,
    care: &State<Care>,
) -> Result<Answer<SecurityPage>> {
    let PasswordForm { current, password } = form.0;
    match care.change_password(&who, current, password, client.0).await {
        Ok(()) => Ok(Answer::on("/account/security?done=password")),
        Err(error) => {
            let (issues, kind) = issues(error, "current")?;
            Ok(Answer::again(SecurityPage { issues, ..page(frame, &who, care)? }, kind))
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/account/sessions/<id>/end", data = "<_form>")]
async fn end_session(
    id: SessionId,
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Redirect> {
    care.end_session(&who, id, client.0).await?;
    Ok(Redirect::to(if who.session() == Some(id) {
        "/login?done=signed-out"
    } else {
        "/account/security?done=session"
    }))
}

#[post("/account/sessions/others/end", data = "<_form>")]
async fn end_others(
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Redirect> {
    care.end_others(&who, client.0).await?;
    Ok(Redirect::to("/account/security?done=others"))
}

#[post("/account/sessions/all/end", data = "<_form>")]
async fn end_everywhere(
    who: Customer,
    _form: SealedForm<Nothing>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Redirect> {
    care.end_everywhere(&who, client.0).await?;
    Ok(Redirect::to("/login?done=signed-out"))
}

fn page(frame: Frame, who: &Identity, care: &Care) -> Result<SecurityPage> {
    let now = care.db.clock().now();
    care.db.look(|txn| {
        let user = accounts::get(txn, who.user)?;
        Ok(SecurityPage {
            frame: frame.private(),
            side: accounts::side_nav(HERE),
            email: who.email.to_string(),
            password_since: format!("Set {}", user.password_changed.unwrap_or(user.created).date()),
            two_steps: factors::are_on(txn, who.user)?,
            sessions: rows(txn, who, now)?,
            ..SecurityPage::default()
        })
    })
}

/// Where they are signed in: this session first, then the one that was used last.
fn rows(txn: &impl Reads, who: &Identity, now: Timestamp) -> Result<Vec<SessionRow>> {
    let user = accounts::get(txn, who.user)?;
    let mut all = sessions::of_user(txn, who.user)?;
    all.retain(|it| it.is_alive(now, user.epoch, user.role));
    all.sort_by_key(|it| (who.session() != Some(it.id), std::cmp::Reverse(it.seen)));
    let row = |it: &sessions::Session| {
        let device = sessions::device(&it.device);
        let current = who.session() == Some(it.id);
        let used = if current { "This device".to_owned() } else { format!("Used {}", ago(now, it.seen)) };
        let began = match &it.place {
            Some(place) => format!("signed in on {} in {place}", it.began.date()),
            None => format!("since {}", it.began.date()),
        };
        let detail = format!("{used}, from {}, {began}", it.address);
        SessionRow { id: it.id.to_string(), name: device.name, icon: device.icon, detail, current }
    };
    Ok(all.iter().map(row).collect())
}

/// `2 hours ago`; a date from a day on.
pub(super) fn ago(now: Timestamp, then: Timestamp) -> String {
    match now.since(then).as_secs() / 60 {
        0..=4 => "a moment ago".into(),
        minutes @ 5..=59 => format!("{minutes} minutes ago"),
        60..=119 => "an hour ago".into(),
        minutes @ 120..=1439 => format!("{} hours ago", minutes / 60),
        _ => format!("on {}", then.date()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_tell_them() {
        let told = |minutes: i64| ago(Timestamp::from_millis(minutes * 60_000), Timestamp::EPOCH);
        let all = [told(0), told(5), told(119), told(150), told(1440)];
        assert_eq!(all, ["a moment ago", "5 minutes ago", "an hour ago", "2 hours ago", "on 1 January 1970"]);
    }
}
