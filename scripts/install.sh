# What must be on the machine, and how it gets there. Sourced by ../dev.
# Says what it is about to install before it does; installs nothing that is there already.

say() { printf '\033[1m› %s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 1; }

CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/latchkey-dev"

DEBIAN_PACKAGES="build-essential pkg-config curl ca-certificates git
  libwebkit2gtk-4.1-dev libayatana-appindicator3-dev librsvg2-dev libudev-dev libdbus-1-dev
  libgl1 libegl1 libgl1-mesa-dri libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6
  xvfb xauth x11-utils xdotool imagemagick webkit2gtk-driver dbus dbus-x11 gnome-keyring
  openbox trayer at-spi2-core mesa-vulkan-drivers procps python3 umockdev"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    die "This needs root rights for: $*. Run it as root, or install sudo, and try again."
  fi
}

debian_packages() {
  command -v apt-get >/dev/null || die "Only Debian and Ubuntu (apt-get) and macOS (Homebrew) are prepared by this script."
  local missing="" name want="$DEBIAN_PACKAGES"
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || want="$want $(chromium_package)"
  for name in $want; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $name"
  done
  [ -z "$missing" ] && return
  say "installing system packages:$missing"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Ubuntu's `chromium-browser` is only a pointer to a snap; there the screen tests use what is there.
chromium_package() {
  if grep -qi '^ID=ubuntu' /etc/os-release; then echo ""; else echo chromium; fi
}

mac_packages() {
  command -v brew >/dev/null || die "Homebrew is missing. Install it from its own site, then try again."
  command -v node >/dev/null || { say "installing node with Homebrew"; brew install node; }
}

node_major() { node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/'; }

# Node 20 or newer: the system's, or one from the npm registry in this user's cache.
node_20() {
  [ -x "$CACHE/node/node_modules/.bin/npm" ] && PATH="$CACHE/node/bin:$CACHE/node/node_modules/.bin:$PATH"
  [ "$(node_major || true)" -ge 20 ] 2>/dev/null && npm_11 && return
  say "installing Node 22 (the system has ${1:-none newer than 18}) into the cache folder"
  command -v npm >/dev/null || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  local arch; case "$(uname -m)" in x86_64) arch=x64 ;; aarch64 | arm64) arch=arm64 ;; *) die "No Node for $(uname -m)." ;; esac
  mkdir -p "$CACHE/node/bin"
  (cd "$CACHE/node" && npm install --no-audit --no-fund --loglevel=error --prefix . "node-linux-$arch@22" npm@11 >/dev/null)
  ln -sf "$CACHE/node/node_modules/node-linux-$arch/bin/node" "$CACHE/node/bin/node"
  PATH="$CACHE/node/bin:$CACHE/node/node_modules/.bin:$PATH"
  [ "$(node_major)" -ge 20 ] || die "Node 20 or newer could not be installed. Install it, then try again."
}

# npm 10 and older leave out the native part of the bundler; npm 11 does not.
npm_11() {
  [ "$(npm --version | cut -d. -f1)" -ge 11 ] && return
  say "installing npm 11 into the cache folder"
  mkdir -p "$CACHE/node/bin"
  (cd "$CACHE/node" && npm install --no-audit --no-fund --loglevel=error --prefix . npm@11 >/dev/null)
  PATH="$CACHE/node/node_modules/.bin:$PATH"
}

# The pinned Rust by rustup. A rustup that belongs to another home folder is used as it is.
rust() {
  [ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ] && PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  cargo --version >/dev/null 2>&1 && return
  if command -v cargo >/dev/null; then
    local beside; beside="$(dirname "$(dirname "$(dirname "$(command -v cargo)")")")/.rustup"
    if [ -d "$beside" ] && RUSTUP_HOME="$beside" cargo --version >/dev/null 2>&1; then
      export RUSTUP_HOME="$beside"
      return
    fi
  fi
  local version; version=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$ROOT/rust-toolchain.toml")
  if command -v rustup >/dev/null; then
    say "installing Rust $version with rustup"
    rustup toolchain install "$version" --profile minimal -c rustfmt -c clippy
  else
    say "installing rustup and Rust $version"
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
      sh -s -- -y --no-modify-path --profile minimal -c rustfmt -c clippy --default-toolchain "$version" ||
      die "rustup could not be fetched. Check the connection, or install Rust $version yourself, then try again."
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  fi
  cargo --version >/dev/null || die "Rust is still missing."
}

install_all() {
  if [ "$(uname)" = Darwin ]; then mac_packages; else debian_packages; node_20 "$(node --version 2>/dev/null || true)"; fi
  rust
  export PATH
}
