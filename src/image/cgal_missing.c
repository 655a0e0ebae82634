/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands in for cgal_image.cpp in a program that is built without CGAL. */
#include "cgal_image.h"

#ifndef SULFEM_CGAL

#include <stdio.h>

bool SulCgalIsThere(void) {
  return false;
}

bool SulCgalMeshMake(const SulCgalTask *task, SulCgalMesh *mesh, char *why, int why_size) {
  (void)task;
  *mesh = (SulCgalMesh){0};
  snprintf(why, (size_t)why_size, "this program was built without CGAL");
  return false;
}

#else
typedef int SulCgalIsElsewhere; /* a unit of C must not be empty */
#endif
