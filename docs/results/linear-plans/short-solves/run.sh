#!/bin/bash
# t2.sh ROUNDS variants-file problems...  full flags given by the variant
cd /work/wt/solve
J=/usr/lib/jvm/temurin-25-jdk-amd64/bin/java
BASE="--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC"
CDS="-XX:SharedArchiveFile=/work/wt/solve/cli/target/gatun.jsa -Xlog:cds*=off -Xlog:aot*=off"
rounds=$1; vf=$2; shift 2
mapfile -t V < $vf
for ((r=0;r<rounds;r++)); do
for v in "${V[@]}"; do
 name=${v%%|*}; flags=${v#*|}; flags=${flags//CDS/$CDS}
 for p in "$@"; do
  TIMEFORMAT='%R %U %S'
  { time x=$($J $BASE $flags -jar ${JAR:-cli/target/gatun.jar} solve $p --json 2>/dev/null | grep -oE '"(load|solve|setup)Seconds" : [0-9.E-]*' | grep -oE '[0-9.E-]+$' | tr '\n' ' '); } 2>/tmp/solve/time.$$
  read R U S < /tmp/solve/time.$$
  echo "$name|$p|$R|$x $(python3 -c "print($U+$S)" 2>/dev/null || echo 0)"
 done
done
done
