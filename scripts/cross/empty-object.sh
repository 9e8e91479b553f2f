#!/bin/sh
# Stands in for the C compiler, the archiver and the resource compiler of another system while its
# Rust is type-checked: writes an empty file where an object is expected. Type-checking links
# nothing, so nothing of it is ever used. Questions about the compiler itself go to the real one.
if [ "$*" = "-V /?" ]; then
  echo "Resource Converter, /no-preprocess: how a resource compiler is recognised"
  exit 0
fi
asks=
resource=
out=
want=
for word in "$@"; do
  if [ -n "$want" ]; then out=$word; want=; continue; fi
  case "$word" in
    *.rc) resource=yes ;; # Nothing is in it, preprocessed or not.
    -E | /E | -EP | --version | -dumpversion | -dumpmachine | -v | -print*) asks=yes ;;
    -o | /Fo | -Fo | /fo) want=yes ;;
    -Fo* | /Fo* | -OUT:* | /OUT:* | -out:* | /out:*) out=$(printf %s "$word" | sed 's/^.[A-Za-z]*://;t;s/^.Fo//') ;;
    *.a | *.lib) [ -n "$out" ] || out=$word ;;
  esac
done
if [ -n "$asks" ] && [ -z "$resource" ]; then exec cc "$@"; fi
[ -n "$out" ] || exit 0
: >"$out"
