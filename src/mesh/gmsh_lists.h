/* What Gmsh's model holds, as C arrays. Private to the files of src/mesh that call Gmsh.
 *
 * Arrays returned here are Gmsh's: free them with gmshFree. `version` is the major version of the
 * MSH file: of one of version 2 (opened with Mesh.SwitchElementTags) an entity's tag is its
 * group's.
 */
#ifndef SULFEM_MESH_GMSH_LISTS_H
#define SULFEM_MESH_GMSH_LISTS_H

#include <stddef.h>
#include <sulfem/mesh.h>

/* Tags of all entities of a dimension, ascending. */
int *SulGmshEntities(int dimension, size_t *count);

/* Tags of the physical groups that an entity stands in. */
int *SulGmshGroupsOfEntity(int version, int dimension, int entity, size_t *count);

/* Element types of an entity, or of all entities of the dimension (-1). */
int *SulGmshElementTypes(int dimension, int entity, size_t *count);

/* Appends `"Tetrahedron 4" (order 1), ...` */
void SulGmshAppendTypeNames(SulError *error, const int *types, size_t count);

/* The elements of one type in one entity. */
typedef struct {
  size_t count, *tags, *nodes, node_count;
} SulGmshElementList;

/* Free with SulGmshFreeElements. Where an entity mixes orders Gmsh 4.8 gives the elements of one
 * order only; gmshModelMeshGetElementsByType would write beyond its arrays. */
SulGmshElementList SulGmshElements(int dimension, int entity, int type);
void SulGmshFreeElements(SulGmshElementList *list);

/* The physical groups of a dimension that hold elements, by ascending tag; free with free(). Groups
 * without a name, of the same name, and a mesh without volume groups fill `error`. */
SulGroup *SulGmshReadGroups(const char *path, int version, int dimension, int *count,
                            SulError *error);

/* Index of the group with this tag, or -1. */
int SulGmshGroupOfTag(const SulGroup *groups, int count, int tag);

#endif
