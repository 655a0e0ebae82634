/* What the machine has. */
#ifndef SULFEM_MEMORY_H
#define SULFEM_MEMORY_H

/* Bytes that processes may take now without pushing others out; where the system does not say, all
 * that it has. */
double SulFreeMemory(void);

#endif
