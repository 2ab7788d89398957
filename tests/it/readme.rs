//! What the README tells a newcomer to type works as it stands.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output},
};

/// The blocks of shell that are marked as tested, in order.
fn examples(paper: &str) -> Vec<String> {
    let text = fs::read_to_string(paper).unwrap();
    let blocks = text.split("\n```sh tested\n").skip(1);
    blocks.map(|rest| rest.split_once("\n```").unwrap().0.to_owned()).collect()
}

/// A folder as a newcomer has it: the examples of the project, and `bodega` on the path.
fn newcomer() -> (tempfile::TempDir, String) {
    let home = tempfile::tempdir().unwrap();
    let bin = home.path().join("bin");
    fs::create_dir_all(&bin).unwrap();
    symlink(env!("CARGO_BIN_EXE_bodega"), bin.join("bodega")).unwrap();
    fs::create_dir(home.path().join("docs")).unwrap();
    symlink(fs::canonicalize("docs/examples").unwrap(), home.path().join("docs/examples")).unwrap();
    let path = format!("{}:{}", bin.display(), env::var("PATH").unwrap());
    (home, path)
}

fn types(home: &Path, path: &str, script: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-eu", "-c", script]).current_dir(home).env("PATH", path);
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("BODEGA_")) {
        shell.env_remove(name);
    }
    shell.output().unwrap()
}

#[test]
fn every_example_works() {
    for paper in ["README.md", "docs/operations.md", "docs/products-as-csv.md"] {
        let (home, path) = newcomer();
        let examples = examples(paper);
        assert!(!examples.is_empty(), "{paper} has no tested example");
        for example in examples {
            let output = types(home.path(), &path, &example);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{paper}:\n{example}\nsays: {said}");
        }
    }
}

#[test]
fn links_between_papers_lead_somewhere() {
    let papers = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/operations.md", "docs/products-as-csv.md"];
    for paper in papers {
        let text = fs::read_to_string(paper).unwrap();
        let beside = Path::new(paper).parent().unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|it| !it.contains("://") && !it.starts_with('#')) {
            let file = beside.join(target.split('#').next().unwrap());
            assert!(file.exists(), "{paper} leads to {target}, which is not there");
        }
    }
}

#[test]
fn settings_in_the_readme_are_settings() {
    let readme = fs::read_to_string("README.md").unwrap();
    let known = fs::read_to_string("config.toml").unwrap();
    let (_, table) = readme.split_once("| key | variable |").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|') || line.starts_with(" what")).skip(2);
    for row in rows {
        let keys = row.split('|').nth(1).unwrap_or_default();
        for key in keys.split('`').filter(|it| it.contains('.') && !it.starts_with('.')) {
            let (section, name) = key.rsplit_once('.').unwrap();
            let (_, inside) =
                known.split_once(&format!("\n[{section}]\n")).unwrap_or_else(|| panic!("{key}: no section"));
            let inside = inside.split("\n[").next().unwrap();
            // Secrets are named and not shown, since variables are better for them.
            let marks = [format!("{name} ="), format!("{name}:")];
            let found = inside.lines().any(|line| marks.iter().any(|it| line.trim_start_matches("# ").starts_with(it)));
            assert!(found, "config.toml has no {key}");
        }
    }
}
