/* SPDX-License-Identifier: BSD-2-Clause */
/* Rigid motions that the displacement conditions leave free: found, named, pinned, removed. */
#include <math.h>
#include <string.h>
#include <sulfem/fem.h>

#include <petscblaslapack.h> /* wants PETSc's types before it */

/* The six motions about the centre, rotations divided by the body's half size so that all are of
 * one order: 0..2 translations, 3..5 rotations. */
static void UnitMotion(int which, const double x[3], const double centre[3], double half,
                       double u[3]) {
  memset(u, 0, 3 * sizeof(double));
  if (which < 3) {
    u[which] = 1;
    return;
  }
  int i = which - 3, j = (i + 1) % 3, k = (i + 2) % 3; /* e_i x r */
  u[j] = -(x[k] - centre[k]) / half;
  u[k] = (x[j] - centre[j]) / half;
}

static double HalfSize(const SulMesh *mesh, double centre[3]) {
  double half = 0;
  for (int i = 0; i < 3; i++) {
    centre[i] = 0.5 * (mesh->box[0][i] + mesh->box[1][i]);
    half = fmax(half, 0.5 * (mesh->box[1][i] - mesh->box[0][i]));
  }
  return half;
}

/* held[6 m + n] += product of the motions' parts that cannot be. */
static void AddHeld(double (*part)[3], double held[36]) {
  for (int m = 0; m < 6; m++)
    for (int n = 0; n < 6; n++)
      for (int i = 0; i < 3; i++)
        held[6 * m + n] += part[m][i] * part[n][i];
}

/* A copy has its master's displacement, so no motion is free that moves the two apart. */
static void AddCopies(const SulMesh *mesh, const double centre[3], double half, double held[36]) {
  const SulRows rows = SulMeshRows(mesh);
  for (PetscInt a = rows.owned; a < mesh->nodes_owned; a++) {
    double part[6][3];
    for (int m = 0; m < 6; m++) {
      double u[3];
      UnitMotion(m, &mesh->coordinates[3 * rows.of_node[a]], centre, half, u);
      UnitMotion(m, &mesh->coordinates[3 * a], centre, half, part[m]);
      for (int i = 0; i < 3; i++)
        part[m][i] -= u[i];
    }
    AddHeld(part, held);
  }
}

/* held[6k+l] = sum over constrained rows of the product of the motions' prescribed parts, and over
 * copies. */
static PetscErrorCode HeldMatrix(const SulMesh *mesh, const SulConstraints *constraints,
                                 const double centre[3], double half, double held[36]) {
  const PetscInt owned = SulMeshRows(mesh).owned;

  PetscFunctionBegin;
  memset(held, 0, 36 * sizeof(double));
  AddCopies(mesh, centre, half, held);
  for (PetscInt a = 0; a < owned; a++) {
    PetscInt slot = constraints->slot[a];
    if (slot < 0) continue;
    const double *p = constraints->projector[slot];
    double part[6][3];
    for (int m = 0; m < 6; m++) {
      double u[3];
      UnitMotion(m, &mesh->coordinates[3 * a], centre, half, u);
      for (int i = 0; i < 3; i++)
        part[m][i] = u[i] - p[3 * i] * u[0] - p[3 * i + 1] * u[1] - p[3 * i + 2] * u[2];
    }
    AddHeld(part, held);
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, held, 36, MPI_DOUBLE, MPI_SUM, mesh->comm));
  PetscFunctionReturn(0);
}

/* Row-reduces the null vectors so that motions along and about the axes come out as such. */
static void Reduce(int count, double (*vectors)[6]) {
  int row = 0;
  for (int column = 0; column < 6 && row < count; column++) {
    int pivot = row;
    for (int r = row + 1; r < count; r++)
      if (fabs(vectors[r][column]) > fabs(vectors[pivot][column])) pivot = r;
    if (fabs(vectors[pivot][column]) < 1e-8) continue;
    double kept[6];
    memcpy(kept, vectors[pivot], sizeof kept);
    memcpy(vectors[pivot], vectors[row], sizeof kept);
    for (int c = 0; c < 6; c++)
      vectors[row][c] = kept[c] / kept[column];
    for (int r = 0; r < count; r++) {
      double factor = r == row ? 0 : vectors[r][column];
      for (int c = 0; c < 6; c++)
        vectors[r][c] -= factor * vectors[row][c];
    }
    row++;
  }
}

