/* SPDX-License-Identifier: BSD-2-Clause */
/* Percolation of phases on a voxel grid: what connects one face of the grid with the opposite one.
 *
 * Two voxels are connected where they share a face (6 neighbours): edges and corners carry no
 * current. A cluster percolates along an axis when it reaches from the lowest layer of voxels to
 * the highest one; there may be several, and they count together. The grid is not periodic.
 *
 * Serial, not collective: every rank that has the grid gets the same answer. Clusters are found
 * by union-find (Hoshen and Kopelman, Phys. Rev. B 14, 3438 (1976)) over runs of voxels along x in
 * one sweep; time O(N), memory 12 bytes a run beside the grid. */
#ifndef SULFEM_PERCOLATION_H
#define SULFEM_PERCOLATION_H

#include <stdbool.h>
#include <sulfem/voxel.h>

/* The labels that count as one phase (SUL_VOXEL_VOID may be among them: the pores). */
typedef struct {
  bool has[256];
} SulPhaseSet;

static inline SulPhaseSet SulPhaseSetOf(int label) {
  SulPhaseSet set = {{false}};
  set.has[label] = true;
  return set;
}

typedef struct {
  size_t voxels;      /* of the phases */
  size_t clusters;    /* they form */
  double fraction;    /* of all voxels of the grid, void included */
  bool percolates[3]; /* along x, y, z */
  double share[3];    /* of the phases' voxels: those in percolating clusters */
} SulPercolation;

/* SUL_INPUT where memory does not suffice, or the grid has no voxels. */
void SulPercolationFind(const SulVoxels *grid, const SulPhaseSet *phases, SulPercolation *result,
                        SulError *error);

#endif
