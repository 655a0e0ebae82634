/* SPDX-License-Identifier: BSD-2-Clause */
/* Two more materials, in a registry of this test's own: the case file, the refusals and the points
 * know them from their tables; every model's stress is the slope of its energy and its tangent that
 * of its stress; one of finite strain makes pressures follow their faces. */
#include "problem.h"

/* ---- A linear material of other constants, with a memory --------------------------------------- */

static void BulkAtRest(const double *parameters, double *lambda, double *mu) {
  *lambda = parameters[0] - 2 * parameters[1] / 3;
  *mu = parameters[1];
}

static unsigned BulkRespond(const SulPointsIn *in, const SulPointsOut *out) {
  for (int l = 0; l < SUL_LANES; l++) {
    double h[9], p[9], lambda, mu, trace = 0, energy = 0, s[6];
    BulkAtRest(in->parameters, &lambda, &mu);
    for (int i = 0; i < 9; i++)
      h[i] = in->gradient[i][l] - (i % 4 == 0 ? in->swelling[0][l] : 0);
    trace = h[0] + h[4] + h[8];
    for (int i = 0; i < 9; i++) {
      p[i] = mu * (h[i] + h[3 * (i % 3) + i / 3]) + (i % 4 == 0 ? lambda * trace : 0);
      energy += 0.5 * p[i] * h[i];
      if (out->stress) out->stress[i][l] = p[i];
    }
    memcpy(s, (const double[6]){p[0], p[4], p[8], p[1], p[5], p[2]}, sizeof s);
    if (out->energy) out->energy[0][l] = energy;
    if (out->state) out->state[0][l] = fmax(in->state[0][l], SulVonMises(s));
  }
  return 0;
}

static void BulkTangent(const double *parameters, const SulLane *linearisation,
                        const SulLane *change, SulLane *stress_change) {
  static const SulLane none[1] = {{0}};
  (void)linearisation;
  SulPointsIn in = {
      .parameters = parameters, .gradient = change, .swelling = none, .lithiation = none};
  BulkRespond(&in, &(SulPointsOut){.stress = stress_change});
}

static const char *BulkRefuse(const double *parameters) {
  return parameters[0] < parameters[1] / 100 ? "is all shear and no bulk" : NULL;
}

static const SulStateVariable peak = {"von_mises_peak", "Pa", "largest so far", 1, true, NULL};
static const SulModel bulk_shear = {
    .name = "bulk_shear",
    .traits = SUL_AFFINE | SUL_SYMMETRIC | SUL_ISOTROPIC,
    .parameter_count = 2,
    .parameters = {{"bulk_modulus", "Pa", "10 GPa", 0, 1e15, "must be a bulk modulus", NAN},
                   {"shear_modulus", "Pa", "5 GPa", 0, 1e15, "must be a shear modulus", NAN}},
    .variable_count = 1,
    .variables = &peak,
    .refuse = BulkRefuse,
    .respond = BulkRespond,
    .tangent = BulkTangent,
    .at_rest = BulkAtRest};

/* ---- One of finite strain: W = mu/2 (F:F - 3 - 2 ln J) + lambda/2 (ln J)^2 ---------------------- */

/* F^-T, and its determinant. */
static double InverseTransposed(const double f[9], double g[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
      g[3 * i + j] = f[3 * a + c] * f[3 * b + d] - f[3 * a + d] * f[3 * b + c];
    }
  double determinant = f[0] * g[0] + f[1] * g[1] + f[2] * g[2];
  for (int i = 0; i < 9; i++)
    g[i] /= determinant;
  return determinant;
}

static unsigned NeoRespond(const SulPointsIn *in, const SulPointsOut *out) {
  unsigned failed = 0;
  for (int l = 0; l < SUL_LANES; l++) {
    double f[9], g[9], lambda = in->parameters[0], mu = in->parameters[1], sum = 0;
    for (int i = 0; i < 9; i++)
      f[i] = in->gradient[i][l] + (i % 4 == 0);
    double determinant = InverseTransposed(f, g);
    if (!(determinant > 0)) failed |= 1u << l;
    double logarithm = log(determinant);
    for (int i = 0; i < 9; i++) {
      sum += f[i] * f[i];
      if (out->stress) out->stress[i][l] = mu * (f[i] - g[i]) + lambda * logarithm * g[i];
      if (out->linearisation) out->linearisation[i][l] = f[i];
    }
    if (out->energy)
      out->energy[0][l] = mu / 2 * (sum - 3 - 2 * logarithm) + lambda / 2 * logarithm * logarithm;
  }
  return failed;
}

