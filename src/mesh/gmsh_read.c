/* Gmsh's own library reads the file: every MSH version, order and encoding, and the names of the
 * physical groups. Its arrays are converted and its memory is given back before anything large is
 * made.
 *
 * MSH 4.1 has groups of entities. MSH 2.2 has a group on every element, which Gmsh spreads over the
 * element's whole entity; files of other programs often put everything into one entity. With
 * Mesh.SwitchElementTags Gmsh makes an entity of each group of a 2.2 file, so that the entities'
 * tags are the groups' tags. */
#include "gmsh_lists.h"
#include "serial.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/gmsh_versions.h>
#include <sulfem/text.h>

enum { TRIANGLE = 2, TETRAHEDRON = 4, TRIANGLE_6 = 9, TETRAHEDRON_10 = 11 };

typedef struct {
  int version, file_order;
  SulSerialMesh *serial;
  SulError *error;
  PetscInt64 tag_max;
  PetscInt *node_of_tag; /* [tag_max + 1], or NULL: bisect serial->node_tag */
} Reader;

/* ---- Kinds of elements ----------------------------------------------------------------------- */

static void RefuseNoVolume(Reader *reader) {
  size_t count;
  int *types = SulGmshElementTypes(2, -1, &count);
  SulErrorSet(reader->error, SUL_INPUT, "%s: the mesh has no tetrahedra", reader->serial->path);
  if (count) {
    SulErrorAppend(reader->error, ", only surface elements: ");
    SulGmshAppendTypeNames(reader->error, types, count);
    SulErrorAppend(reader->error,
                   "; a volume mesh is wanted (gmsh -3), with physical volume groups");
  } else {
    SulErrorAppend(reader->error, " and no surface elements; a volume mesh is wanted (gmsh -3)");
  }
  gmshFree(types);
}

