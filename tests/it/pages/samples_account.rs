//! The account area.

use bodega::{
    features::accounts::side_nav,
    flows::account::view::*,
    platform::web::parts::{FieldIssue, Issues, Link, Note, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![sample("account", profile(words, false)), sample("account-refused", profile(words, true))]
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
