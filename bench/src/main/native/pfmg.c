/*
 * hypre's PFMG-preconditioned conjugate gradients on the pressure problems box:N and mac:N of gatun.linear.Poisson with
 * the plume as right-hand side: the peer of multigrid in docs/results/multigrid. Settings: symmetric storage, red-black
 * Gauss-Seidel (relax type 2), 1 + 1 sweeps; cells outside the fluid are identity rows; box: RAP type 1 and skipped
 * relaxation, mac: RAP type 0 and none skipped. Slabs of planes, one for each rank.
 *
 * Debian: apt-get install libhypre-dev libopenmpi-dev
 *   mpicc -O3 -march=native pfmg.c -o pfmg -I/usr/include/hypre -lHYPRE -lm
 *   mpirun -n RANKS ./pfmg mac 64 1e-6 ROUNDS     prints one line of JSON
 */
#include <HYPRE_struct_ls.h>
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOLID, AIR, FLUID };

static int n;
static int mac;

static int kind(int i, int j, int k) {
  if (i < 0 || j < 0 || k < 0 || i >= n || j >= n) return mac ? SOLID : AIR;
  if (k >= n) return AIR;
  if (!mac) return FLUID;
  double x = (i + .5) / n, y = (j + .5) / n, z = (k + .5) / n;
  if ((x - .5) * (x - .5) + (y - .5) * (y - .5) + (z - .35) * (z - .35) < .15 * .15) return SOLID;
  if (x > .15 && x < .35 && y > .2 && y < .45 && z > .55 && z < .75) return SOLID;
  if ((x - .75) * (x - .75) + (y - .7) * (y - .7) < .08 * .08 && z > .1 && z < .9) return SOLID;
  if ((x - .28) * (x - .28) + (y - .72) * (y - .72) + (z - .25) * (z - .25) < .1 * .1) return AIR;
  if (z > .85 + .05 * sin(4 * M_PI * x) * cos(2 * M_PI * y)) return AIR;
  return FLUID;
}

/* The velocity of the face at (x, y, z) along an axis. */
static double velocity(int axis, double x, double y, double z) {
  double X = x - .5, Y = y - .5, g = exp(-(X * X + Y * Y) / (2 * .1 * .1));
  if (axis == 0) return -5 * Y * g * cos(3 * M_PI * z) + .2 * g * sin(4 * M_PI * z);
  if (axis == 1) return 5 * X * g * cos(3 * M_PI * z);
  return g * (1 - exp(-z / .1)) * (1 + .3 * sin(6 * M_PI * z));
}

static const int STEP[6][3] = {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}};

/* The row of a fluid cell: its diagonal, and its couplings with the cells before it in x, y and z. */
static double row(int i, int j, int k, double *back) {
  double diagonal = 0;
  for (int s = 0; s < 6; s++) {
    int other = kind(i + STEP[s][0], j + STEP[s][1], k + STEP[s][2]);
    diagonal += other != SOLID;
    if (s % 2 == 0) back[s / 2] = other == FLUID ? -1 : 0;
  }
  return diagonal;
}

static double plume(int i, int j, int k) {
  double sum = 0;
  for (int s = 0; s < 6; s++) {
    if (kind(i + STEP[s][0], j + STEP[s][1], k + STEP[s][2]) == SOLID) continue;
    double x = (i + .5 + .5 * STEP[s][0]) / n, y = (j + .5 + .5 * STEP[s][1]) / n, z = (k + .5 + .5 * STEP[s][2]) / n;
    sum += (s % 2 ? 1 : -1) * velocity(s / 2, x, y, z);
  }
  return -sum;
}

