/* SPDX-License-Identifier: BSD-2-Clause */
/* The correction that brings tractions into balance, as sulfem/interface.h defines it. Private to
 * src/report. */
#ifndef SULFEM_INTERFACE_BALANCE_H
#define SULFEM_INTERFACE_BALANCE_H

#include <sulfem/interface.h>

/* Nodal sums over the faces of one pair, N the hat function of a vertex. */
typedef struct {
  bool *on;       /* [nodes_local], the node is a vertex of the pair's faces */
  double *area;   /* [nodes_local] int N dA, m^2; whole at owned nodes */
  double *vector; /* [nodes_local][3] int N t dA, N; becomes the correction c, Pa */
} SulInterfaceNodal;

void SulInterfaceNodalCreate(const SulMesh *mesh, SulInterfaceNodal *nodal);
void SulInterfaceNodalDestroy(SulInterfaceNodal *nodal);

/* Collective. From the sums over plain tractions to corrections, also at ghost nodes. */
PetscErrorCode SulInterfaceBalance(const SulInterfacePair *pair, const SulBody *body,
                                   SulInterfaceNodal *nodal);

#endif
