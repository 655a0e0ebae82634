/* SPDX-License-Identifier: BSD-2-Clause */
/* Interfaces of a mesh: pairs of phases, particles, and who is which side. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>

#include "interface_faces.h"

/* ---- Pairs ----------------------------------------------------------------------------------- */

/* Is `p` rather the particle than `q`? Then 1, -1 if it is the other way round, 0 for alike. */
static int RatherParticle(const SulMesh *mesh, const SulBody *body, const double *pieces, int p,
                          int q) {
  double swelling[2] = {fabs(SulPhaseSwelling(&body->phases[p], 1)),
                        fabs(SulPhaseSwelling(&body->phases[q], 1))};
  if (swelling[0] != swelling[1]) return swelling[0] > swelling[1] ? 1 : -1;
  double size[2] = {mesh->phases[p].measure / pieces[p], mesh->phases[q].measure / pieces[q]};
  return size[0] < size[1] ? 1 : size[0] > size[1] ? -1 : 0;
}

/* Weight of the first side's stress: the other's share of both stiffnesses. */
static double Weight(const SulBody *body, const int phase[2]) {
  double stiffness[2];
  for (int side = 0; side < 2; side++) {
    const SulPhase *p = &body->phases[phase[side]];
    double lambda, mu;
    p->model->at_rest(p->parameters, &lambda, &mu);
    stiffness[side] = lambda + 2 * mu;
  }
  return stiffness[1] / (stiffness[0] + stiffness[1]);
}

static bool IsBetween(const SulMesh *mesh, const SulInterfacePair *pair,
                      const SulInterfaceInput *input) {
  const char *a = mesh->phases[pair->phase[0]].name, *b = mesh->phases[pair->phase[1]].name;
  return (!strcmp(a, input->between[0]) && !strcmp(b, input->between[1])) ||
         (!strcmp(a, input->between[1]) && !strcmp(b, input->between[0]));
}

static void SetStrengths(const SulCase *input, SulLog *log, SulInterfaces *interfaces) {
  for (size_t i = 0; i < input->interface_count; i++) {
    const SulInterfaceInput *given = &input->interfaces[i];
    bool found = false;
    for (int k = 0; k < interfaces->pair_count; k++) {
      SulInterfacePair *pair = &interfaces->pairs[k];
      if (!IsBetween(interfaces->mesh, pair, given)) continue;
      pair->strength = given->strength;
      found = true;
    }
    if (!found)
      SulLogWarning(log,
                    "%s:%d: \"%s\" and \"%s\" have no common face in this mesh: their strength "
                    "is not used",
                    input->path, given->line, given->between[0], given->between[1]);
  }
}

/* Collective. Makes the pairs, by their lower and then their higher phase; pair_of[p * phases + q]
 * is a pair or -1. Free it. */
static PetscErrorCode MakePairs(const SulMesh *mesh, const SulBody *body, const SulPhaseFace *faces,
                                SulInterfaces *interfaces, int **pair_of) {
  size_t phases = (size_t)mesh->phase_count;
  int *touch = SulAllocate(phases * phases, sizeof *touch);
  double *pieces = SulAllocate(phases, sizeof *pieces);

  PetscFunctionBegin;
  for (PetscInt f = 0; f < interfaces->count; f++)
    touch[mesh->cell_phase[faces[f].cell[0]] * mesh->phase_count +
          mesh->cell_phase[faces[f].cell[1]]] = 1;
  PetscCallMPI(
      MPI_Allreduce(MPI_IN_PLACE, touch, (int)(phases * phases), MPI_INT, MPI_MAX, mesh->comm));
  for (int c = 0; c < mesh->component_count; c++)
    pieces[mesh->component_phase[c]]++;
  for (size_t i = 0; i < phases * phases; i++)
    interfaces->pair_count += touch[i];
  interfaces->pairs = SulAllocate((size_t)interfaces->pair_count, sizeof *interfaces->pairs);
  for (size_t i = 0, next = 0; i < phases * phases; i++) {
    int p = (int)(i / phases), q = (int)(i % phases);
    bool swap = RatherParticle(mesh, body, pieces, p, q) < 0;
    SulInterfacePair *pair = touch[i] ? &interfaces->pairs[next] : NULL;
    touch[i] = pair ? (int)next++ : -1;
    if (!pair) continue;
    *pair = (SulInterfacePair){.phase = {swap ? q : p, swap ? p : q}, .strength = NAN};
    pair->weight = Weight(body, pair->phase);
  }
  free(pieces);
  *pair_of = touch;
  PetscFunctionReturn(0);
}

/* ---- Particles and faces --------------------------------------------------------------------- */

/* The faces with the particle's side first, `particle` holding the pair for now. */
static void TurnFaces(const int *pair_of, const SulPhaseFace *found, SulInterfaces *interfaces) {
  const SulMesh *mesh = interfaces->mesh;
  for (PetscInt f = 0; f < interfaces->local; f++) {
    const PetscInt *cell = found[f].cell;
    int pair = pair_of[mesh->cell_phase[cell[0]] * mesh->phase_count + mesh->cell_phase[cell[1]]];
    int a = mesh->cell_phase[cell[0]] == interfaces->pairs[pair].phase[0] ? 0 : 1;
    interfaces->faces[f] = (SulInterfaceFace){
        .cell = {cell[a], cell[1 - a]}, .side = found[f].side[a], .particle = pair};
  }
}

