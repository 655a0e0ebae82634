#include "gmsh_lists.h"
#include <gmshc.h>
#include <stdlib.h>
#include <string.h>

static int CompareInts(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

int *SulGmshEntities(int dimension, size_t *count) {
  int *pairs = NULL, status;
  size_t size = 0;
  gmshModelGetEntities(&pairs, &size, dimension, &status);
  *count = status ? 0 : size / 2;
  for (size_t i = 0; i < *count; i++)
    pairs[i] = pairs[2 * i + 1];
  if (*count) qsort(pairs, *count, sizeof *pairs, CompareInts);
  return pairs;
}

int *SulGmshGroupsOfEntity(int version, int dimension, int entity, size_t *count) {
  int *tags = NULL, status;
  *count = 0;
  if (version == 2) {
    tags = gmshMalloc(sizeof *tags);
    tags[0] = entity;
    *count = entity > 0;
    return tags;
  }
  gmshModelGetPhysicalGroupsForEntity(dimension, entity, &tags, count, &status);
  if (status) *count = 0;
  for (size_t i = 0; i < *count; i++)
    tags[i] = abs(tags[i]); /* a minus turns the entity around: no matter here */
  return tags;
}

int *SulGmshElementTypes(int dimension, int entity, size_t *count) {
  int *types = NULL, status;
  *count = 0;
  gmshModelMeshGetElementTypes(&types, count, dimension, entity, &status);
  if (status) *count = 0;
  return types;
}

void SulGmshFreeElements(SulGmshElementList *list) {
  gmshFree(list->tags);
  gmshFree(list->nodes);
  memset(list, 0, sizeof *list);
}

SulGmshElementList SulGmshElements(int dimension, int entity, int type) {
  SulGmshElementList found = {0};
  int *types = NULL, status;
  size_t kinds = 0, **tags = NULL, *tag_counts = NULL, **nodes = NULL, *node_counts = NULL, unused;
  gmshModelMeshGetElements(&types, &kinds, &tags, &tag_counts, &unused, &nodes, &node_counts,
                           &unused, dimension, entity, &status);
  for (size_t i = 0; !status && i < kinds; i++) {
    SulGmshElementList list = {tag_counts[i], tags[i], nodes[i], node_counts[i]};
    if (types[i] == type && !found.count)
      found = list;
    else
      SulGmshFreeElements(&list);
  }
  gmshFree(types);
  gmshFree(tags);
  gmshFree(tag_counts);
  gmshFree(nodes);
  gmshFree(node_counts);
  return found;
}

void SulGmshAppendTypeNames(SulError *error, const int *types, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char *name = NULL;
    int dimension, order, nodes, corners, status;
    double *places = NULL;
    size_t place_count;
    gmshModelMeshGetElementProperties(types[i], &name, &dimension, &order, &nodes, &places,
                                      &place_count, &corners, &status);
    if (!status) SulErrorAppend(error, "%s\"%s\" (order %d)", i ? ", " : "", name, order);
    gmshFree(name);
    gmshFree(places);
  }
}
