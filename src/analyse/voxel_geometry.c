/* SPDX-License-Identifier: BSD-2-Clause */
/* Volumes and areas of the voxels themselves: what a mesh of their stairs has. */
#include <math.h>
#include <string.h>
#include <sulfem/analyse.h>

static int LabelOf(const SulGeometry *geometry, uint8_t voxel) {
  return voxel == SUL_VOXEL_VOID ? SulLabelPore(geometry) : voxel;
}

/* A face between two labels; voids have no outer surface, and none among themselves. */
static void AddFace(SulGeometry *geometry, int a, int b) {
  int pore = SulLabelPore(geometry);
  if (a == b || (a >= pore && b >= pore)) return;
  geometry->faces[a * SulLabels(geometry) + b]++;
  geometry->faces[b * SulLabels(geometry) + a]++;
}

/* The faces of a voxel towards higher indices, and those that look out of the grid. */
static void AddVoxel(const SulVoxels *grid, const int at[3], SulGeometry *geometry) {
  int label = LabelOf(geometry, grid->labels[SulVoxelIndex(grid, at[0], at[1], at[2])]);
  if (label < geometry->phase_count) geometry->volume[label]++; /* voxels, so far */
  for (int d = 0; d < 3; d++) {
    int next[3] = {at[0], at[1], at[2]};
    if (at[d] == 0) AddFace(geometry, label, SulLabelOuter(geometry));
    if (++next[d] == grid->size[d])
      AddFace(geometry, label, SulLabelOuter(geometry));
    else
      AddFace(geometry, label,
              LabelOf(geometry, grid->labels[SulVoxelIndex(grid, next[0], next[1], next[2])]));
  }
}

void SulGeometryOfVoxels(const SulVoxels *grid, SulGeometry *geometry) {
  *geometry = (SulGeometry){.phase_count = grid->phase_count};
  size_t labels = (size_t)SulLabels(geometry);
  geometry->volume = SulAllocate((size_t)grid->phase_count, sizeof *geometry->volume);
  geometry->area = SulAllocate(labels * labels, sizeof *geometry->area);
  geometry->faces = SulAllocate(labels * labels, sizeof *geometry->faces);
  for (int k = 0; k < grid->size[2]; k++)
    for (int j = 0; j < grid->size[1]; j++)
      for (int i = 0; i < grid->size[0]; i++)
        AddVoxel(grid, (const int[3]){i, j, k}, geometry);
  for (int p = 0; p < grid->phase_count; p++)
    geometry->volume[p] *= pow(grid->edge, 3);
  for (size_t i = 0; i < labels * labels; i++)
    geometry->area[i] = geometry->faces[i] * grid->edge * grid->edge;
}
