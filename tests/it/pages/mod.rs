//! Every page drawn with much, little and hostile content, and looked over for what must always hold.

mod check;
mod samples;
mod samples_account;
mod samples_collections;
mod samples_downloads;
mod samples_factors;
mod samples_finding;
mod samples_licensing;
mod samples_making;
mod samples_office;
mod samples_order;
mod samples_papers;
mod samples_past;
mod samples_people;
mod samples_pricing;
mod samples_reviews;
mod samples_searches;
mod samples_selling;
mod samples_shop;
mod samples_wallet;
mod samples_wishes;

pub use check::Html;
use samples::Sample;

#[test]
fn every_page_is_well_formed() {
    for words in [samples::plain(), samples::dark()] {
        for Sample { name, html } in samples::all(&words) {
            Html::of(&name, &html).is_well_formed();
        }
    }
}

#[test]
fn hostile_words_stay_words() {
    for Sample { name, html } in samples::all(&samples::hostile()) {
        Html::of(&name, &html).is_well_formed();
        assert!(!html.contains("<script>alert"), "{name}: a script got through");
        assert!(!html.contains("\" onmouseover="), "{name}: an attribute got through");
    }
}

#[test]
fn mails_and_fragments_escape_too() {
    let (subject, text, html) = samples_order::receipt(&samples::hostile());
    assert!(!subject.contains('\n'));
    assert!(text.contains("<script>"), "plain text says things as they are");
    assert!(!html.contains("<script>"));
    assert!(!samples_shop::suggestions(&samples::hostile()).contains("<script>"));
    assert!(!samples_reviews::more(&samples::hostile()).contains("<script>"));
    assert!(!samples_searches::panels(&samples::hostile()).contains("<script>"));
}

#[test]
fn an_icon_is_built_for_every_name_in_use() {
    let pattern = |text: &str| -> Vec<String> {
        text.split("con(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let mut names = vec![];
    for folder in ["templates", "src"] {
        let ours = |file: &std::path::PathBuf| file.extension().is_some_and(|it| it == "rs" || it == "html");
        for file in check::files(folder).into_iter().filter(ours) {
            names.extend(pattern(&std::fs::read_to_string(file).unwrap()));
        }
    }
    assert!(names.len() > 20);
    for name in
        names.iter().filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
    {
        assert!(!bodega::platform::web::icon(name).is_empty(), "run `make assets`: {name} has no drawing");
    }
}

#[test]
fn templates_keep_to_the_policy() {
    for file in check::files("templates") {
        let text = std::fs::read_to_string(&file).unwrap();
        let mail = file.to_string_lossy().contains("/mail/");
        for (word, why) in [
            (" style=", "the policy forbids inline styles"),
            ("hx-on", "the policy forbids inline handlers"),
            ("js:", "the policy forbids evaluating"),
            ("javascript:", "the policy forbids scripts in links"),
            ("onclick", "the policy forbids inline handlers"),
        ] {
            assert!(!text.contains(word), "{}: {word}: {why}", file.display());
        }
        assert!(mail || !text.contains("<style"), "{}: inline styles", file.display());
        for script in text.split("<script").skip(1) {
            assert!(script.split('>').next().unwrap().contains("src="), "{}: an inline script", file.display());
        }
        let trigger =
            text.split("hx-trigger=\"").skip(1).filter_map(|rest| rest.split('"').next()).any(|it| it.contains('['));
        assert!(!trigger, "{}: a trigger filter is ignored under the policy", file.display());
    }
}
