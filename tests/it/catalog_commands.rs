//! `bodega import`, `export` and `files`, as an operator meets them.

use std::{fs, process::Stdio};

use serde_json::json;

use crate::commands::Machine;

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/import/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn counts(report: &serde_json::Value) -> [i64; 4] {
    let refused = report["refused"].as_array().unwrap().len() as i64;
    let count = |name: &str| report[name].as_i64().unwrap();
    [count("added"), count("updated"), count("unchanged"), refused]
}

#[test]
fn a_catalogue_comes_in_and_goes_out_again() {
    let machine = Machine::new();
    let file = fixture("shopify_old.csv");
    let trial = machine.reports(&["import", "products", &file, "--dry-run"]);
    assert_eq!((counts(&trial), &trial["dry_run"]), ([5, 0, 0, 0], &json!(true)));
    assert_eq!(counts(&machine.reports(&["import", "products", &file])), [5, 0, 0, 0]);
    assert_eq!(counts(&machine.reports(&["import", "products", &file])), [0, 0, 5, 0]);
    let report = machine.reports(&["export", "products", "out.csv"]);
    assert_eq!(report["products"], 5);
    let other = Machine::new();
    let out = machine.path("out.csv").display().to_string();
    assert_eq!(counts(&other.reports(&["import", "products", &out])), [5, 0, 0, 0]);
    let twice = other.runs(&["export", "products"]);
    assert!(twice.status.success());
    let first_line = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().next().unwrap().to_owned();
    assert_eq!(first_line(&twice.stdout), first_line(&fs::read(&out).unwrap()));
    assert_eq!(machine.reports(&["check"])["sound"], true);
}

#[test]
fn a_running_shop_imports_exports_and_attaches() {
    let machine = Machine::new();
    let shop = machine.serves();
    let output = machine.runs(&["import", "products", &fixture("edd.csv"), "--json"]);
    assert_eq!(counts(&serde_json::from_slice(&output.stdout).unwrap()), [4, 0, 0, 2]);
    fs::write(machine.path("brush.txt"), "soft\n").unwrap();
    let report = machine.reports(&["files", "attach", "photo-presets", "brush.txt", "--notes", "First"]);
    assert_eq!(report["version"], "1.0");
    assert_eq!(report["files"][0]["size"], 5);
    assert_eq!(report["files"][0]["media_type"], "text/plain");
    let report = machine.reports(&["files", "attach", "photo-presets", "brush.txt"]);
    assert_eq!(report["version"], "1.1");
    machine.reports(&["export", "products", "out.csv"]);
    assert!(fs::read_to_string(machine.path("out.csv")).unwrap().contains("1.1 | brush.txt | 5 | "));
    drop(shop);
    assert_eq!(machine.reports(&["check", "--offline"])["sound"], true);
}

#[test]
fn a_list_comes_through_a_pipe() {
    let machine = Machine::new();
    let mut command = machine.command(&["import", "products", "-", "--json"]);
    let output = command.stdin(Stdio::from(fs::File::open(fixture("tabs.tsv")).unwrap())).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn wrong_use_is_told_with_the_way_out() {
    let machine = Machine::new();
    for (arguments, code, word) in [
        (&["import", "products", "none.csv"][..], 2, "none.csv cannot be read"),
        (&["import", "products", "."], 2, "is not a file"),
        (&["import", "products", &fixture("unknown.csv")], 2, "email, name"),
        (&["import"], 2, "Usage"),
        (&["export", "products", "/nowhere/out.csv"], 2, "cannot be written"),
        (&["files", "attach", "nothing", "x"], 1, "no product “nothing”"),
    ] {
        let (status, said) = machine.fails(arguments);
        assert_eq!(status, code, "{arguments:?}: {said}");
        assert!(said.contains(word), "{arguments:?}: {said}");
    }
    let refused = machine.runs(&["import", "products", &fixture("nasty.csv")]);
    let said = String::from_utf8_lossy(&refused.stdout);
    assert_eq!(refused.status.code(), Some(1), "some rows are refused");
    assert!(said.contains("4 added") && said.contains("Row 5 [price] Negative: A price cannot be negative"), "{said}");
}
