/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a constant of a material by its table, wherever it stands: in a case or in a library. */
#include "parameter.h"
#include <sulfem/quantity.h>

double SulParameterRead(const SulYaml *node, const SulParameter *parameter, SulError *error) {
  double value = parameter->unit[0] ? SulYamlQuantityIn(node, parameter->unit, error)
                                    : SulYamlNumber(node, error);
  if (node && !(value > parameter->low && value < parameter->high))
    SulYamlFail(node, error, "%s, found \"%s\"", parameter->refusal, node->text);
  return value;
}
