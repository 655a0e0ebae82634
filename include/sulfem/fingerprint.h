/* SPDX-License-Identifier: BSD-2-Clause */
/* FNV-1a with 64 bits (Fowler, Noll and Vo): against accidents, not against forgery. */
#ifndef SULFEM_FINGERPRINT_H
#define SULFEM_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

static const uint64_t sul_fingerprint_begin = UINT64_C(0xcbf29ce484222325);

static inline uint64_t SulFingerprint(uint64_t so_far, const void *data, size_t size) {
  const unsigned char *bytes = (const unsigned char *)data;
  for (size_t i = 0; i < size; i++)
    so_far = (so_far ^ bytes[i]) * UINT64_C(0x100000001b3);
  return so_far;
}

#endif
