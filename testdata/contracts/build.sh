#!/bin/sh
# Makes the sample contracts again from their sources (all, or those named).
set -eu
cd "$(dirname "$0")/../.."
exec go run ./testdata/contracts/build "$@"
