/* SPDX-License-Identifier: BSD-2-Clause */
/* Begins and ends Gmsh, gives it our size field, and takes its mistakes. */
#include "mesh_gmsh.h"
#include <sulfem/gmsh_versions.h>
#include <sulfem/packing.h>

static double SizeAt(int dim, int tag, double x, double y, double z, SUL_GMSH_OWN_SIZE void *data) {
  (void)dim;
  (void)tag;
  return SulSizeAt(data, (const double[3]){x, y, z});
}

void SulGmshCheck(int status, const char *what, SulError *error) {
  if (status == 0) return;
  char *text = NULL;
  int failed;
  gmshLoggerGetLastError(&text, &failed);
  SulErrorSet(error, SUL_INTERNAL, "Gmsh could not %s: %s", what,
              !failed && text ? text : "no reason given");
  if (text) gmshFree(text);
}

static void Set(const char *option, double value, SulError *error) {
  int status;
  gmshOptionSetNumber(option, value, &status);
  SulGmshCheck(status, option, error);
}

void SulGmshBegin(const SulSizeField *field, SulMesher mesher, SulError *error) {
  enum { DELAUNAY = 1, HXT = 10 };
  int status;
  SulGmshInitialize(&status);
  SulGmshCheck(status, "start", error);
  if (!SulFailed(error)) SulGmshSetOrder(SUL_GMSH_SAME, error);
  if (SulFailed(error)) return;
  Set("General.Terminal", 0, error);
  Set("General.Verbosity", 1, error);  /* errors */
  Set("General.NumThreads", 1, error); /* more threads make the mesh differ from run to run */
  Set("Mesh.MeshSizeFromPoints", 0, error);
  Set("Mesh.MeshSizeExtendFromBoundary", SUL_GMSH_NEEDS_EXTENSION, error);
  Set("Mesh.Renumber", 0, error);
  Set("Mesh.Algorithm3D", mesher == SUL_MESHER_HXT ? HXT : DELAUNAY, error);
  gmshModelAdd("packing", &status);
  SulGmshCheck(status, "make a model", error);
  gmshModelMeshSetSizeCallback(SizeAt, (void *)field, &status);
  SulGmshCheck(status, "take a size field", error);
}

void SulGmshEnd(SulError *error) {
  int status;
  SulGmshSetOrder(SUL_GMSH_ANY, error);
  gmshFinalize(&status);
}
