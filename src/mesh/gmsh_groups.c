/* Physical groups: which there are, and their names. */
#include "gmsh_lists.h"
#include <gmshc.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

static bool HasElements(int dimension, int entity) {
  size_t count;
  int *types = SulGmshElementTypes(dimension, entity, &count);
  gmshFree(types);
  return count > 0;
}

int SulGmshGroupOfTag(const SulGroup *groups, int count, int tag) {
  for (int i = 0; i < count; i++)
    if (groups[i].tag == tag) return i;
  return -1;
}

static int CompareGroups(const void *a, const void *b) {
  int x = ((const SulGroup *)a)->tag, y = ((const SulGroup *)b)->tag;
  return (x > y) - (x < y);
}

/* Every group of a dimension that holds elements, by ascending tag, without names. */
static SulGroup *CollectGroups(int version, int dimension, int *group_count) {
  SulGroup *groups = SulAllocate(1, sizeof *groups);
  size_t entity_count, tag_count;
  int *entities = SulGmshEntities(dimension, &entity_count), count = 0;
  for (size_t i = 0; i < entity_count; i++) {
    if (!HasElements(dimension, entities[i])) continue;
    int *tags = SulGmshGroupsOfEntity(version, dimension, entities[i], &tag_count);
    for (size_t k = 0; k < tag_count; k++) {
      if (SulGmshGroupOfTag(groups, count, tags[k]) >= 0) continue;
      groups = SulReallocate(groups, (size_t)count + 1, sizeof *groups);
      groups[count++] = (SulGroup){.tag = tags[k]};
    }
    gmshFree(tags);
  }
  gmshFree(entities);
  qsort(groups, (size_t)count, sizeof *groups, CompareGroups);
  *group_count = count;
  return groups;
}

static void NameGroup(const char *path, int dimension, SulGroup *group, SulError *error) {
  const char *kind = dimension == 3 ? "volume" : "surface";
  const char *example = dimension == 3 ? "Volume(\"electrolyte\"" : "Surface(\"xmin\"";
  char *name = NULL;
  int status;
  gmshModelGetPhysicalName(dimension, group->tag, &name, &status);
  size_t length = status || !name ? 0 : strlen(name);
  if (length == 0)
    SulErrorSet(
        error, SUL_INPUT,
        "%s: the physical %s group with tag %d has no name of its own; name it in Gmsh, for "
        "example Physical %s, %d) = {...};",
        path, kind, group->tag, example, group->tag);
  else if (length >= sizeof group->name)
    SulErrorSet(error, SUL_INPUT,
                "%s: the name of the physical %s group with tag %d is too long (%zu characters, at "
                "most %zu)",
                path, kind, group->tag, length, sizeof group->name - 1);
  else
    memcpy(group->name, name, length + 1);
  gmshFree(name);
}

SulGroup *SulGmshReadGroups(const char *path, int version, int dimension, int *count,
                            SulError *error) {
  SulGroup *groups = CollectGroups(version, dimension, count);
  for (int i = 0; i < *count && !SulFailed(error); i++) {
    NameGroup(path, dimension, &groups[i], error);
    int twin = SulGroupFind(groups, i, groups[i].name);
    if (!SulFailed(error) && twin >= 0)
      SulErrorSet(
          error, SUL_INPUT,
          "%s: two physical %s groups are called \"%s\" (tags %d and %d); names must differ", path,
          dimension == 3 ? "volume" : "surface", groups[i].name, groups[twin].tag, groups[i].tag);
  }
  if (!SulFailed(error) && dimension == 3 && *count == 0)
    SulErrorSet(error, SUL_INPUT,
                "%s: the mesh has no physical volume groups, so nobody knows which material is "
                "where; name them in Gmsh, for example Physical Volume(\"electrolyte\") = {1};",
                path);
  return groups;
}
