#!/usr/bin/env bash
# Makes the folder that bench/gpu/run.sh needs on a machine with a CUDA device but without JDK and
# network: a Java runtime of the modules in use, Gatun's jars and test jars, and their libraries.
#
# usage: bench/gpu/prepare.sh [FOLDER]      FOLDER defaults to bench/target/gpu, which git ignores
# It builds what is missing first. At the end it says the size; more than 64 MiB is an error.
set -euo pipefail
cd "$(dirname "$0")/../.."
kit=${1:-bench/target/gpu}
. .mvn/find-jdk.sh

if [ -z "${GATUN_PREPARED-}" ]; then # set it where everything was compiled already
  ./mvnw -q -B -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=test
fi

rm -rf "$kit"
mkdir -p "$kit/lib"
"$JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --compress zip-9 --output "$kit/jre" --add-modules \
  java.base,java.logging,java.management,jdk.incubator.vector,jdk.jfr,jdk.unsupported,jdk.zipfs

pack() { # pack NAME FOLDER: a jar of compiled classes
  [ -d "$2" ] || { echo "prepare: $2 is missing; build first" >&2; exit 2; }
  "$JAVA_HOME/bin/jar" --create --file "$kit/lib/$1.jar" -C "$2" .
}
for module in engine simd gpu-bindings algorithms cli bench; do
  pack "gatun-$module" "$module/target/classes"
done
pack gatun-tests test/target/test-classes

cat cli/target/classpath.txt bench/target/classpath.txt test/target/classpath.txt | tr ':' '\n' | sort -u | while read -r jar; do
  case $jar in
    */target/*) ;; # Gatun's own, packed above
    *bytedeco*|*archunit*|*jazzer*|*ojalgo*|*commons-math*|*ejml*|*xchart*|*VectorGraphics*|*jmh*|*jopt*|*slf4j*) ;; # not for what runs there
    *.jar) cp "$jar" "$kit/lib/" ;;
  esac
done
cp bench/gpu/run.sh bench/gpu/peers.py bench/gpu/calls.c "$kit/"

mib=$(du -sm "$kit" | cut -f1)
echo "prepare: $kit has $mib MiB"
[ "$mib" -le 64 ] || { echo "prepare: more than 64 MiB" >&2; exit 1; }
