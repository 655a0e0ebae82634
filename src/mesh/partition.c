/* SPDX-License-Identifier: BSD-2-Clause */
/* Cells to ranks. PTScotch partitions a coarse graph: its vertices are blocks of consecutive cells
 * of the Hilbert curve, its edges the faces between them. The rough edges that the blocks leave are
 * smoothed cell by cell afterwards. docs/mesh.md has the numbers that speak for this. */
#include "serial.h"
#include <petscmat.h>
#include <stdlib.h>
#include <sulfem/packages.h>
#include <sulfem/repeatable.h>
#include <sulfem/text.h>

/* Consecutive cells of a block, and the least number of blocks a rank (for balance). */
enum { BLOCK_CELLS = 48, BLOCKS_A_RANK = 200 };

/* A part may be larger than the mean by this share. */
static const double imbalance = 0.02;
enum { SMOOTHING_PASSES = 4 };

/* The coarse graph, whole on rank 0. */
typedef struct {
  PetscInt vertices;
  PetscInt *degree;           /* [vertices] */
  PetscInt *weight;           /* [vertices], cells */
  PetscInt *adjacent, *faces; /* rows one after the other */
  size_t entries, room;
} Graph;

static PetscInt BlockCells(PetscInt cells, int ranks) {
  PetscInt block = cells / (BLOCKS_A_RANK * (PetscInt)ranks);
  return block > BLOCK_CELLS ? BLOCK_CELLS : block < 1 ? 1 : block;
}

/* Appends the row of a block: the blocks next to it, and the faces between. `slot` is -1 for every
 * block, before and after. */
static void AddRow(const SulSerialMesh *serial, PetscInt block_cells, PetscInt block,
                   PetscInt *slot, Graph *graph) {
  PetscInt first = block * block_cells, last = first + block_cells, length = 0;
  if (last > serial->cells) last = serial->cells;
  size_t sides = 4 * (size_t)(last - first);
  size_t room = SulRoomFor(graph->room, graph->entries + sides);
  if (!graph->adjacent || room > graph->room) {
    graph->adjacent = SulReallocate(graph->adjacent, room, sizeof *graph->adjacent);
    graph->faces = SulReallocate(graph->faces, room, sizeof *graph->faces);
    graph->room = room;
  }
  PetscInt *adjacent = graph->adjacent + graph->entries, *faces = graph->faces + graph->entries;
  const PetscInt *neighbour = serial->neighbour + 4 * (size_t)first;
  for (size_t s = 0; s < sides; s++) {
    PetscInt other = neighbour[s] < 0 ? block : neighbour[s] / block_cells;
    if (other == block) continue;
    if (slot[other] < 0) {
      slot[other] = length;
      adjacent[length] = other;
      faces[length++] = 0;
    }
    faces[slot[other]]++;
  }
  for (PetscInt i = 0; i < length; i++)
    slot[adjacent[i]] = -1;
  graph->degree[block] = length;
  graph->weight[block] = last - first;
  graph->entries += (size_t)length;
}

static void MakeGraph(const SulSerialMesh *serial, PetscInt block_cells, Graph *graph) {
  graph->vertices = (serial->cells + block_cells - 1) / block_cells;
  graph->degree = SulAllocate((size_t)graph->vertices, sizeof *graph->degree);
  graph->weight = SulAllocate((size_t)graph->vertices, sizeof *graph->weight);
  PetscInt *slot = SulAllocate((size_t)graph->vertices, sizeof *slot);
  for (PetscInt b = 0; b < graph->vertices; b++)
    slot[b] = -1;
  for (PetscInt b = 0; b < graph->vertices; b++)
    AddRow(serial, block_cells, b, slot, graph);
  free(slot);
}

static void DestroyGraph(Graph *graph) {
  free(graph->degree);
  free(graph->weight);
  free(graph->adjacent);
  free(graph->faces);
}

/* The graph as a matrix of this rank alone, and the vertices' weights, both PETSc's. */
static PetscErrorCode AdjacencyOf(const Graph *graph, Mat *matrix, PetscInt **weight) {
  size_t rows = (size_t)graph->vertices;
  PetscInt *start, *adjacent, *faces;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(rows + 1, &start));
  PetscCall(PetscMalloc1(rows, weight));
  PetscCall(PetscMalloc1(graph->entries + 1, &adjacent));
  PetscCall(PetscMalloc1(graph->entries + 1, &faces));
  start[0] = 0;
  for (size_t v = 0; v < rows; v++)
    start[v + 1] = start[v] + graph->degree[v];
  PetscCall(PetscArraycpy(*weight, graph->weight, rows));
  PetscCall(PetscArraycpy(adjacent, graph->adjacent, graph->entries));
  PetscCall(PetscArraycpy(faces, graph->faces, graph->entries));
  PetscCall(MatCreateMPIAdj(PETSC_COMM_SELF, graph->vertices, graph->vertices, start, adjacent,
                            faces, matrix));
  PetscFunctionReturn(0);
}

/* One rank partitions: the graph has a fiftieth of the mesh's cells, and parts that ranks find
 * together depend on whose message comes first. */
