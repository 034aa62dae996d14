#!/usr/bin/env bash
# Times the training steps beside PyTorch: writes steps-1-thread.txt and steps-2-threads.txt beside this file. About 4 minutes.
# usage: docs/results/training/steps.sh [THREADS...]
# Needs the built classes of engine, simd, algorithms and bench, and PyTorch's jars for Java in Maven's repository, which
# ./mvnw -Ppytorch -pl bench -am package fetches.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. .mvn/find-jdk.sh
. docs/results/training/machine.sh
here=docs/results/training
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}/org/bytedeco
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
classes=engine/target/classes:simd/target/classes:algorithms/target/classes:bench/target/classes
jars=$(printf '%s:' \
  "$repository"/pytorch/2.10.0-1.5.13/*.jar "$repository"/openblas/0.3.31-1.5.13/openblas-0.3.31-1.5.13{,-linux-x86_64}.jar \
  "$repository"/javacpp/1.5.13/javacpp-1.5.13{,-linux-x86_64}.jar)
cp -r bench/src/pytorch/resources/. "$out"
"$JAVA_HOME/bin/javac" -nowarn -proc:none -cp "$classes:$jars" -d "$out" \
  bench/src/pytorch/java/gatun/bench/pytorch/[A-Z]*.java "$here/TrainingRatios.java"
for threads in "${@:-1 2}"; do
  for count in $threads; do
    file=$here/steps-$count-thread$([ "$count" = 1 ] || echo s).txt
    machine "docs/results/training/steps.sh $count" >"$file"
    for work in MLP:10 CNN:12 RESNET20:16 VIT:16; do
      "$JAVA_HOME/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
        -cp "$out:$classes:$jars" TrainingRatios "$count" "${work#*:}" "${work%:*}" 2>>"$out/errors" | tee -a "$file" ||
        { cat "$out/errors" >&2; exit 1; }
    done
  done
done
