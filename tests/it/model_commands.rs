//! `bodega model`, as an operator meets it.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{commands::Machine, model, standin::StandIn};

/// A file that says it is a small model, and is whole; it could not speak.
fn file(path: &Path) {
    let text = |it: &str| [&(it.len() as u64).to_le_bytes(), it.as_bytes()].concat();
    let entry = |key: &str, value: &str| [text(key), 8_u32.to_le_bytes().to_vec(), text(value)].concat();
    let mut bytes = [b"GGUF\x03\0\0\0".as_slice(), &1_u64.to_le_bytes(), &3_u64.to_le_bytes()].concat();
    bytes.extend(entry("general.architecture", "llama"));
    bytes.extend(entry("general.license", "apache-2.0"));
    bytes.extend([text("tokenizer.ggml.tokens"), [9_u32, 8].map(u32::to_le_bytes).concat()].concat());
    bytes.extend([1_u64.to_le_bytes().to_vec(), text("a")].concat());
    // One tensor of 300,000 numbers of two bytes each.
    bytes.extend([text("all"), 1_u32.to_le_bytes().to_vec(), 300_000_u64.to_le_bytes().to_vec()].concat());
    bytes.extend([1_u32.to_le_bytes().to_vec(), 0_u64.to_le_bytes().to_vec()].concat());
    bytes.resize(bytes.len().next_multiple_of(32) + 600_000, 7);
    fs::write(path, bytes).unwrap();
}

