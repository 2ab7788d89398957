#!/usr/bin/env bash
# Runs every test: Rust's, then those in a browser and with outsiders. Ends with the last runner's summary and the sum of both.
set -uo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

cargo test --locked --no-fail-fast 2>&1 | tee "$log" || status=1
if [ "$status" = 0 ]; then
  node --test --test-concurrency=1 --test-reporter=spec tests/browser/*.test.mjs tests/outside/*.test.mjs 2>&1 | tee -a "$log" || status=1
else
  echo "The tests in the browser wait until these pass."
fi

# `test result: ok. 12 passed; 1 failed; ...` is cargo's, `ℹ pass 3` and `ℹ fail 0` are Node's.
awk -v status="$status" '
  /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) passed += $(i - 1); if ($i ~ /^failed/) failed += $(i - 1) } }
  /^ℹ pass [0-9]/ { passed += $3 }
  /^ℹ fail [0-9]/ { failed += $3 }
  END {
    print ""
    if (status && !failed) print "A runner ended before its tests did; the reason stands above."
    printf "%d passed, %d failed\n", passed, failed
  }
' "$log"
exit "$status"