static void NameDirection(const double v[3], char *name, size_t size) {
  static const char *const axes[] = {"x", "y", "z"};
  double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  for (int i = 0; i < 3; i++)
    if (fabs(v[i]) > (1 - 1e-8) * length) {
      SulTextAppend(name, size, "%s", axes[i]);
      return;
    }
  SulTextAppend(name, size, "(%.3g, %.3g, %.3g)", v[0] / length, v[1] / length, v[2] / length);
}

static void NameMotion(const SulRigidMotion *motion, double half, char *name, size_t size) {
  double turn = 0;
  for (int i = 0; i < 3; i++)
    turn = fmax(turn, half * fabs(motion->rotation[i]));
  name[0] = '\0';
  SulTextAppend(name, size, turn > 1e-8 ? "rotation about " : "translation along ");
  NameDirection(turn > 1e-8 ? motion->rotation : motion->translation, name, size);
}

PetscErrorCode SulRigidMotionsFind(const SulMesh *mesh, const SulConstraints *constraints,
                                   SulRigidMotions *motions) {
  double held[36], eigenvalues[6], work[64], vectors[6][6];
  PetscBLASInt size = 6, room = 64, info;

  PetscFunctionBegin;
  memset(motions, 0, sizeof *motions);
  double half = HalfSize(mesh, motions->centre);
  PetscCall(HeldMatrix(mesh, constraints, motions->centre, half, held));
  LAPACKsyev_("V", "U", &size, held, &size, eigenvalues, work, &room, &info);
  PetscCheck(info == 0, mesh->comm, PETSC_ERR_LIB, "LAPACK's syev failed: %d", (int)info);
  for (int k = 0; k < 6; k++) {
    if (eigenvalues[k] > 1e-10 * eigenvalues[5] && eigenvalues[5] > 0) continue;
    memcpy(vectors[motions->count++], &held[6 * k], sizeof vectors[0]);
  }
  Reduce(motions->count, vectors);
  for (int k = 0; k < motions->count; k++) {
    for (int i = 0; i < 3; i++) {
      motions->motion[k].translation[i] = fabs(vectors[k][i]) < 1e-10 ? 0 : vectors[k][i];
      double turn = fabs(vectors[k][3 + i]) < 1e-10 ? 0 : vectors[k][3 + i];
      motions->motion[k].rotation[i] = turn / half;
    }
    NameMotion(&motions->motion[k], half, motions->name[k], sizeof motions->name[k]);
  }
  PetscFunctionReturn(0);
}

void SulRigidDisplacement(const SulRigidMotions *motions, int which, const double x[3],
                          double u[3]) {
  const SulRigidMotion *m = &motions->motion[which];
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3, k = (i + 2) % 3;
    u[i] = m->translation[i] + m->rotation[j] * (x[k] - motions->centre[k]) -
           m->rotation[k] * (x[j] - motions->centre[j]);
  }
}

/* As MPI_MAXLOC takes it. */
typedef struct {
  double size;
  int rank;
} Largest;

/* The displacement at x of a combination of the free motions. */
static void Combine(const SulRigidMotions *motions, const double factors[6], const double x[3],
                    double u[3]) {
  memset(u, 0, 3 * sizeof(double));
  for (int m = 0; m < motions->count; m++) {
    double part[3];
    SulRigidDisplacement(motions, m, x, part);
    for (int i = 0; i < 3; i++)
      u[i] += factors[m] * part[i];
  }
}

/* A node and a direction in which a motion moves it, as large as it does. */
typedef struct {
  PetscInt node; /* local, a row's master; -1: this rank owns no node */
  double size, direction[3];
} Candidate;

/* Which local nodes are vertices. Pins are: the coarse space of order 2 has no other nodes, and
 * must be held as well. They suffice, as no motion leaves all vertices of a cell in their places.
 */
