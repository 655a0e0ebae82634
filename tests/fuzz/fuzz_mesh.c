/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer's target for the reader of mesh files: everything that rank 0 does with one, from the
 * bytes to the mesh of order 1 or 2 that is dealt out. Built and run by tests/fuzz/run.sh. */
#include "../../src/mesh/serial.h"
#include "words.h"
#include <stdarg.h>

/* Warnings are formatted, and go nowhere. */
void SulLogWarning(SulLog *log, const char *format, ...) {
  char text[4000];
  va_list arguments;
  (void)log;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
}

/* What the rooms behind the reader rely on. */
static void CheckMesh(const SulSerialMesh *serial) {
  size_t entries = (size_t)serial->cells * (size_t)serial->cell_nodes;
  Check(serial->cells > 0 && serial->phase_count > 0, "a mesh without cells was read");
  for (size_t i = 0; i < entries; i++)
    Check(serial->cell_node[i] >= 0 && serial->cell_node[i] < serial->nodes, "a node out of range");
  for (PetscInt i = 0; i < serial->cells; i++)
    Check(serial->cell_phase[i] >= 0 && serial->cell_phase[i] < serial->phase_count,
          "a cell of no phase");
  for (PetscInt i = 0; i < serial->triangles; i++)
    Check(serial->triangle_boundary[i] >= 0 &&
              serial->triangle_boundary[i] < serial->boundary_count,
          "a triangle of no boundary");
}

static void Prepare(SulSerialMesh *serial, SulError *error) {
  CheckMesh(serial);
  SulSerialShapes(serial, error);
  if (SulFailed(error)) return;
  SulSerialSortCells(serial);
  SulSerialNumberNodes(serial);
  SulSerialFaces(serial, error);
  if (!SulFailed(error)) SulSerialBodies(serial, error);
  if (!SulFailed(error)) SulSerialUnfold(serial, NULL, error);
  if (SulFailed(error)) return;
  SulSerialDoubled(serial, NULL);
  SulSerialComponents(serial);
  CheckMesh(serial);
  if (serial->order == 2) return;
  SulSerialAddEdges(serial, error);
  if (!SulFailed(error)) SulSerialNumberNodes(serial);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  for (int order = 0; order < 2; order++) {
    SulSerialMesh serial = {0};
    SulError error = {0};
    unsigned char *bytes = SulAllocate(size + 1, 1);
    if (size) memcpy(bytes, data, size);
    SulMshParse("fuzzed.msh", bytes, size, order, &serial, &error);
    Check(SulFailed(&error) == (error.text[0] != '\0'), "a refusal without a word");
    free(bytes);
    if (!SulFailed(&error)) Prepare(&serial, &error);
    SulSerialDestroy(&serial);
  }
  return 0;
}

/* ---- Mutations that know the format ---------------------------------------------------------- */

static const char *const words[] = {"0",
                                    "1",
                                    "-1",
                                    "2",
                                    "3",
                                    "4",
                                    "11",
                                    "15",
                                    "29",
                                    "34",
                                    "2147483647",
                                    "2147483648",
                                    "4294967295",
                                    "9223372036854775807",
                                    "9223372036854775808",
                                    "18446744073709551615",
                                    "1e308",
                                    "1e999",
                                    "nan",
                                    "-0",
                                    "0.5",
                                    "",
                                    "\"",
                                    "$Nodes",
                                    "$EndNodes",
                                    "$Entities",
                                    "$EndElements",
                                    "1 1 1"};

/* A whole number of 4 or 8 bytes, as they stand in binary sections. */
static void ChangeNumber(Text *text) {
  static const int64_t numbers[] = {0,
                                    1,
                                    -1,
                                    2,
                                    3,
                                    4,
                                    8,
                                    11,
                                    15,
                                    1 << 24,
                                    INT32_MAX,
                                    INT32_MIN,
                                    INT64_MAX,
                                    INT64_MIN,
                                    (int64_t)1 << 32,
                                    (int64_t)1 << 61};
  size_t bytes = Draw(2) ? 4 : 8;
  int64_t number = numbers[Draw(sizeof numbers / sizeof numbers[0])];
  if (text->size < bytes) return;
  size_t at = Draw((unsigned)(text->size - bytes + 1));
  if (Draw(3) == 0) {
    size_t from = Draw((unsigned)(text->size - bytes + 1));
    memcpy(&number, text->data + from, bytes);
  } else if (Draw(2)) {
    uint64_t here = 0;
    memcpy(&here, text->data + at, bytes);
    number = (int64_t)(here + (Draw(2) ? 1u : UINT64_MAX));
  }
  Replace(text, at, bytes, &number, bytes);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  Text text = {data, size, room};
  state = seed;
  if (size < 16 || Draw(4) == 0) return LLVMFuzzerMutate(data, size, room);
  for (unsigned times = 1 + Draw(2); times > 0 && text.size > 0; times--) {
    unsigned way = Draw(5);
    if (way < 2)
      ChangeWord(&text, &(Words){sizeof words / sizeof words[0], words});
    else if (way < 4)
      ChangeNumber(&text);
    else
      ChangeLines(&text);
  }
  return text.size;
}
