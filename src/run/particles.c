/* SPDX-License-Identifier: BSD-2-Clause */
/* The particles of phases whose lithiation varies, from the file beside the mesh or, without it, the
 * pieces of the mesh, each with what the case gives it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/parallel.h>

#include "parts.h"

/* Does the case give its particles different lithiations? */
static bool HasTable(const SulPhaseInput *input) {
  return input->table.radius_count + input->table.particle_count > 0;
}

/* Where the case asks for it. */
static const char *Key(const SulPhaseInput *input) {
  return input->table.radius_count > 0 ? "by_radius" : "by_particle";
}

/* ---- Shares ---------------------------------------------------------------------------------- */

static double ByRadius(const SulParticleTable *table, double radius) {
  size_t last = table->radius_count - 1, i = 0;
  if (radius <= table->radius[0]) return table->at_radius[0];
  if (radius >= table->radius[last]) return table->at_radius[last];
  while (radius > table->radius[i + 1])
    i++;
  double part = (radius - table->radius[i]) / (table->radius[i + 1] - table->radius[i]);
  return table->at_radius[i] + part * (table->at_radius[i + 1] - table->at_radius[i]);
}

/* A new array [count], by the particles' numbers; NAN: it stands nowhere. All numbers are below. */
static double *ByNumber(const SulParticleTable *table, size_t count) {
  double *own = SulAllocate(count, sizeof *own);
  for (size_t i = 0; i < count; i++)
    own[i] = NAN;
  for (size_t i = 0; i < table->particle_count; i++)
    own[table->particle[i]] = table->of_particle[i];
  return own;
}

static void SetShare(const SulRun *run, const double *by_number, SulActiveParticle *particle,
                     SulError *error) {
  const SulPhaseInput *input = run->inputs[particle->phase];
  const SulParticleTable *table = &input->table;
  double largest = run->body.phases[particle->phase].lithiation, own;
  particle->share = 1;
  if (!HasTable(input)) return;
  if (table->radius_count > 0)
    own = ByRadius(table, particle->radius);
  else
    own = by_number[particle->number];
  if (isnan(own))
    SulErrorSet(
        error, SUL_INPUT,
        "%s:%d: phases: lithiation: by_particle: particle %lld of the group \"%s\" (%s) has "
        "no line in the table; each of its particles needs one",
        run->input.path, input->line, particle->number, run->mesh.phases[particle->phase].name,
        run->record_path);
  particle->share = largest > 0 ? own / largest : 0;
}

/* ---- The list -------------------------------------------------------------------------------- */

static void AddParticle(const SulRun *run, int phase, size_t number,
                        SulActiveParticles *particles) {
  const SulParticle *from = &run->packing.particles[number];
  SulActiveParticle *to = &particles->list[particles->count++];
  *to = (SulActiveParticle){.phase = phase, .number = (long long)number, .radius = from->radius};
  for (int k = 0; k < 3; k++) {
    to->centre[k] = run->mesh.box[0][k] + from->centre[k];
    for (int j = 0; j < 3; j++)
      to->level[3 * k + j] = from->rotation[3 * k + j] / from->semi_axes[k];
  }
}

static void AddPhase(const SulRun *run, int phase, SulActiveParticles *particles, SulError *error) {
  const SulPacking *packing = &run->packing;
  const char *name = run->mesh.phases[phase].name;
  int before = particles->count;
  for (size_t i = 0; i < packing->particle_count; i++)
    if (strcmp(packing->phases[packing->particles[i].phase].name, name) == 0)
      AddParticle(run, phase, i, particles);
  double *own = ByNumber(&run->inputs[phase]->table, packing->particle_count);
  for (int i = before; i < particles->count && !SulFailed(error); i++)
    SetShare(run, own, &particles->list[i], error);
  free(own);
  if (particles->count == before && !HasTable(run->inputs[phase]))
    SulActiveParticlesAdd(&run->mesh, phase, particles);
  else if (particles->count == before)
    SulErrorSet(
        error, SUL_INPUT, "%s:%d: phases: lithiation: %s: %s lists no particle of the group \"%s\"",
        run->input.path, run->inputs[phase]->line, Key(run->inputs[phase]), run->record_path, name);
}

