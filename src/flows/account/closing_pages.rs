//! The page on which somebody closes their account.

use rocket::{Route, State, get, post, routes};
use serde::Deserialize;

use super::{
    Care,
    answer::{Answer, issues},
    view::ClosePage,
};
use crate::{
    base::Result,
    features::accounts,
    platform::web::{
        ClientAddress, Frame, Page, SealedForm,
        guards::{Customer, Fresh},
        parts::Issues,
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, close]
}

#[get("/account/closing")]
fn ask(who: Fresh<Customer>, frame: Frame) -> Page<ClosePage> {
    Page::new(page(frame, &who, Issues::default()))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CloseForm {
    email: String,
}

#[post("/account/closing", data = "<form>")]
async fn close(
    who: Fresh<Customer>,
    form: SealedForm<CloseForm>,
    client: ClientAddress,
    frame: Frame,
    care: &State<Care>,
) -> Result<Answer<ClosePage>> {
    match care.close(&who, &form.0.email, client.0).await {
        Ok(()) => Ok(Answer::on("/login?done=closed")),
        Err(error) => {
            let (issues, kind) = issues(error, "email")?;
            Ok(Answer::again(page(frame, &who, issues), kind))
        }
    }
}

fn page(frame: Frame, who: &Customer, issues: Issues) -> ClosePage {
    let email = who.email.to_string();
    ClosePage { frame: frame.private(), side: accounts::side_nav("/account/data"), issues, email }
}
