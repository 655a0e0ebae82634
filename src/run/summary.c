/* SPDX-License-Identifier: BSD-2-Clause */
/* The numbers of a run as JSON. */
#include <math.h>
#include <stdlib.h>
#include <sulfem/files.h>
#include <sulfem/json.h>
#include <sulfem/summary.h>
#include <sulfem/text.h>

enum { DIGITS = 17 }; /* doubles come back bit for bit */

/* Objects under construction. A number that is none (NaN, infinity) has no JSON: jansson refuses it
 * and the first such key is kept. */
typedef struct {
  char culprit[2 * SUL_NAME_SIZE];
} Writer;

static void PutReal(Writer *writer, json_t *object, const char *key, double value) {
  if (json_object_set_new(object, key, json_real(value)) != 0 && !writer->culprit[0])
    snprintf(writer->culprit, sizeof writer->culprit, "%s is %g", key, value);
}

static void PutInteger(json_t *object, const char *key, long long value) {
  json_object_set_new(object, key, json_integer(value));
}

/* A name that is no UTF-8 text makes SulJsonText fail: no key is ever left out. */
static void PutText(json_t *object, const char *key, const char *text) {
  json_object_set_new(object, key, json_string_nocheck(text));
}

static void PutVector(Writer *writer, json_t *object, const char *key, const double vector[3]) {
  json_t *array = json_array();
  for (int i = 0; i < 3; i++)
    if (json_array_append_new(array, json_real(vector[i])) != 0 && !writer->culprit[0])
      snprintf(writer->culprit, sizeof writer->culprit, "%s[%d] is %g", key, i, vector[i]);
  json_object_set_new(object, key, array);
}

static json_t *Program(void) {
  char petsc[64];
  snprintf(petsc, sizeof petsc, "%d.%d.%d", PETSC_VERSION_MAJOR, PETSC_VERSION_MINOR,
           PETSC_VERSION_SUBMINOR);
  json_t *program = json_object();
  PutText(program, "name", "sulfem");
  PutText(program, "version", SULFEM_VERSION);
  PutText(program, "petsc", petsc);
  return program;
}

static json_t *Options(const SulSummary *summary) {
  json_t *options = json_object();
  PutText(options, "all", summary->petsc_options ? summary->petsc_options : "");
  PutText(options, "environment", summary->petsc_environment ? summary->petsc_environment : "");
  return options;
}

static json_t *Mesh(Writer *writer, const SulSummary *summary) {
  json_t *mesh = json_object();
  PutInteger(mesh, "cells", summary->cells);
  PutInteger(mesh, "nodes", summary->nodes);
  PutInteger(mesh, "element_order", summary->element_order);
  PutInteger(mesh, "unknowns", summary->unknowns);
  PutInteger(mesh, "mended_cells", summary->mended_cells);
  PutReal(writer, mesh, "mended_move", summary->mended_move);
  PutInteger(mesh, "doubled_nodes", summary->doubled_nodes);
  return mesh;
}

/* The contract's names of SulPercentiles. */
static const char *const percentile_keys[SUL_PERCENTILES] = {"p50", "p90", "p95", "p99"};

static void PutPlastic(Writer *writer, json_t *object, const SulPhaseReport *phase) {
  json_t *strain = json_object();
  PutReal(writer, strain, "mean", phase->plastic_strain_mean);
  PutReal(writer, strain, "max", phase->plastic_strain_max);
  for (int i = 0; i < SUL_PERCENTILES; i++)
    PutReal(writer, strain, percentile_keys[i], phase->plastic_strain[i]);
  json_object_set_new(object, "plastic_strain", strain);
  PutReal(writer, object, "yielded_share", phase->yielded);
  PutReal(writer, object, "dissipation", phase->dissipation);
}

