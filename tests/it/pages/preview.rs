//! Writes every page to `target/preview`, to be looked at: `cargo test --test it preview -- --ignored`.

use std::{fs, path::Path};

use bodega::platform::cover_art;

use super::samples::{self, GOODS, Sample};

#[test]
#[ignore = "writes files for people to look at"]
fn preview() {
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/preview");
    fs::create_dir_all(out.join("covers")).unwrap();
    for (number, (title, _, seller, _)) in GOODS.iter().enumerate() {
        let file = format!("covers/{}.svg", title.to_lowercase().replace(' ', "-"));
        fs::write(out.join(file), cover_art::draw(title, seller, number as u64)).unwrap();
    }
    for (kind, words) in [("light", samples::plain()), ("dark", samples::dark())] {
        for Sample { name, html } in samples::all(&words) {
            fs::write(out.join(format!("{name}-{kind}.html")), html).unwrap();
        }
    }
    let (_, text, html) = super::samples_order::receipt(&samples::plain());
    fs::write(out.join("receipt.txt"), text).unwrap();
    fs::write(out.join("receipt.html"), html).unwrap();
    let mut list = super::samples_shop::suggestions(&samples::plain());
    list = samples::all(&samples::plain())
        .remove(2)
        .html
        .replace("aria-label=\"Suggestions\" hidden>", &format!("aria-label=\"Suggestions\">{list}"));
    fs::write(out.join("suggest-light.html"), list).unwrap();
    let assets = out.join("assets");
    fs::create_dir_all(&assets).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/dist")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), assets.join(entry.file_name())).unwrap();
    }
}
