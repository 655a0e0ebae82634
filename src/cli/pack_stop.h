/* SPDX-License-Identifier: BSD-2-Clause */
/* Interruptions of `sulfem pack`: Ctrl-C, SIGTERM and SIGUSR1 (launchers send it on). */
#ifndef SULFEM_CLI_PACK_STOP_H
#define SULFEM_CLI_PACK_STOP_H

#include <sulfem/error.h>

/* From now on such a signal says so in one message and ends the process with SUL_STOPPED, wherever
 * it is: packing has no state worth a checkpoint, and Gmsh cannot be asked to stop. A process that
 * Gmsh ends by itself says so, too, and ends with SUL_INTERNAL. May be called again. */
void SulPackStopWatch(void);

/* Either end now removes the unfinished files of the mesh `output` as well. */
void SulPackStopRemoves(const char *output);

#endif
