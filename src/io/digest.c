/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests of a mesh and of rows of numbers. */
#include "digest.h"
#include "fields.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Spreads every bit of `value` over the word (finaliser of splitmix64, Steele et al., OOPSLA 2014).
 */
static uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

/* Doubles in their order, and what they belong to. */
static uint64_t MixRow(uint64_t hash, const double *values, int count) {
  for (int c = 0; c < count; c++) {
    uint64_t bits;
    memcpy(&bits, &values[c], sizeof bits);
    hash = Mix(hash ^ bits);
  }
  return hash;
}

/* A set of nodes, in any order. */
static uint64_t MixNodes(const PetscInt *nodes, int count, const PetscInt64 *numbers) {
  uint64_t sum = 0;
  for (int i = 0; i < count; i++)
    sum += Mix((uint64_t)numbers[nodes[i]]);
  return sum;
}

static PetscErrorCode Sum(MPI_Comm comm, uint64_t mine, char text[SUL_DIGEST_SIZE]) {
  uint64_t all;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Allreduce(&mine, &all, 1, MPI_UINT64_T, MPI_SUM, comm));
  snprintf(text, SUL_DIGEST_SIZE, "%016llx", (unsigned long long)all);
  PetscFunctionReturn(0);
}

PetscErrorCode SulDigestMesh(const SulMesh *mesh, char text[SUL_DIGEST_SIZE]) {
  PetscInt64 *numbers;
  uint64_t sum = 0;

  PetscFunctionBegin;
  PetscCall(SulFieldsNodeNumbers(mesh, &numbers));
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    sum += MixRow(Mix((uint64_t)mesh->node_file[i]), mesh->coordinates + 3 * i, 3);
  for (PetscInt i = 0; i < mesh->cells_owned; i++) {
    uint64_t nodes = MixNodes(mesh->cells + i * mesh->cell_nodes, mesh->cell_nodes, numbers);
    sum +=
        Mix(Mix(nodes ^ Mix((uint64_t)mesh->cell_file[i])) ^ (uint64_t)(mesh->cell_phase[i] + 1));
  }
  for (PetscInt i = 0; i < mesh->faces_owned; i++) {
    uint64_t nodes = MixNodes(mesh->faces + i * mesh->face_nodes, mesh->face_nodes, numbers);
    sum += Mix(Mix(nodes) + (uint64_t)(mesh->face_boundary[i] + 1));
  }
  free(numbers);
  PetscCall(Sum(mesh->comm, sum, text));
  PetscFunctionReturn(0);
}

PetscErrorCode SulDigestRows(MPI_Comm comm, const char *name, const SulDigestedRows *rows,
                             char text[SUL_DIGEST_SIZE]) {
  uint64_t begin = Mix((uint64_t)rows->width), sum = 0;

  PetscFunctionBegin;
  for (const char *c = name; *c; c++)
    begin = Mix(begin ^ (uint64_t)(unsigned char)*c);
  for (PetscInt i = 0; i < rows->count; i++)
    sum += MixRow(Mix(begin ^ Mix((uint64_t)rows->number[i])), rows->values + i * rows->width,
                  rows->width);
  PetscCall(Sum(comm, sum, text));
  PetscFunctionReturn(0);
}
