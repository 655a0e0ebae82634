/* SPDX-License-Identifier: BSD-2-Clause */
/* One phase's lithiation as far as it differs between particles and within one: the keys `profile`,
 * `diffusivity`, `control`, `surface`, `by_radius` and `by_particle`. */
#include "case_parts.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>
#include <sys/stat.h>

enum { TABLE_MOST = 512 << 20 }; /* bytes: ten million particles with all digits */

#define RADIUS_EXAMPLE "by_radius: [[0.5 um, 0.95], [5 um, 0.80]]"

static double Largest(const double *values, size_t count) {
  double largest = 0;
  for (size_t i = 0; i < count; i++)
    largest = fmax(largest, values[i]);
  return largest;
}

/* ---- By size --------------------------------------------------------------------------------- */

static void ReadPair(const SulYaml *pair, SulParticleTable *table, SulError *error) {
  size_t at = table->radius_count;
  if (SulYamlLength(pair, RADIUS_EXAMPLE, error) != 2)
    SulYamlFail(pair, error, "expected a radius and a lithiation; for example: " RADIUS_EXAMPLE);
  if (SulFailed(error)) return;
  const SulYaml *radius = pair->items[0], *lithiation = pair->items[1];
  table->radius[at] = SulYamlQuantity(radius, SUL_LENGTH, error);
  table->at_radius[at] = SulYamlNumber(lithiation, error);
  if (SulFailed(error)) return;
  if (!(table->radius[at] > 0))
    SulYamlFail(radius, error, "must be larger than 0, found \"%s\"", radius->text);
  if (at > 0 && !(table->radius[at] > (1 + 1e-9) * table->radius[at - 1])) /* in other units, too */
    SulYamlFail(radius, error, "the radii must ascend; %s is not larger than the one before it",
                radius->text);
  if (!(table->at_radius[at] >= 0 && table->at_radius[at] <= 1))
    SulYamlFail(lithiation, error, "a lithiation lies from 0 to 1, found \"%s\"", lithiation->text);
}

static void ReadByRadius(const SulYaml *node, SulPhaseInput *phase, SulError *error) {
  SulParticleTable *table = &phase->table;
  size_t count = SulYamlLength(node, RADIUS_EXAMPLE, error);
  table->radius = SulAllocate(count, sizeof *table->radius);
  table->at_radius = SulAllocate(count, sizeof *table->at_radius);
  for (; table->radius_count < count && !SulFailed(error); table->radius_count++)
    ReadPair(node->items[table->radius_count], table, error);
  phase->phase.lithiation = Largest(table->at_radius, table->radius_count);
}

/* ---- By number ------------------------------------------------------------------------------- */

/* A line of the table, and where it is for messages. */
typedef struct {
  const char *path;
  int line;
} Place;

static bool IsBlank(const char *text) {
  return text[strspn(text, " \t\r")] == '\0';
}

static void ReadRow(const Place *place, const char *row, SulParticleTable *table, SulError *error) {
  char *end, *last;
  size_t at = table->particle_count;
  errno = 0;
  long long particle = strtoll(row, &end, 10);
  bool number = end > row && errno == 0 && end[strspn(end, " \t")] == ',';
  const char *rest = number ? strchr(end, ',') + 1 : "";
  double lithiation = strtod(rest, &last);
  if (!number || last == rest || !IsBlank(last)) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: expected the number of a particle and its lithiation, for example 0,0.85; "
                "found \"%.80s\"",
                place->path, place->line, row);
    return;
  }
  if (particle < 0)
    SulErrorSet(error, SUL_INPUT, "%s:%d: particles are numbered from 0, found %lld", place->path,
                place->line, particle);
  if (!(lithiation >= 0 && lithiation <= 1))
    SulErrorSet(error, SUL_INPUT, "%s:%d: a lithiation lies from 0 to 1, found \"%s\"", place->path,
                place->line, rest);
  table->particle[at] = particle;
  table->of_particle[at] = lithiation;
  table->particle_count++;
}

static int CompareNumbers(const void *a, const void *b) {
  long long one = *(const long long *)a, other = *(const long long *)b;
  return (one > other) - (one < other);
}

static void ReadLine(const Place *place, const char *line, SulParticleTable *table,
                     SulError *error) {
  static const char head[] = "particle,lithiation";
  size_t length = strlen(line), from = 0;
  for (size_t i = 0; i <= length && !SulFailed(error); i++) { /* tabs may stand between */
    if (i < length && line[i] != '\t') continue;
    if (!SulTextIsPlain(line + from, i - from))
      SulErrorSet(error, SUL_INPUT,
                  "%s:%d: is not a text in UTF-8; a table of particles is one, with the heading "
                  "\"%s\"",
                  place->path, place->line, head);
    from = i + 1;
  }
  if (place->line == 1 && strcmp(line, head) != 0)
    SulErrorSet(error, SUL_INPUT, "%s:1: expected the heading \"%s\", found \"%.80s\"", place->path,
                head, line);
  if (place->line > 1 && !IsBlank(line)) ReadRow(place, line, table, error);
}

