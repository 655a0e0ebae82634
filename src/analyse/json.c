/* SPDX-License-Identifier: BSD-2-Clause */
/* The document that docs/microstructure.md describes. SI units. */
#include <math.h>
#include <stdio.h>
#include <sulfem/analyse.h>
#include <sulfem/json.h>

/* A name that is no UTF-8 text makes SulJsonText fail. */
static json_t *Text(const char *text) {
  return json_string_nocheck(text);
}

static void PutAxes(json_t *object, const char *key, const double values[3]) {
  json_t *axes = json_object();
  SulJsonPut(axes, "x", values[0]);
  SulJsonPut(axes, "y", values[1]);
  SulJsonPut(axes, "z", values[2]);
  json_object_set_new(object, key, axes);
}

static const char *LabelName(const SulAnalysis *analysis, int label) {
  if (label == SulLabelPore(&analysis->geometry)) return "pore";
  return label == SulLabelOuter(&analysis->geometry) ? "outer" : analysis->names[label];
}

static double ActiveVolume(const SulAnalysis *analysis) {
  return analysis->geometry.volume[analysis->roles.active];
}

/* ---- Phases ---------------------------------------------------------------------------------- */

static void PutTransport(json_t *object, const SulTransport *transport) {
  static const char *const axes[] = {"x", "y", "z"};
  json_t *percolates = json_object();
  for (int k = 0; k < 3; k++)
    json_object_set_new(percolates, axes[k], json_boolean(transport->percolation.percolates[k]));
  SulJsonPut(object, "voxel_fraction", transport->percolation.fraction);
  json_object_set_new(object, "percolates", percolates);
  PutAxes(object, "percolating_share", transport->percolation.share);
  PutAxes(object, "tortuosity_factor", transport->tortuosity);
  PutAxes(object, "effective_diffusivity", transport->diffusivity);
}

static json_t *Phase(const SulAnalysis *analysis, int phase) {
  const SulGeometry *geometry = &analysis->geometry;
  json_t *object = json_object();
  json_object_set_new(object, "group", Text(analysis->names[phase]));
  SulJsonPut(object, "volume", geometry->volume[phase]);
  SulJsonPut(object, "volume_fraction", geometry->volume[phase] / analysis->whole);
  SulJsonPut(object, "surface_area", SulGeometrySurface(geometry, phase));
  SulJsonPut(object, "pore_area", SulGeometryArea(geometry, phase, SulLabelPore(geometry)));
  SulJsonPut(object, "outer_area", SulGeometryArea(geometry, phase, SulLabelOuter(geometry)));
  PutTransport(object, &analysis->voxels.transport[phase]);
  PutAxes(object, "tortuosity_factor_mesh", analysis->voxels.transport[phase].mesh_tortuosity);
  PutAxes(object, "effective_diffusivity_mesh", analysis->voxels.transport[phase].mesh_diffusivity);
  return object;
}

static json_t *Phases(const SulAnalysis *analysis) {
  json_t *list = json_array();
  for (int p = 0; p < analysis->geometry.phase_count; p++)
    json_array_append_new(list, Phase(analysis, p));
  return list;
}

static json_t *Pore(const SulAnalysis *analysis) {
  if (!(analysis->pore > 0)) return json_null();
  json_t *object = json_object();
  SulJsonPut(object, "volume", analysis->pore);
  SulJsonPut(object, "volume_fraction", analysis->pore / analysis->whole);
  PutTransport(object, &analysis->voxels.transport[analysis->geometry.phase_count]);
  return object;
}

/* ---- Interfaces ------------------------------------------------------------------------------ */

static json_t *Names(const SulAnalysis *analysis, const int *labels, int count) {
  json_t *list = json_array();
  for (int i = 0; i < count; i++)
    json_array_append_new(list, Text(LabelName(analysis, labels[i])));
  return list;
}

