/* SPDX-License-Identifier: BSD-2-Clause */
/* The materials that the program knows. A new one is a file beside this one that defines its
 * SulModel, and a line here. */
#include <sulfem/model.h>

/* clang-format off */
#define MODELS(MODEL) \
  MODEL(sul_linear_elastic) /* the first is what a phase gets that names none */ \
  MODEL(sul_linear_plastic) \
  MODEL(sul_hencky) \
  MODEL(sul_hencky_plastic) \
  MODEL(sul_hencky_additive_plastic) \
  MODEL(sul_neo_hookean)
/* clang-format on */

#define DECLARED(model) extern const SulModel model;
#define LISTED(model) &(model),

MODELS(DECLARED)

const SulModel *const sul_models[] = {MODELS(LISTED) NULL};
