/* SPDX-License-Identifier: BSD-2-Clause */
/* fields.xdmf and interfaces.xdmf: the indices that ParaView opens. Temporal collections; the time
 * is the step's number, because programs may raise and lower the lithiation while readers want
 * growing times. */
#include "fields.h"
#include "surface.h"
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/files.h>
#include <sulfem/text.h>

/* The constant part of a data item: shape, type and where it stands. Beside the index, so that the
 * folder can be moved. */
static void PutItem(FILE *out, long long length, int components, const char *type, size_t bytes,
                    const char *place) {
  fprintf(out, "          <DataItem Format=\"HDF\" NumberType=\"%s\" Precision=\"%zu\" ", type,
          bytes);
  if (components > 1)
    fprintf(out, "Dimensions=\"%lld %d\">", length, components);
  else
    fprintf(out, "Dimensions=\"%lld\">", length);
  fprintf(out, "fields.h5:%s</DataItem>\n", place);
}

static void PutMesh(FILE *out, const SulMesh *mesh) {
  fprintf(out, "        <Topology TopologyType=\"%s\" NumberOfElements=\"%lld\">\n",
          mesh->cell_nodes == 10 ? "Tetrahedron_10" : "Tetrahedron", (long long)mesh->cells_total);
  PutItem(out, mesh->cells_total, mesh->cell_nodes, "Int", SulFieldsIndexBytes(mesh),
          "/mesh/cells");
  fputs("        </Topology>\n        <Geometry GeometryType=\"XYZ\">\n", out);
  PutItem(out, mesh->nodes_total, 3, "Float", sizeof(double), "/mesh/points");
  fputs("        </Geometry>\n", out);
}

static const char *Kind(int components) {
  return components == 1 ? "Scalar" : components == 3 ? "Vector" : "Matrix";
}

/* Values at the nodes or the cells of a grid. */
typedef struct {
  const char *name;
  bool nodal, whole;
  size_t bytes; /* of a number */
  int components;
} Attribute;

static void PutAttribute(FILE *out, const Attribute *attribute, long long length,
                         const char *place) {
  fprintf(out, "        <Attribute Name=\"%s\" AttributeType=\"%s\" Center=\"%s\">\n",
          attribute->name, Kind(attribute->components), attribute->nodal ? "Node" : "Cell");
  PutItem(out, length, attribute->components, attribute->whole ? "Int" : "Float", attribute->bytes,
          place);
  fputs("        </Attribute>\n", out);
}

/* The arrays of a place. What is fixed is shown where it tells kinds apart, by whole numbers. */
static void PutArrays(FILE *out, const SulFields *fields, SulPlace place, bool fixed,
                      const char *folder, long long length) {
  const SulArray *array;
  for (int at = 0; (array = SulFieldsNext(fields, place, fixed, &at));) {
    char where[96];
    Attribute attribute = {array->name, place == SUL_AT_NODES, array->numbers == SUL_WHOLE,
                           H5Tget_size(SulFieldsStored(array)), array->components};
    if (fixed && !attribute.whole) continue;
    snprintf(where, sizeof where, "%s/%s", folder, array->name);
    PutAttribute(out, &attribute, length, where);
  }
}

/* An attribute's value: the five characters that XML keeps for itself, line ends and tabs, which it
 * would turn into blanks, and control characters, which it cannot hold. */
