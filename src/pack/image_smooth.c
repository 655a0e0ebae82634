/* Smooth meshes of images. */
#include "image_mesh.h"

void SulImageSmooth(SulImageMesh *mesh, SulLog *log, SulError *error) {
  (void)log;
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"mesh.surface\": smooth takes CGAL, which this program was built "
              "without; install it (Debian: libcgal-dev) and build again, or write stairs",
              mesh->recipe->path, mesh->recipe->mesh_line);
}
