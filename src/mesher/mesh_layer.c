/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills a coating with prisms, each cut into three tetrahedra. */
#include "mesh_layer.h"
#include "mesh_jacobian.h"

/* Prism (a, b, c) below, (a', b', c') above, a < b < c by node number: each side's quadrilateral is
 * cut by the diagonal from its lower-numbered foot to the opposite head, the same on both prisms
 * that share it. */
static void CutPrism(SulDraft *draft, const int foot[3], const int head[3], int volume) {
  const int tets[3][4] = {{foot[0], foot[1], foot[2], head[2]},
                          {foot[0], foot[1], head[1], head[2]},
                          {foot[0], head[0], head[1], head[2]}};
  for (int t = 0; t < 3; t++) {
    int *tet = draft->tets[draft->tet_count];
    for (int i = 0; i < 4; i++)
      tet[i] = tets[t][i];
    draft->tet_volume[draft->tet_count] = volume;
    if (SulVolume6(draft, draft->tet_count) < 0) {
      tet[0] = tets[t][1];
      tet[1] = tets[t][0];
    }
    draft->tet_count++;
  }
}

void SulLayerFill(SulDraft *draft, int lift, int volume, int triangle_first, int triangle_count) {
  SulDraftReserveTets(draft, 3 * triangle_count);
  for (int t = triangle_first; t < triangle_first + triangle_count; t++) {
    int foot[3], head[3];
    for (int i = 0; i < 3; i++)
      foot[i] = draft->triangles[t][i];
    for (int i = 0; i < 2; i++)
      for (int j = 0; j < 2 - i; j++)
        if (foot[j] > foot[j + 1]) {
          int kept = foot[j];
          foot[j] = foot[j + 1];
          foot[j + 1] = kept;
        }
    for (int i = 0; i < 3; i++)
      head[i] = foot[i] + lift;
    CutPrism(draft, foot, head, volume);
  }
}
