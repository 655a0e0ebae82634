/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds which surfaces close which volumes. */
#include "mesh_shells.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/vector.h>

/* Lists of numbers by owner, in one array. */
typedef struct {
  int *first, *items;
} Lists;

/* Groups 0 .. count-1 by owner[i] (below 0: left out). */
static Lists GroupBy(const int *owner, int count, int owners) {
  Lists lists = {SulAllocate((size_t)owners + 1, sizeof(int)),
                 SulAllocate((size_t)count, sizeof(int))};
  for (int i = 0; i < count; i++)
    if (owner[i] >= 0) lists.first[owner[i] + 1]++;
  for (int o = 0; o < owners; o++)
    lists.first[o + 1] += lists.first[o];
  int *fill = SulAllocate((size_t)owners, sizeof *fill);
  memcpy(fill, lists.first, (size_t)owners * sizeof *fill);
  for (int i = 0; i < count; i++)
    if (owner[i] >= 0) lists.items[fill[owner[i]]++] = i;
  free(fill);
  return lists;
}

static void FreeLists(Lists *lists) {
  free(lists->first);
  free(lists->items);
}

/* One shell of one volume while it is sorted in. */
typedef struct {
  int volume;
  double content; /* signed: below 0 for holes */
  int owner;      /* the outer shell it belongs to */
} Shell;

typedef struct {
  const SulDraft *draft;
  Lists triangles; /* by surface */
  int *root;       /* [surface_count] union-find within the volume at work */
  int *seen;       /* [node_count] surface that had the node last, in this volume */
  int *seen_in;    /* [node_count] volume + 1 */
  int *shell_of;   /* [2 * surface_count]: side 0: as the inside's, side 1: as the outside's */
  Shell *shells;
  int shell_count;
} Finder;

static int Root(int *root, int s) {
  while (root[s] != s)
    s = root[s] = root[root[s]];
  return s;
}

static void JoinByNodes(Finder *finder, int surface, int volume) {
  const SulDraft *draft = finder->draft;
  for (int i = finder->triangles.first[surface]; i < finder->triangles.first[surface + 1]; i++)
    for (int k = 0; k < 3; k++) {
      int node = draft->triangles[finder->triangles.items[i]][k];
      if (finder->seen_in[node] == volume + 1) {
        int one = Root(finder->root, surface), two = Root(finder->root, finder->seen[node]);
        finder->root[one > two ? one : two] = one > two ? two : one;
      }
      finder->seen_in[node] = volume + 1;
      finder->seen[node] = surface;
    }
}

static double Content(const Finder *finder, int surface) {
  const SulDraft *draft = finder->draft;
  double sum = 0;
  for (int i = finder->triangles.first[surface]; i < finder->triangles.first[surface + 1]; i++) {
    const int *v = draft->triangles[finder->triangles.items[i]];
    const double *a = draft->nodes[v[0]], *b = draft->nodes[v[1]], *c = draft->nodes[v[2]];
    sum += SulTriple(a, b, c);
  }
  return sum / 6;
}

/* Sorts the surfaces around one volume into shells. sides: 2 * surface + (1: seen from outside). */
static void SortVolume(Finder *finder, int volume, const int *sides, int count) {
  for (int i = 0; i < count; i++)
    finder->root[sides[i] / 2] = sides[i] / 2;
  for (int i = 0; i < count; i++)
    JoinByNodes(finder, sides[i] / 2, volume);
  int *shell_at = SulAllocate((size_t)finder->draft->surface_count, sizeof *shell_at);
  for (int i = 0; i < count; i++) {
    int root = Root(finder->root, sides[i] / 2);
    if (shell_at[root] == 0) {
      finder->shells[finder->shell_count] = (Shell){volume, 0, finder->shell_count};
      shell_at[root] = ++finder->shell_count;
    }
    int shell = shell_at[root] - 1;
    finder->shell_of[sides[i]] = shell;
    finder->shells[shell].content += (sides[i] % 2 ? -1 : 1) * Content(finder, sides[i] / 2);
  }
  free(shell_at);
}

/* Share of the full solid angle under which a triangle is seen (Van Oosterom and Strackee). */
static double SolidAngle(const SulDraft *draft, const int v[3], const double x[3]) {
  double r[3][3], length[3];
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++)
      r[i][k] = draft->nodes[v[i]][k] - x[k];
    length[i] = sqrt(r[i][0] * r[i][0] + r[i][1] * r[i][1] + r[i][2] * r[i][2]);
  }
  double triple = r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1]) -
                  r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0]) +
                  r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
  double below = length[0] * length[1] * length[2];
  for (int i = 0; i < 3; i++) {
    const double *a = r[(i + 1) % 3], *b = r[(i + 2) % 3];
    below += (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) * length[i];
  }
  return 2 * atan2(triple, below) / (4 * 3.14159265358979324);
}

/* Does outer shell `outer` go around the point? `sides` are those of its volume. */
static bool GoesAround(const Finder *finder, int outer, const int *sides, int count,
                       const double x[3]) {
  double winding = 0;
  for (int i = 0; i < count; i++) {
    if (finder->shell_of[sides[i]] != outer) continue;
    int s = sides[i] / 2;
    for (int t = finder->triangles.first[s]; t < finder->triangles.first[s + 1]; t++)
      winding += (sides[i] % 2 ? -1 : 1) *
                 SolidAngle(finder->draft, finder->draft->triangles[finder->triangles.items[t]], x);
  }
  return fabs(winding) > 0.5;
}