static PetscErrorCode MarkVertices(const SulMesh *mesh, bool **vertex) {
  PetscFunctionBegin;
  PetscCall(PetscCalloc1((size_t)mesh->nodes_local, vertex));
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++)
    for (int b = 0; b < 4; b++)
      (*vertex)[mesh->cells[cell * mesh->cell_nodes + b]] = true;
  PetscFunctionReturn(0);
}

/* The owned vertex that the motion moves most. Nodes that are held in some directions count, too,
 * in those that are left: there may be no others. */
static Candidate MostMoved(const SulMesh *mesh, const bool *vertex, const SulRigidMotions *motions,
                           const SulConstraints *constraints, const double factors[6]) {
  const PetscInt owned = SulMeshRows(mesh).owned;
  Candidate most = {.node = -1, .size = -1};
  for (PetscInt a = 0; a < owned; a++) {
    double u[3], v[3];
    if (!vertex[a]) continue;
    Combine(motions, factors, &mesh->coordinates[3 * a], u);
    memcpy(v, u, sizeof v);
    if (constraints->slot[a] >= 0) {
      const double *p = constraints->projector[constraints->slot[a]];
      for (int i = 0; i < 3; i++)
        v[i] = p[3 * i] * u[0] + p[3 * i + 1] * u[1] + p[3 * i + 2] * u[2];
    }
    double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    if (length <= most.size) continue;
    most = (Candidate){.node = a, .size = length};
    for (int i = 0; i < 3; i++)
      most.direction[i] = length > 0 ? v[i] / length : 0;
  }
  return most;
}

/* A pin as all ranks know it. */
typedef struct {
  int rank;      /* that owns its node */
  PetscInt node; /* there */
  double size, position[3], direction[3];
} Pin;

/* Collective. The node and direction, over all ranks, that the motion moves most. */
static PetscErrorCode ChoosePin(const SulMesh *mesh, const bool *vertex,
                                const SulRigidMotions *motions, const SulConstraints *constraints,
                                const double factors[6], Pin *pin) {
  int rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  Candidate candidate = MostMoved(mesh, vertex, motions, constraints, factors);
  Largest mine = {candidate.size, rank}, all;
  PetscCallMPI(MPI_Allreduce(&mine, &all, 1, MPI_DOUBLE_INT, MPI_MAXLOC, mesh->comm));
  memset(pin, 0, sizeof *pin);
  if (all.rank == rank && candidate.node >= 0) {
    *pin = (Pin){.node = candidate.node, .size = candidate.size};
    memcpy(pin->position, &mesh->coordinates[3 * candidate.node], sizeof pin->position);
    memcpy(pin->direction, candidate.direction, sizeof pin->direction);
  }
  PetscCallMPI(MPI_Bcast(pin, sizeof *pin, MPI_BYTE, all.rank, mesh->comm));
  pin->rank = all.rank;
  PetscFunctionReturn(0);
}

/* Takes from the motion `factors` so much of the pinned one that it leaves the pin in its place. */
static void LeavePin(const SulRigidMotions *motions, const Pin *pin, const double pinned[6],
                     double factors[6]) {
  double v[3];
  Combine(motions, factors, pin->position, v);
  double share =
      (v[0] * pin->direction[0] + v[1] * pin->direction[1] + v[2] * pin->direction[2]) / pin->size;
  for (int k = 0; k < 6; k++)
    factors[k] -= share * pinned[k];
}

/* Gaussian elimination with the pins as rows: pin the node and direction that one motion moves
 * most, then take from the remaining motions what moves this pin. A remaining motion moves nothing
 * that is held, by the case or by a pin, so its largest movement is a direction left free. */
