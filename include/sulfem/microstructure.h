/* From a packing to a mesh, and from a mesh to what its geometry says. */
#ifndef SULFEM_MICROSTRUCTURE_H
#define SULFEM_MICROSTRUCTURE_H

#include <sulfem/error.h>
#include <sulfem/log.h>
#include <sulfem/packing.h>
#include <sulfem/recipe.h>

/* ---- Meshing --------------------------------------------------------------------------------- */

typedef struct {
  int order; /* 1 or 2 */
  long nodes, tetrahedra, triangles;
  double gamma_least; /* Gmsh's gamma of the worst tetrahedron, corners only */
  double gamma_mean;
  double jacobian_least; /* lower bound of the scaled Jacobian of curved tetrahedra; 1 if none */
  long straightened;     /* edges on curved surfaces that had to stay straight */
  long gaps; /* between particles, narrower than the elements beside them would have been */
  int gap_elements_narrowest, gap_elements_least; /* tetrahedra across: the narrowest, any */
  double gap_elements_mean;
  double time_surfaces, time_faces, time_volumes, time_order, time_write, time_total; /* s */
} SulMeshReport;

/* Not collective: one process calls. Meshes `packing` as its mesh wishes ask and writes `path`,
 * Gmsh MSH 4.1 binary in the packing's length unit, complete or not at all: tetrahedra in physical
 * volume groups named after the phases, triangles in the surface groups xmin .. zmax and, for the
 * walls of voids, in groups named after the phases that are not meshed. One elementary volume for
 * the matrix (tag 1), each particle and each coating. Fills report, whose stages are also logged,
 * and `volume_meshed` of the packing's phases.
 *
 * SUL_INPUT when an element's gamma lies below the wish (names the particles it lies between) or a
 * phase's volume in the mesh is more than 0.5 % off `volume_target`, where that is known, or Gmsh
 * cannot fill the surfaces; SUL_IO; SUL_INTERNAL when Gmsh fails in another way. */
void SulMeshPacking(SulPacking *packing, const char *path, SulLog *log, SulMeshReport *report,
                    SulError *error);

/* Not collective. Reads the image of the recipe, tidies it as asked, meshes it and writes `path` as
 * SulMeshPacking does (straight tetrahedra; one elementary volume a phase).
 * Fills `packing` with what stands in MESH.json: SulPackingFree it. The log tells every stage and,
 * for every phase, its share of the image and of the mesh.
 *
 * SUL_INPUT when the image does not fit the recipe, a meshed phase has no voxel, bodies hang on
 * nothing and the recipe refuses them, an element's gamma lies below the wish, or the surface is to
 * be smooth and the program was built without CGAL. */
void SulMeshImage(const SulImageRecipe *recipe, const char *path, SulLog *log, SulPacking *packing,
                  SulMeshReport *report, SulError *error);

/* Not collective. The same without the mesh: `packing` says what the tidied image is. */
void SulImageMeasure(const SulImageRecipe *recipe, SulLog *log, SulPacking *packing,
                     SulError *error);

/* Not collective. The labelled image of the recipe as voxels, for SulAnalyse: read, coarsened and
 * relieved of small regions as the recipe asks. Bodies that hang on nothing stay: only a mesh has
 * to be one body. Voids become SUL_VOXEL_VOID, and the grid's phases are those that are meshed.
 * `packing` is filled as SulMeshImage fills it, with the shares of these voxels; voids are pores.
 * SulPackingFree it. SUL_INPUT when the image does not fit the recipe or a meshed phase has no
 * voxel. */
void SulImageVoxels(const SulImageRecipe *recipe, SulLog *log, SulVoxels *grid, SulPacking *packing,
                    SulError *error);

#endif
