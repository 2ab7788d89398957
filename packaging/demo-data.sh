#!/usr/bin/env bash
# Makes ./data with demonstration goods, unless there is a ./data. One that was interrupted begins again.
set -euo pipefail
cd "$(dirname "$0")/.."

[ ! -e data ] || exit 0
echo "Filling ./data with demonstration goods ..."
rm -rf data.filling
BODEGA_MODE=test "$BODEGA" --data data.filling demo
mv data.filling data