/* The order of the mesh, from the kinds of volume elements. */
static void ReadOrder(Reader *reader) {
  size_t count;
  int *types = SulGmshElementTypes(3, -1, &count);
  if (count == 0) RefuseNoVolume(reader);
  if (count == 1 && (types[0] == TETRAHEDRON || types[0] == TETRAHEDRON_10)) {
    reader->file_order = types[0] == TETRAHEDRON ? 1 : 2;
  } else if (count > 0) {
    SulErrorSet(reader->error, SUL_INPUT, "%s: the mesh has volume elements of the kind ",
                reader->serial->path);
    SulGmshAppendTypeNames(reader->error, types, count);
    SulErrorAppend(reader->error,
                   "; wanted are tetrahedra only, all of order 1 (\"Tetrahedron 4\") "
                   "or all of order 2 (\"Tetrahedron 10\")");
  }
  gmshFree(types);
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

/* Nodes by ascending tag: makes the order independent of Gmsh's walk over the entities. */
static void SortNodes(SulSerialMesh *serial) {
  bool sorted = true;
  for (PetscInt i = 1; i < serial->nodes && sorted; i++)
    sorted = serial->node_tag[i - 1] < serial->node_tag[i];
  if (sorted) return;
  PetscInt *place = SulAllocate((size_t)serial->nodes, sizeof *place);
  double(*coordinates)[3] = SulAllocate((size_t)serial->nodes, sizeof *coordinates);
  for (PetscInt i = 0; i < serial->nodes; i++)
    place[i] = i;
  SulSortPairs(serial->nodes, serial->node_tag, place);
  for (PetscInt i = 0; i < serial->nodes; i++)
    memcpy(coordinates[i], serial->coordinates[place[i]], sizeof *coordinates);
  free(place);
  free(serial->coordinates);
  serial->coordinates = coordinates;
}

static void MakeTagTable(Reader *reader) {
  const SulSerialMesh *serial = reader->serial;
  reader->tag_max = serial->nodes ? serial->node_tag[serial->nodes - 1] : 0;
  if (reader->tag_max > 8 * (PetscInt64)serial->nodes + 1000) return;
  reader->node_of_tag = SulAllocate((size_t)reader->tag_max + 1, sizeof *reader->node_of_tag);
  for (PetscInt64 tag = 0; tag <= reader->tag_max; tag++)
    reader->node_of_tag[tag] = -1;
  for (PetscInt i = 0; i < serial->nodes; i++)
    reader->node_of_tag[serial->node_tag[i]] = i;
}

static PetscInt NodeOfTag(const Reader *reader, size_t tag) {
  if ((PetscInt64)tag > reader->tag_max) return -1;
  if (reader->node_of_tag) return reader->node_of_tag[tag];
  const PetscInt64 *tags = reader->serial->node_tag;
  PetscInt low = 0, high = reader->serial->nodes;
  while (low < high) {
    PetscInt middle = low + (high - low) / 2;
    if (tags[middle] < (PetscInt64)tag)
      low = middle + 1;
    else
      high = middle;
  }
  return tags[low] == (PetscInt64)tag ? low : -1;
}

static void ReadNodes(Reader *reader) {
  SulSerialMesh *serial = reader->serial;
  size_t *tags = NULL, count = 0, coordinate_count = 0, unused_count = 0;
  double *coordinates = NULL, *unused = NULL;
  int status;
  gmshModelMeshGetNodes(&tags, &count, &coordinates, &coordinate_count, &unused, &unused_count, -1,
                        -1, 0, 0, &status);
  if (status || count > PETSC_MAX_INT / 3) {
    SulErrorSet(reader->error, SUL_INPUT,
                "%s: %zu nodes are more than this build's %zu-bit numbers can count; build with a "
                "PETSc with 64-bit indices",
                serial->path, count, 8 * sizeof(PetscInt));
  } else {
    serial->nodes = (PetscInt)count;
    serial->coordinates = SulAllocate(count, sizeof *serial->coordinates);
    serial->node_tag = SulAllocate(count, sizeof *serial->node_tag);
    for (size_t i = 0; i < count; i++)
      serial->node_tag[i] = (PetscInt64)tags[i];
    if (count) memcpy(serial->coordinates, coordinates, count * sizeof *serial->coordinates);
  }
  gmshFree(tags);
  gmshFree(coordinates);
  gmshFree(unused);
  if (SulFailed(reader->error)) return;
  SortNodes(serial);
  MakeTagTable(reader);
}

/* ---- Cells ----------------------------------------------------------------------------------- */

/* The phase of an entity's cells: they must stand in one volume group exactly. */
static int PhaseOfEntity(Reader *reader, int entity, size_t cells, size_t first_tag) {
  const SulSerialMesh *serial = reader->serial;
  size_t count;
  int *tags = SulGmshGroupsOfEntity(reader->version, 3, entity, &count);
  int phase = count ? SulGmshGroupOfTag(serial->phases, serial->phase_count, tags[0]) : -1;
  if (count == 0)
    SulErrorSet(
        reader->error, SUL_INPUT,
        "%s: tetrahedra in no physical volume group: %zu, of which the first is element %zu; "
        "every tetrahedron needs exactly one group",
        serial->path, cells, first_tag);
  for (size_t i = 1; i < count; i++) {
    int other = SulGmshGroupOfTag(serial->phases, serial->phase_count, tags[i]);
    if (other == phase) continue;
    SulErrorSet(
        reader->error, SUL_INPUT,
        "%s: tetrahedra in two physical volume groups, \"%s\" and \"%s\": %zu, of which the "
        "first is element %zu; every tetrahedron needs exactly one group",
        serial->path, serial->phases[phase].name, serial->phases[other].name, cells, first_tag);
    break;
  }
  gmshFree(tags);
  return phase;
}

/* The first `kept` nodes of each element, in the order `from`; false when an element names a node
 * that does not exist. */
static bool ConvertNodes(const Reader *reader, const SulGmshElementList *list, int kept,
                         const int *from, PetscInt *nodes) {
  bool complete = true;
  size_t width = list->count ? list->node_count / list->count : 0;
  for (size_t i = 0; i < list->count; i++)
    for (int k = 0; k < kept; k++) {
      PetscInt node = NodeOfTag(reader, list->nodes[i * width + (size_t)from[k]]);
      nodes[i * (size_t)kept + (size_t)k] = node;
      complete = complete && node >= 0;
    }
  return complete;
}

static void RefuseMissingNodes(Reader *reader, int entity) {
  SulErrorSet(reader->error, SUL_INPUT,
              "%s: elements of entity %d name nodes that the mesh does not have; write the mesh "
              "file anew",
              reader->serial->path, entity);
}

static void GrowCells(Reader *reader, size_t wanted, size_t *room) {
  SulSerialMesh *serial = reader->serial;
  if (wanted <= *room) return;
  *room = wanted + wanted / 2;
  serial->cell_node = SulReallocate(serial->cell_node, *room * (size_t)serial->cell_nodes,
                                    sizeof *serial->cell_node);
  serial->cell_phase = SulReallocate(serial->cell_phase, *room, sizeof *serial->cell_phase);
  serial->cell_tag = SulReallocate(serial->cell_tag, *room, sizeof *serial->cell_tag);
}

/* Gmsh counts all elements of a shape, whatever their order. */
static void CheckCount(Reader *reader, const char *option, const char *shape, PetscInt64 count) {
  double all;
  int status;
  gmshOptionGetNumber(option, &all, &status);
  if (status || (PetscInt64)all == count) return;
  SulErrorSet(reader->error, SUL_INPUT,
              "%s: the mesh mixes %s of several orders: there are %.0f, of which %" PetscInt64_FMT
              " could be read; write the mesh anew with one Mesh.ElementOrder",
              reader->serial->path, shape, all, count);
}

static void AddCells(Reader *reader, int entity, const SulGmshElementList *list, int phase,
                     size_t *room) {
  static const int from[10] = {0, 1, 2, 3, 4, 5, 6, 7, 9, 8}; /* Gmsh's edges end 03 23 13 */
  SulSerialMesh *serial = reader->serial;
  size_t old = (size_t)serial->cells, width = (size_t)serial->cell_nodes;
  if (old + list->count > PETSC_MAX_INT) {
    SulErrorSet(reader->error, SUL_INPUT,
                "%s: more cells than this build's %zu-bit numbers can count; build with a PETSc "
                "with 64-bit indices",
                serial->path, 8 * sizeof(PetscInt));
    return;
  }
  GrowCells(reader, old + list->count, room);
  if (!ConvertNodes(reader, list, serial->cell_nodes, from, serial->cell_node + old * width))
    RefuseMissingNodes(reader, entity);
  for (size_t i = 0; i < list->count; i++) {
    serial->cell_phase[old + i] = phase;
    serial->cell_tag[old + i] = (PetscInt64)list->tags[i];
  }
  serial->cells = (PetscInt)(old + list->count);
}

static void ReadCellsOfEntity(Reader *reader, int entity, size_t *room) {
  bool straight = reader->file_order == 1;
  SulGmshElementList list = SulGmshElements(3, entity, straight ? TETRAHEDRON : TETRAHEDRON_10);
  int phase = list.count ? PhaseOfEntity(reader, entity, list.count, list.tags[0]) : -1;
  if (list.count && !SulFailed(reader->error)) AddCells(reader, entity, &list, phase, room);
  SulGmshFreeElements(&list);
}

static void ReadCells(Reader *reader) {
  size_t entity_count, room = 0;
  int *entities = SulGmshEntities(3, &entity_count);
  for (size_t i = 0; i < entity_count && !SulFailed(reader->error); i++)
    ReadCellsOfEntity(reader, entities[i], &room);
  gmshFree(entities);
  if (!SulFailed(reader->error))
    CheckCount(reader, "Mesh.NbTetrahedra", "tetrahedra", reader->serial->cells);
}

/* ---- Triangles of the surface groups --------------------------------------------------------- */

static void CheckSurfaceTypes(Reader *reader, int entity, const char *group) {
  size_t count;
  int *types = SulGmshElementTypes(2, entity, &count);
  for (size_t i = 0; i < count; i++) {
    if (types[i] == TRIANGLE || types[i] == TRIANGLE_6) continue;
    SulErrorSet(reader->error, SUL_INPUT,
                "%s: the physical surface group \"%s\" (entity %d) has elements of the kind ",
                reader->serial->path, group, entity);
    SulGmshAppendTypeNames(reader->error, &types[i], 1);
    SulErrorAppend(reader->error, "; wanted are triangles of order 1 or 2");
    break;
  }
  gmshFree(types);
}

static void AddTriangles(Reader *reader, int entity, const SulGmshElementList *list, int boundary,
                         size_t *room) {
  static const int from[3] = {0, 1, 2};
  SulSerialMesh *serial = reader->serial;
  size_t old = (size_t)serial->triangles, wanted = old + list->count;
  if (wanted > *room) {
    *room = wanted + wanted / 2;
    serial->triangle = SulReallocate(serial->triangle, *room, sizeof *serial->triangle);
    serial->triangle_boundary =
        SulReallocate(serial->triangle_boundary, *room, sizeof *serial->triangle_boundary);
  }
  if (list->count && !ConvertNodes(reader, list, 3, from, serial->triangle[old]))
    RefuseMissingNodes(reader, entity);
  for (size_t i = old; i < wanted; i++)
    serial->triangle_boundary[i] = boundary;
  serial->triangles = (PetscInt)wanted;
}

/* Adds the entity's triangles to each of its groups; returns how many it has. */
static size_t ReadTrianglesOfEntity(Reader *reader, int entity, size_t *room) {
  const SulSerialMesh *serial = reader->serial;
  SulGmshElementList lists[2] = {SulGmshElements(2, entity, TRIANGLE),
                                 SulGmshElements(2, entity, TRIANGLE_6)};
  size_t tag_count, count = lists[0].count + lists[1].count;
  int *tags = SulGmshGroupsOfEntity(reader->version, 2, entity, &tag_count);
  for (size_t k = 0; k < tag_count && !SulFailed(reader->error); k++) {
    int boundary = SulGmshGroupOfTag(serial->boundaries, serial->boundary_count, tags[k]);
    if (boundary < 0) continue; /* an entity without elements */
    CheckSurfaceTypes(reader, entity, serial->boundaries[boundary].name);
    for (int l = 0; l < 2; l++)
      AddTriangles(reader, entity, &lists[l], boundary, room);
  }
  gmshFree(tags);
  for (int l = 0; l < 2; l++)
    SulGmshFreeElements(&lists[l]);
  return count;
}

static void ReadTriangles(Reader *reader) {
  size_t entity_count, room = 0, count = 0;
  int *entities = SulGmshEntities(2, &entity_count);
  for (size_t i = 0; i < entity_count && !SulFailed(reader->error); i++)
    count += ReadTrianglesOfEntity(reader, entities[i], &room);
  gmshFree(entities);
  if (!SulFailed(reader->error))
    CheckCount(reader, "Mesh.NbTriangles", "triangles", (PetscInt64)count);
}

/* ---- All of it ------------------------------------------------------------------------------- */

/* What Gmsh complained about, behind "the file cannot be read". */
static void RefuseUnreadable(Reader *reader) {
  char **lines = NULL;
  size_t count = 0;
  int status;
  SulErrorSet(reader->error, SUL_INPUT,
              "%s: Gmsh cannot read the mesh: the file is damaged, or holds less than it announces",
              reader->serial->path);
  gmshLoggerGet(&lines, &count, &status);
  for (size_t i = 0; !status && i < count; i++) {
    if (!strncmp(lines[i], "Error", 5) || !strncmp(lines[i], "Warning", 7))
      SulErrorAppend(reader->error, "; %s", lines[i]);
    gmshFree(lines[i]);
  }
  gmshFree(lines);
}

static void Open(Reader *reader) {
  int status;
  SulGmshInitialize(&status);
  gmshOptionSetNumber("General.Terminal", 0, &status);
  gmshOptionSetNumber("General.NumThreads", 1, &status);
  gmshOptionSetNumber("Mesh.SwitchElementTags", reader->version == 2, &status);
  gmshLoggerStart(&status);
  gmshOpen(reader->serial->path, &status);
  if (status) RefuseUnreadable(reader);
}

static void ReadModel(Reader *reader) {
  SulSerialMesh *serial = reader->serial;
  ReadOrder(reader);
  if (SulFailed(reader->error)) return;
  if (serial->order == 0 || reader->file_order < serial->order) serial->order = reader->file_order;
  serial->cell_nodes = serial->order == 1 ? 4 : 10;
  serial->phases =
      SulGmshReadGroups(serial->path, reader->version, 3, &serial->phase_count, reader->error);
  if (SulFailed(reader->error)) return;
  serial->boundaries =
      SulGmshReadGroups(serial->path, reader->version, 2, &serial->boundary_count, reader->error);
  if (SulFailed(reader->error)) return;
  ReadNodes(reader);
  if (SulFailed(reader->error)) return;
  ReadCells(reader);
  if (!SulFailed(reader->error)) ReadTriangles(reader);
}

void SulGmshRead(const char *path, int version, int element_order, SulSerialMesh *serial,
                 SulError *error) {
  Reader reader = {.version = version, .serial = serial, .error = error};
  int status;
  serial->path = path;
  serial->order = element_order;
  Open(&reader);
  if (!SulFailed(error)) ReadModel(&reader);
  gmshLoggerStop(&status);
  gmshFinalize(&status);
  free(reader.node_of_tag);
}