/* d(F^-T) = - F^-T dF^T F^-T. */
static void NeoTangent(const double *parameters, const SulLane *linearisation,
                       const SulLane *change, SulLane *stress_change) {
  for (int l = 0; l < SUL_LANES; l++) {
    double f[9], g[9], lambda = parameters[0], mu = parameters[1], along = 0;
    for (int i = 0; i < 9; i++)
      f[i] = linearisation[i][l];
    double logarithm = log(InverseTransposed(f, g));
    for (int i = 0; i < 9; i++)
      along += g[i] * change[i][l];
    for (int i = 0; i < 9; i++) {
      double turned = 0;
      for (int k = 0; k < 9; k++) /* g_ib dF_ab g_aj, k = 3 a + b */
        turned += g[3 * (i / 3) + k % 3] * change[k][l] * g[3 * (k / 3) + i % 3];
      stress_change[i][l] =
          mu * change[i][l] + (mu - lambda * logarithm) * turned + lambda * along * g[i];
    }
  }
}

static void NeoAtRest(const double *parameters, double *lambda, double *mu) {
  *lambda = parameters[0];
  *mu = parameters[1];
}

static const SulModel neo_hookean = {
    .name = "neo_hookean",
    .traits = SUL_SYMMETRIC | SUL_FINITE,
    .parameter_count = 2,
    .parameters = {{"lambda", "Pa", "10 GPa", 0, 1e15, "must be larger than 0", NAN},
                   {"shear_modulus", "Pa", "5 GPa", 0, 1e15, "must be larger than 0", NAN}},
    .linearisation_size = 9,
    .respond = NeoRespond,
    .tangent = NeoTangent,
    .at_rest = NeoAtRest};

/* The built-in library knows of plasticity. */
extern const SulModel sul_linear_elastic, sul_linear_plastic;
const SulModel *const sul_models[] = {&sul_linear_elastic, &bulk_shear, &neo_hookean,
                                      &sul_linear_plastic, NULL};

/* ---- Points ----------------------------------------------------------------------------------- */

static void Ask(const SulModel *model, const double *parameters, const SulLane *gradient,
                const SulPointsOut *out) {
  static const SulLane swelling[1] = {{0.01, 0.02, 0.03, 0.04}}, state[1] = {{0}};
  SulPointsIn in = {.parameters = parameters,
                    .gradient = gradient,
                    .swelling = swelling,
                    .lithiation = swelling,
                    .state = state};
  CHECK(model->respond(&in, out) == 0);
}

/* Central differences along each component, in all lanes at once. */
static void CheckSlopes(const SulModel *model, const double *parameters) {
  SulLane h[9], stress[9], up[9] = {{0}}, down[9] = {{0}}, high[1] = {{0}}, low[1] = {{0}};
  SulLane change[9], slope[9], linearisation[9];
  const double step = 1e-6;
  for (int i = 0; i < 9; i++)
    for (int l = 0; l < SUL_LANES; l++)
      h[i][l] = 0.1 * BlockNoise(9 * (unsigned long)l + (unsigned long)i);
  SulPointsOut begin = {.stress = stress};
  if (model->linearisation_size > 0) begin.linearisation = linearisation;
  Ask(model, parameters, (const SulLane *)h, &begin);
  for (int k = 0; k < 9; k++) {
    memset(change, 0, sizeof change);
    for (int l = 0; l < SUL_LANES; l++)
      change[k][l] = 1, h[k][l] += step;
    Ask(model, parameters, (const SulLane *)h, &(SulPointsOut){.stress = up, .energy = high});
    for (int l = 0; l < SUL_LANES; l++)
      h[k][l] -= 2 * step;
    Ask(model, parameters, (const SulLane *)h, &(SulPointsOut){.stress = down, .energy = low});
    model->tangent(parameters, (const SulLane *)linearisation, (const SulLane *)change, slope);
    for (int l = 0; l < SUL_LANES; l++) {
      h[k][l] += step;
      CHECK_NEAR((high[0][l] - low[0][l]) / (2 * step), stress[k][l], 1e-7, 1e9);
      for (int i = 0; i < 9; i++)
        CHECK_NEAR((up[i][l] - down[i][l]) / (2 * step), slope[i][l], 1e-7, 1e10);
    }
  }
}

/* ---- Cases ------------------------------------------------------------------------------------- */

#define REST "  - {group: right, youngs_modulus: 5 GPa, poissons_ratio: 0.2}\n"

static void CheckSays(const char *phase, const char *words) {
  char text[1000];
  SulCase input;
  SulError error = {0};
  snprintf(text, sizeof text, "mesh: {file: a.msh, length_unit: um}\nelement_order: 1\nphases:\n%s",
           phase);
  SulCaseParse("a.yaml", text, &input, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, words));
  if (!strstr(error.text, words)) fprintf(stderr, "\"%s\" is not in: %s\n", words, error.text);
  SulCaseFree(&input);
}

/* The same body of either material: the same forces; the one with a memory keeps its stress, and
 * what is read between its points is what the other one answers there. */
