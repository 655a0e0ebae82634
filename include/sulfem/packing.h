/* SPDX-License-Identifier: BSD-2-Clause */
/* A packed microstructure: particles in a box, phases, what was wanted and what was reached.
 *
 * Lengths in metres. The box is [0, edge_x] x [0, edge_y] x [0, edge_z]. Particles are spheres or
 * ellipsoids, each with an optional coating (core-shell); no two outer surfaces come closer than
 * `minimum_gap`. What no particle fills is the matrix: one phase.
 *
 *   faces WHOLE: every outer surface keeps `face_gap` from every face of the box.
 *   faces CUT:   particles may stick out and are cut by the faces; a surface that a face, an edge
 *                or a corner of the box does not cut keeps `face_gap` from it, and one that it cuts
 *                is cut at least `face_gap` and a tenth of the radius deep (no slivers: faces meet
 *                spheres at 25 degrees or more). For ellipsoids this holds for faces, with the half
 *                extent along the face's normal as radius, not for edges and corners.
 *   periodic:    distances are taken modulo the edges; with CUT, the part of a particle that sticks
 *                out enters at the opposite face: SulParticleImages lists the copies. */
#ifndef SULFEM_PACKING_H
#define SULFEM_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sulfem/composition.h>
#include <sulfem/error.h>
#include <sulfem/mesh_record.h>
#include <sulfem/recipe.h>
#include <sulfem/text.h>

typedef enum {
  SUL_ROLE_MATRIX,
  SUL_ROLE_PARTICLE,
  SUL_ROLE_COATING,
  SUL_ROLE_CARBON, /* aggregates: spheres of a phase of their own */
  SUL_ROLE_PORE,
  SUL_ROLE_PHASE /* of an image, which does not say more */
} SulRole;

/* One physical volume group of the mesh (or a void, where `meshed` is false). */
typedef struct {
  char name[SUL_NAME_SIZE];
  SulRole role;
  bool meshed;                  /* false: a void: its surfaces bound the mesh */
  double volume_target;         /* share of the box */
  double volume_reached;        /* share of the box, of the exact shapes (not of the mesh) */
  double volume_meshed;         /* share of the box, of the mesh's elements; 0: there is no mesh */
  char material[SUL_NAME_SIZE]; /* library entry of its substance, "" where none was used */
  double youngs_modulus, poissons_ratio; /* Pa, smeared substances included; 0 and 0: not known */
  double density;                        /* kg/m^3, the same; 0: not known */
} SulPackedPhase;

/* One entry of the composition: a substance. A smeared substance shares the matrix' group. */
typedef struct {
  char name[SUL_NAME_SIZE];
  double density;                       /* kg/m^3; 0: not known */
  double volume_target, volume_reached; /* shares of the box */
  double weight_target, weight_reached; /* shares of the solids' mass; NAN: a density is missing */
} SulSubstance;

typedef struct {
  double centre[3];    /* inside the box, but for the copies that a box of walls that cuts lists */
  double radius;       /* of the sphere of equal volume, coating not counted */
  double semi_axes[3]; /* all equal to the radius: a sphere */
  double rotation[9];  /* row i: direction of semi-axis i, orthonormal and right-handed */
  double coating;      /* thickness, along every semi-axis; 0: none */
  int phase;           /* of SulPacking.phases */
  int coating_phase;   /* -1: none */
  int population;      /* of the recipe's list; one more: pores; two more: carbon */
} SulParticle;

/* Share of the radius that a cut is deep at least. */
#define SUL_CUT_DEPTH 0.1

/* What became of an image that was meshed; fractions stand with the phases. */
typedef struct {
  char *file;                           /* NULL: nothing was read, particles were packed */
  double voxel;                         /* m, of the grid that was meshed */
  int size[3];                          /* of that grid */
  bool smooth;                          /* else stairs */
  long absorbed;                        /* regions below the smallest that was wanted, */
  long loose;                           /* bodies that hung on nothing, */
  size_t absorbed_voxels, loose_voxels; /* and their voxels */
} SulImageFacts;

