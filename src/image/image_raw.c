/* SPDX-License-Identifier: BSD-2-Clause */
/* Raw images: nothing but numbers, after a header that is skipped. */
#include "image_source.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
  const char *name;
  int bytes;
  bool is_signed;
} types[SUL_IMAGE_TYPES] = {{"uint8", 1, false}, {"int8", 1, true},    {"uint16", 2, false},
                            {"int16", 2, true},  {"uint32", 4, false}, {"int32", 4, true}};

static void CheckSize(const SulImageSource *source, SulError *error) {
  const SulImageFile *image = source->image;
  struct stat status;
  if (fstat(fileno(source->raw), &status) != 0 || !S_ISREG(status.st_mode)) {
    SulErrorSet(error, SUL_INPUT, "%s: is not an ordinary file", image->path);
    return;
  }
  long long wanted = types[image->type].bytes;
  for (int d = 0; d < 3; d++)
    wanted *= image->size[d];
  if ((long long)status.st_size != wanted + image->header_bytes)
    SulErrorSet(error, SUL_INPUT,
                "%s: holds %lld bytes, but %d x %d x %d voxels of %s behind a header of %lld bytes "
                "take %lld; size, type or header_bytes are not those of this file",
                image->path, (long long)status.st_size, image->size[0], image->size[1],
                image->size[2], types[image->type].name, image->header_bytes,
                wanted + image->header_bytes);
}

void SulImageRawOpen(SulImageSource *source, SulError *error) {
  const SulImageFile *image = source->image;
  memcpy(source->size, image->size, sizeof source->size);
  source->slab = (size_t)image->size[image->axes[1]] * (size_t)image->size[image->axes[2]];
  source->raw = fopen(image->path, "rb");
  if (!source->raw)
    SulErrorSet(error, SUL_INPUT, "%s: cannot be opened: %s", image->path, strerror(errno));
  else
    CheckSize(source, error);
  if (!SulFailed(error))
    source->bytes = SulAllocate(source->slab, (size_t)types[image->type].bytes);
}

void SulImageRawClose(SulImageSource *source) {
  if (source->raw) fclose(source->raw);
  free(source->bytes);
}

/* One number, whatever the byte order of this machine. */
static long long Decode(const unsigned char *bytes, int count, bool big_endian, bool is_signed) {
  unsigned long long value = 0;
  for (int i = 0; i < count; i++)
    value = value << 8 | bytes[big_endian ? i : count - 1 - i];
  unsigned long long sign = 1ULL << (8 * count - 1);
  return is_signed && value & sign ? (long long)value - 2 * (long long)sign : (long long)value;
}

void SulImageRawSlab(SulImageSource *source, int index, long long *values, SulError *error) {
  const SulImageFile *image = source->image;
  int bytes = types[image->type].bytes;
  bool is_signed = types[image->type].is_signed;
  off_t start = image->header_bytes + (off_t)index * (off_t)source->slab * bytes;
  if (fseeko(source->raw, start, SEEK_SET) != 0 ||
      fread(source->bytes, (size_t)bytes, source->slab, source->raw) != source->slab) {
    SulErrorSet(error, SUL_IO, "%s: cannot be read: %s", image->path, strerror(errno));
    return;
  }
  const unsigned char *from = source->bytes;
  for (size_t i = 0; i < source->slab; i++, from += bytes)
    values[i] = Decode(from, bytes, image->big_endian, is_signed);
}
