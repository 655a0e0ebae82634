/* SPDX-License-Identifier: BSD-2-Clause */
/* The study file: base files and axes, and what they expand to. docs/sweep.md is its reference. */
#ifndef SULFEM_STUDY_H
#define SULFEM_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>
#include <sulfem/yaml.h>

typedef enum { SUL_BASE_RECIPE, SUL_BASE_CASE, SUL_BASES } SulBase;

/* One key that varies. Several of one zip have the same `entry` and step together. */
typedef struct {
  const char *key; /* "recipe.composition.sulfur" */
  SulBase base;
  const char *path;      /* the key without "recipe." or "case." */
  const SulYaml *values; /* a list, of as many values as its entry has */
  size_t *kind;          /* [of them], the first that says the same: "6 um" and "6000 nm" */
  size_t entry;
} SulAxis;

/* The axes that step together: those of a zip, or a single one. */
typedef struct {
  size_t length;
  const char *name;      /* what lists and tables call it, or NULL */
  const SulYaml *labels; /* of its steps, [length], with a name */
} SulAxisEntry;

typedef struct {
  char *path;                 /* as given */
  char *title;                /* "" when absent */
  char *directory;            /* of the results, resolved beside the study file */
  char *base_path[SUL_BASES]; /* resolved beside the study file; NULL where there is none */
  SulYaml *root;
  SulYaml *base[SUL_BASES]; /* paths in it are absolute; NULL where there is none */
  bool analyse, tortuosity;
  char *voxel, *active, *electrolyte; /* of the analysis; "" where it chooses by itself */
  size_t axis_count;
  SulAxis *axes; /* in the file's order */
  size_t entry_count;
  SulAxisEntry *entries; /* [entry_count] */
  size_t point_count;    /* product of the lengths; the last entry runs fastest */
} SulStudy;

/* A point: which values it has, and the two inputs that follow. */
typedef struct {
  size_t number;
  const SulYaml **values; /* [axis_count], of the study */
  SulYaml *input[SUL_BASES];
} SulStudyPoint;

enum { SUL_POINTS_MOST = 1000000 };

/* Parses and validates the text of the study file `path`, and opens its base files. Every value of
 * every axis has been tried on its base file (that its place exists), but what the changed files
 * mean has not: that is the recipe's and the case's own reading. */
void SulStudyParse(const char *path, const char *text, SulStudy *study, SulError *error);
void SulStudyFree(SulStudy *study);

/* Point `number` (from 0). The case's mesh is "mesh.msh" where the study has a recipe, its results'
 * folder ".". Files that the inputs name are told from `folder` (as SulPathReal gives it), or by
 * absolute paths where it is NULL. Setting composition.X keeps the ratio of the ingredients that no
 * axis sets. Free with SulStudyPointFree. */
void SulStudyExpand(const SulStudy *study, size_t number, const char *folder, SulStudyPoint *point,
                    SulError *error);
void SulStudyPointFree(SulStudyPoint *point);

/* Appends the point's values, "recipe.composition.sulfur 0.3, recipe.seed 1", in short where an
 * entry has a name: "set micron"; nothing without axes. */
void SulStudyLabel(const SulStudy *study, size_t number, char *text, size_t size);

/* Where a point stands, as tables have it: calls `visit` for each entry with its name and the
 * point's label, where it has one, and then with its keys and values. Without `seeds` the axis
 * recipe.seed, and the name of an entry that holds it, are passed over. */
void SulStudyColumns(const SulStudy *study, size_t number, bool seeds,
                     void (*visit)(const char *column, const char *text, void *data), void *data);

bool SulStudyIsSeed(const SulAxis *axis);

/* Whether two points have the same value of an axis, however written. */
bool SulStudySame(const SulStudy *study, size_t a, size_t b, size_t axis);

/* The files that an input names, as it names them: calls `visit` for each node that holds a path.
 */
void SulStudyFiles(SulYaml *input, void (*visit)(SulYaml *node, void *data), void *data);

#endif