/* Of the two, the active phase comes first. Phases with phases, and with pores. */
static json_t *Interfaces(const SulAnalysis *analysis) {
  const SulGeometry *geometry = &analysis->geometry;
  if (isnan(geometry->area[0])) return json_null(); /* no mesh */
  json_t *list = json_array();
  for (int a = 0; a < geometry->phase_count; a++)
    for (int b = a + 1; b <= SulLabelPore(geometry); b++) {
      double area = SulGeometryArea(geometry, a, b);
      if (!(area > 0)) continue;
      int pair[2] = {b == analysis->roles.active ? b : a, b == analysis->roles.active ? a : b};
      json_t *object = json_object();
      json_object_set_new(object, "between", Names(analysis, pair, 2));
      SulJsonPut(object, "area", area);
      SulJsonPut(object, "specific_area", area / ActiveVolume(analysis));
      json_array_append_new(list, object);
    }
  return list;
}

static json_t *SurfacePart(const SulAnalysis *analysis, double area) {
  json_t *object = json_object();
  SulJsonPut(object, "area", area);
  SulJsonPut(object, "specific_area", area / ActiveVolume(analysis));
  return object;
}

/* Cuts through particles lie in the outer faces and are no surface of theirs: apart as well. */
static json_t *ActiveSurface(const SulAnalysis *analysis) {
  const SulGeometry *geometry = &analysis->geometry;
  if (isnan(geometry->area[0])) return json_null();
  int active = analysis->roles.active;
  double whole = SulGeometrySurface(geometry, active);
  double outer = SulGeometryArea(geometry, active, SulLabelOuter(geometry));
  json_t *object = json_object(), *shares = json_object();
  SulJsonPut(object, "area", whole);
  SulJsonPut(object, "specific_area", whole / ActiveVolume(analysis));
  json_object_set_new(object, "inner", SurfacePart(analysis, whole - outer));
  json_object_set_new(object, "outer", SurfacePart(analysis, outer));
  for (int label = 0; label < SulLabels(geometry); label++)
    if (label != active)
      SulJsonPut(shares, LabelName(analysis, label),
                 SulGeometryArea(geometry, active, label) / whole);
  json_object_set_new(object, "shares", shares);
  return object;
}

static json_t *Lines(const SulAnalysis *analysis) {
  const SulGeometry *geometry = &analysis->geometry;
  int labels = SulLabels(geometry);
  if (!geometry->line) return json_null();
  json_t *list = json_array();
  for (int i = 0; i < labels * labels * labels; i++) {
    int three[3] = {i / labels / labels, i / labels % labels, i % labels};
    if (!(geometry->line[i] > 0)) continue;
    json_t *object = json_object();
    json_object_set_new(object, "between", Names(analysis, three, 3));
    SulJsonPut(object, "length", geometry->line[i]);
    SulJsonPut(object, "specific_length", geometry->line[i] / ActiveVolume(analysis));
    json_array_append_new(list, object);
  }
  return list;
}

/* ---- Particles ------------------------------------------------------------------------------- */

static json_t *Histogram(const SulDistribution *distribution) {
  if (distribution->count == 0) return json_null();
  json_t *object = json_object(), *edges = json_array(), *counts = json_array();
  double low = distribution->minimum, width = distribution->maximum - low;
  for (int b = 0; b <= SUL_DISTRIBUTION_BINS; b++)
    json_array_append_new(edges, SulJsonReal(low + width * b / SUL_DISTRIBUTION_BINS));
  for (int b = 0; b < SUL_DISTRIBUTION_BINS; b++)
    json_array_append_new(counts, json_integer((json_int_t)distribution->histogram[b]));
  json_object_set_new(object, "edges", edges);
  json_object_set_new(object, "counts", counts);
  return object;
}

