/* SPDX-License-Identifier: BSD-2-Clause */
/* What a mesh's geometry says: volumes, interfaces, lines where three phases meet, particles and
 * their gaps, and what a voxelisation of the mesh adds. SI units throughout; NAN where a number
 * does not exist (null in JSON). All results are the same on every rank and, to rounding, on any
 * number of ranks. */
#ifndef SULFEM_ANALYSE_H
#define SULFEM_ANALYSE_H

#include <petscsys.h>
#include <stdbool.h>
#include <sulfem/log.h>
#include <sulfem/mesh.h>
#include <sulfem/packing.h>
#include <sulfem/tortuosity.h>
#include <sulfem/voxel.h>

/* ---- Surfaces of a mesh ---------------------------------------------------------------------- */

/* Beside the phases, two more things a phase can touch. A face that belongs to one cell only is the
 * wall of a pore (a void that is not meshed) where it stands in a surface group that is one, or
 * where the body's outside is a box and the face lies in none of its six planes; else it is outer.
 */
typedef struct {
  const bool *boundary_is_wall; /* [boundary_count], surface groups that are walls of pores */
  bool outside_is_box;          /* the box: SulMesh.box */
} SulOutside;

enum { SUL_LINE_PHASES_MAX = 30 }; /* lines are not measured with more phases than that */

/* Labels: 0 .. phase_count-1 the phases; then pore, then outer. */
typedef struct {
  int phase_count;
  double *volume; /* [phase_count] m^3 */
  double *area;   /* [labels][labels] m^2, symmetric, 0 where two do not touch */
  double *faces;  /* [labels][labels], their number, symmetric */
  double *line;   /* [labels][labels][labels] m, at ascending labels: where three meet; outer is not
                     counted; NULL with more than SUL_LINE_PHASES_MAX phases */
} SulGeometry;

static inline int SulLabelPore(const SulGeometry *geometry) {
  return geometry->phase_count;
}
static inline int SulLabelOuter(const SulGeometry *geometry) {
  return geometry->phase_count + 1;
}
static inline int SulLabels(const SulGeometry *geometry) {
  return geometry->phase_count + 2;
}

/* Collective. Areas and lengths of the (curved) elements. An edge in which more than three labels
 * meet counts for each three of them. Free with SulGeometryFree. */
PetscErrorCode SulGeometryMeasure(const SulMesh *mesh, const SulOutside *outside,
                                  SulGeometry *geometry);
void SulGeometryFree(SulGeometry *geometry);

/* Not collective. The same of voxels: areas are those of their faces, the steps of the stairs
 * counted; lines are not measured. */
void SulGeometryOfVoxels(const SulVoxels *grid, SulGeometry *geometry);

/* Area in which phase `a` touches label `b`. */
double SulGeometryArea(const SulGeometry *geometry, int a, int b);

/* The whole surface of a phase: to other phases, pores and the outside. */
double SulGeometrySurface(const SulGeometry *geometry, int phase);

/* ---- Which phase is what --------------------------------------------------------------------- */

typedef struct {
  int active;      /* phase whose surface counts */
  int electrolyte; /* phase it should touch; -1: there is none */
} SulRoles;

/* The groups that the user names for them; NULL: none is named. */
typedef struct {
  const char *active, *electrolyte;
} SulRoleNames;

/* The user's words come first; then what the packing says (the first particle phase,
 * the matrix); then names ("sulfur", "active" ...; "electrolyte", "matrix"); then the electrolyte
 * is the phase with the largest outer surface and the active one the largest of the others.
 * `packing` may be NULL. SUL_INPUT for a word that is no volume group. */
void SulRolesChoose(const SulMesh *mesh, const SulPacking *packing, const SulGeometry *geometry,
                    const SulRoleNames *named, SulRoles *roles, SulError *error);

/* ---- Numbers that vary ----------------------------------------------------------------------- */

enum { SUL_DISTRIBUTION_PERCENTILES = 7, SUL_DISTRIBUTION_BINS = 20 };
extern const double SulDistributionPercentiles[SUL_DISTRIBUTION_PERCENTILES]; /* 5 ... 50 ... 95 */

typedef struct {
  size_t count;
  double mean, deviation; /* the deviation of these values themselves: divided by count */
  double minimum, maximum;
  double percentile[SUL_DISTRIBUTION_PERCENTILES]; /* between two values: linear */
  size_t histogram[SUL_DISTRIBUTION_BINS];         /* equal bins from minimum to maximum */
} SulDistribution;

/* Sorts `values`. Without values the count is 0 and the numbers are NAN. */
void SulDistributionMeasure(size_t count, double *values, SulDistribution *distribution);

/* ---- Particles ------------------------------------------------------------------------------- */

typedef struct {
  bool from_packing;      /* else connected bodies of the active phase in the mesh */
  size_t count;           /* particles, or bodies */
  SulDistribution radius; /* m; of a body: of the sphere of equal volume */
  SulDistribution gap;    /* m; one per particle: to its nearest neighbour. Empty for bodies */
} SulParticleReport;