/* A number that no particle of the phase has. */
static void CheckNumbers(const SulRun *run, int phase, SulError *error) {
  const SulParticleTable *table = &run->inputs[phase]->table;
  const SulPacking *packing = &run->packing;
  const char *name = run->mesh.phases[phase].name;
  for (size_t i = 0; i < table->particle_count && !SulFailed(error); i++) {
    long long number = table->particle[i];
    bool there = number < (long long)packing->particle_count;
    if (there && strcmp(packing->phases[packing->particles[number].phase].name, name) == 0)
      continue;
    SulErrorSet(
        error, SUL_INPUT,
        "%s:%d: phases: lithiation: by_particle: the table names particle %lld, which %s in "
        "%s (particles are numbered from 0; it has %zu)",
        run->input.path, run->inputs[phase]->line, number,
        there ? "is of another group" : "does not stand", run->record_path,
        packing->particle_count);
  }
}

static void RefuseUnknown(const SulRun *run, int phase, SulError *error) {
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: phases: lithiation: %s: the particles of the group \"%s\" are not known: it "
      "needs the file that \"sulfem pack\" writes beside its mesh (mesh.json for mesh.msh), "
      "and %s",
      run->input.path, run->inputs[phase]->line, Key(run->inputs[phase]),
      run->mesh.phases[phase].name,
      run->input.record_use == SUL_RECORD_IGNORED ? "the case says \"record: ignored\""
      : run->record_path                          ? "the one that is there is of another mesh"
                                                  : "there is none");
}

static void Tell(const SulRun *run, int phase) {
  const SulActiveParticles *particles = run->body.particles;
  double least = INFINITY, most = 0, full = run->body.phases[phase].lithiation;
  int count;
  double mean = SulActiveParticlesShare(particles, phase, &count) * full;
  for (int i = 0; i < particles->count; i++) {
    if (particles->list[i].phase != phase) continue;
    least = fmin(least, full * particles->list[i].share);
    most = fmax(most, full * particles->list[i].share);
  }
  static const char *const how[] = {"", ", with a front", ", by diffusion"};
  SulLogLine(run->log,
             "phase %s: lithiation of %d particle%s from %.6g to %.6g, their volume's mean %.10g, "
             "where the program is 1%s%s",
             run->mesh.phases[phase].name, count, count == 1 ? "" : "s", least, most, mean,
             how[run->inputs[phase]->profile],
             run->inputs[phase]->held ? " from the surface's lithiation" : "");
}

/* ---- Within particles ------------------------------------------------------------------------- */

/* Groups that lithium enters through; NULL: none is named. */
static bool *Enters(const SulRun *run, const SulPhaseInput *input, SulError *error) {
  const SulMesh *mesh = &run->mesh;
  bool *enters =
      input->surface_count > 0 ? SulAllocate((size_t)mesh->boundary_count, sizeof *enters) : NULL;
  for (size_t i = 0; i < input->surface_count; i++) {
    int at = SulGroupFind(mesh->boundaries, mesh->boundary_count, input->surface[i]);
    if (at >= 0) enters[at] = true;
    if (at >= 0 || SulFailed(error)) continue;
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: phases: lithiation: surface: the mesh %s has no surface group \"%s\"",
                run->input.path, input->surface_line, run->input.mesh_file, input->surface[i]);
    SulGroupsList("surface", mesh->boundaries, mesh->boundary_count, input->surface[i], error);
  }
  return enters;
}

