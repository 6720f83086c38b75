#!/bin/sh
# From a fresh Debian 12 to the demo album: installs what is missing, builds, and opens the window
# on the demo, playing. Without a display the demo album is rendered and delivered instead.
# Usage: run.sh [FOLDER]     where the demo goes (default: lacquer-demo in the music folder)
set -eu

cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh build
cmake --preset release -DLACQUER_TESTS=OFF
cmake --build --preset release --target lacquer
lacquer=build/release/lacquer

folder=${1:-}
if [ -z "$folder" ]; then
    music=$(command -v xdg-user-dir >/dev/null && xdg-user-dir MUSIC || echo "${HOME:-/tmp}")
    folder=$music/lacquer-demo
fi
project=$(find "$folder" -maxdepth 1 -name '*.lacquer' 2>/dev/null | head -n 1)
if [ -z "$project" ]; then
    $lacquer demo "$folder"
    project=$(find "$folder" -maxdepth 1 -name '*.lacquer' | head -n 1)
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec $lacquer --play "$project"
fi

echo "No display: rendering and delivering the demo album."
$lacquer deliver "$project" --target streaming-24 --target streaming-16 --target flac \
    -o "$folder/delivered"
$lacquer verify "$folder/delivered"
echo
echo "The demo project:  $project"
echo "The deliverables:  $folder/delivered"
find "$folder/delivered" -type f | sort