/* Gives every hole of a volume to the smallest outer shell around it. */
static void AssignHoles(Finder *finder, int first_shell, const int *sides, int count) {
  int outers = 0, outer = first_shell;
  for (int s = first_shell; s < finder->shell_count; s++)
    if (finder->shells[s].content > 0) {
      outers++;
      outer = s;
    }
  for (int s = first_shell; s < finder->shell_count; s++) {
    Shell *hole = &finder->shells[s];
    if (hole->content > 0) continue;
    hole->owner = outer;
    if (outers < 2) continue;
    int side = 0;
    while (finder->shell_of[sides[side]] != s)
      side++;
    int triangle = finder->triangles.items[finder->triangles.first[sides[side] / 2]];
    const double *x = finder->draft->nodes[finder->draft->triangles[triangle][0]];
    double least = HUGE_VAL;
    for (int o = first_shell; o < finder->shell_count; o++) {
      double content = finder->shells[o].content;
      if (content <= 0 || content >= least || !GoesAround(finder, o, sides, count, x)) continue;
      least = content;
      hole->owner = o;
    }
  }
}

static SulShells Emit(Finder *finder) {
  SulShells result = {.shell_count = finder->shell_count};
  int sides = 2 * finder->draft->surface_count;
  Lists by_shell = GroupBy(finder->shell_of, sides, finder->shell_count);
  result.parts = SulAllocate((size_t)finder->shell_count, sizeof *result.parts);
  result.shell_first = SulAllocate((size_t)finder->shell_count + 1, sizeof *result.shell_first);
  result.surfaces = SulAllocate((size_t)sides, sizeof *result.surfaces);
  int *owner = SulAllocate((size_t)finder->shell_count, sizeof *owner);
  for (int s = 0; s < finder->shell_count; s++)
    owner[s] = finder->shells[s].owner;
  Lists by_owner = GroupBy(owner, finder->shell_count, finder->shell_count);
  for (int o = 0, shell = 0, surface = 0; o < finder->shell_count; o++) {
    if (owner[o] != o) continue;
    SulPart *part = &result.parts[result.part_count++];
    *part = (SulPart){finder->shells[o].volume, shell, 0};
    for (int pass = 0; pass < 2; pass++)
      for (int i = by_owner.first[o]; i < by_owner.first[o + 1]; i++) {
        int s = by_owner.items[i];
        if ((s == o) != (pass == 0)) continue;
        for (int k = by_shell.first[s]; k < by_shell.first[s + 1]; k++)
          result.surfaces[surface++] = by_shell.items[k] / 2;
        result.shell_first[++shell] = surface;
        part->count++;
      }
  }
  FreeLists(&by_shell);
  FreeLists(&by_owner);
  free(owner);
  return result;
}

/* The two sides of all surfaces by the volume they face. */
static Lists SidesByVolume(const SulDraft *draft) {
  int *owner = SulAllocate(2 * (size_t)draft->surface_count, sizeof *owner);
  for (int s = 0; s < draft->surface_count; s++)
    for (int side = 0; side < 2; side++) {
      int volume = side ? draft->surfaces[s].outside : draft->surfaces[s].inside;
      bool filled = volume >= 0 && !draft->volumes[volume].layered;
      owner[2 * s + side] = filled ? volume : -1;
    }
  Lists sides = GroupBy(owner, 2 * draft->surface_count, draft->volume_count);
  free(owner);
  return sides;
}

SulShells SulShellsFind(const SulDraft *draft) {
  size_t surfaces = (size_t)draft->surface_count, nodes = (size_t)draft->node_count;
  Finder finder = {.draft = draft};
  finder.triangles = GroupBy(draft->triangle_surface, draft->triangle_count, draft->surface_count);
  finder.root = SulAllocate(surfaces, sizeof *finder.root);
  finder.seen = SulAllocate(nodes, sizeof *finder.seen);
  finder.seen_in = SulAllocate(nodes, sizeof *finder.seen_in);
  finder.shell_of = SulAllocate(2 * surfaces, sizeof *finder.shell_of);
  finder.shells = SulAllocate(2 * surfaces, sizeof *finder.shells);
  memset(finder.shell_of, 0xff, 2 * surfaces * sizeof *finder.shell_of);
  Lists sides = SidesByVolume(draft);
  for (int v = 0; v < draft->volume_count; v++) {
    const int *of = sides.items + sides.first[v];
    int count = sides.first[v + 1] - sides.first[v], first_shell = finder.shell_count;
    SortVolume(&finder, v, of, count);
    AssignHoles(&finder, first_shell, of, count);
  }
  SulShells result = Emit(&finder);
  FreeLists(&sides);
  FreeLists(&finder.triangles);
  free(finder.root);
  free(finder.seen);
  free(finder.seen_in);
  free(finder.shell_of);
  free(finder.shells);
  return result;
}

void SulShellsFree(SulShells *shells) {
  free(shells->parts);
  free(shells->shell_first);
  free(shells->surfaces);
  memset(shells, 0, sizeof *shells);
}
