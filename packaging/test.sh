#!/bin/sh
# Installs what is missing, builds everything and runs the tests: the shipped build with all of them,
# and the engine's real-time tests once more in a build that traps blocking calls.
set -eu

cd "$(dirname "$0")/.."
sh packaging/install-dependencies.sh test
cores=$(nproc)

cmake --preset release -DLACQUER_TESTS=ON
cmake --build --preset release
ctest --preset release -j "$cores"

# The guards are not in the shipped build.
cmake --preset dev
cmake --build --preset dev --target realtime_test render_test live_test
# Only those three are built here; tests of the window register themselves all the same.
ctest --preset dev -j "$cores" -E 'NOT_BUILT' -LE window