/* Collective. Numbers the particles by pair and component. */
static PetscErrorCode MakeParticles(SulInterfaces *interfaces) {
  const SulMesh *mesh = interfaces->mesh;
  size_t components = (size_t)mesh->component_count;
  size_t entries = components * (size_t)interfaces->pair_count;
  int *number = SulAllocate(entries, sizeof *number), next = 0;

  PetscFunctionBegin;
  for (PetscInt f = 0; f < interfaces->count; f++) {
    const SulInterfaceFace *face = &interfaces->faces[f];
    number[(size_t)face->particle * components + (size_t)mesh->cell_component[face->cell[0]]] = 1;
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, number, (int)entries, MPI_INT, MPI_MAX, mesh->comm));
  for (size_t i = 0; i < entries; i++)
    interfaces->particle_count += number[i];
  size_t particles = (size_t)interfaces->particle_count;
  interfaces->particles = SulAllocate(particles, sizeof *interfaces->particles);
  for (size_t i = 0; i < entries; i++) {
    if (!number[i]) continue;
    interfaces->particles[next] =
        (SulInterfaceParticle){.pair = (int)(i / components), .component = (int)(i % components)};
    number[i] = next++;
  }
  for (PetscInt f = 0; f < interfaces->local; f++) {
    SulInterfaceFace *face = &interfaces->faces[f];
    face->particle =
        number[(size_t)face->particle * components + (size_t)mesh->cell_component[face->cell[0]]];
  }
  free(number);
  PetscFunctionReturn(0);
}

/* Counting sort of faces from..to-1 by particle, and so by pair; where those of each pair begin. */
static void SortFaces(SulInterfaces *interfaces, PetscInt from, PetscInt to, PetscInt *pair_start) {
  SulInterfaceFace *faces = interfaces->faces + from;
  SulInterfaceFace *sorted = SulAllocate((size_t)(to - from), sizeof *sorted);
  PetscInt *start = SulAllocate((size_t)interfaces->particle_count + 1, sizeof *start);
  for (PetscInt f = 0; f < to - from; f++)
    start[faces[f].particle + 1]++;
  for (int p = 0; p < interfaces->particle_count; p++)
    start[p + 1] += start[p];
  for (int p = interfaces->particle_count - 1; p >= 0; p--)
    pair_start[interfaces->particles[p].pair] = from + start[p];
  pair_start[interfaces->pair_count] = to;
  for (PetscInt f = 0; f < to - from; f++)
    sorted[start[faces[f].particle]++] = faces[f];
  memcpy(faces, sorted, (size_t)(to - from) * sizeof *faces);
  free(sorted);
  free(start);
}

static void SortAllFaces(SulInterfaces *interfaces) {
  PetscInt *start = SulAllocate((size_t)interfaces->pair_count + 1, sizeof *start);
  SortFaces(interfaces, 0, interfaces->count, start);
  for (int k = 0; k < interfaces->pair_count; k++) {
    interfaces->pairs[k].first = start[k];
    interfaces->pairs[k].last = start[k + 1];
  }
  SortFaces(interfaces, interfaces->count, interfaces->local, start);
  for (int k = 0; k < interfaces->pair_count; k++) {
    interfaces->pairs[k].ghost_first = start[k];
    interfaces->pairs[k].ghost_last = start[k + 1];
  }
  free(start);
}

PetscErrorCode SulInterfacesCreate(const SulMesh *mesh, const SulBody *body, const SulCase *input,
                                   SulLog *log, SulInterfaces *interfaces) {
  int *pair_of = NULL;

  PetscFunctionBegin;
  *interfaces = (SulInterfaces){.mesh = mesh};
  SulPhaseFace *found = SulPhaseFacesFind(mesh, &interfaces->count, &interfaces->local);
  interfaces->total = interfaces->count;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &interfaces->total, 1, MPIU_INT64, MPI_SUM, mesh->comm));
  PetscCall(MakePairs(mesh, body, found, interfaces, &pair_of));
  interfaces->faces = SulAllocate((size_t)interfaces->local, sizeof *interfaces->faces);
  TurnFaces(pair_of, found, interfaces);
  free(pair_of);
  free(found);
  PetscCall(MakeParticles(interfaces));
  SortAllFaces(interfaces);
  SetStrengths(input, log, interfaces);
  PetscFunctionReturn(0);
}

void SulInterfacesDestroy(SulInterfaces *interfaces) {
  free(interfaces->pairs);
  free(interfaces->particles);
  free(interfaces->faces);
  memset(interfaces, 0, sizeof *interfaces);
}

void SulInterfaceNodes(const SulInterfaces *interfaces, PetscInt face, PetscInt *nodes) {
  const SulMesh *mesh = interfaces->mesh;
  const SulInterfaceFace *f = &interfaces->faces[face];
  const int *corner = sul_tetrahedron_face_nodes[f->side];
  for (int k = 0; k < mesh->face_nodes; k++)
    nodes[k] = mesh->cells[f->cell[0] * mesh->cell_nodes + corner[k]];
}
