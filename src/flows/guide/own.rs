//! What the shop answers itself, and languages that it does not read.

use std::collections::HashSet;

use super::needs;
use crate::{
    features::assistant::{AssistantSettings, Intent, LANGUAGES, NewReply, OwnAnswer, Reply, tongue},
    platform::search::Meaning,
};

/// A message nearer to a question than this asks the same.
const SAME: f32 = 0.72;
/// So large a part of the words of both has to be the same, where the words decide.
const SHARED: f32 = 0.6;

/// The shop's own answer to what was said, or that it does not read the language; nothing if it has to be looked for.
pub(super) fn answer(settings: &AssistantSettings, heard: &Intent, said: &str) -> Option<NewReply> {
    let is_open = matches!(
        heard,
        Intent::Find(_) | Intent::Policy(_) | Intent::Order(_) | Intent::Talk(_) | Intent::Newest | Intent::Unclear
    );
    if !is_open {
        return None;
    }
    if let Some(own) = asked(&settings.answers, said) {
        let reply = Reply { suggestions: vec!["What is new?".into(), "What is free?".into()], ..Reply::default() };
        return Some(NewReply { text: own.answer.clone(), reply });
    }
    let foreign = tongue(said).filter(|code| !settings.languages.iter().any(|it| it == code))?;
    let name = |code: &str| LANGUAGES.iter().find(|it| it.0 == code).map_or("that language", |it| it.1).to_owned();
    let mut read: Vec<String> = vec!["English".to_owned()];
    read.extend(settings.languages.iter().map(|it| name(it)));
    let text = format!(
        "That seems to be {}, which I do not read here. Please say it in {}.",
        name(foreign),
        super::compare::joined(&read, "or")
    );
    Some(NewReply { text, reply: Reply::default() })
}

/// The answer whose question is like what was said, by its words or by what they mean.
fn asked<'a>(answers: &'a [OwnAnswer], said: &str) -> Option<&'a OwnAnswer> {
    if answers.is_empty() {
        return None;
    }
    let words = words(said);
    let meant = Meaning::built_in().and_then(|it| it.of(said));
    let likeness = |own: &OwnAnswer| {
        let theirs = self::words(&own.question);
        let both = words.intersection(&theirs).count() as f32;
        let all = words.union(&theirs).count().max(1) as f32;
        let by_words = both / all;
        let known = Meaning::built_in().and_then(|it| it.of(&own.question));
        let by_meaning = meant.as_ref().zip(known).map_or(0.0, |(said, known)| said.nearness(&known));
        // Each on its own measure: at 1 it is just enough.
        (by_words / SHARED).max(by_meaning / SAME)
    };
    let best = answers.iter().map(|it| (likeness(it), it)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 1.0).then_some(best.1)
}

fn words(text: &str) -> HashSet<String> {
    let content = needs::content(text);
    content.split(' ').filter(|it| !it.is_empty()).map(|it| it.trim_end_matches('s').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shop_answers_what_it_was_set_to() {
        let written = "Do you sell gift vouchers?\nNot yet.\n\nCan I visit your studio?\nOn Fridays.";
        let settings = AssistantSettings { answers: OwnAnswer::parse_all(written), ..AssistantSettings::default() };
        let told = |said: &str| answer(&settings, &Intent::Find(said.into()), said).map(|it| it.text);
        assert_eq!(told("do you sell gift vouchers").as_deref(), Some("Not yet."));
        assert_eq!(told("gift voucher?").as_deref(), Some("Not yet."));
        assert_eq!(told("may I visit the studio").as_deref(), Some("On Fridays."));
        assert_eq!(told("a program to draw gift cards"), None);
        assert_eq!(told("fonts"), None);
    }

    #[test]
    fn languages_can_be_left_out() {
        let settings = AssistantSettings { languages: vec!["de".into()], ..AssistantSettings::default() };
        let told = |said: &str| answer(&settings, &Intent::Find(said.into()), said).map(|it| it.text);
        assert_eq!(told("ich suche ein programm zum malen"), None);
        let refused = told("je cherche un logiciel pour dessiner").unwrap();
        assert!(refused.contains("French") && refused.contains("English or German"), "{refused}");
    }
}
