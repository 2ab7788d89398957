//! Searches that members saved, and those of late.

use askama::Template;
use bodega::{
    features::accounts::side_nav,
    flows::remembering::view::*,
    platform::web::parts::{FieldIssue, Issues, Note, Pill, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![
        sample("searches", searches(words, 3)),
        sample("searches-none", searches(words, 0)),
        sample("searches-not-kept", SearchesPage { keeps: false, ..searches(words, 0) }),
        sample("search-new", saved(words)),
        sample(
            "search-saved",
            SavedPage { removal: words.say("/account/saved-searches/ss_1/removal"), ..saved(words) },
        ),
        sample("search-refused", SavedPage { issues: wrong(words), name: String::new(), ..saved(words) }),
    ]
}

fn side() -> SideNav {
    side_nav("/account/searches")
}

fn wrong(words: &Words) -> Issues {
    Issues(vec![FieldIssue { field: "name".into(), advice: words.say("Give the search a name") }])
}

fn searches(words: &Words, many: usize) -> SearchesPage {
    let saved = |number: usize| SavedRow {
        name: words.say("Drums under ten"),
        asked: words.say("“drums”, Sample packs, up to $10"),
        url: words.say("/products?q=drums&max_price=1000&sort=newest"),
        pill: if number == 1 { Pill::new(Tone::Plain, "No mails") } else { Pill::new(Tone::Good, "Mails") },
        detail: words.say("Last mail 22 November 2026"),
        change_url: words.say("/account/saved-searches/ss_1"),
    };
    SearchesPage {
        frame: words.frame(),
        side: side(),
        notes: vec![Note::new(Tone::Good, words.say("The search is saved."), "")],
        saved: (0..many).map(saved).collect(),
        recent: rows(words, many),
        keeps: true,
    }
}

fn rows(words: &Words, many: usize) -> Vec<RecentRow> {
    let row = |number: usize| RecentRow {
        id: words.say(&format!("rs_{number}")),
        words: words.say(["fonts for a zine", "lo-fi drums", "a very long question about paper textures"][number % 3]),
        url: words.say("/products?q=fonts"),
        at: words.say("22 November 2026"),
    };
    (0..many).map(row).collect()
}

fn saved(words: &Words) -> SavedPage {
    SavedPage {
        frame: words.frame(),
        side: side(),
        title: words.say("Save this search"),
        action: words.say("/account/saved-searches"),
        query: words.say("q=drums"),
        asked: words.say("“drums”, Sample packs, up to $10"),
        name: words.say("drums"),
        mails: true,
        url: words.say("/products?q=drums"),
        ..SavedPage::default()
    }
}

/// What lies below the search box of a member and of a guest.
pub fn panels(words: &Words) -> String {
    let member = RecentPanel { token: words.say("token"), rows: rows(words, 3), guest: false };
    let guest = RecentPanel { guest: true, ..RecentPanel::default() };
    member.render().unwrap() + &guest.render().unwrap()
}