/* Collective. Particles are those of role particle, coatings included in the gap; without a packing
 * that has any (`packing` may be NULL) the components of phase `active`. SUL_INPUT where the
 * packing's lie in heaps (SulParticleGaps). */
PetscErrorCode SulParticlesMeasure(const SulMesh *mesh, const SulPacking *packing, int active,
                                   SulParticleReport *report, SulError *error);

/* ---- Voxels ---------------------------------------------------------------------------------- */

/* Voxel edge for this mesh: a quarter of the mean edge of the triangles on the surface of the
 * active phase, but so large that there are no more than SUL_VOXELS_QUICK voxels; then a little
 * smaller, so that a whole number of them fits along the shortest edge of the box. */
#define SUL_VOXELS_QUICK 2e6
double SulVoxelDefault(const SulMesh *mesh, const SulGeometry *geometry, int active);

/* Collective. The labels of the cells in which the voxels' centres lie; names filled. As many whole
 * voxels as fit into the box of the mesh, the rest shared by both sides. A centre in two cells (to
 * 1e-9 of the cell) gets the phase of lower index; one in none is SUL_VOXEL_VOID. Free with
 * SulVoxelsFree. SUL_INPUT where the edge is not positive, larger than the box, or so small that
 * the voxels would take more than half of the machine's memory. */
PetscErrorCode SulVoxelsOfMesh(const SulMesh *mesh, double edge, SulLog *log, SulVoxels *grid,
                               SulError *error);

/* The same of the exact shapes of a packing; `frame` is what SulFrameOfPacking makes of it. */
PetscErrorCode SulVoxelsOfPacking(const SulMesh *frame, const SulPacking *packing, double edge,
                                  SulVoxels *grid, SulError *error);

/* Share of the voxels of label `a` that have one of label `b` among their six neighbours; the
 * outside is no neighbour. NAN without voxels of label a, or with b < 0. */
double SulVoxelSurfaceRatio(const SulVoxels *grid, int a, int b);

/* ---- All of it ------------------------------------------------------------------------------- */

typedef struct {
  SulPercolation percolation;
  double tortuosity[3];  /* NAN: does not percolate, or not asked for */
  double diffusivity[3]; /* D_eff / D; NAN: not asked for */
  /* the same with the elements of the mesh; NAN too where there are no flat faces to flow between
   */
  double mesh_tortuosity[3], mesh_diffusivity[3];
} SulTransport;

typedef struct {
  double edge; /* m */
  int size[3];
  double surface_ratio;    /* of active and electrolyte */
  SulTransport *transport; /* [phase_count + 1], the pores last */
} SulVoxelReport;

typedef struct {
  SulRoleNames roles;
  double voxel;           /* m; 0: SulVoxelDefault */
  bool tortuosity;        /* solve for it */
  const SulVoxels *image; /* the voxels themselves, or NULL: they are made */
} SulAnalyseWishes;

typedef struct {
  char (*names)[SUL_NAME_SIZE]; /* [phase_count] */
  double edges[3];              /* of the box of the mesh, m */
  bool of_box;                  /* fractions are of the box; else of the body */
  double body, whole;           /* m^3: volume of all phases; what fractions are of */
  double pore;                  /* m^3, whole - body */
  SulRoles roles;
  SulGeometry geometry;
  SulParticleReport particles;
  SulVoxelReport voxels;
  bool of_image; /* what was analysed: an image, not a packing or a mesh */
} SulAnalysis;

/* `sulfem pack` has the mesh within 0.5 % of what the recipe wants, and the exact shapes may lie on
 * the other side of it; where that is not it either, the particles tell. */
#define SUL_VOLUME_TOLERANCE 1e-2

/* Collective. SUL_INPUT where the mesh is not that of the packing which stands beside it: another
 * box or other phases, volumes that differ by more than `tolerance` (relative, of what the file
 * says of its mesh; else of the exact shapes), or a particle whose centre lies in another phase. A
 * mesh that was moved, written anew or refined passes. The same on all ranks. */
PetscErrorCode SulPackingMatches(const SulMesh *mesh, const SulPacking *packing,
                                 const char *mesh_path, const char *packing_path, double tolerance,
                                 SulError *error);

/* A packing or an image that is not meshed, as a mesh without cells: comm, groups of the phases,
 * and the box. Destroy with SulMeshDestroy. */
void SulFrameOfPacking(MPI_Comm comm, const SulPacking *packing, SulMesh *frame);

/* Collective. `packing`: what stands beside the mesh, the same on every rank, or NULL. A frame of a
 * packing stands in for a mesh: volumes are then those of the exact shapes, areas and lengths NAN.
 * With an image volumes and areas are those of its voxels, lengths NAN, and there are no particles.
 */
PetscErrorCode SulAnalyse(const SulMesh *mesh, const SulPacking *packing,
                          const SulAnalyseWishes *wishes, SulLog *log, SulAnalysis *analysis,
                          SulError *error);
void SulAnalysisFree(SulAnalysis *analysis);

/* A new text (free it): the JSON of docs/microstructure.md. SUL_INPUT where a name is no UTF-8. */
char *SulAnalysisJson(const SulAnalysis *analysis, const SulMesh *mesh, const char *mesh_path,
                      SulError *error);

#endif
