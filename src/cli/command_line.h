/* SPDX-License-Identifier: BSD-2-Clause */
/* The words behind `sulfem COMMAND`: one table of options a command, one parser, one dialect of
 * mistakes, one layout of --help. Private to src/cli. */
#ifndef SULFEM_CLI_COMMAND_LINE_H
#define SULFEM_CLI_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>

/* "--name" alone sets a bool; "--name word" or "--name=word" sets a const char *. */
typedef struct {
  const char *name;
  const char *value;  /* what the help calls its word; NULL: a switch */
  const char *wanted; /* completes "--name needs ...", "a file: --output table.json" */
  size_t place;       /* offset of that member in the command's own struct */
  const char *help;   /* one or several sentences, broken where the line ends */
} SulOption;

/* What a command takes. --help (-h) is in every table's place and sets `help`. */
typedef struct {
  const char *command; /* "analyse" */
  const char *usage;   /* behind "usage: ", lines as they are printed */
  const char *about;   /* the help's first paragraphs, likewise */
  const char *ends;    /* its last, of the exit status */

  const char *subject; /* the word without a dash, "mesh" */
  const char *example; /* completes "analyse needs a mesh: "; NULL: it may be left out */
  const char *hint;    /* behind the message about two of them, or "" */
  size_t place;        /* offset of a const char * */
  size_t help;         /* offset of a bool */

  const SulOption *options;
  size_t option_count;
} SulCommandLine;

typedef struct {
  int count;
  char **words;
} SulWords;

/* Fills `result`, the command's own struct, zeroed before. With `petsc` (room for all words beside
 * those that are in it) a word of one dash and a letter is PETSc's, and so is the word behind it
 * once the subject was given. SUL_INPUT: an option that is not known, that lacks its word or has
 * one too many, or that was given twice; no subject, or two. */
void SulCommandLineParse(const SulCommandLine *line, SulWords given, void *result, SulWords *petsc,
                         SulError *error);

/* On standard output. */
void SulCommandLineHelp(const SulCommandLine *line);

#endif
