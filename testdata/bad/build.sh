#!/bin/sh
# Makes the bad files and their table of expectations again.
set -eu
cd "$(dirname "$0")/../.."
exec go run ./testdata/bad/build