static void PutEscaped(FILE *out, const char *text) {
  for (; *text; text++) {
    const char *name = *text == '&'    ? "&amp;"
                       : *text == '<'  ? "&lt;"
                       : *text == '>'  ? "&gt;"
                       : *text == '"'  ? "&quot;"
                       : *text == '\'' ? "&apos;"
                                       : NULL;
    if (name)
      fputs(name, out);
    else if (*text == '\n' || *text == '\t' || *text == '\r')
      fprintf(out, "&#%d;", *text);
    else
      fputc((unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text, out);
  }
}

/* For scripts that have no HDF5 at hand: what the values of `phase` stand for, and the title.
 * Beside the collection: readers count all that stands in it as steps. */
static void PutInformation(FILE *out, const SulFields *fields) {
  fputs("    <Information Name=\"title\" Value=\"", out);
  PutEscaped(out, fields->title);
  fputs("\"/>\n", out);
  for (int i = 0; i < fields->mesh->phase_count; i++) {
    fprintf(out, "    <Information Name=\"phase %d\" Value=\"", i);
    PutEscaped(out, fields->phase_names[i]);
    fputs("\"/>\n", out);
  }
}

static void PutBegin(FILE *out, const SulFields *fields, const char *name, int step) {
  fprintf(out, "      <Grid Name=\"%s\" GridType=\"Uniform\">\n", name);
  fprintf(out, "        <Time Value=\"%d\"/>\n", step);
  fprintf(out, "        <Information Name=\"lithiation\" Value=\"%.17g\"/>\n",
          fields->lithiation[step]);
}

static void PutStep(FILE *out, const SulFields *fields, int step) {
  static const Attribute phase = {"phase", false, true, sizeof(int32_t), 1};
  const SulMesh *mesh = fields->mesh;
  char folder[48];
  PutBegin(out, fields, "cathode", step);
  PutMesh(out, mesh);
  snprintf(folder, sizeof folder, "/steps/%04d", step);
  PutArrays(out, fields, SUL_AT_NODES, false, folder, mesh->nodes_total);
  PutArrays(out, fields, SUL_AT_CELLS, false, folder, mesh->cells_total);
  PutAttribute(out, &phase, mesh->cells_total, "/mesh/phase");
  fputs("      </Grid>\n", out);
}

static void PutSurface(FILE *out, const SulFields *fields, int step) {
  PetscInt64 faces = fields->surface->faces_total, nodes = fields->surface->nodes_total;
  int width = fields->mesh->face_nodes;
  char folder[48];
  PutBegin(out, fields, "interfaces", step);
  fprintf(out, "        <Topology TopologyType=\"%s\" NumberOfElements=\"%lld\">\n",
          width == 6 ? "Triangle_6" : "Triangle", (long long)faces);
  PutItem(out, faces, width, "Int", sizeof(int64_t), "/interfaces/faces");
  fputs("        </Topology>\n        <Geometry GeometryType=\"XYZ\">\n", out);
  PutItem(out, nodes, 3, "Float", sizeof(double), "/interfaces/points");
  fputs("        </Geometry>\n", out);
  snprintf(folder, sizeof folder, "/interfaces/steps/%04d", step);
  PutArrays(out, fields, SUL_AT_NODES, false, folder, nodes);
  PutArrays(out, fields, SUL_AT_FACES, false, folder, faces);
  PutArrays(out, fields, SUL_AT_FACES, true, "/interfaces", faces);
  fputs("      </Grid>\n", out);
}

/* One index, of a kind of grid. */
static void WriteIndex(const SulFields *fields, const char *path,
                       void (*put)(FILE *, const SulFields *, int), SulError *error) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE Xdmf SYSTEM \"Xdmf.dtd\" []>\n"
        "<Xdmf Version=\"3.0\">\n  <Domain>\n",
        out);
  PutInformation(out, fields);
  fputs("    <Grid Name=\"steps\" GridType=\"Collection\" CollectionType=\"Temporal\">\n", out);
  for (int step = 0; step < fields->step_count; step++)
    put(out, fields, step);
  fputs("    </Grid>\n  </Domain>\n</Xdmf>\n", out);
  fclose(out);
  SulFileWriteText(path, text, error);
  free(text);
}

void SulFieldsWriteIndex(const SulFields *fields, SulError *error) {
  WriteIndex(fields, fields->xdmf, PutStep, error);
  if (fields->surface) WriteIndex(fields, fields->surface_xdmf, PutSurface, error);
  if (!fields->with_vtkhdf)
    SulFileRemove(fields->vtkhdf, error); /* of a run that this one goes on from */
  else if (!SulFailed(error))
    SulFieldsWriteVtkHdf(fields, error);
}
