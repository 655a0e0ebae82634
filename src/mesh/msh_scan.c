/* A look at the beginning and the end of a mesh file, before Gmsh reads it: Gmsh takes many kinds
 * of file, and says little about one that ends too early. */
#include "serial.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LOOK = 4096 };

/* Reads up to LOOK bytes from the beginning or the end; '\0'-ended, zero bytes turned to blanks. */
static size_t Look(FILE *file, bool end, char text[LOOK + 1]) {
  long size = 0;
  if (end && fseek(file, 0, SEEK_END) == 0) size = ftell(file);
  fseek(file, size > LOOK ? size - LOOK : 0, SEEK_SET);
  size_t length = fread(text, 1, LOOK, file);
  for (size_t i = 0; i < length; i++)
    if (text[i] == '\0') text[i] = ' ';
  text[length] = '\0';
  return length;
}

static void ScanBeginning(const char *path, const char *text, int *version, SulError *error) {
  static const char *const advice = "wanted is MSH 2.2 or 4.1 (gmsh old.msh -save -format msh41 "
                                    "-o new.msh)";
  const char *section = strstr(text, "$MeshFormat");
  double number;
  int binary, width;
  if (!strncmp(text, "$NOD", 4))
    SulErrorSet(error, SUL_INPUT, "%s: is a Gmsh mesh of version 1; %s", path, advice);
  else if (!section || (section > text && section[-1] != '\n'))
    SulErrorSet(error, SUL_INPUT, "%s: is not a Gmsh mesh (no $MeshFormat at its beginning); %s",
                path, advice);
  else if (sscanf(section, "$MeshFormat %lf %d %d", &number, &binary, &width) != 3)
    SulErrorSet(error, SUL_INPUT, "%s: the line behind $MeshFormat cannot be read; %s", path,
                advice);
  else if (number != 2.2 && number != 4.1)
    SulErrorSet(error, SUL_INPUT, "%s: is a Gmsh mesh of version %g; %s", path, number, advice);
  else
    *version = (int)number;
}

/* The last line must close a section: "$EndElements" in most files. */
static void ScanEnd(const char *path, char *text, size_t length, SulError *error) {
  while (length > 0 && isspace((unsigned char)text[length - 1]))
    text[--length] = '\0';
  const char *last = strrchr(text, '\n');
  if (!last || strncmp(last + 1, "$End", 4) != 0)
    SulErrorSet(error, SUL_INPUT,
                "%s: the file is cut off (its last section is not closed by a line like "
                "$EndElements); write or copy it again",
                path);
}

void SulMshScan(const char *path, int *version, SulError *error) {
  char text[LOOK + 1];
  FILE *file = fopen(path, "rb");
  if (!file) {
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be opened: %s", path, strerror(errno));
    return;
  }
  size_t length = Look(file, false, text);
  if (ferror(file))
    SulErrorSet(error, SUL_INPUT, "%s: the mesh cannot be read: %s", path, strerror(errno));
  else if (length == 0)
    SulErrorSet(error, SUL_INPUT, "%s: the mesh file is empty", path);
  else
    ScanBeginning(path, text, version, error);
  if (!SulFailed(error)) {
    length = Look(file, true, text);
    ScanEnd(path, text, length, error);
  }
  fclose(file);
}
