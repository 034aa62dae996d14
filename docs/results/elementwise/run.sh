#!/usr/bin/env bash
# usage: run.sh PEERS threads : runs MapRatios.java against the built classes of the repository
set -euo pipefail
cd "$(dirname "$0")/../../.."
export KMP_BLOCKTIME=${KMP_BLOCKTIME:-5} # MKL's threads spin that long after a call, in ms
java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Drounds="${ROUNDS:-15}" -Dgatun.peers="$1" \
  -cp engine/target/classes:simd/target/classes:bench/target/classes docs/results/elementwise/MapRatios.java "$2"
