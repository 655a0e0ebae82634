/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables that grow by rows: whole lines only, what a restart keeps, a full disk, links. */
#include "check.h"
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/history.h>
#include <sys/resource.h>
#include <unistd.h>

static char folder[] = "test_history_XXXXXX";
static const char *const columns[] = {"time", "phases.a, \"b\".x"};

/* The file's text; free() it. */
static char *Read(const char *name) {
  char path[64], *text = calloc(1, 1 << 16);
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  if (file && fread(text, 1, (1 << 16) - 1, file) == 0) text[0] = '\0';
  if (file) fclose(file);
  return text;
}

static void CheckText(const char *name, const char *due) {
  char *text = Read(name);
  CHECK(strcmp(text, due) == 0);
  if (strcmp(text, due)) fprintf(stderr, "found:\n%s\nexpected:\n%s\n", text, due);
  free(text);
}

#define HEADER "time,\"phases.a, \"\"b\"\".x\"\n"

/* Digits come back; numbers that are none are empty. Each row is there before the next. */
static void CheckRows(void) {
  SulRowFile file;
  SulError error = {0};
  SulHistoryOpen(folder, 2, columns, 0, &file, &error);
  CHECK(!SulFailed(&error));
  CheckText("history.csv", HEADER);
  SulHistoryRow(&file, 2, (const double[2]){1, 0.1}, &error);
  CheckText("history.csv", HEADER "1,0.10000000000000001\n");
  SulHistoryRow(&file, 2, (const double[2]){2, NAN}, &error);
  CheckText("history.csv", HEADER "1,0.10000000000000001\n2,\n");
  CHECK(!SulFailed(&error) && file.bytes == (long long)strlen(HEADER) + 25);
  SulRowFileClose(&file);
  SulRowFileClose(&file);
}

/* A restart goes on behind the row that its checkpoint knows of: a later one, and half of one, go. */
static void CheckKept(void) {
  long long keep = (long long)strlen(HEADER) + 22;
  char path[64];
  SulRowFile file;
  SulError error = {0};
  snprintf(path, sizeof path, "%s/history.csv", folder);
  FILE *torn = fopen(path, "a");
  fputs("3,0.", torn);
  fclose(torn);
  SulHistoryOpen(folder, 2, columns, keep, &file, &error);
  SulHistoryRow(&file, 2, (const double[2]){2, 0.5}, &error);
  CHECK(!SulFailed(&error));
  SulRowFileClose(&file);
  CheckText("history.csv", HEADER "1,0.10000000000000001\n2,0.5\n");
  /* not the end of a row, behind the end of the file, other columns: all anew */
  const long long wrong[3] = {keep - 1, keep + 1000, keep};
  const char *const others[] = {"time", "another"};
  for (int i = 0; i < 3; i++) {
    SulHistoryOpen(folder, 2, i < 2 ? columns : others, wrong[i], &file, &error);
    CHECK(!SulFailed(&error));
    SulHistoryRow(&file, 2, (const double[2]){i, 0}, &error);
    SulRowFileClose(&file);
    CheckText("history.csv", i == 0   ? HEADER "0,0\n"
                             : i == 1 ? HEADER "1,0\n"
                                      : "time,another\n2,0\n");
    SulHistoryOpen(folder, 2, columns, 0, &file, &error);
    SulHistoryRow(&file, 2, (const double[2]){1, 0.1}, &error);
    SulHistoryRow(&file, 2, (const double[2]){1, 0.1}, &error);
    SulRowFileClose(&file);
  }
}

static void CheckStatus(void) {
  SulTry tried = {.step = 2,
                  .time = 3.5,
                  .lithiation = 0.25,
                  .size = 0.125,
                  .newton = 4,
                  .linear = 31,
                  .residual = 1e-9,
                  .before = 0.5,
                  .scatter = NAN,
                  .accepted = true,
                  .why = ""};
  SulRowFile file;
  SulError error = {0};
  SulStatusOpen(folder, 0, &file, &error);
  SulStatusRow(&file, &tried, &error);
  tried.accepted = false;
  tried.why = "a point in \"sulfur\", far out\nhas no answer";
  SulStatusRow(&file, &tried, &error);
  CHECK(!SulFailed(&error));
  SulRowFileClose(&file);
  CheckText(
      "status.csv",
      "step,time,lithiation,size,newton,linear,residual,residual_before,scatter,accepted,why\n"
      "2,3.5,0.25,0.125,4,31,1.0000000000000001e-09,0.5,,1,\n"
      "2,3.5,0.25,0.125,4,31,1.0000000000000001e-09,0.5,,0,"
      "\"a point in \"\"sulfur\"\", far out has no answer\"\n");
}

/* No room for a row: it is taken back, and said; what was there stays. */
static void CheckFull(void) {
  struct rlimit before, small;
  SulRowFile file;
  SulError error = {0};
  SulHistoryOpen(folder, 2, columns, 0, &file, &error);
  SulHistoryRow(&file, 2, (const double[2]){1, 2}, &error);
  CHECK(!SulFailed(&error));
  getrlimit(RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = (rlim_t)file.bytes + 2;
  setrlimit(RLIMIT_FSIZE, &small);
  SulHistoryRow(&file, 2, (const double[2]){3, 4}, &error);
  setrlimit(RLIMIT_FSIZE, &before);
  CHECK(error.status == SUL_IO && strstr(error.text, "history.csv"));
  SulRowFileClose(&file);
  CheckText("history.csv", HEADER "1,2\n");
}

/* A link with the name is replaced, and what it leads to stays. */
static void CheckLink(void) {
  char path[64], target[64];
  SulRowFile file;
  SulError error = {0};
  snprintf(path, sizeof path, "%s/history.csv", folder);
  snprintf(target, sizeof target, "%s/precious", folder);
  FILE *precious = fopen(target, "w");
  fputs(HEADER, precious);
  fclose(precious);
  for (int keep = 0; keep < 2; keep++) {
    unlink(path);
    CHECK(symlink("precious", path) == 0);
    SulHistoryOpen(folder, 2, columns, keep ? (long long)strlen(HEADER) : 0, &file, &error);
    SulHistoryRow(&file, 2, (const double[2]){1, 2}, &error);
    CHECK(!SulFailed(&error));
    SulRowFileClose(&file);
    CheckText("precious", HEADER);
    CheckText("history.csv", HEADER "1,2\n");
  }
}

int main(void) {
  char command[64];
  CHECK(mkdtemp(folder) != NULL);
  CheckRows();
  CheckKept();
  CheckStatus();
  CheckFull();
  CheckLink();
  snprintf(command, sizeof command, "rm -r %s", folder);
  CHECK(system(command) == 0);
  return CheckResult();
}
