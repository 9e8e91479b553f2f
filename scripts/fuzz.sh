# Fuzzes core. Sourced by ../dev: `./dev fuzz` runs every target for a minute, `./dev fuzz TARGET
# [SECONDS]` one of them. Needs a nightly Rust and cargo-fuzz, and says how to get them.
rust
rustup toolchain list | grep -q nightly || die "A nightly Rust is missing: rustup toolchain install nightly --profile minimal"
cargo fuzz --version >/dev/null 2>&1 || die "cargo-fuzz is missing: cargo install cargo-fuzz --locked"
node fuzz/seeds.mjs
seconds=${2:-60}
targets=${1:-$(cargo +nightly fuzz list)}
for target in $targets; do
  say "fuzz $target, $seconds s"
  # Core forbids unsafe code: no sanitizer, twice the speed. Overflow checks stay on.
  cargo +nightly fuzz run --sanitizer none "$target" -- -max_total_time="$seconds" -print_final_stats=1 -rss_limit_mb=4096
done
