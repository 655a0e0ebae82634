/* SPDX-License-Identifier: BSD-2-Clause */
/* Coatings filled by layers of our own: prisms between the outer surface's triangulation and its
 * image on the core, cut into tetrahedra. Room-private. */
#ifndef SULFEM_MESH_LAYER_H
#define SULFEM_MESH_LAYER_H

#include <sulfem/mesh_draft.h>

/* Triangles `triangle_first` ... of the draft lie on a core; node i there corresponds to node
 * i + lift on the outer surface. Three tetrahedra a triangle, of `volume`. */
void SulLayerFill(SulDraft *draft, int lift, int volume, int triangle_first, int triangle_count);

#endif
