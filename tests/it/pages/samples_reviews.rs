//! What buyers think: with much, little and hostile content.

use bodega::{
    features::reviews::shown::{BarRow, Choice as Way, ReplyRow, Row, Said, SaidRow, Section},
    flows::reviewing::view::{
        AboutProduct, AnswerPage, CaseRow, CaseView, ModerationPage, MoreReviews, OfficeReviewPage, OfficeReviewsPage,
        OwnReviewsPage, OwnRow, ReportPage, ReviewsPage, WriteForm, WritePage,
    },
    platform::web::parts::{Avatar, Choice, FieldIssue, Icon, Issues, Link, Note, Pager, Pill, Rating, SideNav, Tone},
};

use super::samples::{Sample, Words, cover, sample};

fn row(words: &Words, number: usize) -> Row {
    let name = words.say("Ines O.");
    Row {
        id: format!("rev_{number}"),
        avatar: Avatar::of(&name),
        name,
        proof: words.say("Bought, Standard"),
        verified: number != 2,
        date: "14 Nov 2026".into(),
        filled: 80,
        label: "4 of 5 stars".into(),
        stars: 4,
        written: "2026-11-14T10:00:00Z".into(),
        title: words.say("The textures carried my whole EP"),
        body: if number == 1 { String::new() } else { words.say("Kicks.\nAnd belt noise.") },
        bare: number == 1,
        reply: (number == 0).then(|| ReplyRow {
            name: words.say("Tidepool Audio"),
            avatar: Avatar::of("Tidepool Audio"),
            date: "15 Nov 2026".into(),
            text: words.say("Fair point.\nFixed."),
        }),
        helpful: "41".into(),
        voted: number == 0,
        mine: number == 2,
        answer: (number == 0).then(|| words.say("/sell/reviews/rev_0")),
    }
}

/// The part of a product's page.
pub fn section(words: &Words, many: usize) -> Section {
    let bar = |stars: u64| BarRow {
        label: format!("{stars} stars"),
        url: words.say("/products/tape-garden?stars=5#reviews"),
        count: "264".into(),
        percent: 20,
    };
    let way = |label: &str, on| Way { label: words.say(label), url: words.say("/products/tape-garden#reviews"), on };
    let said = |about: &str| SaidRow {
        about: words.say(about),
        count: "3 reviews".into(),
        quote: words.say("The kerning is superb."),
    };
    Section {
        page: words.say("/products/tape-garden"),
        rating: Rating::of(48, many as u64),
        count: format!("{many} reviews"),
        rating_count: many as u64,
        bars: if many == 0 { vec![] } else { (1..=5).rev().map(bar).collect() },
        chips: vec![way("All", true), way("With a seller reply", false)],
        sorts: vec![way("Most helpful", true), way("Newest", false)],
        rows: (0..many).map(|n| row(words, n)).collect(),
        more: (many > 2).then(|| words.say("/products/tape-garden/reviews?cursor=a")),
        write: (many != 1).then(|| Link::new("Write a review", words.say("/products/tape-garden/review"))),
        said: (many > 2).then(|| Said { pros: vec![said("kerning")], cons: vec![said("italics")] }),
        is_bundle: many == 1,
    }
}

fn about(words: &Words) -> AboutProduct {
    AboutProduct {
        title: words.say("Tape Garden"),
        url: words.say("/products/tape-garden"),
        seller: words.say("Tidepool Audio"),
        cover: cover("Tape Garden"),
    }
}

fn own(words: &Words, number: usize) -> OwnRow {
    OwnRow {
        review: row(words, number),
        about: about(words),
        url: words.say("/sell/reviews/rev_1"),
        pill: Some(Pill::new(Tone::Good, "Published")),
    }
}

fn side() -> SideNav {
    SideNav::new("Office").group("", &[(Icon("flag"), "Moderation", "/admin/moderation")])
}

fn issues(words: &Words, fields: &[&str]) -> Issues {
    Issues(fields.iter().map(|it| FieldIssue { field: (*it).into(), advice: words.say("Write less") }).collect())
}

fn notes() -> Vec<Note> {
    vec![Note::new(Tone::Good, "Done.", "It is so.")]
}

fn writing(words: &Words, new: bool) -> WritePage {
    let star = |n: i64| Choice::new(n.to_string(), format!("{n} stars"), n == 4);
    WritePage {
        frame: words.frame(),
        about: about(words),
        notes: notes(),
        issues: if new { issues(words, &["stars", "title", "body"]) } else { Issues::default() },
        form: Some(WriteForm {
            action: words.say("/products/tape-garden/review"),
            removal: (!new).then(|| words.say("/products/tape-garden/review/removal")),
            stars: (1..=5).rev().map(star).collect(),
            title: words.say("Fine"),
            body: words.say("Very\nfine"),
            anonymous: !new,
            name: words.say("Ines O."),
        }),
        own: None,
    }
}