static void PutDistribution(json_t *object, const char *what, const SulDistribution *distribution) {
  const struct {
    const char *name;
    double value;
  } numbers[] = {{"mean", distribution->mean},
                 {"sd", distribution->deviation},
                 {"min", distribution->minimum},
                 {"max", distribution->maximum},
                 {"median", distribution->percentile[SUL_DISTRIBUTION_PERCENTILES / 2]}};
  char key[64];
  json_t *percentiles = json_object();
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    snprintf(key, sizeof key, "%s_%s", what, numbers[i].name);
    SulJsonPut(object, key, numbers[i].value);
  }
  for (int i = 0; i < SUL_DISTRIBUTION_PERCENTILES; i++) {
    snprintf(key, sizeof key, "p%g", SulDistributionPercentiles[i]);
    SulJsonPut(percentiles, key, distribution->percentile[i]);
  }
  snprintf(key, sizeof key, "%s_percentiles", what);
  json_object_set_new(object, key, percentiles);
  snprintf(key, sizeof key, "%s_histogram", what);
  json_object_set_new(object, key, Histogram(distribution));
}

static json_t *Particles(const SulAnalysis *analysis) {
  const SulParticleReport *report = &analysis->particles;
  json_t *object = json_object();
  json_object_set_new(object, "source", Text(report->from_packing ? "packing" : "mesh"));
  json_object_set_new(object, "count", json_integer((json_int_t)report->count));
  PutDistribution(object, "radius", &report->radius);
  PutDistribution(object, "gap", &report->gap);
  return object;
}

/* ---- The document ---------------------------------------------------------------------------- */

static void PutHead(const SulAnalysis *analysis, const SulMesh *mesh, const char *path,
                    json_t *root) {
  json_t *program = json_object(), *about = json_object(), *box = json_array();
  json_object_set_new(program, "name", Text("sulfem"));
  json_object_set_new(program, "version", Text(SULFEM_VERSION));
  json_object_set_new(program, "command", Text("analyse"));
  json_object_set_new(about, "file", Text(path));
  if (mesh->cells_total > 0) {
    json_object_set_new(about, "cells", json_integer((json_int_t)mesh->cells_total));
    json_object_set_new(about, "nodes", json_integer((json_int_t)mesh->nodes_total));
    json_object_set_new(about, "order", json_integer(mesh->order));
  }
  for (int k = 0; k < 3; k++)
    json_array_append_new(box, SulJsonReal(analysis->edges[k]));
  json_object_set_new(root, "program", program);
  const char *what = analysis->of_image ? "image" : mesh->cells_total > 0 ? "mesh" : "packing";
  json_object_set_new(root, what, about);
  json_object_set_new(root, "box", box);
  SulJsonPut(root, "volume", analysis->body);
  json_object_set_new(root, "volume_fraction_of", Text(analysis->of_box ? "box" : "body"));
  json_object_set_new(root, "active", Text(LabelName(analysis, analysis->roles.active)));
  json_object_set_new(root, "electrolyte",
                      analysis->roles.electrolyte < 0
                          ? json_null()
                          : Text(LabelName(analysis, analysis->roles.electrolyte)));
}

char *SulAnalysisJson(const SulAnalysis *analysis, const SulMesh *mesh, const char *mesh_path,
                      SulError *error) {
  json_t *root = json_object(), *size = json_array();
  PutHead(analysis, mesh, mesh_path, root);
  json_object_set_new(root, "phases", Phases(analysis));
  json_object_set_new(root, "pore", Pore(analysis));
  json_object_set_new(root, "interfaces", Interfaces(analysis));
  json_object_set_new(root, "active_surface", ActiveSurface(analysis));
  json_object_set_new(root, "triple_lines", Lines(analysis));
  for (int k = 0; k < 3; k++)
    json_array_append_new(size, json_integer(analysis->voxels.size[k]));
  SulJsonPut(root, "voxel_size", analysis->voxels.edge);
  json_object_set_new(root, "voxels", size);
  SulJsonPut(root, "active_surface_ratio", analysis->voxels.surface_ratio);
  json_object_set_new(root, "particles", analysis->of_image ? json_null() : Particles(analysis));
  return SulJsonText(root, 17, mesh_path, error);
}
