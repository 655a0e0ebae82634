/* Interruptions of `sulfem analyse`: Ctrl-C, SIGTERM and SIGUSR1 (launchers send it on). */
#ifndef SULFEM_CLI_ANALYSE_STOP_H
#define SULFEM_CLI_ANALYSE_STOP_H

#include <stdbool.h>
#include <sulfem/error.h>

/* From now on such a signal ends the process with SUL_STOPPED, wherever it is: an analysis has no
 * state worth a checkpoint. The process that `speaks` says so in one message and removes what is
 * unfinished of the file `output` (NULL: standard output). Launchers end the other ranks when one
 * has gone. Call it again where a library may have taken the signals; `output` stays the first
 * one. */
void SulAnalyseStopWatch(const char *output, bool speaks);

#endif
