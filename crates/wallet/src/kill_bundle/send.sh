#!/bin/sh
# Hands one prepared kill to a bundler with curl: sh send.sh BUNDLER_URL NUMBER
# The numbers are in README.txt. It holds no key and cannot change what was signed.
set -eu
if [ $# -ne 2 ]; then
  echo "usage: sh send.sh BUNDLER_URL NUMBER" >&2
  exit 2
fi
folder=$(dirname "$0")
answer=$(curl -sS -H 'content-type: application/json' --data "@$folder/operations/$2.json" "$1")
printf '%s\n' "$answer"
case $answer in
  *'"error"'*) exit 1 ;;
esac
echo "Sent. That proves nothing: read the chain (node kill.mjs state)." >&2
