#!/usr/bin/env bash
# Samples where a step of the MLP spends its time, one thread: writes profile-mlp.txt beside this file. About 30 seconds.
# Needs the built classes of engine, simd, algorithms and bench.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. .mvn/find-jdk.sh
. docs/results/training/machine.sh
here=docs/results/training
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
classes=engine/target/classes:simd/target/classes:algorithms/target/classes:bench/target/classes
"$JAVA_HOME/bin/javac" -nowarn -proc:none -cp "$classes" -d "$out" "$here/StepProfile.java"
machine docs/results/training/profile.sh >"$here/profile-mlp.txt"
"$JAVA_HOME/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -cp "$out:$classes" StepProfile MLP 1 15 2>"$out/errors" | tee -a "$here/profile-mlp.txt" || { cat "$out/errors" >&2; exit 1; }
