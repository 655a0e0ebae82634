/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs the mesher's process for `sulfem pack`. */
#ifndef SULFEM_CLI_PACK_MESHER_H
#define SULFEM_CLI_PACK_MESHER_H

#include <sulfem/error.h>

/* Where sulfem-mesher is: beside this executable, or in ../libexec/sulfem beside its folder; never
 * by PATH or the environment. NULL: it was not built. Free it. */
char *SulMesherFind(void);

/* Starts `program`, which is handed a pipe's number and then the words, and returns when it has
 * ended: its status, which it has told the user itself, or an error. However it ends (a signal, an
 * exit without a result, memory that ran out) there is one message, and files called `output` and
 * what belongs to it with .partial are gone. Signals to this process end it, with SUL_STOPPED. */
SulStatus SulMesherServe(const char *program, const char *output, int count, char **words,
                         SulError *error);

#endif
