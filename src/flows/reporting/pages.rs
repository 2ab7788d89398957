//! The pages of figures, a seller's and the office's.

use rocket::{Route, State, get, routes};

use super::{
    desk::Reporter,
    params::{Params, Typed},
    sheet::{self, Sheet},
    shown::{self, Names},
    view::AnalyticsPage,
};
use crate::{
    base::{Error, Result},
    features::{
        analytics::{Question, Whose},
        sellers::{self, Selling},
    },
    platform::web::{
        Frame, Office, Page,
        guards::Admin,
        parts::{Issues, SideNav},
    },
};

const OWN: &str = "/sell/analytics";
const ALL: &str = "/admin/analytics";

pub(super) fn routes() -> Vec<Route> {
    routes![own, own_as_table, all, all_as_table]
}

#[get("/sell/analytics?<params..>")]
async fn own(
    params: Params<'_>,
    selling: Selling,
    frame: Frame,
    reporter: &State<Reporter>,
) -> Result<Page<AnalyticsPage>> {
    let side = sellers::side_nav(&selling.seller, OWN);
    page(reporter, (Whose::Seller(selling.seller.id), OWN), params, frame, side).await
}

#[get("/admin/analytics?<params..>")]
async fn all(
    params: Params<'_>,
    _admin: Admin,
    office: Office,
    frame: Frame,
    reporter: &State<Reporter>,
) -> Result<Page<AnalyticsPage>> {
    page(reporter, (Whose::Shop, ALL), params, frame, office.0).await
}

#[get("/sell/analytics/table.csv?<params..>")]
async fn own_as_table(params: Params<'_>, selling: Selling, reporter: &State<Reporter>) -> Result<Sheet> {
    table(reporter, Whose::Seller(selling.seller.id), params).await
}

#[get("/admin/analytics/table.csv?<params..>")]
async fn all_as_table(params: Params<'_>, _admin: Admin, reporter: &State<Reporter>) -> Result<Sheet> {
    table(reporter, Whose::Shop, params).await
}

async fn page(
    reporter: &Reporter,
    (whose, here): (Whose, &'static str),
    params: Params<'_>,
    frame: Frame,
    side: SideNav,
) -> Result<Page<AnalyticsPage>> {
    let blank = AnalyticsPage { frame: frame.private(), side, ..shown::blank(here, whose) };
    let (usual, typed) = (Question::usual(reporter.today()), params.typed());
    let report = match params.asked(reporter.today()) {
        Ok(asked) => reporter.report(whose, asked).await,
        Err(error) => Err(error),
    };
    let report = match report {
        Ok(report) => report,
        Err(error) if !error.fields.is_empty() => return again(reporter, whose, (blank, typed), usual, &error).await,
        Err(error) => return Err(error),
    };
    let currency = reporter.currency;
    let read = reporter.db.read(move |txn| {
        let question = report.asked.question();
        let answer = match (question, &report.answer) {
            (Some(question), Some(found)) => Some(shown::answer(txn, (whose, here), &question, found, currency)?),
            _ => None,
        };
        Ok(Page::new(AnalyticsPage {
            notes: shown::notes(&report),
            form: shown::form(txn, whose, &question.unwrap_or(usual))?,
            words: report.asked.words.unwrap_or_default(),
            answer,
            ..blank
        }))
    });
    read.await
}

/// The page with what is wrong about the form, and what was typed.
async fn again(
    reporter: &Reporter,
    whose: Whose,
    (blank, typed): (AnalyticsPage, Typed),
    usual: Question,
    error: &Error,
) -> Result<Page<AnalyticsPage>> {
    let (issues, kind) = (Issues::of(error), error.kind);
    let mut form = reporter.db.read(move |txn| shown::form(txn, whose, &usual)).await?;
    for (choices, value) in [
        (&mut form.measures, &typed.measure),
        (&mut form.splits, &typed.by),
        (&mut form.countries, &typed.country),
        (&mut form.products, &typed.product),
    ] {
        if choices.iter().any(|it| it.value == *value) {
            choices.iter_mut().for_each(|it| it.on = it.value == *value);
        }
    }
    for (field, value) in [(&mut form.from, typed.from), (&mut form.to, typed.to)] {
        if !value.is_empty() {
            *field = value;
        }
    }
    Ok(Page::new(AnalyticsPage { issues, form, words: typed.words, ..blank }).because(kind))
}

async fn table(reporter: &Reporter, whose: Whose, params: Params<'_>) -> Result<Sheet> {
    let report = reporter.report(whose, params.asked(reporter.today())?).await?;
    let unclear = || Error::invalid("q", "Ask for sales, orders, copies, refunds, taxes or discounts");
    let question = report.asked.question().ok_or_else(unclear)?;
    let found = report.answer.ok_or_else(unclear)?;
    let currency = reporter.currency;
    reporter.db.read(move |txn| sheet::write(&question, &found, &Names::of(txn, whose, &found)?, currency)).await
}