static void PutPrincipal(Writer *writer, json_t *object, const SulPhaseReport *phase) {
  json_t *principal = json_object();
  PutReal(writer, principal, "mean", phase->tensile_mean);
  PutReal(writer, principal, "max", phase->tensile_max);
  PutReal(writer, principal, "p1", phase->tensile_p1);
  PutReal(writer, principal, "p99", phase->tensile_p99);
  json_object_set_new(object, "principal_stress", principal);
  PutReal(writer, object, "tension_share", phase->tension_share);
}

static void PutExceeds(Writer *writer, json_t *object, const SulPhaseReport *phase) {
  json_t *exceeds = json_object();
  PutReal(writer, exceeds, "von_mises", phase->exceeds);
  PutReal(writer, exceeds, "share", phase->exceeds_share);
  json_object_set_new(object, "exceeds", exceeds);
}

static json_t *Phase(Writer *writer, const SulPhaseReport *phase) {
  json_t *object = json_object(), *von_mises = json_object(), *scatter = json_object();
  PutText(object, "group", phase->group);
  PutReal(writer, object, "volume", phase->volume);
  PutReal(writer, object, "lithiation", phase->lithiation);
  if (phase->varies) PutReal(writer, object, "lithiation_min", phase->lithiation_range[0]);
  if (phase->varies) PutReal(writer, object, "lithiation_max", phase->lithiation_range[1]);
  PutReal(writer, object, "swelling", phase->swelling);
  PutReal(writer, object, "pressure_mean", phase->pressure_mean);
  PutReal(writer, von_mises, "mean", phase->von_mises_mean);
  PutReal(writer, von_mises, "max", phase->von_mises_max);
  for (int i = 0; i < SUL_PERCENTILES; i++)
    PutReal(writer, von_mises, percentile_keys[i], phase->von_mises[i]);
  json_object_set_new(object, "von_mises", von_mises);
  PutReal(writer, scatter, "mean", phase->scatter_mean);
  PutReal(writer, scatter, "max", phase->scatter_max);
  json_object_set_new(object, "pressure_scatter", scatter);
  if (phase->exceeds > 0) PutExceeds(writer, object, phase);
  PutPrincipal(writer, object, phase);
  if (phase->plastic) PutPlastic(writer, object, phase);
  return object;
}

static json_t *Boundary(Writer *writer, const SulBoundaryReport *boundary) {
  json_t *object = json_object();
  PutText(object, "group", boundary->group);
  PutReal(writer, object, "area", boundary->area);
  PutVector(writer, object, "force", boundary->force);
  PutVector(writer, object, "displacement_mean", boundary->displacement_mean);
  if (boundary->plate) PutReal(writer, object, "displacement", boundary->movement);
  if (!isnan(boundary->pressure)) PutReal(writer, object, "pressure", boundary->pressure);
  return object;
}

static const char *const normal_keys[SUL_NORMAL_PERCENTILES] = {"p5", "p50", "p95"};
static const char *const shear_keys[SUL_SHEAR_PERCENTILES] = {"p50", "p95"};

static json_t *Tractions(Writer *writer, const SulInterfaceReport *interface, bool normal) {
  json_t *object = json_object();
  PutReal(writer, object, "mean", normal ? interface->all.normal : interface->all.shear);
  PutReal(writer, object, "max", normal ? interface->all.highest : interface->all.most);
  if (normal) PutReal(writer, object, "min", interface->all.lowest);
  for (int i = 0; normal && i < SUL_NORMAL_PERCENTILES; i++)
    PutReal(writer, object, normal_keys[i], interface->normal[i]);
  for (int i = 0; !normal && i < SUL_SHEAR_PERCENTILES; i++)
    PutReal(writer, object, shear_keys[i], interface->shear[i]);
  return object;
}

static json_t *Particles(Writer *writer, const SulInterfaceReport *interface) {
  json_t *object = json_object(), *mean = json_object();
  PutInteger(object, "count", interface->particle_count);
  PutInteger(object, "in_tension", interface->in_tension);
  if (!isnan(interface->strength)) PutInteger(object, "above_strength", interface->above);
  PutReal(writer, mean, "min", interface->mean_lowest);
  PutReal(writer, mean, "max", interface->mean_highest);
  json_object_set_new(object, "traction_normal_mean", mean);
  return object;
}

