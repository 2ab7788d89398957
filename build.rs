//! Refuses to build without the front-end's files, in words that tell what to do; and takes in the table of meaning, if
//! there is one.

use std::{env, fs, path::Path, process::exit};

fn main() {
    println!("cargo::rerun-if-changed=assets/dist");
    if !Path::new("assets/dist/manifest.json").exists() {
        println!("cargo::error=assets/dist is missing: run `make assets` (npm ci && npm run build) first");
        exit(1);
    }
    if let Err(error) = meaning() {
        println!("cargo::error=the table of meaning cannot be taken in: {error}");
        exit(1);
    }
}

/// Writes the code that names `assets/meaning.bin`, or nothing where `packaging/meaning.sh` made none.
fn meaning() -> Result<(), Box<dyn std::error::Error>> {
    let table = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("assets/meaning.bin");
    // A file that is missing would make every build run this again; its folder changes when it comes.
    println!("cargo::rerun-if-changed={}", if table.exists() { "assets/meaning.bin" } else { "assets" });
    let bytes =
        if table.exists() { format!("include_bytes!({:?})", table.display().to_string()) } else { "&[]".into() };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("meaning.rs"), format!("static TABLE: &[u8] = {bytes};\n"))?;
    Ok(())
}
