//! Complaints about reviews, and what moderators do about them.

use std::collections::BTreeMap;

use super::{
    Decision, Hiding, NewReport, Report, Review, Scope, Settlement, get, get_shown, keep,
    store::{BY_REPORTER, OF_REVIEW, OPEN, REPORTS, find},
};
use crate::{
    base::{Error, ReportId, Result, ReviewId, UserId},
    platform::db::{Reads, WriteTxn},
};

/// A review about which somebody complains, with all complaints that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The review.
    pub review: Review,
    /// The complaints, oldest first; at least one.
    pub reports: Vec<Report>,
}

/// Complains about a review.
///
/// # Errors
/// Nobody sees it, it is their own, or they have complained about it already.
pub fn report(txn: &WriteTxn, id: ReviewId, user: UserId, by_seller: bool, new: NewReport) -> Result<Report> {
    let review = get_shown(txn, id)?;
    if review.member() == Some(user) {
        return Err(Error::forbidden("This is what you wrote yourself; you can change or delete it"));
    }
    let NewReport { reason, words } = new;
    let report =
        Report { id: txn.fresh(), review: id, by: Some(user), by_seller, reason, words, at: txn.now, settled: None };
    REPORTS.put(txn, &report)?;
    Ok(report)
}

/// Takes a review, or its words, away. `reason` is for its author.
///
/// # Errors
/// There is none.
pub fn hide(txn: &WriteTxn, id: ReviewId, scope: Scope, reason: &str) -> Result<Review> {
    let old = get(txn, id)?;
    let hiding = Hiding { scope, reason: reason.to_owned(), at: txn.now };
    let new = Review { hiding: Some(hiding), ..old.clone() };
    keep(txn, Some(&old), Some(&new))?;
    Ok(new)
}

/// Lets a review be seen again; nothing happens if it is. Says whether it was not.
///
/// # Errors
/// There is none.
pub fn show(txn: &WriteTxn, id: ReviewId) -> Result<(Review, bool)> {
    let old = get(txn, id)?;
    let new = Review { hiding: None, ..old.clone() };
    let changed = new != old;
    if changed {
        keep(txn, Some(&old), Some(&new))?;
    }
    Ok((new, changed))
}

/// Ends all complaints about a review that wait, and does what was decided. Gives the review as it stands now, and the
/// complaints.
///
/// # Errors
/// There is no such review, or nobody complains about it: somebody else was faster.
pub fn settle(
    txn: &WriteTxn,
    id: ReviewId,
    by: UserId,
    decision: Decision,
    reason: &str,
) -> Result<(Review, Vec<Report>)> {
    let mut open = OPEN.of(&id).records(txn, &REPORTS)?;
    let review = get(txn, id)?;
    if open.is_empty() {
        return Err(Error::conflict("Nobody complains about this review any more; somebody has settled it"));
    }
    for it in &mut open {
        it.settled = Some(Settlement { by: Some(by), at: txn.now, decision });
        REPORTS.put(txn, it)?;
    }
    let review = match decision {
        Decision::Keep | Decision::Gone => review,
        Decision::HideWords => hide(txn, id, Scope::Words, reason)?,
        Decision::Hide => hide(txn, id, Scope::Whole, reason)?,
    };
    Ok((review, open))
}

/// All complaints about a review, oldest first.
pub(super) fn of_review(txn: &impl Reads, id: ReviewId) -> Result<Vec<Report>> {
    OF_REVIEW.of(&id).records(txn, &REPORTS)
}

/// The complaint of this identifier.
pub fn find_report(txn: &impl Reads, id: ReportId) -> Result<Option<Report>> {
    REPORTS.find(txn, id)
}

/// All complaints about a review, oldest first, settled or not.
pub fn reports_of(txn: &impl Reads, id: ReviewId) -> Result<Vec<Report>> {
    of_review(txn, id)
}

/// All that a member complained about, oldest first.
pub fn reports_by(txn: &impl Reads, user: UserId) -> Result<Vec<Report>> {
    BY_REPORTER.of(&user).records(txn, &REPORTS)
}

/// Up to `limit` complaints, newest first, behind `before`; only those that wait, or only those that do not, if that is
/// said.
pub fn reports(
    txn: &impl Reads,
    open: Option<bool>,
    before: Option<ReportId>,
    limit: usize,
) -> Result<(Vec<Report>, Option<ReportId>)> {
    let look = if open.is_some() { super::LOOK_BACK } else { limit + 1 };
    let mut all = REPORTS.newest(txn, before, look)?;
    let (looked, last) = (all.len(), all.last().map(|it| it.id));
    all.retain(|it| open.is_none_or(|open| it.settled.is_none() == open));
    if all.len() > limit {
        all.truncate(limit);
        let next = all.last().map(|it| it.id);
        return Ok((all, next));
    }
    Ok((all, last.filter(|_| looked == look)))
}

/// The reviews about which somebody complains and nobody has decided, the one that most complain about first; among equals
/// the one that has waited longest.
pub fn cases(txn: &impl Reads) -> Result<Vec<Case>> {
    let mut by_review: BTreeMap<ReviewId, Vec<Report>> = BTreeMap::new();
    for report in OPEN.all().records(txn, &REPORTS)? {
        by_review.entry(report.review).or_default().push(report);
    }
    let mut all = Vec::new();
    for (id, reports) in by_review {
        if let Some(review) = find(txn, id)? {
            all.push(Case { review, reports });
        }
    }
    all.sort_by_key(|it| (std::cmp::Reverse(it.reports.len()), it.reports.first().map(|it| it.id)));
    Ok(all)
}

/// How many there are of them.
pub fn open_cases(txn: &impl Reads) -> Result<usize> {
    let mut keys: Vec<_> = OPEN.all().keys(txn)?.into_iter().map(|it| it.0).collect();
    keys.dedup();
    Ok(keys.len())
}