PetscErrorCode SulRigidMotionsPin(const SulMesh *mesh, const SulRigidMotions *motions,
                                  SulConstraints *constraints) {
  const SulRows rows = SulMeshRows(mesh);
  double factors[6][6] = {{0}};
  int rank;
  double *packed;
  bool *vertex;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(mesh->comm, &rank));
  PetscCall(PetscCalloc1(4 * (size_t)rows.local, &packed));
  PetscCall(MarkVertices(mesh, &vertex));
  for (int m = 0; m < motions->count; m++)
    factors[m][m] = 1;
  for (int m = 0; m < motions->count; m++) {
    Pin pin;
    PetscCall(ChoosePin(mesh, vertex, motions, constraints, factors[m], &pin));
    PetscCheck(pin.size > 1e-6, mesh->comm, PETSC_ERR_PLIB,
               "no node to pin the %s: it moves none by more than %g", motions->name[m], pin.size);
    for (int n = m + 1; n < motions->count; n++)
      LeavePin(motions, &pin, factors[m], factors[n]);
    if (pin.rank == rank) {
      packed[4 * pin.node] = 1;
      memcpy(&packed[4 * pin.node + 1], pin.direction, sizeof pin.direction);
    }
    PetscCall(SulRowsHalo(&rows, 4, packed));
    for (PetscInt a = 0; a < rows.local; a++) {
      if (packed[4 * a] == 0) continue;
      SulConstraintsPin(constraints, a, &packed[4 * a + 1]);
      packed[4 * a] = 0;
    }
  }
  PetscCall(PetscFree(packed));
  PetscCall(PetscFree(vertex));
  PetscFunctionReturn(0);
}

/* projections[k] = int u . r_k dV, products[6k+l] = int r_k . r_l dV over owned cells. */
static void Products(const SulMesh *mesh, const SulRigidMotions *motions, const double *u,
                     double projections[6], double products[36]) {
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++) {
    const PetscInt *nodes = &mesh->cells[cell * mesh->cell_nodes];
    SulCellPoints points;
    SulCellMassPoints(mesh, cell, &points);
    for (int q = 0; q < points.points; q++) {
      double at[3] = {0}, r[6][3];
      for (int a = 0; a < mesh->cell_nodes; a++)
        for (int i = 0; i < 3; i++)
          at[i] += points.value[q][a] * u[3 * nodes[a] + i];
      for (int k = 0; k < motions->count; k++)
        SulRigidDisplacement(motions, k, points.position[q], r[k]);
      for (int k = 0; k < motions->count; k++)
        for (int i = 0; i < 3; i++) {
          projections[k] += points.weight[q] * r[k][i] * at[i];
          for (int l = 0; l < motions->count; l++)
            products[6 * k + l] += points.weight[q] * r[k][i] * r[l][i];
        }
    }
  }
}

PetscErrorCode SulRigidMotionsRemove(const SulMesh *mesh, const SulRigidMotions *motions,
                                     double *u) {
  double sums[42] = {0}, *projections = sums, *products = sums + 6;
  PetscBLASInt size = motions->count, stride = 6, one = 1, pivots[6], info;

  PetscFunctionBegin;
  if (motions->count == 0) PetscFunctionReturn(0);
  Products(mesh, motions, u, projections, products);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 42, MPI_DOUBLE, MPI_SUM, mesh->comm));
  LAPACKgesv_(&size, &one, products, &stride, pivots, projections, &stride, &info);
  PetscCheck(info == 0, mesh->comm, PETSC_ERR_LIB, "LAPACK's gesv failed: %d", (int)info);
  for (PetscInt a = 0; a < mesh->nodes_local; a++) {
    double part[3];
    Combine(motions, projections, &mesh->coordinates[3 * a], part);
    for (int i = 0; i < 3; i++)
      u[3 * a + i] -= part[i];
  }
  PetscFunctionReturn(0);
}

PetscErrorCode SulRigidMotionsWork(const SulMesh *mesh, const SulRigidMotions *motions,
                                   const double *force, double work[6]) {
  const PetscInt owned = SulMeshRows(mesh).owned;
  double sums[12] = {0};

  PetscFunctionBegin;
  for (PetscInt a = 0; a < owned; a++)
    for (int k = 0; k < motions->count; k++) {
      double r[3], forces = 0, lengths = 0;
      SulRigidDisplacement(motions, k, &mesh->coordinates[3 * a], r);
      for (int i = 0; i < 3; i++) {
        double f = force[3 * a + i];
        sums[k] += f * r[i];
        forces += f * f;
        lengths += r[i] * r[i];
      }
      sums[6 + k] += sqrt(forces * lengths);
    }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 12, MPI_DOUBLE, MPI_SUM, mesh->comm));
  for (int k = 0; k < 6; k++)
    work[k] = sums[6 + k] > 0 ? fabs(sums[k]) / sums[6 + k] : 0;
  PetscFunctionReturn(0);
}
