/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests of mesh and vectors that do not depend on the number of ranks. */
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

/* Three doubles in their order, and what they belong to. */
static uint64_t MixThree(uint64_t hash, const double *values) {
  uint64_t bits[3];
  memcpy(bits, values, sizeof bits);
  for (int c = 0; c < 3; c++)
    hash = Mix(hash ^ bits[c]);
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
    sum += MixThree(Mix((uint64_t)mesh->node_file[i]), mesh->coordinates + 3 * i);
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

static uint64_t MixFacts(const SulCheckpointVector *vector) {
  const double facts[3] = {vector->complete, vector->iterations, vector->residual};
  uint64_t hash = MixThree(1, facts);
  for (const char *c = vector->name; *c; c++)
    hash = Mix(hash ^ (uint64_t)(unsigned char)*c);
  return hash;
}

PetscErrorCode SulDigestVector(const SulMesh *mesh, const SulCheckpointVector *vector,
                               char text[SUL_DIGEST_SIZE]) {
  uint64_t facts = MixFacts(vector), sum = 0;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    sum += MixThree(Mix(facts ^ Mix((uint64_t)mesh->node_file[i])), vector->values + 3 * i);
  PetscCall(Sum(mesh->comm, sum, text));
  PetscFunctionReturn(0);
}
