/* The recipe file: YAML to a validated struct in SI units. docs/recipe.md is its reference. */
#ifndef SULFEM_RECIPE_H
#define SULFEM_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sulfem/error.h>
#include <sulfem/image.h>
#include <sulfem/library.h>
#include <sulfem/log.h>
#include <sulfem/packing.h>

/* ---- Size distributions ---------------------------------------------------------------------- */

typedef enum {
  SUL_SIZES_UNIFORM,
  SUL_SIZES_NORMAL,
  SUL_SIZES_LOGNORMAL,
  SUL_SIZES_TABLE
} SulSizeKind;

/* A distribution of radii on [min, max]. Weights are shares of the number of particles, or of their
 * volume where `by_volume` is set (a laser diffraction curve): inside a table's class too. */
typedef struct {
  SulSizeKind kind;
  bool by_volume;
  double min, max;         /* m; where it is cut off */
  double location, spread; /* normal: mean, standard deviation (m); lognormal: ln of the median/m,
                              standard deviation of ln r */
  size_t count;            /* table: classes, uniform between lower and upper (equal for a list) */
  double *lower, *upper;   /* [count] m */
  double *weight;          /* [count], shares of the particles' number, sum 1 */
} SulSizes;

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

/* What the file beside its mesh will say of the phases' materials, called `path` in messages
 * (SulMeshRecordFree). */
void SulRecipeRecord(const SulRecipe *recipe, const char *path, SulMeshRecord *record);

/* Names of the volume groups of its mesh, the matrix first (`names` [ingredient_count + 1]);
 * returns how many. */
size_t SulRecipeGroups(const SulRecipe *recipe, char (*names)[SUL_NAME_SIZE]);

/* More particles are refused: packed, each takes about 1 KB of memory, and as much again in the
 * JSON. */
#define SUL_PARTICLES_MOST 1e7

/* Says on the log what that mesh will have and the memory it takes to make it, and warns where this
 * is more than the machine has free. SUL_INPUT where the mesh's nodes could not be numbered. */
void SulRecipeForecast(const SulRecipe *recipe, SulLog *log, SulError *error);

/* Packs the recipe: serial, and the same bits for the same recipe on every machine. Says on the log
 * what it does and how long each stage took. SUL_INPUT when the targets cannot be met: then the
 * message says which limit was hit and what would fit. Free with SulPackingFree. */
void SulPack(const SulRecipe *recipe, SulLog *log, SulPacking *packing, SulError *error);

/* ---- Recipes of images ----------------------------------------------------------------------- */

typedef enum { SUL_SURFACE_STAIRS, SUL_SURFACE_SMOOTH } SulImageSurface;

/* A recipe with the key `image`: nothing is packed, a labelled image is meshed. */
typedef struct {
  char *path; /* as given */
  char *text;
  char *title; /* "" when absent */
  double length_unit;
  char length_unit_name[16];

  int image_line;
  SulImageFile file;
  char *header; /* path of the raw file's header, or NULL */
  double voxel; /* m */
  SulImageLabels labels;
  bool *meshed;           /* [labels.phase_count]; false: a void */
  int coarsen;            /* voxels of the image along the edge of one of the grid; 1: as it is */
  size_t smallest_region; /* voxels (coarsened); smaller regions take the phase around them */
  bool keep_loose;        /* refuse bodies that hang on nothing instead of removing them */

  int mesh_line;
  SulImageSurface surface;
  double size;               /* m, smooth: edges of elements, at most about this */
  double size_at_interfaces; /* m, smooth: on surfaces and interfaces */
  double distance;           /* m, smooth: of the facets from the interface */
  double smoothing;          /* smooth: standard deviation of the Gaussian, in voxels */
  double quality_floor;      /* smallest gamma that is accepted */
} SulImageRecipe;

/* Whether the text is a recipe with the key `image` (false where it is not even YAML). */
bool SulRecipeHasImage(const char *path, const char *text);

/* Parses and validates such a recipe; no file is opened but a raw image's header. */
void SulImageRecipeParse(const char *path, const char *text, SulImageRecipe *recipe,
                         SulError *error);
void SulImageRecipeFree(SulImageRecipe *recipe);

#endif