static PetscErrorCode PartitionGraph(const Graph *graph, int parts, PetscInt *block_part) {
  MatPartitioning partitioning;
  IS found;
  Mat matrix;
  PetscInt *weight;
  const PetscInt *part;

  PetscFunctionBegin;
  PetscCall(AdjacencyOf(graph, &matrix, &weight));
  SulRepeatScotch();
  PetscCall(MatPartitioningCreate(PETSC_COMM_SELF, &partitioning));
  PetscCall(MatPartitioningSetAdjacency(partitioning, matrix));
  PetscCall(MatPartitioningSetNParts(partitioning, parts));
  PetscCall(MatPartitioningSetType(partitioning, MATPARTITIONINGPTSCOTCH));
  PetscCall(MatPartitioningSetVertexWeights(partitioning, weight)); /* takes it over */
  PetscCall(MatPartitioningSetUseEdgeWeights(partitioning, PETSC_TRUE));
  PetscCall(MatPartitioningSetFromOptions(partitioning));
  PetscCall(MatPartitioningApply(partitioning, &found));
  PetscCall(ISGetIndices(found, &part));
  PetscCall(PetscArraycpy(block_part, part, (size_t)graph->vertices));
  PetscCall(ISRestoreIndices(found, &part));
  PetscCall(ISDestroy(&found));
  PetscCall(MatPartitioningDestroy(&partitioning));
  PetscCall(MatDestroy(&matrix));
  PetscFunctionReturn(0);
}

/* Without PTScotch the parts are stretches of the Hilbert curve, smoothed like PTScotch's. So they
 * are with indices of 64 bits: Debian's PETSc hands them to a PTScotch that reads 32, which ends in
 * a crash; -mat_partitioning_type ptscotch is for installations where the two fit. */
static PetscErrorCode FindParts(const Graph *graph, int parts, PetscInt *block_part, SulLog *log) {
  PetscBool chosen;
  bool scotch;

  PetscFunctionBegin;
  PetscCall(PetscOptionsHasName(NULL, NULL, "-mat_partitioning_type", &chosen));
  PetscCall(SulPackagePartitions(MATPARTITIONINGPTSCOTCH, &scotch));
  if (sizeof(PetscInt) > sizeof(int)) scotch = false;
  if (chosen || scotch) {
    PetscCall(PartitionGraph(graph, parts, block_part));
    PetscFunctionReturn(0);
  }
  SulLogLine(log, "parts: stretches of the Hilbert curve (PETSc's PTScotch is missing, or does not "
                  "take its indices)");
  for (PetscInt b = 0; b < graph->vertices; b++)
    block_part[b] = (PetscInt)((PetscInt64)b * parts / graph->vertices);
  PetscFunctionReturn(0);
}

/* The part with most faces to the cell, and how many more than its own part has. */
static int BestPart(const SulSerialMesh *serial, PetscInt cell, const int *part, int *gain) {
  const PetscInt *neighbour = serial->neighbour + 4 * (size_t)cell;
  int best = part[cell], own = 0, most = -1;
  for (int side = 0; side < 4; side++)
    own += neighbour[side] >= 0 && part[neighbour[side]] == part[cell];
  for (int side = 0; side < 4; side++) {
    int faces = 0, candidate = neighbour[side] < 0 ? part[cell] : part[neighbour[side]];
    if (candidate == part[cell]) continue;
    for (int other = 0; other < 4; other++)
      faces += neighbour[other] >= 0 && part[neighbour[other]] == candidate;
    if (faces <= most) continue;
    most = faces;
    best = candidate;
  }
  *gain = most - own;
  return best;
}

/* Moves cells to the part that most of their neighbours are in. */
static void Smooth(const SulSerialMesh *serial, int ranks, int *part) {
  PetscInt *cells = SulAllocate((size_t)ranks, sizeof *cells), moved = 1;
  PetscInt limit = (PetscInt)((1 + imbalance) * (double)serial->cells / ranks);
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    cells[part[cell]]++;
  for (int pass = 0; pass < SMOOTHING_PASSES && moved; pass++) {
    moved = 0;
    for (PetscInt cell = 0; cell < serial->cells; cell++) {
      int gain, best = BestPart(serial, cell, part, &gain);
      if (best == part[cell] || gain <= 0 || cells[best] >= limit) continue;
      cells[part[cell]]--;
      cells[best]++;
      part[cell] = best;
      moved++;
    }
  }
  free(cells);
}

static int *Project(const SulSerialMesh *serial, int ranks, PetscInt block_cells,
                    const PetscInt *block_part) {
  int *part = SulAllocate((size_t)serial->cells, sizeof *part);
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    part[cell] = (int)block_part[cell / block_cells];
  Smooth(serial, ranks, part);
  return part;
}

static PetscErrorCode PartitionCells(const SulSerialMesh *serial, int ranks, SulLog *log,
                                     int **part) {
  PetscInt block_cells = BlockCells(serial->cells, ranks);
  Graph graph = {0};

  PetscFunctionBegin;
  MakeGraph(serial, block_cells, &graph);
  PetscInt *block_part = SulAllocate((size_t)graph.vertices, sizeof *block_part);
  PetscCall(FindParts(&graph, ranks, block_part, log));
  *part = Project(serial, ranks, block_cells, block_part);
  DestroyGraph(&graph);
  free(block_part);
  PetscFunctionReturn(0);
}

/* Options that rank 0 alone reads would be told as read by nobody. */
static PetscErrorCode MarkOptionsRead(void) {
  PetscBool ignored;

  PetscFunctionBegin;
  PetscCall(PetscOptionsHasName(NULL, NULL, "-mat_partitioning_type", &ignored));
  PetscCall(PetscOptionsHasName(NULL, NULL, "-without_packages", &ignored));
  PetscFunctionReturn(0);
}

PetscErrorCode SulPartition(MPI_Comm comm, const SulSerialMesh *serial, SulLog *log, int **part) {
  int rank, size;

  PetscFunctionBegin;
  *part = NULL;
  PetscCall(MarkOptionsRead());
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &size));
  if (size == 1)
    *part = SulAllocate((size_t)serial->cells, sizeof **part);
  else if (rank == 0)
    PetscCall(PartitionCells(serial, size, log, part));
  PetscFunctionReturn(0);
}