static void RefuseTwice(const char *path, const SulParticleTable *table, SulError *error) {
  size_t count = table->particle_count;
  long long *sorted = SulAllocate(count, sizeof *sorted);
  if (count) memcpy(sorted, table->particle, count * sizeof *sorted);
  if (count) qsort(sorted, count, sizeof *sorted, CompareNumbers);
  for (size_t i = 1; i < count; i++)
    if (sorted[i] == sorted[i - 1])
      SulErrorSet(error, SUL_INPUT, "%s: particle %lld stands in it twice", path, sorted[i]);
  free(sorted);
}

static size_t CountLines(const char *text) {
  size_t lines = 1;
  for (; (text = strchr(text, '\n')); text++)
    lines++;
  return lines;
}

/* Changes the text: each line gets its end. */
static void ReadTable(const char *path, char *text, SulParticleTable *table, SulError *error) {
  Place place = {path, 0};
  size_t room = CountLines(text);
  table->particle = SulAllocate(room, sizeof *table->particle);
  table->of_particle = SulAllocate(room, sizeof *table->of_particle);
  for (char *line = text, *next; line && !SulFailed(error); line = next) {
    next = strchr(line, '\n');
    if (next) *next++ = '\0';
    place.line++;
    line[strcspn(line, "\r")] = '\0';
    ReadLine(&place, line, table, error);
  }
  if (!SulFailed(error) && table->particle_count == 0)
    SulErrorSet(error, SUL_INPUT, "%s: it has no particle; a line for each, for example 0,0.85",
                path);
  RefuseTwice(path, table, error);
}

static void RefuseHuge(const char *path, SulError *error) {
  struct stat status;
  if (stat(path, &status) == 0 && status.st_size > TABLE_MOST)
    SulErrorSet(error, SUL_INPUT, "%s: has %.3g MB, more than a table of particles can be (%d MB)",
                path, 1e-6 * (double)status.st_size, TABLE_MOST >> 20);
}

static void ReadByParticle(const SulYaml *node, const SulCase *result, SulPhaseInput *phase,
                           SulError *error) {
  SulError unread = {0};
  char *path = SulPathBeside(result->path, SulYamlText(node, error));
  if (!SulFailed(error)) RefuseHuge(path, &unread);
  char *text = SulFailed(error) || SulFailed(&unread) ? NULL : SulFileRead(path, &unread);
  if (text) ReadTable(path, text, &phase->table, &unread);
  if (SulFailed(&unread)) SulYamlFail(node, error, "%s", unread.text);
  phase->phase.lithiation = Largest(phase->table.of_particle, phase->table.particle_count);
  free(text);
  free(path);
}

/* ---- Within a particle ------------------------------------------------------------------------ */

static const char *const profiles[] = {"uniform", "front", "diffusion"};

static void ReadDiffusion(const SulYaml *lithiation, SulPhaseInput *phase, SulError *error) {
  static const char *const controls[] = {"current", "concentration"};
  const SulYaml *keys[] = {SulYamlFind(lithiation, "diffusivity"),
                           SulYamlFind(lithiation, "control")};
  bool diffuses = phase->profile == SUL_PROFILE_DIFFUSION;
  for (int k = 0; k < 2; k++)
    if (keys[k] && !diffuses)
      SulYamlFail(keys[k], error, "goes with profile: diffusion only; the profile here is %s",
                  profiles[phase->profile]);
  if (diffuses) SulYamlNeed(lithiation, "diffusivity", "diffusivity: 1e-14 m2/s", error);
  phase->diffusivity = SulYamlQuantity(keys[0], SUL_DIFFUSIVITY, error);
  if (keys[0] && !(phase->diffusivity > 0))
    SulYamlFail(keys[0], error, "must be larger than 0, found \"%s\"", keys[0]->text);
  if (keys[1]) phase->held = SulYamlChoice(keys[1], controls, 2, error) == 1;
}

static void ReadSurface(const SulYaml *node, SulPhaseInput *phase, SulError *error) {
  if (!node) return;
  size_t count = SulYamlLength(node, "surface: [outer]", error);
  if (phase->profile == SUL_PROFILE_UNIFORM)
    SulYamlFail(node, error,
                "says where lithium enters: it goes with profile: front or profile: diffusion");
  phase->surface = SulAllocate(count, sizeof *phase->surface);
  phase->surface_line = node->key_line;
  for (; phase->surface_count < count && !SulFailed(error); phase->surface_count++)
    snprintf(phase->surface[phase->surface_count], SUL_NAME_SIZE, "%s",
             SulYamlName(node->items[phase->surface_count], error));
}

static void ReadProfile(const SulYaml *lithiation, SulPhaseInput *phase, SulError *error) {
  const SulYaml *profile = SulYamlFind(lithiation, "profile");
  if (profile) phase->profile = (SulProfile)SulYamlChoice(profile, profiles, 3, error);
  phase->phase.within = phase->profile != SUL_PROFILE_UNIFORM;
  ReadDiffusion(lithiation, phase, error);
  ReadSurface(SulYamlFind(lithiation, "surface"), phase, error);
}

void SulCaseParticles(const SulYaml *lithiation, const SulCase *result, SulPhaseInput *phase,
                      SulError *error) {
  const SulYaml *radius = SulYamlFind(lithiation, "by_radius");
  const SulYaml *number = SulYamlFind(lithiation, "by_particle");
  if (SulFailed(error)) return;
  ReadProfile(lithiation, phase, error);
  if (radius) ReadByRadius(radius, phase, error);
  if (number) ReadByParticle(number, result, phase, error);
}
