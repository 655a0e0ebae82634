/* SPDX-License-Identifier: BSD-2-Clause */
/* The flow stress and its radial return (Simo and Hughes, Computational Inelasticity, 1998, 3.3). */
#include "plastic_flow.h"

#include <math.h>
#include <stddef.h>

const char *SulRefuseFlow(const double *parameters) {
  const double *flow = &parameters[SUL_ELASTIC_COUNT];
  bool saturates = flow[SUL_HARDENING_SATURATION] > 0;
  if (saturates != (flow[SUL_HARDENING_RATE] > 0))
    return "a flow stress that saturates needs both saturation and saturation_rate";
  if (saturates && flow[SUL_HARDENING_SATURATION] < flow[SUL_YIELD_STRESS])
    return "the flow stress must not fall: saturation lies below yield_stress";
  return NULL;
}

/* Pa, without rate. */
static double FlowStress(const double *flow, double plastic_strain) {
  double yield = flow[SUL_YIELD_STRESS], rate = flow[SUL_HARDENING_RATE];
  double saturation = rate > 0 ? flow[SUL_HARDENING_SATURATION] - yield : 0;
  return yield + flow[SUL_HARDENING_ISOTROPIC] * plastic_strain -
         saturation * expm1(-rate * plastic_strain);
}

static double FlowSlope(const double *flow, double plastic_strain) {
  double rate = flow[SUL_HARDENING_RATE];
  double saturation = rate > 0 ? flow[SUL_HARDENING_SATURATION] - flow[SUL_YIELD_STRESS] : 0;
  return flow[SUL_HARDENING_ISOTROPIC] + saturation * rate * exp(-rate * plastic_strain);
}

/* Stress that an increment asks for, and its slope: flow stress times the rate's factor
 * 1 + (time dp / step)^(1/exponent). */
static double Demand(const double *flow, double plastic_strain, double increment, double step,
                     double *slope) {
  double stress = FlowStress(flow, plastic_strain + increment);
  *slope = FlowSlope(flow, plastic_strain + increment);
  if (!(step > 0) || !(flow[SUL_VISCOSITY_TIME] > 0)) return stress;
  double exponent = flow[SUL_VISCOSITY_EXPONENT] > 0 ? flow[SUL_VISCOSITY_EXPONENT] : 1;
  double ratio = flow[SUL_VISCOSITY_TIME] * increment / step, over = pow(ratio, 1 / exponent);
  double rise = increment > 0 ? over / (exponent * increment) : 0;
  *slope = *slope * (1 + over) + stress * rise;
  return stress * (1 + over);
}

/* q - (3 G + kinematic) dp = demand(dp): the left side falls from q, the right side rises. */
SulReturn SulRadialReturn(const double *flow, double shear, double trial, double plastic_strain,
                          double step) {
  SulReturn result = {0, 0};
  double stiffness = 3 * shear + flow[SUL_HARDENING_KINEMATIC], slope;
  double stress = FlowStress(flow, plastic_strain);
  if (!(trial > stress)) return result;
  double low = 0, high = trial / stiffness, at = (trial - stress) / stiffness;
  for (int i = 0; i < 100; i++) {
    double residual = trial - stiffness * at - Demand(flow, plastic_strain, at, step, &slope);
    if (residual >= 0) low = at;
    if (residual <= 0) high = at;
    double next = at + residual / (stiffness + slope);
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    double change = fabs(next - at);
    at = next;
    if (change <= 4 * DBL_EPSILON * at || high <= low) break;
  }
  (void)Demand(flow, plastic_strain, at, step, &slope);
  result.increment = at;
  result.derivative = 1 / (stiffness + slope);
  return result;
}
