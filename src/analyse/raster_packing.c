/* SPDX-License-Identifier: BSD-2-Clause */
/* Voxels of a packing's exact shapes. Every rank fills the whole grid: it is quickly done. */
#include "raster.h"
#include <stdio.h>
#include <string.h>

void SulFrameOfPacking(MPI_Comm comm, const SulPacking *packing, SulMesh *frame) {
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2];
  *frame = (SulMesh){.comm = comm};
  frame->phases = SulAllocate((size_t)packing->phase_count, sizeof *frame->phases);
  for (int p = 0; p < packing->phase_count; p++) {
    if (!packing->phases[p].meshed) continue;
    SulGroup *group = &frame->phases[frame->phase_count++];
    memcpy(group->name, packing->phases[p].name, SUL_NAME_SIZE);
    group->measure = packing->phases[p].volume_reached * box;
  }
  for (int k = 0; k < 3; k++)
    frame->box[1][k] = packing->edges[k];
}

static uint8_t LabelOf(const SulMesh *frame, const SulPacking *packing, int phase) {
  int found = SulGroupFind(frame->phases, frame->phase_count, packing->phases[phase].name);
  return found < 0 || !packing->phases[phase].meshed ? SUL_VOXEL_VOID : (uint8_t)found;
}

/* An ellipsoid about `centre`, its semi-axes longer by `coating`. */
static void Fill(const SulParticle *particle, const double centre[3], double coating, uint8_t label,
                 SulVoxels *grid) {
  SulParticle grown = *particle;
  double extent[3], d[3];
  int first[3], last[3];
  grown.coating = coating;
  SulParticleExtent(&grown, extent);
  for (int k = 0; k < 3; k++)
    SulVoxelRange(grid, k, centre[k] - extent[k], centre[k] + extent[k], &first[k], &last[k]);
  for (int k = first[2]; k <= last[2]; k++) {
    d[2] = SulVoxelCentre(grid, 2, k) - centre[2];
    for (int j = first[1]; j <= last[1]; j++) {
      d[1] = SulVoxelCentre(grid, 1, j) - centre[1];
      for (int i = first[0]; i <= last[0]; i++) {
        double sum = 0;
        d[0] = SulVoxelCentre(grid, 0, i) - centre[0];
        for (int m = 0; m < 3; m++) {
          const double *axis = &particle->rotation[3 * m];
          double part = (axis[0] * d[0] + axis[1] * d[1] + axis[2] * d[2]) /
                        (particle->semi_axes[m] + coating);
          sum += part * part;
        }
        if (sum < 1) grid->labels[SulVoxelIndex(grid, i, j, k)] = label;
      }
    }
  }
}

static void FillParticle(const SulMesh *frame, const SulPacking *packing,
                         const SulParticle *particle, SulVoxels *grid) {
  double shifts[8][3];
  int copies = SulParticleImages(packing, particle, shifts);
  for (int c = 0; c < copies; c++) {
    double centre[3];
    for (int k = 0; k < 3; k++)
      centre[k] = particle->centre[k] + shifts[c][k];
    if (particle->coating_phase >= 0)
      Fill(particle, centre, particle->coating, LabelOf(frame, packing, particle->coating_phase),
           grid);
    Fill(particle, centre, 0, LabelOf(frame, packing, particle->phase), grid);
  }
}

PetscErrorCode SulVoxelsOfPacking(const SulMesh *frame, const SulPacking *packing, double edge,
                                  SulVoxels *grid, SulError *error) {
  int matrix = 0;

  PetscFunctionBegin;
  *grid = (SulVoxels){0};
  PetscCall(SulGridMake(frame, edge, grid, error));
  if (SulFailed(error)) PetscFunctionReturn(0);
  for (int p = 0; p < packing->phase_count; p++)
    if (packing->phases[p].role == SUL_ROLE_MATRIX) matrix = p;
  memset(grid->labels, LabelOf(frame, packing, matrix), SulVoxelIndex(grid, 0, 0, grid->size[2]));
  for (size_t i = 0; i < packing->particle_count; i++)
    FillParticle(frame, packing, &packing->particles[i], grid);
  PetscFunctionReturn(0);
}
