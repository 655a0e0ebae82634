/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem expansion`. Private to src/cli. */
#ifndef SULFEM_EXPANSION_ARGUMENTS_H
#define SULFEM_EXPANSION_ARGUMENTS_H

#include <stdbool.h>
#include <sulfem/error.h>

/* Words as given; NULL: not given. Their values are read where they are needed. */
typedef struct {
  const char *recipe;
  const char *capacity, *electrolyte_capacity, *theoretical_capacity, *lithiation;
  const char *volume_change, *reaction, *active, *library;
  const char *thickness, *charge, *area, *anode, *fractions, *output;
  bool json, help;
} SulExpansionArguments;

/* Refuses unknown flags, flags without their word, and flags that exclude each other. */
void SulExpansionArgumentsParse(int argument_count, char **arguments, SulExpansionArguments *result,
                                SulError *error);

/* On standard output. */
void SulExpansionArgumentsHelp(void);

#endif