fn moderation(words: &Words, many: usize) -> ModerationPage {
    let case = |n: usize| CaseRow {
        about: words.say("On Bus Glue"),
        count: "2 reports".into(),
        since: "14 Nov 2026".into(),
        url: words.say("/admin/moderation/rev_1"),
        current: n == 0,
    };
    ModerationPage {
        frame: words.frame(),
        side: side(),
        notes: notes(),
        issues: if many > 1 { issues(words, &["reason", "decision"]) } else { Issues::default() },
        cases: (0..many).map(case).collect(),
        case: (many > 0).then(|| CaseView {
            count: "2 reports".into(),
            row: own(words, 0),
            reasons: vec![
                (words.say("Spam, a member"), words.say("Look at it")),
                ("Spam, the seller".into(), String::new()),
            ],
            author: vec![words.say("4 reviews, 1 removed")],
            account: Some(words.say("/admin/users/usr_1")),
            action: words.say("/admin/moderation/rev_1"),
            decisions: vec![(Choice::new("keep", "Keep", true), "Close the reports")],
            reason: words.say("Reviews are for the file."),
            next: Some(words.say("/admin/moderation/rev_2")),
        }),
    }
}

/// All of them.
pub fn all(words: &Words) -> Vec<Sample> {
    let frame = || words.frame();
    let locked = WritePage { form: None, own: Some(row(words, 0)), ..writing(words, false) };
    let report = |action: &str| ReportPage {
        frame: frame(),
        about: about(words),
        notes: notes(),
        issues: if action.is_empty() { Issues::default() } else { issues(words, &["reason", "text"]) },
        review: row(words, 1),
        action: words.say(action),
        reasons: vec![Choice::new("spam", "Spam", true)],
        text: words.say("Look at it"),
    };
    let list = |many: usize| OwnReviewsPage {
        frame: frame(),
        side: side(),
        notes: notes(),
        summary: format!("{many} reviews"),
        rows: (0..many).map(|n| own(words, n)).collect(),
        pager: Pager::new(1, 2, many as u64, |n| format!("?page={n}")),
    };
    let answer = |first: bool| AnswerPage {
        frame: frame(),
        side: side(),
        notes: notes(),
        issues: if first { issues(words, &["text"]) } else { Issues::default() },
        row: own(words, 0),
        action: words.say("/sell/reviews/rev_1/reply"),
        draft: words.say("/sell/reviews/rev_1/draft"),
        removal: (!first).then(|| words.say("/sell/reviews/rev_1/reply/removal")),
        text: words.say("Thanks.\nAll."),
        suggested: first,
    };
    let office = |many: usize| OfficeReviewsPage {
        frame: frame(),
        side: side(),
        states: vec![Choice::new("", "Any state", true)],
        stars: vec![Choice::new("5", "5 stars", false)],
        rows: (0..many).map(|n| own(words, n)).collect(),
        older: (many > 1).then(|| words.say("/admin/reviews?before=a")),
    };
    let one = OfficeReviewPage {
        frame: frame(),
        side: side(),
        notes: notes(),
        issues: issues(words, &["reason"]),
        row: own(words, 0),
        facts: vec![("Order".into(), words.say("ord_1"))],
        hidden: Some(words.say("Reviews are for the file.")),
        reports: vec![words.say("Spam, a member: waits")],
        hiding: words.say("/admin/reviews/rev_1/hiding"),
        showing: Some(words.say("/admin/reviews/rev_1/hiding/removal")),
        reason: words.say("No"),
    };
    vec![
        sample("reviews", ReviewsPage { frame: frame(), about: about(words), reviews: section(words, 3) }),
        sample("reviews-none", ReviewsPage { frame: frame(), about: about(words), reviews: section(words, 0) }),
        sample("review-write", writing(words, true)),
        sample("review-change", writing(words, false)),
        sample("review-locked", locked),
        sample("review-report", report("/reviews/rev_1/report")),
        sample("review-reported", report("")),
        sample("reviews-own", list(3)),
        sample("reviews-own-none", list(0)),
        sample("review-answer", answer(true)),
        sample("review-answered", answer(false)),
        sample("moderation", moderation(words, 2)),
        sample("moderation-none", moderation(words, 0)),
        sample("reviews-office", office(2)),
        sample("reviews-office-none", office(0)),
        sample("review-office", one),
    ]
}

/// What a script adds to a list.
pub fn more(words: &Words) -> String {
    use askama::Template;
    MoreReviews { frame: words.frame(), reviews: section(words, 3) }.render().unwrap()
}
