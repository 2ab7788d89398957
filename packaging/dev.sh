#!/usr/bin/env bash
# Serves the shop and starts it again after each change of a source; `make dev` calls it. Ctrl-C ends it.
set -uo pipefail
cd "$(dirname "$0")/.."

export BODEGA_MODE=test
bodega=${CARGO_TARGET_DIR:-target}/debug/bodega
stamp=$(mktemp)
shop=
trap 'rm -f "$stamp"; [ -z "$shop" ] || kill "$shop" 2>/dev/null' EXIT
# Else one that comes during a build would end only the build.
trap 'exit 130' INT TERM

# A folder is newer when something in it was deleted; `assets` itself is so after each build.
changed() {
  [ -n "$(find src templates assets config.toml Cargo.toml Cargo.lock build.rs -newer "$stamp" \
    -not -path 'assets/dist*' -not -path 'assets/.dist-new*' -not -path assets -print -quit)" ]
}

while true; do
  touch "$stamp"
  if make assets && cargo build; then
    # The old shop sells until the new one is built.
    if [ -n "$shop" ]; then kill "$shop" 2>/dev/null; wait "$shop" 2>/dev/null; fi
    BODEGA=$bodega packaging/demo-data.sh
    "$bodega" --data data serve &
    shop=$!
  fi
  until changed; do sleep 1; done
done
