//! The pages at the door, and those on which admins mind people.

use bodega::{
    flows::{
        people::view::{AuditPage, EntryRow, UserPage, UserRow, UsersPage},
        signing_in::view::{ConfirmPage, ForgotPage, LoginPage, ProvePage, RegisterPage, ResetPage, SecondPage},
    },
    platform::web::parts::{Choice, Cover, FieldIssue, Icon, Issues, Link, Note, Pager, Pill, SideNav, Tone},
};

use super::samples::{Sample, Words, cover, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let covers = || -> Vec<Cover> { ["Tape Garden", "Ostra Serif"].map(cover).into() };
    let wrong = |names: &[&str]| {
        let issue = |name: &&str| FieldIssue { field: (*name).to_owned(), advice: words.say("Try once more") };
        Issues(names.iter().map(issue).collect())
    };
    let (frame, email, token) = (|| words.frame(), || words.say("ines@example.com"), || words.say("abc"));
    let note = Note::new(Tone::Bad, words.say("No."), words.say("Please try again"));
    vec![
        sample("login", LoginPage { frame: frame(), covers: covers(), ..LoginPage::default() }),
        sample(
            "login-refused",
            LoginPage {
                frame: frame(),
                notes: vec![note.clone()],
                email: email(),
                keep: true,
                next: words.say("/cart"),
                ..LoginPage::default()
            },
        ),
        sample("second", SecondPage { frame: frame(), covers: covers(), ..SecondPage::default() }),
        sample("second-refused", SecondPage { frame: frame(), issues: wrong(&["code"]), ..SecondPage::default() }),
        sample("prove", ProvePage { frame: frame(), email: email(), next: words.say("/"), ..ProvePage::default() }),
        sample("prove-refused", ProvePage { frame: frame(), issues: wrong(&["password"]), ..ProvePage::default() }),
        sample("register", RegisterPage { frame: frame(), covers: covers(), ..RegisterPage::default() }),
        sample(
            "register-refused",
            RegisterPage {
                frame: frame(),
                name: words.say("Ines"),
                email: email(),
                issues: wrong(&["name", "email", "password"]),
                ..RegisterPage::default()
            },
        ),
        sample("register-sent", RegisterPage { frame: frame(), email: email(), sent: true, ..RegisterPage::default() }),
        sample(
            "confirm",
            ConfirmPage {
                frame: frame(),
                email: email(),
                token: token(),
                issues: wrong(&["password"]),
                ..ConfirmPage::default()
            },
        ),
        sample("forgot", ForgotPage { frame: frame(), issues: wrong(&["email"]), ..ForgotPage::default() }),
        sample("forgot-sent", ForgotPage { frame: frame(), email: email(), sent: true, ..ForgotPage::default() }),
        sample(
            "reset",
            ResetPage {
                frame: frame(),
                token: token(),
                open: true,
                issues: wrong(&["password"]),
                ..ResetPage::default()
            },
        ),
        sample("reset-closed", ResetPage { frame: frame(), ..ResetPage::default() }),
        sample("users", users(words, 3)),
        sample("users-none", users(words, 0)),
        sample(
            "user",
            UserPage {
                frame: frame(),
                side: side(),
                notes: vec![note],
                user: row(words, 1),
                roles: roles(words),
                seller: Some(Link::new(words.say("Tidepool Audio"), "/sellers/tidepool-audio")),
                suspended: Some(words.say("Too loud")),
                facts: vec![(words.say("Orders"), words.say("12"))],
                entries: entries(words),
                ..UserPage::default()
            },
        ),
        sample(
            "user-new",
            UserPage {
                frame: frame(),
                side: side(),
                user: row(words, 2),
                issues: wrong(&["seller"]),
                ..UserPage::default()
            },
        ),
        sample(
            "audit",
            AuditPage {
                frame: frame(),
                side: side(),
                about: words.say("usr_1"),
                entries: entries(words),
                older: Some(words.say("/admin/audit?before=a")),
            },
        ),
        sample("audit-none", AuditPage { frame: frame(), side: side(), ..AuditPage::default() }),
    ]
}

fn side() -> SideNav {
    SideNav::new("Admin").group("", &[(Icon("users"), "Users", "/admin/users")]).at("/admin/users")
}

fn users(words: &Words, many: usize) -> UsersPage {
    UsersPage {
        frame: words.frame(),
        side: side(),
        query: words.say("a"),
        roles: roles(words),
        users: (0..many).map(|number| row(words, number)).collect(),
        pager: Pager::new(1, 2, many as u64, |page| format!("/admin/users?page={page}")),
    }
}

fn row(words: &Words, number: usize) -> UserRow {
    UserRow {
        url: format!("/admin/users/{number}"),
        name: words.say("Ines"),
        email: words.say("ines-with-quite-a-long-address@subdomain.example.com"),
        role: words.say("customer"),
        since: words.say("22 November 2026"),
        pill: (number == 1).then(|| Pill::new(Tone::Bad, words.say("Suspended"))),
    }
}

fn roles(words: &Words) -> Vec<Choice> {
    vec![Choice::new("customer", words.say("Customer"), true), Choice::new("admin", "Admin", false)]
}

fn entries(words: &Words) -> Vec<EntryRow> {
    let row = EntryRow {
        at: words.say("22 November 2026, 12:00"),
        actor: words.say("ann@example.com"),
        actor_url: Some("/admin/users/1".into()),
        act: words.say("Changed a role"),
        target: words.say("ines@example.com"),
        target_url: Some("/admin/users/2".into()),
        address: words.say("203.0.113.9"),
        detail: words.say("customer to seller"),
    };
    let plain = EntryRow { actor_url: None, target_url: None, ..row.clone() };
    vec![row, plain]
}
