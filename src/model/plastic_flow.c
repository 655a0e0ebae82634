/* SPDX-License-Identifier: BSD-2-Clause */
/* The flow stress and its radial return (Simo and Hughes, Computational Inelasticity, 1998, 3.3). */
#include "plastic_flow.h"

#include <math.h>
#include <stdbool.h>
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

static SulFlow FlowOf(const double *parameters) {
  const double *p = &parameters[SUL_ELASTIC_COUNT];
  double saturation = p[SUL_HARDENING_SATURATION];
  return (SulFlow){.yield = p[SUL_YIELD_STRESS],
                   .isotropic = p[SUL_HARDENING_ISOTROPIC],
                   .amplitude = saturation > 0 ? saturation - p[SUL_YIELD_STRESS] : 0,
                   .rate = p[SUL_HARDENING_RATE],
                   .kinematic = p[SUL_HARDENING_KINEMATIC],
                   .time = p[SUL_VISCOSITY_TIME],
                   .exponent = p[SUL_VISCOSITY_EXPONENT]};
}

SulFlow SulFlowAt(const SulPointsIn *in, int lane) {
  SulFlow a = FlowOf(in->parameters);
  if (!in->lithiated) return a;
  SulFlow b = FlowOf(in->lithiated);
  double y = SulShareAt(in, lane), x = 1 - y;
  if (!(a.rate > 0)) a.rate = b.rate;
  if (!(b.rate > 0)) b.rate = a.rate;
  if (!(a.time > 0)) a.exponent = b.exponent;
  if (!(b.time > 0)) b.exponent = a.exponent;
  return (SulFlow){.yield = x * a.yield + y * b.yield,
                   .isotropic = x * a.isotropic + y * b.isotropic,
                   .amplitude = x * a.amplitude + y * b.amplitude,
                   .rate = x * a.rate + y * b.rate,
                   .kinematic = x * a.kinematic + y * b.kinematic,
                   .time = x * a.time + y * b.time,
                   .exponent = x * a.exponent + y * b.exponent};
}

/* Pa, without rate, and its slope. */
static double FlowStress(const SulFlow *flow, double plastic_strain, double *slope) {
  double stress = flow->yield + flow->isotropic * plastic_strain;
  *slope = flow->isotropic;
  if (!(flow->amplitude > 0)) return stress;
  double rest = exp(-flow->rate * plastic_strain);
  *slope += flow->amplitude * flow->rate * rest;
  return stress + flow->amplitude * (1 - rest);
}

/* Stress that an increment asks for, and its slope: flow stress times the rate's factor
 * 1 + (time dp / step)^(1/exponent), whose excess over 1 is `over`. */
static double Demand(const SulFlow *flow, double plastic_strain, double increment, double step,
                     double *slope, double *over) {
  double stress = FlowStress(flow, plastic_strain + increment, slope);
  *over = 0;
  if (!(flow->time > 0)) return stress;
  *over = pow(flow->time * increment / step, 1 / flow->exponent);
  double rise = increment > 0 ? *over / (flow->exponent * increment) : 0;
  *slope = *slope * (1 + *over) + stress * rise;
  return stress * (1 + *over);
}

/* int flow stress dp from p to p + increment */
static double FlowWork(const SulFlow *flow, double p, double increment) {
  double mean = flow->yield + flow->isotropic * (p + 0.5 * increment);
  if (!(flow->amplitude > 0)) return mean * increment;
  return (mean + flow->amplitude) * increment +
         flow->amplitude * exp(-flow->rate * p) * expm1(-flow->rate * increment) / flow->rate;
}

/* q - stiffness dp = demand(dp), where the right side is curved; the slope and the rate's factor
 * there. Newton's method within its bracket. Where it creeps (a small exponent makes the demand a
 * high power) the bracket is halved in logarithms, since dp may be any number of decades below its
 * bound. */
static double Curved(const SulFlow *flow, double stiffness, double trial, double plastic_strain,
                     double step, double at) {
  double low = 0, high = trial / stiffness, slope, over, change[2] = {INFINITY, INFINITY};
  for (int i = 0; i < 200; i++) {
    double asked = Demand(flow, plastic_strain, at, step, &slope, &over);
    double residual = trial - stiffness * at - asked;
    if (residual >= 0) low = at;
    if (residual <= 0) high = at;
    double next = at + residual / (stiffness + slope);
    bool inside = next >= low && next <= high;
    bool rounding = fabs(residual) <= 8 * DBL_EPSILON * trial;
    if (!inside || (!rounding && fabs(next - at) > 0.5 * change[1]))
      next = sqrt(fmax(low, DBL_MIN) * high);
    change[1] = change[0];
    change[0] = fabs(next - at);
    at = next;
    if (rounding || change[0] <= 4 * DBL_EPSILON * at || high <= low) break;
  }
  return at;
}

/* q - (3 G + kinematic) dp = demand(dp): the left side falls from q, the right side rises. */
SulReturn SulRadialReturn(const SulFlow *flow, double shear, double trial, double plastic_strain,
                          double step) {
  SulReturn result = {0, 0, 0};
  double stiffness = 3 * shear + flow->kinematic, slope, over = 0;
  double stress = FlowStress(flow, plastic_strain, &slope);
  bool still = flow->time > 0 && !(step > 0);
  if (still || !(trial > stress)) return result;
  double at = (trial - stress) / (stiffness + slope);
  if (flow->amplitude > 0 || flow->time > 0) {
    at = Curved(flow, stiffness, trial, plastic_strain, step, at);
    stress = Demand(flow, plastic_strain, at, step, &slope, &over) / (1 + over);
  }
  result.increment = at;
  result.derivative = 1 / (stiffness + slope);
  result.work = FlowWork(flow, plastic_strain, at) + stress * over * at;
  return result;
}
