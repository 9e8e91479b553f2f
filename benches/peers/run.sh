#!/usr/bin/env bash
# Our benchmarks, then the published packages', on the same core one after the other; prints the
# table for ../README.md. By hand: `./dev bench peers`, on a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
[ -d benches/peers/node_modules ] || (cd benches/peers && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
one_core() { if command -v taskset >/dev/null; then taskset -c 0 "$@"; else "$@"; fi; }

cargo bench --locked -p latchkey-benches --no-run
echo "load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || uptime)" >&2
one_core cargo bench --locked -p latchkey-benches >&2
theirs=$(mktemp)
trap 'rm -f "$theirs"' EXIT
(cd benches/peers && one_core node bench.mjs) >"$theirs"
node benches/peers/compare.mjs "$target/criterion" "$theirs"
