/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory bandwidth of the machine, GB/s, so that times of different machines can be compared: the
 * triad a = b + s c (24 bytes an entry, not counting the write-allocate) on all ranks at once, best
 * of ten. Run: mpirun -n N bandwidth */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { ENTRIES = 20 * 1000 * 1000, REPEATS = 10 };

static double Triad(double *restrict a, const double *restrict b, const double *restrict c) {
  double start, seconds;
  MPI_Barrier(MPI_COMM_WORLD);
  start = MPI_Wtime();
  for (int i = 0; i < ENTRIES; i++)
    a[i] = b[i] + 3.0 * c[i];
  MPI_Barrier(MPI_COMM_WORLD);
  seconds = MPI_Wtime() - start;
  return seconds;
}

int main(int argument_count, char **arguments) {
  double *values, best = 1e30;
  int ranks, rank;
  MPI_Init(&argument_count, &arguments);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  values = malloc(3 * sizeof(double) * ENTRIES);
  if (!values) MPI_Abort(MPI_COMM_WORLD, 1);
  for (int i = 0; i < 3 * ENTRIES; i++)
    values[i] = i % 7;
  for (int repeat = 0; repeat < REPEATS; repeat++) {
    double seconds = Triad(values, values + ENTRIES, values + 2 * (size_t)ENTRIES);
    if (seconds < best) best = seconds;
  }
  if (rank == 0) printf("%.1f %g\n", 24e-9 * ENTRIES * ranks / best, values[ENTRIES - 1]);
  free(values);
  MPI_Finalize();
  return 0;
}
