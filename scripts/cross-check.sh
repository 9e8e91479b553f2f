# Type-checks the code for macOS and Windows on Linux. Sourced by ../dev.
#
# Why: nobody here has a Mac or a Windows computer; code that nothing reads rots. Debian packages the
# compiler together with the standard library's source, so that the library itself can be checked for
# another system; rustup has no such thing on its stable channel.
# Proves that names, types and lifetimes fit on those systems. Proves nothing about running there:
# nothing is linked (no SDK is needed or used) and C parts are empty files (cross/empty-object.sh).

CROSS_PACKAGES="rustc-web cargo-web rust-web-src"
CROSS_TARGETS="aarch64-apple-darwin x86_64-pc-windows-msvc"
# The programs; with them core, wallet and devnet.
CROSS_CRATES="latchkey-signer latchkey-desktop latchkey-mcp latchkey"

# True when Debian's compiler and the library's source are there.
cross_ready() {
  [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ]
}

# Rustup's cargo stays first in PATH: these are called by their full names only.
# Ends the run when they cannot be had: who asks for the check must not be told that it passed.
cross_install() {
  cross_ready && return
  local need="The cross-check needs Debian's packages $CROSS_PACKAGES"
  command -v apt-get >/dev/null || die "$need, and this system has no apt-get."
  say "installing system packages: $CROSS_PACKAGES"
  as_root apt-get update -qq || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $CROSS_PACKAGES >/dev/null ||
    die "$need, and they could not be installed."
  cross_ready || die "$need; they are installed, but compiler or library source are not where they should be."
}

# Checks the crates (all, or those named) for one system, in a target folder of its own.
cross_check_one() {
  local target=$1 empty="$ROOT/scripts/cross/empty-object.sh" name crates=
  shift
  name=$(printf %s "$target" | tr - _)
  for crate in ${*:-$CROSS_CRATES}; do crates="$crates -p $crate"; done
  env RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_DIR="${CROSS_TARGET_DIR:-$ROOT/target/cross}" \
    "CC_$name=$empty" "CXX_$name=$empty" "AR_$name=$empty" "RC_$name=$empty" SDKROOT=/nowhere \
    nice -n "${CROSS_NICE:-0}" /usr/bin/cargo check -Z build-std=std,panic_unwind --target "$target" --locked $crates
}

cross_check() {
  local target
  for target in $CROSS_TARGETS; do
    say "type-checking for $target"
    cross_check_one "$target" "$@" || return 1
  done
}