static int ascending(const void *a, const void *b) {
  double d = *(const double *)a - *(const double *)b;
  return d < 0 ? -1 : d > 0;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  if (argc < 5) {
    fprintf(stderr, "usage: pfmg box|mac N TOLERANCE ROUNDS\n");
    return 2;
  }
  mac = !strcmp(argv[1], "mac");
  n = atoi(argv[2]);
  double tolerance = atof(argv[3]);
  int rounds = atoi(argv[4]), rank, ranks;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  int low[3] = {0, 0, (int)((long)n * rank / ranks)}, high[3] = {n - 1, n - 1, (int)((long)n * (rank + 1) / ranks) - 1};
  long cells = (long)n * n * (high[2] - low[2] + 1);
  double *values = malloc(4 * cells * sizeof(double)), *right = malloc(cells * sizeof(double));
  double *zero = calloc(cells, sizeof(double));
  double fluid = 0, squares = 0, all[2];
  long c = 0;
  for (int k = low[2]; k <= high[2]; k++)
    for (int j = 0; j < n; j++)
      for (int i = 0; i < n; i++, c++) {
        double back[3] = {0, 0, 0}, diagonal = 1;
        right[c] = 0;
        if (kind(i, j, k) == FLUID) {
          diagonal = row(i, j, k, back);
          right[c] = plume(i, j, k);
          fluid++;
        }
        squares += right[c] * right[c];
        values[4 * c] = diagonal;
        for (int a = 0; a < 3; a++) values[4 * c + 1 + a] = back[a];
      }
  double mine[2] = {fluid, squares};
  MPI_Allreduce(mine, all, 2, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);

  HYPRE_StructGrid grid;
  HYPRE_StructGridCreate(MPI_COMM_WORLD, 3, &grid);
  HYPRE_StructGridSetExtents(grid, low, high);
  HYPRE_StructGridAssemble(grid);
  HYPRE_StructStencil stencil;
  HYPRE_StructStencilCreate(3, 4, &stencil);
  int offsets[4][3] = {{0, 0, 0}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, entries[4] = {0, 1, 2, 3};
  for (int e = 0; e < 4; e++) HYPRE_StructStencilSetElement(stencil, e, offsets[e]);
  HYPRE_StructMatrix a;
  HYPRE_StructMatrixCreate(MPI_COMM_WORLD, grid, stencil, &a);
  HYPRE_StructMatrixSetSymmetric(a, 1);
  HYPRE_StructMatrixInitialize(a);
  HYPRE_StructMatrixSetBoxValues(a, low, high, 4, entries, values);
  HYPRE_StructMatrixAssemble(a);
  HYPRE_StructVector b, x;
  HYPRE_StructVectorCreate(MPI_COMM_WORLD, grid, &b);
  HYPRE_StructVectorInitialize(b);
  HYPRE_StructVectorSetBoxValues(b, low, high, right);
  HYPRE_StructVectorAssemble(b);
  HYPRE_StructVectorCreate(MPI_COMM_WORLD, grid, &x);
  HYPRE_StructVectorInitialize(x);
  HYPRE_StructVectorSetBoxValues(x, low, high, zero);
  HYPRE_StructVectorAssemble(x);

  double setup = MPI_Wtime();
  HYPRE_StructSolver pcg, pfmg;
  HYPRE_StructPFMGCreate(MPI_COMM_WORLD, &pfmg);
  HYPRE_StructPFMGSetMaxIter(pfmg, 1);
  HYPRE_StructPFMGSetTol(pfmg, 0);
  HYPRE_StructPFMGSetZeroGuess(pfmg);
  HYPRE_StructPFMGSetRAPType(pfmg, mac ? 0 : 1);
  HYPRE_StructPFMGSetRelaxType(pfmg, 2);
  HYPRE_StructPFMGSetNumPreRelax(pfmg, 1);
  HYPRE_StructPFMGSetNumPostRelax(pfmg, 1);
  HYPRE_StructPFMGSetSkipRelax(pfmg, !mac);
  HYPRE_StructPCGCreate(MPI_COMM_WORLD, &pcg);
  HYPRE_StructPCGSetMaxIter(pcg, 500);
  HYPRE_StructPCGSetTol(pcg, tolerance);
  HYPRE_StructPCGSetTwoNorm(pcg, 1);
  HYPRE_StructPCGSetPrecond(pcg, HYPRE_StructPFMGSolve, HYPRE_StructPFMGSetup, pfmg);
  HYPRE_StructPCGSetup(pcg, a, b, x);
  setup = MPI_Wtime() - setup;

  double *seconds = malloc(rounds * sizeof(double)), residual = 0;
  int iterations = 0;
  for (int r = -1; r < rounds; r++) {
    HYPRE_StructVectorSetBoxValues(x, low, high, zero);
    MPI_Barrier(MPI_COMM_WORLD);
    double t = MPI_Wtime();
    HYPRE_StructPCGSolve(pcg, a, b, x);
    MPI_Barrier(MPI_COMM_WORLD);
    if (r >= 0) seconds[r] = MPI_Wtime() - t;
  }
  HYPRE_StructPCGGetNumIterations(pcg, &iterations);
  HYPRE_StructPCGGetFinalRelativeResidualNorm(pcg, &residual);
  if (rank == 0) {
    qsort(seconds, rounds, sizeof(double), ascending);
    double median = seconds[rounds / 2];
    printf("{\"what\":\"hypre pfmg-pcg\",\"problem\":\"%s:%d\",\"rhs\":\"plume\",\"ranks\":%d,\"tolerance\":%g,\"unknowns\":%.0f,"
           "\"norm_b\":%.12e,\"iterations\":%d,\"residual\":%.2e,\"setup\":%.4f,\"median\":%.5f,\"least\":%.5f,"
           "\"us_per_unknown\":%.4f}\n",
           argv[1], n, ranks, tolerance, all[0], sqrt(all[1]), iterations, residual, setup, median, seconds[0],
           1e6 * median / all[0]);
  }
  MPI_Finalize();
  return 0;
}
