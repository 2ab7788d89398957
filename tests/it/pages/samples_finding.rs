//! The office's page about finding.

use bodega::{
    flows::searching::view::*,
    platform::web::parts::{FieldIssue, Icon, Issues, Note, SideNav, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    vec![
        sample("finding", page(words, Some(3))),
        sample("finding-plain", page(words, None)),
        sample("finding-nothing", page(words, Some(0))),
        sample("finding-refused", FindingPage { issues: Issues(issues(words)), ..page(words, None) }),
    ]
}

fn issues(words: &Words) -> Vec<FieldIssue> {
    let issue = |field: &str| FieldIssue {
        field: field.to_owned(),
        advice: words.say("Write at least two words in each line"),
    };
    ["synonyms", "little", "pins", "hidden"].map(issue).into()
}

fn page(words: &Words, rows: Option<usize>) -> FindingPage {
    let row = |place: usize| WhyRow {
        place: (place + 1).to_string(),
        title: words.say("Aurora Sans"),
        url: words.say("/products/aurora-sans"),
        words: "12.4".into(),
        meaning: "0.81".into(),
        held: "100 %".into(),
        liked: "+1.2 %".into(),
        value: "3.40".into(),
    };
    FindingPage {
        frame: words.frame(),
        side: SideNav::new("Office").group("Selling", &[(Icon("search"), "Finding", "/admin/search")]),
        notes: rows
            .map(|_| Note::new(Tone::Good, "Saved.", words.say("Search follows the rules from now on.")))
            .into_iter()
            .collect(),
        meaning: words.say("Search goes by words alone."),
        synonyms: words.say("picture, image, photo"),
        little: words.say("app, tool"),
        pins: words.say("wedding fonts: aurora-sans"),
        hidden: words.say("old-letters"),
        why: rows.map(|it| WhyTable { text: words.say("font"), rows: (0..it).map(row).collect() }),
        ..FindingPage::default()
    }
}
