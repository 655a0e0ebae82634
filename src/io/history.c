/* SPDX-License-Identifier: BSD-2-Clause */
/* history.csv and status.csv: comma-separated tables that are written row by row. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/history.h>
#include <sulfem/text.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Lines ----------------------------------------------------------------------------------- */

/* A line under construction. */
typedef struct {
  FILE *out;
  char *text; /* free() it after LineEnd */
  size_t size;
  bool begun;
} Line;

static void LineBegin(Line *line) {
  *line = (Line){0};
  line->out = open_memstream(&line->text, &line->size);
}

static void LineEnd(Line *line) {
  fputc('\n', line->out);
  fclose(line->out);
}

static void PutComma(Line *line) {
  if (line->begun) fputc(',', line->out);
  line->begun = true;
}

/* In quotes where it would not be one field otherwise (RFC 4180). */
static void PutText(Line *line, const char *text) {
  bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
  PutComma(line);
  if (quoted) fputc('"', line->out);
  for (; *text; text++) {
    if (*text == '"') fputc('"', line->out);
    fputc(quoted && (*text == '\n' || *text == '\r') ? ' ' : *text, line->out);
  }
  if (quoted) fputc('"', line->out);
}

static void PutNumber(Line *line, double value) {
  PutComma(line);
  if (isfinite(value)) fprintf(line->out, "%.17g", value);
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* A row that does not fit on the disk is taken back: what is there are whole rows. */
static void Add(SulRowFile *to, const Line *line, SulError *error) {
  if (SulFailed(error)) return;
  if (SulFileWriteAll(to->file, line->text, line->size)) {
    to->bytes += (long long)line->size;
    return;
  }
  SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", to->path, strerror(errno));
  if (ftruncate(to->file, (off_t)to->bytes) != 0)
    SulErrorAppend(error, "; it cannot be cut back either: %s", strerror(errno));
}

/* Does the file begin with the header, and a row of it end at `keep`? */
static bool CanKeep(int file, const Line *header, long long keep) {
  char *begin = SulAllocate(header->size, 1), last = '\0';
  bool good = keep >= (long long)header->size &&
              pread(file, begin, header->size, 0) == (ssize_t)header->size &&
              memcmp(begin, header->text, header->size) == 0 &&
              pread(file, &last, 1, (off_t)keep - 1) == 1 && last == '\n';
  free(begin);
  return good;
}

/* The earlier run's file, cut behind its first `keep` bytes; false where there is no such. */
static bool OpenKept(SulRowFile *opened, const Line *header, long long keep) {
  int file = keep > 0 ? open(opened->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC) : -1;
  if (file < 0) return false;
  if (!CanKeep(file, header, keep) || ftruncate(file, (off_t)keep) != 0 ||
      lseek(file, 0, SEEK_END) < 0) {
    close(file);
    return false;
  }
  opened->file = file;
  opened->bytes = keep;
  return true;
}

static void Open(char *path, const Line *header, long long keep, SulRowFile *opened,
                 SulError *error) {
  *opened = (SulRowFile){.path = path, .file = -1};
  SulFileLimitIgnore();
  if (OpenKept(opened, header, keep)) return;
  opened->file = SulFileOpenNew(path);
  if (opened->file < 0)
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", path, strerror(errno));
  else
    Add(opened, header, error);
  if (SulFailed(error)) SulRowFileClose(opened);
}

void SulRowFileClose(SulRowFile *file) {
  if (!file->path) return;
  if (file->file >= 0) close(file->file);
  free(file->path);
  *file = (SulRowFile){.file = -1};
}

/* ---- The two tables -------------------------------------------------------------------------- */

void SulHistoryOpen(const char *folder, int count, const char *const *columns, long long keep,
                    SulRowFile *history, SulError *error) {
  Line header;
  LineBegin(&header);
  for (int i = 0; i < count; i++)
    PutText(&header, columns[i]);
  LineEnd(&header);
  Open(SulPathJoin(folder, "history.csv"), &header, keep, history, error);
  free(header.text);
}

void SulHistoryRow(SulRowFile *history, int count, const double *values, SulError *error) {
  Line line;
  LineBegin(&line);
  for (int i = 0; i < count; i++)
    PutNumber(&line, values[i]);
  LineEnd(&line);
  Add(history, &line, error);
  free(line.text);
}

void SulStatusOpen(const char *folder, long long keep, SulRowFile *status, SulError *error) {
  static const char *const columns[] = {"step",    "time",     "lithiation", "size",
                                        "newton",  "linear",   "residual",   "residual_before",
                                        "scatter", "accepted", "why"};
  Line header;
  LineBegin(&header);
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
    PutText(&header, columns[i]);
  LineEnd(&header);
  Open(SulPathJoin(folder, "status.csv"), &header, keep, status, error);
  free(header.text);
}

void SulStatusRow(SulRowFile *status, const SulTry *tried, SulError *error) {
  Line line;
  LineBegin(&line);
  PutNumber(&line, tried->step);
  PutNumber(&line, tried->time);
  PutNumber(&line, tried->lithiation);
  PutNumber(&line, tried->size);
  PutNumber(&line, tried->newton);
  PutNumber(&line, tried->linear);
  PutNumber(&line, tried->residual);
  PutNumber(&line, tried->before);
  PutNumber(&line, tried->scatter);
  PutNumber(&line, tried->accepted);
  PutText(&line, tried->why ? tried->why : "");
  LineEnd(&line);
  Add(status, &line, error);
  free(line.text);
}
