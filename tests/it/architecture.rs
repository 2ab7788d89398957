//! Who may know whom. Layers see only what is listed before them; siblings never see each other.

use std::{
    fs,
    path::{Path, PathBuf},
};

const LAYERS: [&str; 6] = ["base", "platform", "features", "flows", "app", "cli"];
/// Layers whose parts do not know each other.
const PARTED: [&str; 2] = ["features", "flows"];

#[test]
fn imports_point_down_and_never_sideways() {
    let mut wrong = vec![];
    for (depth, layer) in LAYERS.iter().enumerate() {
        for file in rust_files(&Path::new("src").join(layer)) {
            let own = part_of(layer, &file);
            let code = code(&file);
            for above in &LAYERS[depth + 1..] {
                if names(&code, above).next().is_some() {
                    wrong.push(format!("{} knows {above}", file.display()));
                }
            }
            let siblings = names(&code, layer).filter(|it| *it != own);
            if PARTED.contains(layer) && own != "mod" {
                wrong.extend(siblings.map(|it| format!("{} knows its sibling {it}", file.display())));
            }
        }
    }
    assert!(wrong.is_empty(), "these imports tie parts together:\n{}", wrong.join("\n"));
}

#[test]
fn the_engine_stays_in_its_folder() {
    for file in rust_files(Path::new("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let inside = file.starts_with("src/platform/db");
        assert!(inside || !text.contains("redb::"), "{} uses redb itself", file.display());
    }
}

/// Two shapes of one name would be one in the description of the API.
#[test]
fn every_wire_struct_has_a_name_of_its_own() {
    let mut seen = std::collections::HashMap::new();
    for file in rust_files(Path::new("src")) {
        let text = fs::read_to_string(&file).unwrap();
        for (at, _) in text.match_indices("ToSchema").filter(|(at, _)| in_derive(&text[..*at])) {
            let rest = &text[at..];
            let head = &rest[..rest.find(['{', ';']).unwrap_or(rest.len())];
            let word = |it: &str| it.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
            let kind = ["struct ", "enum "].iter().find_map(|it| head.split_once(it)).map(|(_, rest)| word(rest));
            let name = head.split_once("schema(as = ").map(|(_, rest)| word(rest)).or(kind).unwrap();
            let before = seen.insert(name.clone(), file.clone());
            assert!(before.is_none(), "{name} stands in {} and {}", before.unwrap().display(), file.display());
        }
    }
}

/// Whether what follows `text` stands in a list of traits to derive.
fn in_derive(text: &str) -> bool {
    text.rfind("#[derive(").is_some_and(|at| !text[at..].contains(']'))
}

/// The first names behind `layer::` wherever it is named with its path, braces opened.
fn names<'a>(code: &'a str, layer: &str) -> impl Iterator<Item = String> + use<'a> {
    let marks =
        [format!("crate::{layer}::"), format!("super::{layer}::"), format!(" {layer}::"), format!("{{{layer}::")];
    let mut found = vec![];
    for mark in marks {
        for (at, _) in code.match_indices(&mark) {
            let rest = &code[at + mark.len()..];
            found.extend(heads(rest));
        }
    }
    found.into_iter()
}

/// `a::b` gives `a`; `{a::b, c}` gives `a` and `c`.
fn heads(rest: &str) -> Vec<String> {
    let word =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(inside) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut depth, mut parts, mut part) = (0, vec![], String::new());
    for c in inside.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            '{' => (depth += 1, part.push(c)).1,
            '}' => (depth -= 1, part.push(c)).1,
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts.iter().map(|it| word(it)).filter(|it| !it.is_empty()).collect()
}

/// The file without comments, on one line, so that an import over many lines reads as one.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    lines.collect::<Vec<_>>().join(" ").replace("{ ", "{")
}

/// `src/features/reviews/store.rs` belongs to the part `reviews`.
fn part_of(layer: &str, file: &Path) -> String {
    let inside = file.strip_prefix(Path::new("src").join(layer)).unwrap_or(file);
    let first = inside.components().next().map(|it| it.as_os_str().to_string_lossy().into_owned());
    first.unwrap_or_default().trim_end_matches(".rs").to_owned()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let single = folder.with_extension("rs");
    let mut found: Vec<_> = single.is_file().then_some(single).into_iter().collect();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs")
            && path.file_name().is_some_and(|it| it != "mod.rs" || folder.components().count() > 2)
        {
            found.push(path);
        }
    }
    found
}
