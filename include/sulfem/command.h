/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands behind `sulfem COMMAND`, one file each in src/cli. Each returns the exit status and
 * has printed its error, if any. `argument_count` and `arguments` begin behind the command's name.
 */
#ifndef SULFEM_COMMAND_H
#define SULFEM_COMMAND_H

#include <sulfem/error.h>

SulStatus SulCommandSolve(int argument_count, char **arguments);
SulStatus SulCommandPack(int argument_count, char **arguments);
SulStatus SulCommandSweep(int argument_count, char **arguments);
SulStatus SulCommandAnalyse(int argument_count, char **arguments);
SulStatus SulCommandMaterials(int argument_count, char **arguments);
SulStatus SulCommandExpansion(int argument_count, char **arguments);

/* Prints "sulfem: error: ..." on standard error and returns the status. */
SulStatus SulTell(const SulError *error);

/* The rank that a launcher has given this process, 0 without one: for commands that work on one
 * rank and do without MPI. */
int SulLaunchedRank(void);

/* How many it has started, 1 without one. */
int SulLaunchedRanks(void);

#endif
