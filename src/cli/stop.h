/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals of commands that have no state worth a checkpoint: Ctrl-C, SIGTERM and SIGUSR1 (launchers
 * send it on). */
#ifndef SULFEM_CLI_STOP_H
#define SULFEM_CLI_STOP_H

#include <stdbool.h>
#include <sulfem/error.h>

/* From now on such a signal ends the process with SUL_STOPPED, wherever it is. The process that
 * `speaks` says so in one message and removes what is unfinished; launchers end the other ranks
 * when one has gone. Signals for which the process has another way already (a sweep within one MPI
 * job, nohup) keep it. May be called again, where a library has given signals back. */
void SulStopWatch(bool speaks);

/* Adds the file that becomes `path` when it is finished; NULL: none. */
void SulStopRemoves(const char *path);

/* What the handler does to those files. */
void SulStopRemoveAll(void);

/* A failure has been told, with this exit status: a signal that comes now (a launcher's, as soon as
 * another rank has ended) changes neither. */
void SulStopTold(SulStatus status);

/* The failure and the files of an earlier command in this process are none of the next one's. */
void SulStopForget(void);

#endif
