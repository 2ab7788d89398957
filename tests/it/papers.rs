//! Papers that tell about the code are held against it.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

/// The first cells of the table below a heading.
fn listed(paper: &str, heading: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(paper).unwrap();
    let (_, below) = text.split_once(&format!("\n## {heading}\n")).expect("the heading stands in the paper");
    let section = below.split("\n## ").next().unwrap();
    let rows: Vec<_> = section.lines().filter_map(|line| line.strip_prefix("| ")).skip(2).collect();
    for row in &rows {
        assert!(row.split('|').all(|cell| cell.is_empty() || !cell.trim().is_empty()), "no reason given: {row}");
    }
    let names: Vec<_> = rows.iter().map(|row| row.split('|').next().unwrap().trim().to_owned()).collect();
    assert!(names.is_sorted(), "{heading}: not in the order of the alphabet");
    names.into_iter().collect()
}

#[test]
fn each_dependency_has_its_reason() {
    let cargo: toml::Table = toml::from_str(&fs::read_to_string("Cargo.toml").unwrap()).unwrap();
    let npm: Value = serde_json::from_str(&fs::read_to_string("package.json").unwrap()).unwrap();
    let crates = |part: &str| cargo[part].as_table().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let packages = npm["devDependencies"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let paper = "docs/dependencies.md";
    assert_eq!(listed(paper, "In the binary"), crates("dependencies"));
    assert_eq!(listed(paper, "In tests"), crates("dev-dependencies"));
    assert_eq!(listed(paper, "For the pages"), packages);
}

#[test]
fn packages_are_pinned_to_one_version() {
    let npm: Value = serde_json::from_str(&fs::read_to_string("package.json").unwrap()).unwrap();
    for (name, version) in npm["devDependencies"].as_object().unwrap() {
        let version = version.as_str().unwrap();
        assert!(version.chars().all(|it| it.is_ascii_digit() || it == '.'), "{name} {version} is a range");
    }
}

#[test]
fn the_walk_through_a_sale_names_what_is_there() {
    let text = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let (_, below) = text.split_once("\n## One sale, step by step\n").unwrap();
    let rows: Vec<_> = below.lines().filter(|line| line.starts_with('|')).skip(2).collect();
    assert!(rows.len() > 20);
    for row in rows {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let (file, function) = (cells[2], cells[3].trim_matches('`'));
        let code = fs::read_to_string(file).unwrap_or_else(|_| panic!("{file} is not there"));
        let there = [format!("fn {function}("), format!("fn {function}<")].iter().any(|it| code.contains(it));
        assert!(there, "{file} has no {function}");
    }
}