typedef struct {
  char *title;
  char *recipe_text;
  double length_unit;        /* metres per unit in which mesh and JSON are written */
  char length_unit_name[16]; /* "um" */
  double edges[3];
  bool periodic;
  SulFaces faces;
  double minimum_gap;
  double face_gap;
  uint64_t seed;
  double porosity;

  int phase_count; /* the matrix is phase 0 */
  SulPackedPhase *phases;
  int substance_count;
  SulSubstance *substances;
  SulSmeared smeared;

  size_t particle_count;
  SulParticle *particles;

  SulMeshWishes mesh;

  SulImageFacts image; /* a mesh of an image: no particles, phases of role PHASE and PORE (voids),
                          `volume_target` their share of the image, `volume_reached` of the mesh */
} SulPacking;

/* Frees what it owns and zeroes; takes a zeroed one too. */
void SulPackingFree(SulPacking *packing);

/* Shifts (in m) of the copies of a particle that reach into the box: in a periodic box that cuts,
 * up to 8 (the particle itself, shift 0, comes first); else 1. Returns the count. Ellipsoids count
 * by their bounding boxes: a copy at an edge or a corner may not reach in after all. */
int SulParticleImages(const SulPacking *packing, const SulParticle *particle, double shifts[8][3]);

/* Extent of the outer surface (coating included) along the three axes: half the bounding box. */
void SulParticleExtent(const SulParticle *particle, double extent[3]);

/* gaps[count]: the smallest distance of each outer surface (coating included) to that of another
 * one of these particles (in a periodic box, also across its faces and to the particle's own
 * copies); negative where they overlap, INFINITY for a particle that is alone. Neighbours are found
 * by a tree, in O(count log count) however they crowd; SUL_INPUT where so many ellipsoids lie
 * within one another that it is no packing. `particles` are all or some of the packing's. */
void SulParticleGaps(const SulPacking *packing, const SulParticle *particles, size_t count,
                     double *gaps, SulError *error);

/* Name of a role, for the JSON: "matrix", "particle", "coating", "carbon", "pore", "phase". */
const char *SulRoleName(SulRole role);

/* A new string (free it): where the JSON beside a mesh is, mesh.json for mesh.msh; NULL for a mesh
 * with another ending. */
char *SulPackingPath(const char *mesh);

/* SUL_INPUT where a file is at `path` that SulPackingWrite has not written: it has to stay. */
void SulPackingSpare(const char *path, SulError *error);

/* Writes the JSON beside a mesh (contract: docs/microstructure.md), complete or not at all, over an
 * earlier one and nothing else. */
void SulPackingWrite(const SulPacking *packing, const char *path, SulError *error);

/* Reads such a file back (what stands in it; titles, targets and mesh wishes stay zero where the
 * file has none). SUL_INPUT when it is missing or not of this form. */
void SulPackingRead(const char *path, SulPacking *packing, SulError *error);

/* The same from the file's text. */
void SulPackingParse(const char *path, const char *text, SulPacking *packing, SulError *error);

/* Whether the text is meant to be such a file: other JSON beside a mesh (this program's numbers,
 * say) is none of our business, one that was meant to be a packing and is damaged is. */
bool SulPackingMeant(const char *text);

/* What it says of the materials of its phases, for a case (SulMeshRecordFree); `path` as in
 * messages. */
void SulPackingRecord(const SulPacking *packing, const char *path, SulMeshRecord *record);

/* Packs the recipe: serial, and the same bits for the same recipe on every machine. Says on the log
 * what it does and how long each stage took. SUL_INPUT when the targets cannot be met: then the
 * message says which limit was hit and what would fit. Free with SulPackingFree. */
void SulPack(const SulRecipe *recipe, SulLog *log, SulPacking *packing, SulError *error);

/* What the file beside its mesh will say of the phases' materials, called `path` in messages
 * (SulMeshRecordFree). */
void SulRecipeRecord(const SulRecipe *recipe, const char *path, SulMeshRecord *record);

/* Names of the volume groups of its mesh, the matrix first (`names` [ingredient_count + 1]);
 * returns how many. */
size_t SulRecipeGroups(const SulRecipe *recipe, char (*names)[SUL_NAME_SIZE]);

#endif