static json_t *Interface(Writer *writer, const SulInterfaceReport *interface) {
  json_t *object = json_object(), *between = json_array(), *sides = json_array();
  for (int side = 0; side < 2; side++) {
    json_array_append_new(between, json_string_nocheck(interface->between[side]));
    json_array_append_new(sides, json_real(interface->all.side[side]));
  }
  json_object_set_new(object, "between", between);
  PutReal(writer, object, "area", interface->all.area);
  json_object_set_new(object, "traction_normal", Tractions(writer, interface, true));
  json_object_set_new(object, "traction_shear", Tractions(writer, interface, false));
  PutReal(writer, object, "area_in_tension", interface->all.tension);
  if (!isnan(interface->strength)) {
    PutReal(writer, object, "strength", interface->strength);
    PutReal(writer, object, "area_above_strength", interface->all.above);
  }
  json_object_set_new(object, "traction_normal_sides", sides);
  const SulParticleTraction *all = &interface->all;
  PutReal(writer, object, "traction_mean", all->size);
  PutReal(writer, object, "jump", all->size > 0 ? all->jump / all->size : 0);
  PutVector(writer, object, "force", all->force);
  json_object_set_new(object, "particles", Particles(writer, interface));
  return object;
}

static json_t *Work(Writer *writer, const SulWorkReport *work) {
  json_t *object = json_object();
  PutReal(writer, object, "external", work->external);
  PutReal(writer, object, "swelling_work", work->swelling);
  PutReal(writer, object, "stored", work->stored);
  PutReal(writer, object, "dissipated", work->dissipated);
  PutReal(writer, object, "error", work->error);
  return object;
}

/* Of each axis of which the mesh names both faces; nothing where it has none such. */
static void PutThickness(Writer *writer, json_t *object, const SulStepReport *step) {
  json_t *thickness = json_object(), *change = json_object();
  for (int axis = 0; axis < 3; axis++) {
    if (!step->opposite[axis]) continue;
    PutReal(writer, thickness, (char[]){"xyz"[axis], 0}, step->thickness[axis]);
    PutReal(writer, change, (char[]){"xyz"[axis], 0}, step->thickness_change[axis]);
  }
  if (json_object_size(thickness) > 0) {
    json_object_set(object, "thickness", thickness);
    json_object_set(object, "thickness_change", change);
  }
  json_decref(thickness);
  json_decref(change);
}

static json_t *Step(Writer *writer, const SulStepReport *step) {
  json_t *object = json_object(), *phases = json_array(), *boundaries = json_array();
  json_t *interfaces = json_array();
  PutReal(writer, object, "lithiation", step->lithiation);
  PutReal(writer, object, "time", step->time);
  json_object_set_new(object, "converged", json_boolean(step->converged));
  PutInteger(object, "iterations", step->iterations);
  PutInteger(object, "substeps", step->substeps);
  PutInteger(object, "cuts", step->cuts);
  PutInteger(object, "newton_iterations", step->newton_iterations);
  PutReal(writer, object, "residual", step->residual);
  PutReal(writer, object, "imbalance", step->imbalance);
  PutReal(writer, object, "strain_energy", step->strain_energy);
  json_object_set_new(object, "work", Work(writer, &step->work));
  PutReal(writer, object, "displacement_max", step->displacement_max);
  PutReal(writer, object, "displacement_l2", step->displacement_l2);
  PutThickness(writer, object, step);
  for (int i = 0; i < step->phase_count; i++)
    json_array_append_new(phases, Phase(writer, &step->phases[i]));
  for (int i = 0; i < step->boundary_count; i++)
    json_array_append_new(boundaries, Boundary(writer, &step->boundaries[i]));
  json_object_set_new(object, "phases", phases);
  json_object_set_new(object, "boundaries", boundaries);
  for (int i = 0; i < step->interface_count; i++)
    json_array_append_new(interfaces, Interface(writer, &step->interfaces[i]));
  json_object_set_new(object, "interfaces", interfaces);
  return object;
}

