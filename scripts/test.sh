# Everything that is tested, cheapest first. Sourced by ../dev; stops at the first failure.
# Each runner's own summary is kept and printed once more at the end.

SUMMARY=$(mktemp)
trap 'rm -f "$SUMMARY"' EXIT
export CARGO_INCREMENTAL=${CARGO_INCREMENTAL:-$([ -n "${CI:-}" ] && echo 0 || echo 1)}
STARTED=$SECONDS

# Runs a step, shows it, keeps its summary lines.
step() {
  local name=$1 log from=$SECONDS
  shift
  say "$name"
  log=$(mktemp)
  if ! "$@" 2>&1 | tee "$log"; then
    rm -f "$log"
    die "FAILED: $name (after $((SECONDS - from)) s)"
  fi
  grep -E '^test result:|^ *Tests +[0-9]|^[0-9]+ passed, [0-9]+ failed|^[^ ]+ (pass|fail) [0-9]+$' "$log" | sed "s|^|$name: |" >>"$SUMMARY" || true
  rm -f "$log"
  say "$name: $((SECONDS - from)) s"
}

step "contracts" contracts
step "contracts: tests" npm --silent --prefix contracts test
packages ui
step "web view: types" bash -c 'cd ui && npm run --silent check'
step "web view: rules" bash -c 'cd ui && npm run --silent lint'
step "web view: tests" bash -c 'cd ui && npm test --silent'
web_view
step "rust: format" cargo fmt --all --check
step "rust: programs" cargo build --workspace --locked
step "rust: lints" cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
  step "web view: screens" bash -c 'cd ui && npm run --silent test:screens'
else
  say "web view: screens are not tested: no Chromium is packaged for this system"
fi
step "rust: tests" cargo test --workspace --locked --quiet

if [ -n "${CROSS_CHECK:-}" ]; then cross_install; fi
if cross_ready; then
  step "rust: types on macOS and Windows" cross_check
else
  skipped="macOS and Windows: skipped, not type-checked; $CROSS_PACKAGES are not here (./dev cross-check installs them)"
  say "$skipped"
  echo "$skipped" >>"$SUMMARY"
fi

say "all green in $((SECONDS - STARTED)) s"
cat "$SUMMARY"
