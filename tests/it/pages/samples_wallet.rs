//! Saved payment methods.

use bodega::{
    features::accounts::side_nav,
    flows::wallet::view::*,
    platform::web::parts::{Note, Tone},
};

use super::samples::{Sample, Words, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let page = || MethodsPage {
        frame: words.frame(),
        side: side_nav("/account/payment-methods"),
        known: true,
        ..MethodsPage::default()
    };
    let method = |id: &str, name: &str, detail: &str| MethodRow {
        id: id.to_owned(),
        name: words.say(name),
        detail: words.say(detail),
    };
    let note = |title: &str| Note::new(Tone::Good, words.say(title), words.say("It cannot be used here any more."));
    vec![
        sample("payment-methods-none", page()),
        sample("payment-methods-resting", MethodsPage { known: false, notes: vec![note("Resting")], ..page() }),
        sample(
            "payment-methods",
            MethodsPage {
                notes: vec![note("It was removed.")],
                methods: vec![
                    method("pm_1", "Visa ending in 4242", "Good until 08/2031"),
                    method("pm_2", "PayPal", ""),
                ],
                ..page()
            },
        ),
    ]
}
