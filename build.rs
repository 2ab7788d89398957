//! Refuses to build without the front-end's files, in words that tell what to do.

use std::{path::Path, process::exit};

fn main() {
    println!("cargo::rerun-if-changed=assets/dist");
    if !Path::new("assets/dist/manifest.json").exists() {
        println!("cargo::error=assets/dist is missing: run `make assets` (npm ci && npm run build) first");
        exit(1);
    }
}
