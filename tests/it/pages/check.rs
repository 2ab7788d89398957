//! What must hold for every page.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use scraper::{ElementRef, Selector};

/// A page, parsed.
pub struct Html<'a> {
    name: &'a str,
    text: &'a str,
    tree: scraper::Html,
}

impl<'a> Html<'a> {
    pub fn of(name: &'a str, text: &'a str) -> Self {
        Self { name, text, tree: scraper::Html::parse_document(text) }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.tree.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{}: one {selector}", self.name);
        found[0]
    }

    pub fn is_well_formed(&self) {
        let name = self.name;
        for selector in ["h1", "main#main", "title", "a.skip[href='#main']", "html[lang]", "#toasts[role=status]"] {
            self.one(selector);
        }
        assert!(!self.one("h1").text().collect::<String>().trim().is_empty(), "{name}: an empty heading");
        assert!(!self.one("title").text().collect::<String>().starts_with(" -"), "{name}: an empty title");
        for selector in ["[style]", "style", "script:not([src])", "[onclick]", "[onmouseover]", "iframe"] {
            assert!(self.all(selector).is_empty(), "{name}: {selector} breaks the policy");
        }
        for image in self.all("img") {
            for attribute in ["width", "height", "alt", "src"] {
                assert!(image.attr(attribute).is_some(), "{name}: an image without {attribute}: {}", image.html());
            }
        }
        self.ids_are_unique_and_lead_somewhere();
        self.fields_are_labelled();
        self.headings_are_in_order();
        self.named_where_repeated();
        assert!(!self.text.contains("/assets/missing"), "{name}: an asset is missing");
        self.tags_are_balanced();
    }

    fn ids_are_unique_and_lead_somewhere(&self) {
        let mut ids = BTreeSet::new();
        for element in self.all("[id]") {
            let id = element.attr("id").unwrap();
            assert!(ids.insert(id), "{}: the id {id} twice", self.name);
        }
        for attribute in ["aria-labelledby", "aria-describedby", "aria-controls", "for", "form"] {
            for element in self.all(&format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap().split_whitespace() {
                    assert!(ids.contains(id), "{}: {attribute} leads to {id}, which is not there", self.name);
                }
            }
        }
        for link in self.all("a[href^='#']") {
            let id = &link.attr("href").unwrap()[1..];
            assert!(ids.contains(id), "{}: a link to #{id}, which is not there", self.name);
        }
    }

    fn fields_are_labelled(&self) {
        for field in self.all("input:not([type=hidden]), select, textarea") {
            let by_id = field.attr("id").is_some_and(|id| !self.all(&format!("label[for='{id}']")).is_empty());
            let inside = field.ancestors().filter_map(ElementRef::wrap).any(|it| it.value().name() == "label");
            assert!(
                by_id || inside || field.attr("aria-label").is_some(),
                "{}: {} has no label",
                self.name,
                field.html()
            );
        }
        for button in self.all("button, a") {
            let words = button.text().collect::<String>();
            let named = button.attr("aria-label").is_some() || button.attr("aria-hidden").is_some();
            assert!(named || !words.trim().is_empty(), "{}: {} says nothing", self.name, button.html());
        }
    }

    fn headings_are_in_order(&self) {
        let mut before = 0;
        for heading in self.all("main h1, main h2, main h3, main h4") {
            let level: u8 = heading.value().name()[1..].parse().unwrap();
            assert!(level <= before + 1, "{}: h{level} after h{before}: {}", self.name, heading.html());
            before = level;
        }
    }

    fn named_where_repeated(&self) {
        for landmark in ["nav", "aside"] {
            let found = self.all(landmark);
            let named = |it: &ElementRef<'_>| it.attr("aria-label").or(it.attr("aria-labelledby")).is_some();
            assert!(found.len() < 2 || found.iter().all(named), "{}: a {landmark} without a name", self.name);
        }
    }

    /// Parsers mend everything, so the text itself is counted.
    fn tags_are_balanced(&self) {
        for tag in [
            "div", "section", "form", "ul", "ol", "li", "p", "main", "header", "footer", "nav", "aside", "article",
            "span", "a", "dl", "details", "fieldset", "label", "button", "svg", "table",
        ] {
            let opened =
                self.text.matches(&format!("<{tag}>")).count() + self.text.matches(&format!("<{tag} ")).count();
            let closed = self.text.matches(&format!("</{tag}>")).count();
            assert_eq!(opened, closed, "{}: <{tag}> is not balanced", self.name);
        }
    }
}

/// All files below a folder of the project.
pub fn files(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = vec![];
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found
}
