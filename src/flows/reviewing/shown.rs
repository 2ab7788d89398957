//! How reviews read beside their products, for those who mind them.

use super::view::{AboutProduct, CaseRow, CaseView, OwnRow};
use crate::{
    base::{Result, Timestamp, links},
    features::{
        accounts,
        catalog::{self, Product},
        reviews::{
            self, Case, Report, Review, State,
            shown::{self, Row, Viewer},
        },
        sellers,
    },
    platform::{
        db::Reads,
        web::parts::{Choice, Pill, Tone, counted},
    },
};

/// A product beside what is said of it.
pub(super) fn about(txn: &impl Reads, product: &Product) -> Result<AboutProduct> {
    Ok(AboutProduct {
        title: product.title.clone(),
        url: links::product(&product.slug),
        seller: sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default(),
        cover: catalog::shown::cover(product),
    })
}

/// The same of a review.
pub(super) fn about_review(txn: &impl Reads, it: &Review) -> Result<AboutProduct> {
    catalog::find(txn, it.product)?.map_or_else(|| Ok(AboutProduct::default()), |product| about(txn, &product))
}

/// A review as everyone sees it, beside its product; its own page is below `place`.
pub(super) fn own_row(txn: &impl Reads, it: &Review, place: &str) -> Result<OwnRow> {
    let about = about_review(txn, it)?;
    let review = shown::row(it, &about.seller, &Viewer::default());
    Ok(OwnRow { review, about, url: format!("{place}/{}", it.id), pill: None })
}

/// The same with all its words and where it stands, for moderators.
pub(super) fn office_row(txn: &impl Reads, it: &Review, place: &str) -> Result<OwnRow> {
    let row = own_row(txn, it, place)?;
    let review = Row { title: it.title.clone(), body: it.body.clone(), bare: false, ..row.review };
    Ok(OwnRow { review, pill: Some(pill(it.state())), ..row })
}

fn pill(state: State) -> Pill {
    let tone = match state {
        State::Published => Tone::Good,
        State::Worded => Tone::Warn,
        State::Hidden => Tone::Bad,
        State::Withdrawn => Tone::Plain,
    };
    Pill::new(tone, state.label())
}

/// Five stars to choose from.
pub(super) fn stars(chosen: Option<i64>) -> Vec<Choice> {
    let word = |it: i64| counted(it.unsigned_abs(), "star", "stars");
    [5, 4, 3, 2, 1].map(|it| Choice::new(it.to_string(), word(it), chosen == Some(it))).to_vec()
}

/// A complaint in the list.
pub(super) fn case_row(txn: &impl Reads, it: &Case, place: &str, current: bool) -> Result<CaseRow> {
    let title = about_review(txn, &it.review)?.title;
    Ok(CaseRow {
        about: if title.is_empty() { "On a product that is gone".into() } else { format!("On {title}") },
        count: counted(it.reports.len() as u64, "report", "reports"),
        since: it.reports.first().map(|it| it.at.date()).unwrap_or_default(),
        url: format!("{place}/{}", it.review.id),
        current,
    })
}

/// A complaint with all that helps to decide.
pub(super) fn case(txn: &impl Reads, it: &Case, place: &str) -> Result<CaseView> {
    let decisions = [
        ("keep", "Keep", "Close the reports"),
        ("hide_words", "Remove the words", "Keep the stars"),
        ("hide", "Remove all", "Stars no longer count"),
    ];
    Ok(CaseView {
        count: counted(it.reports.len() as u64, "report", "reports"),
        row: office_row(txn, &it.review, "/admin/reviews")?,
        reasons: it.reports.iter().map(|it| (complaint(it), it.words.clone())).collect(),
        author: author(txn, &it.review)?,
        account: it.review.member().map(|it| format!("/admin/users/{it}")),
        action: format!("{place}/{}", it.review.id),
        decisions: decisions.map(|it| (Choice::new(it.0, it.1, it.0 == "keep"), it.2)).to_vec(),
        reason: String::new(),
        next: None,
    })
}

/// Who complains about what, without names: `Advertising or spam, the seller`.
pub(super) fn complaint(it: &Report) -> String {
    let who = match (it.by, it.by_seller) {
        (None, _) => "a former member",
        (Some(_), true) => "the seller",
        (Some(_), false) => "a member",
    };
    format!("{}, {who}, {}", it.reason.label(), it.at.date())
}

fn author(txn: &impl Reads, review: &Review) -> Result<Vec<String>> {
    let Some(user) = review.member() else { return Ok(vec!["Has no account here".into()]) };
    let all = reviews::of_author(txn, user)?;
    let removed = all.iter().filter(|it| it.hiding.is_some()).count();
    let written = counted(all.len() as u64, "review", "reviews");
    let written = if removed > 0 { format!("{written}, {removed} removed") } else { written };
    let joined = accounts::find(txn, user)?.map(|it| since(it.created));
    Ok([Some(written), joined].into_iter().flatten().collect())
}

fn since(at: Timestamp) -> String {
    format!("Joined {}", at.date())
}
