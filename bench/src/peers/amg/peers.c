/*
 * Set-up and solve times of PETSc GAMG and hypre BoomerAMG (through PETSc) as preconditioners of
 * conjugate gradients, and of CHOLMOD, on one matrix. Benchmark only; see run for how it is built.
 *
 * usage: peers FILE gamg|boomer|boomer3d|cholmod TOLERANCE REPEATS [PETSc options]
 * Prints one JSON line: medians of the repeats, in seconds.
 */
#include <petscksp.h>
#include <suitesparse/cholmod.h>
#include <stdlib.h>

static PetscInt n, nnz, *rows, *cols;
static double *vals, *rhs;

static void load(const char *name) {
  FILE *f = fopen(name, "rb");
  long long sizes[2];
  if (!f || fread(sizes, 8, 2, f) != 2) exit(2);
  n = (PetscInt)sizes[0];
  nnz = (PetscInt)sizes[1];
  rows = malloc(4 * (size_t)(n + 1));
  cols = malloc(4 * (size_t)nnz);
  vals = malloc(8 * (size_t)nnz);
  rhs = malloc(8 * (size_t)n);
  if (fread(rows, 4, n + 1, f) != (size_t)n + 1 || fread(cols, 4, nnz, f) != (size_t)nnz ||
      fread(vals, 8, nnz, f) != (size_t)nnz || fread(rhs, 8, n, f) != (size_t)n) exit(2);
  fclose(f);
}

static int compare(const void *a, const void *b) {
  double d = *(const double *)a - *(const double *)b;
  return d < 0 ? -1 : d > 0;
}

static double median(double *t, int count) {
  qsort(t, count, sizeof *t, compare);
  return t[count / 2];
}

static void direct(const char *name, int repeats) {
  double *setup = malloc(8 * repeats), *solve = malloc(8 * repeats), bytes = 0;
  cholmod_common c;
  cholmod_start(&c);
  /* rows of the symmetric matrix are columns: keep those with row >= column */
  cholmod_sparse a = {.nrow = n, .ncol = n, .nzmax = nnz, .p = rows, .i = cols, .x = vals,
                      .stype = -1, .itype = CHOLMOD_INT, .xtype = CHOLMOD_REAL,
                      .dtype = CHOLMOD_DOUBLE, .sorted = 1, .packed = 1};
  cholmod_dense b = {.nrow = n, .ncol = 1, .nzmax = n, .d = n, .x = rhs, .xtype = CHOLMOD_REAL,
                     .dtype = CHOLMOD_DOUBLE};
  for (int k = 0; k < repeats; k++) {
    double t0 = MPI_Wtime();
    cholmod_factor *l = cholmod_analyze(&a, &c);
    cholmod_factorize(&a, l, &c);
    double t1 = MPI_Wtime();
    cholmod_dense *x = cholmod_solve(CHOLMOD_A, l, &b, &c);
    double t2 = MPI_Wtime();
    setup[k] = t1 - t0;
    solve[k] = t2 - t1;
    bytes = c.lnz;
    cholmod_free_dense(&x, &c);
    cholmod_free_factor(&l, &c);
  }
  printf("{\"peer\":\"cholmod\",\"file\":\"%s\",\"setup\":%g,\"solve\":%g,\"entries\":%g}\n", name,
         median(setup, repeats), median(solve, repeats), bytes);
}

static void iterate(const char *name, const char *peer, double tolerance, int repeats) {
  double *setup = malloc(8 * repeats), *solve = malloc(8 * repeats);
  PetscInt iterations = 0;
  Mat a;
  Vec b, x;
  MatCreateSeqAIJWithArrays(PETSC_COMM_SELF, n, n, rows, cols, vals, &a);
  MatSetOption(a, MAT_SPD, PETSC_TRUE);
  VecCreateSeqWithArray(PETSC_COMM_SELF, 1, n, rhs, &b);
  VecDuplicate(b, &x);
  for (int k = 0; k < repeats; k++) {
    KSP ksp;
    PC pc;
    double t0 = MPI_Wtime();
    KSPCreate(PETSC_COMM_SELF, &ksp);
    KSPSetType(ksp, KSPCG);
    KSPSetNormType(ksp, KSP_NORM_UNPRECONDITIONED);
    KSPSetTolerances(ksp, tolerance, 0, PETSC_DEFAULT, 5000);
    KSPSetOperators(ksp, a, a);
    KSPGetPC(ksp, &pc);
    if (peer[0] == 'g') {
      PCSetType(pc, PCGAMG);
    } else {
      PCSetType(pc, PCHYPRE);
      PCHYPRESetType(pc, "boomeramg");
    }
    KSPSetFromOptions(ksp);
    KSPSetUp(ksp);
    double t1 = MPI_Wtime();
    KSPSolve(ksp, b, x);
    double t2 = MPI_Wtime();
    setup[k] = t1 - t0;
    solve[k] = t2 - t1;
    KSPGetIterationNumber(ksp, &iterations);
    KSPDestroy(&ksp);
  }
  printf("{\"peer\":\"%s\",\"file\":\"%s\",\"setup\":%g,\"solve\":%g,\"iterations\":%d}\n", peer,
         name, median(setup, repeats), median(solve, repeats), (int)iterations);
}

int main(int count, char **args) {
  PetscInitialize(&count, &args, NULL, NULL);
  load(args[1]);
  int repeats = atoi(args[4]);
  if (args[2][0] == 'c') {
    direct(args[1], repeats);
  } else {
    if (args[2][0] == 'b') {
      PetscOptionsInsertString(NULL,
          "-pc_hypre_boomeramg_coarsen_type HMIS -pc_hypre_boomeramg_interp_type ext+i "
          "-pc_hypre_boomeramg_P_max 4 -pc_hypre_boomeramg_agg_nl 1 "
          "-pc_hypre_boomeramg_relax_type_all l1scaled-SOR/Jacobi");
      PetscOptionsInsertString(NULL, args[2][6] ? "-pc_hypre_boomeramg_strong_threshold 0.5"
                                                : "-pc_hypre_boomeramg_strong_threshold 0.25");
    }
    iterate(args[1], args[2], atof(args[3]), repeats);
  }
  PetscFinalize();
  return 0;
}