fn names(report: &Value) -> Vec<&str> {
    report["models"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[test]
fn models_are_added_chosen_and_removed() {
    let machine = Machine::new();
    assert_eq!(names(&machine.reports(&["model", "list"])), [""; 0]);
    file(&machine.path("Tiny.gguf"));
    let added = machine.reports(&["model", "add", "Tiny.gguf"]);
    assert_eq!((&added["name"], &added["in_use"]), (&"Tiny".into(), &true.into()));
    assert_eq!((&added["license"], &added["parameters"]), (&"apache-2.0".into(), &300_000.into()));
    assert_eq!(added["sha256"].as_str().unwrap().len(), 64);
    let (status, said) = machine.fails(&["model", "add", "Tiny.gguf"]);
    assert!(status == 1 && said.contains("--name"), "{said}");
    let hash = added["sha256"].as_str().unwrap();
    let other = ["model", "add", "Tiny.gguf", "--name", "other", "--licence", "MIT", "--sha256", hash];
    assert_eq!(machine.reports(&other)["license"], "MIT");
    let listed = machine.runs(&["model", "list"]);
    let listed = String::from_utf8_lossy(&listed.stdout);
    assert!(listed.contains("licence MIT") && listed.contains(hash) && listed.contains("in use"), "{listed}");

    machine.reports(&["model", "use", "other"]);
    let (status, said) = machine.fails(&["model", "remove", "other"]);
    assert!(status == 1 && said.contains("--force"), "{said}");
    machine.reports(&["model", "remove", "Tiny"]);
    machine.reports(&["model", "remove", "other", "--force"]);
    assert_eq!(names(&machine.reports(&["model", "list"])), [""; 0]);
    assert_eq!(machine.fails(&["model", "remove", "other"]).0, 1);
}

#[test]
fn judged_messages_are_said_to_the_shop_and_nothing_is_kept() {
    let machine = Machine::new();
    machine.reports(&["demo"]);
    let cases = r#"[{"id": "beat", "turns": ["sounds for a beat"], "expect": {"right": ["corner-drums"]}},
        {"id": "cheaper", "turns": ["sounds for a beat", "what about free ones?"], "expect": {"right": ["rehearsal-clicks"]}},
        {"id": "none", "turns": ["sounds for a beat"], "expect": {"right": ["a-thing-that-nobody-sells"]}},
        {"id": "hello", "turns": ["hello"]}]"#;
    fs::write(machine.path("judged.json"), cases).unwrap();
    let report = machine.reports(&["model", "bench", "--judge", "judged.json"]);
    assert_eq!((&report["messages"], &report["right"], &report["of"]), (&4.into(), &2.into(), &3.into()), "{report}");
    assert_eq!(report["missed"], serde_json::json!(["none"]));
    assert_eq!((&report["invented"], &report["by_model"]), (&0.into(), &0.into()), "there is no model: {report}");
    assert!(!machine.path("data/models/judged.json").exists(), "rules are no model");
    for (name, content) in [("empty.json", "[]"), ("broken.json", "{"), ("silent.json", r#"[{"turns": []}]"#)] {
        fs::write(machine.path(name), content).unwrap();
        let (status, said) = machine.fails(&["model", "bench", "--judge", name]);
        assert!(status == 2 && said.contains("judge"), "{name}: {said}");
    }
    assert_eq!(machine.fails(&["model", "bench", "--judge", "nowhere.json"]).0, 2);
}

#[test]
fn threat_86_files_that_are_no_models_are_refused_with_the_reason() {
    let machine = Machine::new();
    let refused = |name: &str, word: &str| {
        let (status, said) = machine.fails(&["model", "add", name]);
        assert!(status == 2 && said.contains(word), "{name}: {status} {said}");
    };
    refused("missing.gguf", "cannot be read");
    fs::create_dir(machine.path("folder.gguf")).unwrap();
    refused("folder.gguf", "not a file");
    fs::write(machine.path("page.gguf"), "<!doctype html>").unwrap();
    refused("page.gguf", "GGUF");
    file(&machine.path("cut.gguf"));
    fs::OpenOptions::new().write(true).open(machine.path("cut.gguf")).unwrap().set_len(400_000).unwrap();
    refused("cut.gguf", "not copied completely");
    file(&machine.path("whole.gguf"));
    let (status, said) = machine.fails(&["model", "add", "whole.gguf", "--sha256", &"0".repeat(64)]);
    assert!(status == 2 && said.contains("was not installed"), "{said}");
    assert_eq!(machine.fails(&["model", "add", "whole.gguf", "--sha256", "abc"]).0, 2);
    assert_eq!(machine.fails(&["model", "add", "whole.gguf", "--name", "../out"]).0, 2);
    assert_eq!(names(&machine.reports(&["model", "list"])), [""; 0]);
    let left: Vec<_> = fs::read_dir(machine.path("data/models")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_model_comes_from_the_web_and_goes_on_where_it_broke_off() {
    let machine = Machine::new();
    file(&machine.path("far.gguf"));
    let server = StandIn::llm(Some(&machine.path("far.gguf")));
    let url = format!("{}/files/Far-1.gguf?token=hush", server.url);
    server.looks("/break?at=250000");
    let (status, said) = machine.fails(&["model", "pull", &url]);
    assert!(status == 1 && said.contains("again to go on"), "{said}");
    let pulled = machine.reports(&["model", "pull", &url]);
    assert_eq!(
        (&pulled["name"], &pulled["bytes"]),
        (&"Far-1".into(), &machine.path("far.gguf").metadata().unwrap().len().into())
    );
    assert_eq!(pulled["source"], format!("{}/files/Far-1.gguf", server.url), "without what may be secret");
    let calls = server.looks("/calls");
    let began: Vec<_> = calls.as_array().unwrap().iter().map(|it| it["from"].as_u64().unwrap()).collect();
    assert_eq!(began, [0, 250_000]);
    let left = fs::read_dir(machine.path("data/models")).unwrap().count();
    assert_eq!(left, 2, "a file and its record");
}

#[test]
fn threat_86_what_the_web_gives_is_looked_at_first() {
    let machine = Machine::new();
    let server = StandIn::llm(None);
    let refused = |url: &str, word: &str| {
        let (status, said) = machine.fails(&["model", "pull", url, "--name", "a"]);
        assert!((1..=2).contains(&status) && said.contains(word), "{url}: {status} {said}");
    };
    refused("http://models.example/a.gguf", "https://");
    refused("file:///etc/passwd", "https://");
    refused(&format!("{}/page", server.url), "GGUF");
    refused(&format!("{}/missing", server.url), "404");
    refused(&format!("{}/elsewhere", server.url), "cannot be reached");
    refused("http://127.0.0.1:9/a.gguf", "cannot be reached");
    assert_eq!(names(&machine.reports(&["model", "list"])), [""; 0]);
}

#[test]
fn a_model_is_measured() {
    let Some(file) = model::real() else { return };
    let machine = Machine::new();
    machine.reports(&["model", "add", &file.display().to_string(), "--name", "small"]);
    let report = machine.reports(&["model", "bench"]);
    let speed = |key: &str| report["speed"][key].as_f64().unwrap();
    for key in ["load_ms", "prompt_per_second", "one_per_second", "four_per_second", "first_cold_ms", "memory_mb"] {
        assert!(speed(key) > 0.0, "{key}: {report}");
    }
    assert!(speed("prompt_tokens") > 300.0 && speed("first_again_ms") < speed("first_cold_ms"), "{report}");
    // Its own process, asked by nobody, and with nonsense.
    assert_eq!(machine.fails(&["model", "bench", "other"]).0, 1);
}
