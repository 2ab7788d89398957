//! What is said, and what is understood.

use proptest::prelude::*;

use super::*;

fn heard(text: &str) -> Heard {
    let licences = || ["gpl-3.0", "gpl-3.0-or-later", "mit", "ofl-1.1"].map(str::to_owned).to_vec();
    hear(text, Currency::parse("USD").unwrap(), Day::parse("2026-11-22").unwrap(), licences)
}

#[test]
fn a_sentence_is_taken_apart() {
    let Heard { text, filters } = heard("free fonts for a wedding under $10 rated 4+");
    assert_eq!(text, "fonts for a wedding");
    assert_eq!((filters.free, filters.max_price, filters.min_rating), (Some(true), Some(999), Some(400)));
}

#[test]
fn prices_are_understood_in_many_ways() {
    for (said, text, min, max) in [
        ("games under $5", "games", None, Some(499)),
        ("photo editor under 20 dollars", "photo editor", None, Some(1999)),
        ("puzzle games below 3", "puzzle games", None, Some(299)),
        ("space games at most $10", "space games", None, Some(1000)),
        ("password manager not more than 25 usd", "password manager", None, Some(2500)),
        ("strategy games between $5 and $20", "strategy games", Some(500), Some(2000)),
        ("loops $5-$20", "loops", Some(500), Some(2000)),
        ("loops from 5 to 20 dollars", "loops", Some(500), Some(2000)),
        ("courses over $50", "courses", Some(5001), None),
        ("backup software cheaper than 12.50", "backup software", None, Some(1249)),
        ("apps that cost less than $1", "apps", None, Some(99)),
    ] {
        let Heard { text: rest, filters } = heard(said);
        assert_eq!((rest.as_str(), filters.min_price, filters.max_price), (text, min, max), "{said}");
    }
}

#[test]
fn other_wishes_are_understood() {
    assert_eq!(heard("synthesizer on sale").filters.on_sale, Some(true));
    assert_eq!(heard("card games for free").text, "card games");
    assert_eq!(heard("fonts, not free").filters.free, Some(false));
    assert_eq!(heard("icons with at least 4.5 stars").filters.min_rating, Some(450));
    assert_eq!(heard("icons 4 stars and up").text, "icons");
    assert_eq!(heard("MIT licensed terminal").filters.of(Facet::License), ["mit"]);
    assert_eq!(heard("fonts with OFL license").filters.of(Facet::License), ["ofl-1.1"]);
    assert_eq!(heard("gpl-3.0 pdf tools").filters.of(Facet::License), ["gpl-3.0", "gpl-3.0-or-later"]);
    assert_eq!(heard("drum loops as wav files").filters.of(Facet::FileType), ["wav"]);
}

#[test]
fn days_are_understood() {
    for (said, text, since, until) in [
        ("games released this year", "games", "2026-01-01", ""),
        ("fonts published last month", "fonts", "2026-10-01", "2026-10-31"),
        ("fonts from last year", "fonts", "2025-01-01", "2025-12-31"),
        ("icons of the last 30 days", "icons", "2026-10-23", ""),
        ("released in the past 2 weeks", "", "2026-11-08", ""),
        ("icons new this week", "icons", "2026-11-16", ""),
        ("loops since 2024", "loops", "2024-01-01", ""),
        ("loops since March 2024", "loops", "2024-03-01", ""),
        ("loops since march", "loops", "2026-03-01", ""),
        ("loops since december", "loops", "2025-12-01", ""),
        ("editors after 2023", "editors", "2024-01-01", ""),
        ("editors before 2020", "editors", "", "2019-12-31"),
        ("editors released in 2024 under $5", "editors", "2024-01-01", "2024-12-31"),
        ("released today", "", "2026-11-22", "2026-11-22"),
        ("editors published after 2024-05-03", "editors", "2024-05-04", ""),
    ] {
        let Heard { text: rest, filters } = heard(said);
        let told = |it: Option<Day>| it.map(|it| it.to_string()).unwrap_or_default();
        assert_eq!((rest.as_str(), &*told(filters.since), &*told(filters.until)), (text, since, until), "{said}");
    }
    let updated = |said| heard(said).filters.updated_since.map(|it| it.to_string()).unwrap_or_default();
    assert_eq!(updated("editors updated this year"), "2026-01-01");
    assert_eq!(updated("recently updated editors"), "2026-08-22");
    assert_eq!(updated("editors updated since 2025"), "2025-01-01");
}

#[test]
fn what_is_not_wanted_is_understood() {
    for (said, text, without) in [
        ("music player without ads", "music player", vec!["ads"]),
        ("music player without ads or tracking under $5", "music player", vec!["ads", "tracking"]),
        ("board games, no chess", "board games", vec!["chess"]),
        ("board games but not chess", "board games", vec!["chess"]),
        ("editors except video editors", "editors", vec!["video editors"]),
        ("board games -chess -go", "board games", vec!["chess", "go"]),
        ("calendar without monthly subscription", "calendar", vec!["monthly subscription"]),
    ] {
        let Heard { text: rest, filters } = heard(said);
        assert_eq!((rest.as_str(), filters.without.iter().map(String::as_str).collect::<Vec<_>>()), (text, without));
    }
}

#[test]
fn what_only_sounds_like_it_is_left_alone() {
    for said in [
        "free",
        "royalty free",
        "freeciv",
        "free software foundation",
        "under the sea",
        "over 9000 monsters",
        "under 10 mb",
        "2 player games",
        "top 10 plugins",
        "at least",
        "between",
        "4",
        "room 101",
        "mit",
        "ofl",
        "version 2.0",
        "pdf tools",
        "on",
        "rated",
        "1984",
        "",
        "$",
        "under $",
        "€10",
        "area 51 under construction",
        "no mans sky",
        "not only fonts",
        "without",
        "games set in 1984",
        "since",
        "summer of 69",
        "this week",
        "last chance",
        "new",
        "2024",
        "- - -",
        "-5",
        "notes -",
    ] {
        assert_eq!(heard(said), Heard { text: said.into(), ..Heard::default() }, "{said}");
    }
}

proptest! {
    #[test]
    fn anything_can_be_heard(words in proptest::collection::vec(prop_oneof!["\\PC{0,8}", proptest::sample::select(vec![
        "free", "under", "$5", "between", "and", "rated", "4+", "stars", "with", "license", "mit", "for", "on", "sale", "not", "5-2",
        "99999999999999999999$", "since", "2024", "last", "this", "year", "released", "without", "no", "-x", "march", "in", "30", "days", "before",
    ]).prop_map(str::to_owned)], 0..8)) {
        let said = words.join(" ");
        let once = heard(&said);
        if let (Some(min), Some(max)) = (once.filters.min_price, once.filters.max_price) {
            prop_assert!(min >= 0 && max >= 0);
        }
        prop_assert!(once.text.len() <= said.len());
    }
}