static PetscErrorCode CheckSame(const Block *block, double tolerance) {
  static const char *const text[2] = {
      "phases:\n  - {group: left, youngs_modulus: 9 GPa, poissons_ratio: 0.125}\n" REST,
      "phases:\n  - {group: left, model: bulk_shear, bulk_modulus: 4 GPa, shear_modulus: 4 "
      "GPa}\n" REST};
  static const double xi[3] = {0.2, 0.5, 0.3}, swelling[2] = {0, 0.01};
  double *force[2], *u = NULL;
  Problem problem[2];

  PetscFunctionBegin;
  for (int k = 0; k < 2; k++) {
    PetscCall(ProblemCreate(block, text[k], &problem[k]));
    const SulMesh *mesh = &problem[k].mesh;
    SulError error = {0};
    PetscCall(SulBodyHold(&problem[k].body, problem[k].log, &error));
    CHECK(!SulFailed(&error));
    if (k == 0) u = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof *u);
    for (PetscInt i = 0; i < 3 * mesh->nodes_local && k == 0; i++)
      u[i] = 0.1 * mesh->coordinates[i] * mesh->coordinates[i - i % 3] / block_unit;
    SulDeformation deformation = {.u = u, .swelling = swelling};
    force[k] = SulAllocate((size_t)mesh->nodes_owned, 3 * sizeof(double));
    SulPointsRespond(problem[k].body.points, &deformation, force[k]);
  }
  double most = ProblemLargest(3 * problem[0].mesh.nodes_owned, force[0]);
  for (PetscInt i = 0; i < 3 * problem[0].mesh.nodes_owned; i++)
    CHECK_NEAR(force[1][i], force[0][i], 1e-12, most);
  for (PetscInt cell = 0; cell < problem[0].mesh.cells_local; cell++) {
    double one[9], other[9];
    SulNominalAt(problem[0].body.points, cell, xi, one);
    SulNominalAt(problem[1].body.points, cell, xi, other);
    for (int i = 0; i < 9; i++)
      CHECK_NEAR(other[i], one[i], tolerance, 1e9);
  }
  const SulBlock *kept = &problem[1].body.points->blocks[0];
  CHECK(kept->stress && kept->next && kept->next[0][0] > 0 && kept->state[0][0] == 0);
  SulPointsCommit(problem[1].body.points);
  CHECK(kept->state[0][0] > 0);
  for (int k = 0; k < 2; k++) {
    free(force[k]);
    PetscCall(ProblemDestroy(&problem[k]));
  }
  free(u);
  PetscFunctionReturn(0);
}

/* A body knows whether its faces move away from where they were. */
static PetscErrorCode CheckFinite(const char *text, bool finite) {
  const Block block = {.cubes = {2, 1, 1}, .file_order = 1, .order = 1};
  Problem problem;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, text, &problem));
  CHECK(problem.body.finite == finite);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  const Block straight = {.cubes = {2, 2, 2}, .file_order = 1, .order = 2, .jitter = 0.1};
  const Block bent = {.cubes = {2, 2, 2}, .file_order = 2, .order = 2, .curve = 0.05};
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  CheckSlopes(&sul_linear_elastic, (const double[2]){18e9, 0.3});
  CheckSlopes(&bulk_shear, (const double[2]){12e9, 7e9});
  CheckSlopes(&neo_hookean, (const double[2]){12e9, 7e9});
  CheckSays("  - {group: e, model: bulk_shear, bulk_modulus: 1 GPa}\n", "shear_modulus: 5 GPa");
  CheckSays("  - {group: e, model: bulk_shear, bulk_modulus: -1 GPa}\n", "must be a bulk modulus");
  CheckSays("  - {group: e, model: bulk_shear, bulk_modulus: 1}\n", "has no unit");
  CheckSays("  - {group: e, model: bulk_shear, youngs_modulus: 1 GPa}\n", "is not known here");
  CheckSays("  - {group: e, model: bulk_shear, bulk_modulus: 1 Pa, shear_modulus: 1 GPa}\n",
            "all shear");
  PetscCall(CheckSame(&straight, 1e-11));
  PetscCall(CheckSame(&bent, 1e-3));
  PetscCall(CheckFinite(
      "phases:\n  - {group: left, model: neo_hookean, lambda: 1 GPa, shear_modulus: 1 GPa}\n"
      "  - {group: right, model: neo_hookean, lambda: 1 GPa, shear_modulus: 2 GPa}\n"
      "kinematics: finite\n",
      true));
  PetscCall(CheckFinite("phases:\n  - {group: left, model: bulk_shear, bulk_modulus: 1 GPa, "
                        "shear_modulus: 1 GPa}\n" REST,
                        false));
  PetscCall(PetscFinalize());
  return CheckResult();
}