static json_t *Timings(Writer *writer, const SulTimings *timings) {
  json_t *object = json_object();
  PutReal(writer, object, "read", timings->read);
  PutReal(writer, object, "setup", timings->setup);
  PutReal(writer, object, "assembly", timings->assembly);
  PutReal(writer, object, "preconditioner", timings->preconditioner);
  PutReal(writer, object, "solve", timings->solve);
  PutReal(writer, object, "stress", timings->stress);
  PutReal(writer, object, "write", timings->write);
  PutReal(writer, object, "checkpoint", timings->checkpoint);
  PutReal(writer, object, "total", timings->total);
  return object;
}

/* What each phase was computed with, and where that comes from. */
static void PutParameters(Writer *writer, json_t *object, const SulModel *model,
                          const double *values) {
  for (int i = 0; i < model->parameter_count; i++)
    PutReal(writer, object, model->parameters[i].name, values[i]);
}

static json_t *Materials(Writer *writer, const SulSummary *summary) {
  json_t *materials = json_array();
  for (int p = 0; p < summary->material_count; p++) {
    const SulPhase *phase = summary->materials[p].phase;
    json_t *object = json_object();
    PutText(object, "group", phase->name);
    PutText(object, "model", phase->model->name);
    PutParameters(writer, object, phase->model, phase->parameters);
    if (phase->lithiates) {
      json_t *lithiated = json_object();
      PutParameters(writer, lithiated, phase->model, phase->lithiated);
      json_object_set_new(object, "lithiated", lithiated);
    }
    PutReal(writer, object, "volume_change", phase->volume_change);
    PutText(object, "source", summary->materials[p].source);
    json_array_append_new(materials, object);
  }
  return materials;
}

static json_t *Steps(const SulSummary *summary, SulError *error) {
  json_t *steps = json_array();
  for (int i = 0; i < summary->step_count; i++) {
    json_t *step = json_loads(summary->steps[i], 0, NULL);
    if (!step)
      SulErrorSet(error, SUL_IO, "the numbers of step %d, read back from fields.h5, are damaged",
                  i + 1);
    json_array_append_new(steps, step);
  }
  return steps;
}

static json_t *Summary(Writer *writer, const SulSummary *summary, SulError *error) {
  json_t *root = json_object();
  json_object_set_new(root, "program", Program());
  PutInteger(root, "ranks", summary->ranks);
  json_object_set_new(root, "petsc_options", Options(summary));
  json_object_set_new(root, "mesh", Mesh(writer, summary));
  json_object_set_new(root, "materials", Materials(writer, summary));
  json_object_set_new(root, "steps", Steps(summary, error));
  json_object_set_new(root, "timings", Timings(writer, &summary->timings));
  PutInteger(root, "memory_peak", (long long)summary->memory_peak);
  return root;
}

static void Refuse(const Writer *writer, const char *path, SulError *error) {
  if (writer->culprit[0])
    SulErrorSet(error, SUL_INTERNAL, "%s: is not written: %s", path, writer->culprit);
}

char *SulSummaryStep(const SulStepReport *step, SulError *error) {
  Writer writer = {""};
  char *text = SulJsonText(Step(&writer, step), DIGITS, "summary.json", error);
  Refuse(&writer, "summary.json", error);
  if (!SulFailed(error)) return text;
  free(text);
  return NULL;
}

void SulSummaryWrite(const char *folder, const SulSummary *summary, SulError *error) {
  Writer writer = {""};
  json_t *root = Summary(&writer, summary, error);
  char *path = SulPathJoin(folder, "summary.json");
  char *text = SulJsonText(root, DIGITS, path, error);
  Refuse(&writer, path, error);
  if (!SulFailed(error)) SulFileWriteText(path, text, error);
  free(text);
  free(path);
}
