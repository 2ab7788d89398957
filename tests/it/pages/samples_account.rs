//! The account area.

use bodega::{
    features::accounts::side_nav,
    flows::{account::view::*, alerting::view::*},
    platform::web::parts::{Choice, FieldIssue, Icon, Issues, Link, Note, Pager, Pill, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let side = || side_nav("/account/security");
    let frame = || words.frame();
    vec![
        sample("account", profile(words, false)),
        sample("account-refused", profile(words, true)),
        sample("account-orders", orders(words)),
        sample("account-orders-empty", OrdersPage { frame: frame(), side: side(), ..OrdersPage::default() }),
        sample("account-security", security(words, &[])),
        sample("account-security-refused", security(words, &["current", "password"])),
        sample("account-email", EmailPage { frame: frame(), side: side(), ..EmailPage::default() }),
        sample(
            "account-email-refused",
            EmailPage {
                frame: frame(),
                side: side(),
                issues: wrong(words, &["email"]),
                now: words.say("ines@example.com"),
                email: words.say("ines@"),
            },
        ),
        sample(
            "account-move",
            MovePage {
                frame: frame(),
                side: side(),
                old: words.say("ines@example.com"),
                new: words.say("ines@new.example"),
                token: words.say("token"),
            },
        ),
        sample(
            "account-close",
            ClosePage {
                frame: frame(),
                side: side(),
                issues: wrong(words, &["email"]),
                email: words.say("ines@example.com"),
            },
        ),
        sample("account-keys", keys(words)),
        sample("account-keys-empty", KeysPage { frame: frame(), side: side(), ..KeysPage::default() }),
        sample("account-key", key_form(words, Issues::default())),
        sample("account-key-refused", key_form(words, wrong(words, &["name", "scopes", "days"]))),
        sample(
            "account-key-made",
            KeyMadePage { frame: frame(), side: side(), name: words.say("backup"), secret: words.say("bdg_abc") },
        ),
        sample("account-preferences", preferences(words)),
        sample("price-alerts", alerts(words, None)),
        sample("price-alerts-refused", alerts(words, Some("target"))),
        sample("price-alerts-empty", AlertsPage { frame: frame(), side: side(), ..AlertsPage::default() }),
        sample("unsubscribe", stop(words, false)),
        sample("unsubscribed", stop(words, true)),
        sample("account-data", DataPage { frame: frame(), side: side(), copy: CopyState::None }),
        sample(
            "account-data-waiting",
            DataPage {
                frame: frame(),
                side: side(),
                copy: CopyState::Waiting { since: words.say("22 November 2026, 12:00 UTC") },
            },
        ),
        sample(
            "account-data-ready",
            DataPage {
                frame: frame(),
                side: side(),
                copy: CopyState::Ready {
                    made: words.say("22 November 2026, 12:01 UTC"),
                    size: words.say("12 KB"),
                    until: words.say("29 November 2026"),
                },
            },
        ),
    ]
}

fn wrong(words: &Words, fields: &[&str]) -> Issues {
    let issue = |field: &&str| FieldIssue { field: (*field).to_owned(), advice: words.say("Write it once more") };
    Issues(fields.iter().map(issue).collect())
}

fn profile(words: &Words, refused: bool) -> ProfilePage {
    ProfilePage {
        frame: words.frame(),
        side: side_nav("/account"),
        notes: vec![Note::new(Tone::Good, words.say("Saved."), words.say("That is what we call you."))],
        issues: if refused { wrong(words, &["name"]) } else { Issues::default() },
        name: words.say("Ines"),
        email: words.say("ines@example.com"),
        since: "since 22 November 2026".into(),
        role: words.say("You are an admin of this shop."),
        links: vec![Link::new(words.say("Your library"), words.say("/library"))],
    }
}

fn orders(words: &Words) -> OrdersPage {
    let row = |number: u64| OrderRow {
        number: number.to_string(),
        url: words.say("/orders/ord_1?token=t"),
        what: words
            .say("A Rather Long Title That Somebody Thought Was a Good Idea 2026, Tape Garden and 2 things more"),
        date: "22 November 2026".into(),
        total: words.say("$123,456.00"),
        pill: Pill::new(Tone::Good, words.say("Paid")),
    };
    OrdersPage {
        frame: words.frame(),
        side: side_nav("/account/orders"),
        rows: (1001..1004).map(row).collect(),
        pager: Pager::new(1, 2, 3, |page| words.say(&format!("/account/orders?page={page}"))),
    }
}

fn security(words: &Words, fields: &[&str]) -> SecurityPage {
    let session = |number: u8| SessionRow {
        id: words.say(&format!("ses_{number}")),
        name: words.say("Firefox on Linux"),
        icon: Icon("laptop"),
        detail: words.say("Used 2 hours ago, from 192.0.2.7, since 22 November 2026"),
        current: number == 0,
    };
    SecurityPage {
        frame: words.frame(),
        side: side_nav("/account/security"),
        notes: vec![Note::new(Tone::Good, words.say("Your new password is set."), words.say("Signed out elsewhere."))],
        issues: wrong(words, fields),
        email: words.say("ines@example.com"),
        password_since: words.say("Set 22 November 2026"),
        two_steps: fields.is_empty(),
        sessions: (0..3).map(session).collect(),
    }
}

fn keys(words: &Words) -> KeysPage {
    let key = KeyRow {
        id: words.say("key_1"),
        name: words.say("backup script"),
        hint: words.say("bdg_…a1b2"),
        scopes: vec![words.say("library:read"), words.say("orders:read")],
        detail: words.say("Made 22 November 2026, never used, no end"),
    };
    KeysPage {
        frame: words.frame(),
        side: side_nav("/account/keys"),
        notes: vec![Note::new(Tone::Good, words.say("The key has ended."), words.say("Programs are turned away."))],
        keys: vec![key],
    }
}

fn key_form(words: &Words, issues: Issues) -> KeyFormPage {
    KeyFormPage {
        frame: words.frame(),
        side: side_nav("/account/keys"),
        issues,
        name: words.say("backup script"),
        scopes: vec![Choice::new(words.say("orders:read"), words.say("See your orders"), true)],
        days: vec![Choice::new("90", words.say("90 days"), true), Choice::new("0", "No end", false)],
    }
}

fn preferences(words: &Words) -> PreferencesPage {
    let wish = |on| Wish {
        word: words.say("price-alerts"),
        label: words.say("Price alerts"),
        hint: words.say("Something fell to the price you asked us to watch for."),
        on,
    };
    PreferencesPage {
        frame: words.frame(),
        side: side_nav("/account/preferences"),
        notes: vec![Note::new(Tone::Good, words.say("Saved."), words.say("From the next mail on."))],
        email: words.say("ines@example.com"),
        wishes: vec![wish(true), wish(false)],
        picks: true,
    }
}

fn alerts(words: &Words, wrong_field: Option<&str>) -> AlertsPage {
    let row = |url: &str| AlertRow {
        id: words.say("alt_1"),
        title: words.say("Aurora Sans"),
        url: words.say(url),
        target: words.say("$9.00"),
        now: words.say("$12.50"),
        pill: Pill::new(Tone::Info, words.say("Waiting")),
        detail: words.say("Set 22 November 2026"),
        again: words.say("/account/price-alerts?product=aurora-sans"),
    };
    AlertsPage {
        frame: words.frame(),
        side: side_nav("/account/price-alerts"),
        notes: vec![Note::new(Tone::Good, words.say("The alert is set."), words.say("You get one mail."))],
        issues: wrong_field.map(|it| wrong(words, &[it])).unwrap_or_default(),
        fresh: Some(Watched {
            slug: words.say("aurora-sans"),
            title: words.say("Aurora Sans"),
            now: words.say("It costs $12.50 now."),
            sign: words.say("$"),
        }),
        target: words.say("9"),
        rows: vec![
            row("/products/aurora-sans"),
            AlertRow { url: String::new(), again: String::new(), now: String::new(), ..row("") },
        ],
    }
}

fn stop(words: &Words, done: bool) -> StopPage {
    StopPage {
        frame: words.frame(),
        email: words.say("i…@example.com"),
        mailing: words.say("Price alerts"),
        action: words.say("/unsubscribe?token=t"),
        done,
    }
}
