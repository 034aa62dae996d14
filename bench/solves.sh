#!/usr/bin/env bash
# Solves the matrices of a folder and the Poisson problems mac:64 and mac:128 with each right-hand side, at 1e-6 and
# 1e-10, and prints one JSON object a line. Usage: bench/solves.sh FOLDER... > docs/results/solves/solves.jsonl
set -euo pipefail
cd "$(dirname "$0")/.."

solve() {
  { ./gatun solve "$@" --json 2>/dev/null || true; } | tr -d '\n' | sed 's/  */ /g'
  echo
}

for tolerance in 1e-6 1e-10; do
  for folder in "$@"; do
    for file in "$folder"/*.mtx "$folder"/*.mtx.gz; do
      [ -f "$file" ] || continue
      solve "$file" --rhs random:42 --tolerance $tolerance --method pcg --preconditioner jacobi
      solve "$file" --rhs random:42 --tolerance $tolerance
    done
  done
  for n in 64 128; do
    for rhs in smooth plume random:42; do
      solve --poisson mac:$n --rhs $rhs --tolerance $tolerance --method cg
      solve --poisson mac:$n --rhs $rhs --tolerance $tolerance --method cg --precision mixed
      solve --poisson mac:$n --rhs $rhs --tolerance $tolerance --method pcg --preconditioner mic0
    done
  done
done
