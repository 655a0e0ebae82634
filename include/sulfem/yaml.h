/* SPDX-License-Identifier: BSD-2-Clause */
/* YAML for people: a tree of nodes that know their line, and readers that complain well.
 *
 * Parsing is libyaml's; the tree is ours, so that it can be walked, changed and written again.
 * Anchors and aliases are expanded on parsing, duplicate keys are errors, `<<` is no special key.
 *
 * Readers (all that take an error) fill `error` with SUL_INPUT and a text that begins with
 * `FILE:LINE: key "a.b.c": `. They take a NULL node and then do nothing and return 0, NULL or "",
 * so that a chain of reads needs one look at the error at its end. Only the first mistake is told.
 * Whatever a reader returns belongs to the tree and lives as long as it. */
#ifndef SULFEM_YAML_H
#define SULFEM_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>

typedef enum { SUL_YAML_SCALAR, SUL_YAML_SEQUENCE, SUL_YAML_MAPPING } SulYamlKind;

/* A node, and with it everything below it. Read the fields freely; change through the functions. */
typedef struct SulYaml {
  SulYamlKind kind;
  int line;               /* of the node, from 1 */
  int key_line;           /* of its key where the parent is a mapping, else `line` */
  char *key;              /* its key where the parent is a mapping, else NULL */
  char *text;             /* of a scalar, '\0'-ended; NULL otherwise */
  bool quoted;            /* a scalar in quotes or in block style: text, whatever it looks like */
  size_t count;           /* children of a sequence or mapping */
  struct SulYaml **items; /* [count], in the file's order */
  struct SulYaml *parent; /* NULL at the root */
  char *file;             /* at the root: the path given to SulYamlParse; NULL elsewhere */
} SulYaml;

/* ---- Documents ------------------------------------------------------------------------------- */

/* The tree of a YAML text (one document, its root a mapping), or NULL with `error` set. `path` is
 * only used for messages. Free with SulYamlFree, which takes NULL too. */
SulYaml *SulYamlParse(const char *path, const char *text, SulError *error);
void SulYamlFree(SulYaml **root);

/* ---- Reading --------------------------------------------------------------------------------- */

/* Complains unless `node` is a mapping whose keys all stand in `keys` (ended by NULL): names the
 * unknown key, the nearest known one and all known ones. */
void SulYamlKeys(const SulYaml *node, const char *const *keys, SulError *error);

/* The value of `key`, or NULL when it is absent (or `mapping` is no mapping). */
const SulYaml *SulYamlFind(const SulYaml *mapping, const char *key);

/* The same, but an absent key is a mistake; `example` shows what could be written ("file: a.msh").
 */
const SulYaml *SulYamlNeed(const SulYaml *mapping, const char *key, const char *example,
                           SulError *error);

/* Length of a sequence that must have at least one entry; `example` as above. */
size_t SulYamlLength(const SulYaml *node, const char *example, SulError *error);

/* A scalar that is not empty. */
const char *SulYamlText(const SulYaml *node, SulError *error);

/* The same for a name of a group, material, phase: shorter than SUL_NAME_SIZE. */
const char *SulYamlName(const SulYaml *node, SulError *error);

/* A finite plain number, for dimensionless keys; what carries a unit is read by SulYamlQuantity of
 * sulfem/quantity.h. */
double SulYamlNumber(const SulYaml *node, SulError *error);

/* The same for the whole of a text, as from the command line; `error` then does not say where. */
double SulNumber(const char *whole, SulError *error);

/* A whole number from `least` to `most`. */
long long SulYamlInteger(const SulYaml *node, long long least, long long most, SulError *error);

/* true or false (yes, no, on, off). */
bool SulYamlBoolean(const SulYaml *node, SulError *error);

/* Index of the scalar's text in `choices`; anything else is a mistake that lists them. */
size_t SulYamlChoice(const SulYaml *node, const char *const *choices, size_t count,
                     SulError *error);

/* Complains when both keys stand in `mapping`. */
void SulYamlExclude(const SulYaml *mapping, const char *one, const char *other, SulError *error);

/* A mistake at `node`: sets `error` to the place and the printf-style text. */
void SulYamlFail(const SulYaml *node, SulError *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- Paths and changes ----------------------------------------------------------------------- */

/* Where a node stands, as it is written in messages and understood by SulYamlAt: keys joined by
 * dots; an entry of a list goes by its `group` or `name` where it has one
 * ("phases.sulfur.density"), else by its number from 0 ("boundaries[0].faces"). "" for the root. */
void SulYamlPath(const SulYaml *node, char *path, size_t size);

/* The node at such a path, or NULL. */
SulYaml *SulYamlAt(const SulYaml *root, const char *path);

/* The node that such a path leads to as far as it goes; *rest is what is left of it, "" where it
 * goes all the way. */
SulYaml *SulYamlReach(const SulYaml *root, const char *path, const char **rest);

/* Puts a copy of `value` at `path`, in the place of what stands there; a last key that does not
 * exist yet is added. Where the way to it does not exist, `error` says so and lists what does. */
void SulYamlSet(SulYaml *root, const char *path, const SulYaml *value, SulError *error);

/* A scalar to hand to SulYamlSet (a copy of `text`), and a copy of any node; SulYamlFree both. */
SulYaml *SulYamlScalar(const char *text);
SulYaml *SulYamlCopy(const SulYaml *node);

/* The node in one line ("{min: 0.5 um, max: 5 um}"), for people and for tables; free() it. */
char *SulYamlLine(const SulYaml *node);

/* The node as YAML text that parses to the same tree; a scalar gives its text and a newline. free()
 * it. */
char *SulYamlEmit(const SulYaml *node);

#endif
