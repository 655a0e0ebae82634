/* The mesher is a program of its own, sulfem-mesher, which `sulfem pack` starts: Gmsh and CGAL,
 * under the GPL, are linked there and nowhere else, and where they end the process they end that
 * one. Here is what it tells `sulfem pack` besides its exit status, through a pipe: lines of text,
 * "doing WHAT" before what may take long or die, "doing" after it, "done STATUS" at its very end.
 */
#ifndef SULFEM_MESHER_H
#define SULFEM_MESHER_H

#include <sulfem/error.h>

/* Where the lines go; without it (in a test) they go nowhere. */
void SulMesherVoice(int descriptor);

/* `what` completes "when it had to ..."; NULL: done with it. At most 80 characters. */
void SulMesherDoing(const char *what);
void SulMesherDone(SulStatus status);

/* Lets the system end this process (SIGXCPU) once it has used many times the processor time that a
 * mesh of so many tetrahedra takes: then it will not come to an end. */
void SulMesherLimit(double cells);

#endif
