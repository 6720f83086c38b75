#!/bin/sh
# Installs what is missing of the Debian packages in dependencies.txt.
# Usage: install-dependencies.sh build|test     (test includes build)
set -eu

list="$(dirname "$0")/dependencies.txt"
case "${1:-build}" in
build) wanted=$(sed -n '/^\[build\]/,/^\[test\]/p' "$list") ;;
test) wanted=$(cat "$list") ;;
*) echo "usage: $0 build|test" >&2; exit 1 ;;
esac
wanted=$(printf '%s\n' "$wanted" | grep -v -e '^#' -e '^\[' -e '^$')

missing=
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing:$missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "These packages are missing and installing them needs root:$missing" >&2
        exit 4
    }
    as_root=sudo
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