static void Spread(SulRun *run, SulActiveParticles *particles, SulError *error) {
  particles->phase_count = run->mesh.phase_count;
  particles->spread = SulAllocate((size_t)particles->phase_count, sizeof *particles->spread);
  for (int p = 0; p < particles->phase_count; p++) {
    const SulPhaseInput *input = run->inputs[p];
    particles->spread[p] = (SulSpread){.profile = input->profile,
                                       .diffusivity = input->diffusivity,
                                       .held = input->held,
                                       .enters = Enters(run, input, error),
                                       .path = run->input.path,
                                       .line = input->line};
  }
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* With room for all particles of the packing, and `more`. */
static void MakeList(const SulPacking *packing, int more, SulActiveParticles *particles) {
  particles->list = SulAllocate(packing->particle_count + (size_t)more, sizeof *particles->list);
  for (int k = 0; k < 3 && packing->periodic; k++)
    particles->period[k] = packing->edges[k];
}

static PetscErrorCode Make(SulRun *run, SulError *error) {
  SulActiveParticles *particles = SulAllocate(1, sizeof *particles);
  const SulPacking *packing = &run->packing;

  PetscFunctionBegin;
  run->body.particles = particles;
  particles->log = run->log;
  MakeList(packing, run->mesh.component_count, particles);
  particles->of_component =
      SulAllocate((size_t)run->mesh.component_count, sizeof *particles->of_component);
  memset(particles->of_component, -1,
         (size_t)run->mesh.component_count * sizeof *particles->of_component);
  Spread(run, particles, error);
  for (int p = 0; p < run->mesh.phase_count && !SulFailed(error); p++) {
    if (!run->body.phases[p].varies) continue;
    if (packing->phase_count == 0 && HasTable(run->inputs[p])) {
      RefuseUnknown(run, p, error);
      continue;
    }
    CheckNumbers(run, p, error);
    if (!SulFailed(error)) AddPhase(run, p, particles, error);
  }
  if (SulFailed(error)) PetscFunctionReturn(0);
  PetscCall(SulActiveParticlesFind(&run->mesh, run->body.phases, particles, error));
  if (SulFailed(error)) {
    SulErrorAppend(error, " (%s)", run->record_path);
    PetscFunctionReturn(0);
  }
  for (int p = 0; p < run->mesh.phase_count; p++)
    if (run->body.phases[p].varies) Tell(run, p);
  PetscFunctionReturn(0);
}

/* A layer of the box's size along z. */
static void SetDensities(SulRun *run) {
  const SulPacking *packing = &run->packing;
  double area = packing->edges[0] * packing->edges[1];
  run->areal_density = SulAllocate((size_t)run->mesh.phase_count, sizeof(double));
  for (int i = 0; i < packing->phase_count && area > 0; i++) {
    const SulPackedPhase *from = &packing->phases[i];
    int phase = SulGroupFind(run->mesh.phases, run->mesh.phase_count, from->name);
    if (phase >= 0) run->areal_density[phase] = from->density / area;
  }
}

/* All particles of phases that the mesh has. */
static void MakePacked(SulRun *run) {
  const SulPacking *packing = &run->packing;
  MakeList(packing, 0, &run->packed);
  for (size_t i = 0; i < packing->particle_count; i++) {
    const char *name = packing->phases[packing->particles[i].phase].name;
    int phase = SulGroupFind(run->mesh.phases, run->mesh.phase_count, name);
    if (phase >= 0) AddParticle(run, phase, i, &run->packed);
  }
}

void SulRunNameParticle(void *context, int phase, const double position[3], char *text,
                        size_t size) {
  const SulRun *run = context;
  const SulActiveParticle *list = run->packed.list;
  int near[2];
  SulActiveParticlesNearest(&run->packed, position, near);
  text[0] = '\0';
  if (near[0] < 0) return;
  if (list[near[0]].phase == phase)
    snprintf(text, size, ", in the particle %lld of %s", list[near[0]].number, run->record_path);
  else if (near[1] < 0)
    snprintf(text, size, ", near the particle %lld of %s", list[near[0]].number, run->record_path);
  else
    snprintf(text, size, ", near the particles %lld and %lld of %s", list[near[0]].number,
             list[near[1]].number, run->record_path);
}

PetscErrorCode SulRunParticles(SulRun *run, SulError *error) {
  bool any = false;

  PetscFunctionBegin;
  for (int p = 0; p < run->mesh.phase_count; p++)
    any |= run->body.phases[p].varies;
  if (any) PetscCall(Make(run, error));
  MakePacked(run);
  SetDensities(run);
  SulPackingFree(&run->packing);
  PetscFunctionReturn(0);
}
