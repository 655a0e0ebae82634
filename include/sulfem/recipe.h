/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipe file: YAML to a validated struct in SI units. docs/recipe.md is its reference. */
#ifndef SULFEM_RECIPE_H
#define SULFEM_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sulfem/error.h>
#include <sulfem/library.h>
#include <sulfem/log.h>
#include <sulfem/sizes.h>
#include <sulfem/text.h>
#include <sulfem/yaml.h>

/* Surface groups of a box, as every mesh of this program has them. */
extern const char *const sul_box_faces[6];

typedef enum { SUL_FACES_WHOLE, SUL_FACES_CUT } SulFaces;

typedef enum { SUL_MESHER_DELAUNAY, SUL_MESHER_HXT } SulMesher;

/* What the recipe's `mesh` block asks for. */
typedef struct {
  double size_at_particles; /* element size on the particles' surfaces */
  double size_far;          /* and far from them */
  double growth;            /* change of size over distance between the two, > 0 */
  double gap_elements;      /* elements wanted across the gap between two particles; 0: no wish */
  int order;                /* 1 straight, 2 curved */
  SulMesher mesher;         /* HXT: ten times as fast */
  double quality_floor;     /* smallest gamma that is accepted */
} SulMeshWishes;

/* ---- Recipe ---------------------------------------------------------------------------------- */

typedef struct {
  char name[SUL_NAME_SIZE];
  int line;
  double fraction; /* of the solids, by weight or volume as SulRecipe.by_weight says */
  bool smeared;    /* part of the matrix, whose moduli are those of the mixture */
  bool derived;    /* a coating of given thickness: no fraction of its own, it comes on top */
  char material[SUL_NAME_SIZE];          /* library entry used, "" where the recipe gives all */
  char source[1024];                     /* its citation, or "" */
  double density;                        /* kg/m^3 */
  double youngs_modulus, poissons_ratio; /* Pa; youngs_modulus 0 where nobody gave it */
} SulIngredient;

typedef struct {
  int line, radius_line;
  int ingredient;           /* of SulRecipe.ingredients; -1 for pores */
  double share;             /* of the ingredient's volume (several populations of one phase) */
  SulSizes radius;          /* coating not counted */
  double aspect_ratio;      /* symmetry axis over the other two; 1: spheres */
  bool aligned;             /* all along `axis`, else random orientations */
  double axis[3];           /* unit vector */
  int coating;              /* ingredient, or -1 */
  double coating_thickness; /* m; 0: from the composition's share of the coating */
} SulPopulation;

typedef enum { SUL_CARBON_NONE, SUL_CARBON_SMEARED, SUL_CARBON_AGGREGATES } SulCarbon;
typedef enum { SUL_RULE_MORI_TANAKA, SUL_RULE_LOWER, SUL_RULE_UPPER } SulRule;

typedef struct {
  char *path; /* as given */
  char *text;
  char *title;   /* "" when absent */
  char *library; /* path of the library file that it names, or NULL */
  double length_unit;
  char length_unit_name[16];

  int edge_line;
  double edges[3]; /* m */
  bool periodic;
  SulFaces faces;
  double face_gap; /* m */

  bool by_weight;
  int composition_line;
  int ingredient_count;
  SulIngredient *ingredients;
  int matrix; /* ingredient */

  int population_count;
  SulPopulation *populations;
  double minimum_gap; /* m */
  int gap_line;

  double porosity; /* share of the box */
  int porosity_line;
  SulPopulation pores;
  bool pores_meshed; /* a soft phase instead of voids */

  SulCarbon carbon;
  int carbon_ingredient; /* the first of those smeared, or the aggregates'; -1: none */
  SulRule carbon_rule;
  SulPopulation carbon_spheres;
  int carbon_line;
  double carbon_attachment; /* probability that a sphere joins a cluster instead of starting one */
  double carbon_surface;    /* probability that a cluster starts on a particle, not free */

  int sweeps; /* Monte Carlo moves a body after packing; below 0: by how dense it was */
  SulMeshWishes mesh;
  int size_line; /* of mesh.size_at_particles; 0: it was left out */
  uint64_t seed;
} SulRecipe;

/* Parses and validates the text of the recipe `path` (copied; no file is opened but a histogram's).
 * Fills `error` (SUL_INPUT) with file, line and key, also where there would be more than
 * SUL_PARTICLES_MOST particles. */
void SulRecipeParse(const char *path, const char *text, SulRecipe *recipe, SulError *error);
void SulRecipeFree(SulRecipe *recipe);

/* The library that the recipe's materials are looked up in: the built-in one and, before it, the
 * file that the recipe names. NULL with `error` set; SulLibraryFree. */
SulLibrary *SulRecipeLibrary(const char *path, const char *text, SulError *error);

/* SulRecipeParse with a library of the caller's choice, which it does not keep. */
void SulRecipeParseWith(const char *path, const char *text, const SulLibrary *library,
                        SulRecipe *recipe, SulError *error);

/* Shares of the solids' volume, by ingredient (`share` [ingredient_count]); sum 1. Coatings of
 * given thickness have that of the mean coating of their size distribution. */
void SulRecipeSolids(const SulRecipe *recipe, double *share);

/* What the recipe's mesh will have, without packing it: tetrahedra, corners, and nodes of order 2.
 * From the sizes of elements at the particles, far from them and between, as if particles had no
 * order, and what narrow gaps add, these as frequent as between hard spheres; coatings are not
 * counted. An order of magnitude: docs/sweep.md says how good. Not for recipes from images. */
void SulRecipeEstimate(const SulRecipe *recipe, double *cells, double *vertices, double *nodes);

/* Bytes that packing and meshing take for so many tetrahedra: Gmsh holds every one. */
double SulMeshingMemory(double cells);

/* More particles are refused: packed, each takes about 1 KB of memory, and as much again in the
 * JSON. */
#define SUL_PARTICLES_MOST 1e7

/* Longest over shortest semi-axis of a particle, at most. */
#define SUL_ASPECT_MOST 10.0

/* Says on the log what that mesh will have and the memory it takes to make it, and warns where this
 * is more than the machine has free. SUL_INPUT where the mesh's nodes could not be numbered. */
void SulRecipeForecast(const SulRecipe *recipe, SulLog *log, SulError *error);

/* ---- What readers of recipes share ----------------------------------------------------------- */

/* `length_unit` at the top of a recipe, micrometres where it is missing; `name` has 16 bytes. */
double SulRecipeUnit(const SulYaml *root, char *name, SulError *error);

/* A length that must be larger than 0. */
double SulRecipeLength(const SulYaml *node, SulError *error);

/* A number from `low` to `high`, with both. */
double SulRecipeShare(const SulYaml *node, double low, double high, SulError *error);

#endif
