/* SPDX-License-Identifier: BSD-2-Clause */
/* Do all ranks of a communicator make the same collective calls? Each call is preceded by an exchange
 * of what it is on a shadow of its communicator. */
#include "checker.h"
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { FRAMES = 10, DEPTH = 48, RANKS = 64, NAME = 32, EXIT = 70 };

/* A call as it is told to the others. Who waits can be asked for its stack later; of a call that does not
 * wait it is taken along, the places in the program itself. */
typedef struct {
  char name[NAME];
  int root, op, size, rank; /* of the communicator; in the world */
  long long bytes;
  uint64_t frame[FRAMES];
} Record;

/* Where each rank is, for those that wait in vain. */
typedef struct {
  pid_t process;
  volatile int inside;
  Record last;
  uint64_t now[FRAMES]; /* its stack when it was asked for it */
} Place;

/* A call that did not wait. */
typedef struct Pending {
  MPI_Request request;
  int size;
  Record own, *all;
  struct Pending *next;
} Pending;

static Place *places; /* [RANKS], shared */
static Pending *pending;
static int keyval = MPI_KEYVAL_INVALID, world_rank, world_size;
static uintptr_t program_begin, program_end, program_base;
static long long checked;
static bool active;

/* ---- Stacks ---------------------------------------------------------------------------------- */

static int FindProgram(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  (void)data;
  program_base = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    program_begin = info->dlpi_addr + part->p_vaddr;
    program_end = program_begin + part->p_memsz;
  }
  return 1; /* the first is the program */
}

static void TakeStack(uint64_t *frames) {
  void *stack[DEPTH];
  int depth = backtrace(stack, DEPTH), kept = 0;
  memset(frames, 0, FRAMES * sizeof *frames);
  for (int i = 0; i < depth && kept < FRAMES; i++) {
    uintptr_t at = (uintptr_t)stack[i];
    if (at >= program_begin && at < program_end) frames[kept++] = at - program_base - 1;
  }
}

static void TellStack(const uint64_t *frames) {
  char program[400] = "", command[900];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length > 0 ? length : 0] = '\0';
  int end = snprintf(command, sizeof command, "addr2line -Cfpsi -e '%s'", program);
  for (int f = 0; f < FRAMES && frames[f]; f++)
    end += snprintf(command + end, sizeof command - (size_t)end, " 0x%llx",
                    (unsigned long long)frames[f]);
  snprintf(command + end, sizeof command - (size_t)end, " 2>/dev/null");
  char line[500];
  FILE *lines = frames[0] ? popen(command, "r") : NULL;
  bool told = false;
  while (lines && fgets(line, sizeof line, lines)) {
    fprintf(stderr, "      %s", line);
    told = true;
  }
  if (lines) pclose(lines);
  for (int f = 0; f < FRAMES && frames[f] && !told; f++)
    fprintf(stderr, "      %s+0x%llx\n", program, (unsigned long long)frames[f]);
}

static void OnAsked(int signal) {
  (void)signal;
  TakeStack(places[world_rank].now);
}

/* ---- Telling --------------------------------------------------------------------------------- */

static void TellCall(const Record *record) {
  fprintf(stderr, "  rank %d: %s", record->rank, record->name);
  if (record->root != COLLECTIVE_NONE) fprintf(stderr, ", root %d", record->root);
  if (record->bytes != COLLECTIVE_NONE) fprintf(stderr, ", %lld bytes", record->bytes);
  if (record->op != COLLECTIVE_NONE) fprintf(stderr, ", operation %d", record->op);
  fprintf(stderr, ", communicator of %d ranks, called from\n", record->size);
  TellStack(record->frame[0] ? record->frame : places[record->rank].now);
}

static double Now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool Same(const Record *a, const Record *b) {
  return strcmp(a->name, b->name) == 0 && a->root == b->root && a->bytes == b->bytes &&
         a->op == b->op;
}

static void Stop(void) {
  fflush(stderr);
  PMPI_Abort(MPI_COMM_WORLD, EXIT);
  _exit(EXIT);
}

/* One rank tells; the others leave it the time to. */
static void TakeWord(void) {
  if (__sync_lock_test_and_set(&places[RANKS].inside, 1) == 0) return;
  for (double end = Now() + 20; Now() < end;)
    usleep(100000); /* cut short where it is asked for its stack */
  Stop();
}

/* The calls that differ, each kind once. */
static void Compare(const Record *all, int size) {
  int other = 1;
  while (other < size && Same(&all[0], &all[other]))
    other++;
  if (other == size) return;
  TakeStack(places[world_rank].now);
  TakeWord();
  usleep(300000); /* for the stacks of the others, who find the same */
  fprintf(stderr, "collectives: ranks of one communicator make different calls\n");
  for (int r = 0; r < size; r++) {
    int earlier = 0;
    while (!Same(&all[earlier], &all[r]))
      earlier++;
    if (earlier == r) TellCall(&all[r]);
  }
  Stop();
}

static void TellAbsent(const Record *own, int seconds) {
  TakeWord();
  for (int r = 0; r < world_size; r++)
    kill(places[r].process, SIGRTMIN + 3);
  usleep(300000);
  fprintf(stderr, "collectives: after %d s not every rank has come\n", seconds);
  TellCall(own);
  for (int r = 0; r < world_size; r++) {
    if (r == world_rank) continue;
    if (places[r].inside) {
      TellCall(&places[r].last);
    } else {
      fprintf(stderr, "  rank %d is in no collective call, but in\n", r);
      TellStack(places[r].now);
    }
  }
  Stop();
}

/* ---- Checking -------------------------------------------------------------------------------- */

static int FreeShadow(MPI_Comm comm, int key, void *value, void *extra) {
  MPI_Comm *shadow = value;
  (void)comm;
  (void)key;
  (void)extra;
  PMPI_Comm_free(shadow);
  free(shadow);
  return MPI_SUCCESS;
}

/* NULL where there is nothing to compare. */
static MPI_Comm *Shadow(MPI_Comm comm) {
  MPI_Comm *shadow = NULL;
  int size, inter, found;
  if (!active || comm == MPI_COMM_NULL) return NULL;
  PMPI_Comm_size(comm, &size);
  PMPI_Comm_test_inter(comm, &inter);
  if (size == 1 || inter) return NULL;
  PMPI_Comm_get_attr(comm, keyval, &shadow, &found);
  if (found) return shadow;
  shadow = malloc(sizeof *shadow);
  if (!shadow) abort();
  PMPI_Comm_dup(comm, shadow);
  PMPI_Comm_set_attr(comm, keyval, shadow);
  return shadow;
}

void CollectiveAdopt(MPI_Comm comm) {
  Shadow(comm);
}

static Record RecordOf(MPI_Comm comm, Collective call) {
  Record record = {.root = call.root, .op = call.op, .bytes = call.bytes, .rank = world_rank};
  snprintf(record.name, sizeof record.name, "%s", call.name);
  PMPI_Comm_size(comm, &record.size);
  return record;
}

static void Forward(void) {
  for (Pending **at = &pending; *at;) {
    Pending *one = *at;
    int done;
    PMPI_Test(&one->request, &done, MPI_STATUS_IGNORE);
    if (!done) {
      at = &one->next;
      continue;
    }
    Compare(one->all, one->size);
    *at = one->next;
    free(one->all);
    free(one);
  }
}

static void Wait(MPI_Request *request, const Record *own) {
  const char *asked = getenv("SULFEM_COLLECTIVES_PATIENCE");
  int patience = asked ? atoi(asked) : 60, done = 0;
  double end = Now() + patience;
  for (PMPI_Test(request, &done, MPI_STATUS_IGNORE); !done;
       PMPI_Test(request, &done, MPI_STATUS_IGNORE)) {
    sched_yield();
    if (Now() > end) TellAbsent(own, patience);
  }
}

void CollectiveCheck(MPI_Comm comm, Collective call) {
  MPI_Comm *shadow = Shadow(comm);
  MPI_Request request;
  if (!shadow) return;
  Record own = RecordOf(comm, call), all[RANKS];
  places[world_rank].last = own;
  places[world_rank].inside = 1;
  Forward();
  PMPI_Iallgather(&own, sizeof own, MPI_BYTE, all, sizeof own, MPI_BYTE, *shadow, &request);
  Wait(&request, &own);
  Compare(all, own.size);
  places[world_rank].inside = 0;
  checked++;
}

void CollectiveNote(MPI_Comm comm, Collective call) {
  MPI_Comm *shadow = Shadow(comm);
  Forward();
  if (!shadow) return;
  Pending *one = malloc(sizeof *one);
  if (!one) abort();
  one->own = RecordOf(comm, call);
  TakeStack(one->own.frame);
  one->size = one->own.size;
  one->all = calloc((size_t)one->size, sizeof *one->all);
  if (!one->all) abort();
  PMPI_Iallgather(&one->own, sizeof one->own, MPI_BYTE, one->all, sizeof one->own, MPI_BYTE,
                  *shadow, &one->request);
  one->next = pending;
  pending = one;
  checked++;
}

long long CollectiveBytes(long long count, MPI_Datatype type) {
  int size = 0;
  if (type != MPI_DATATYPE_NULL) PMPI_Type_size(type, &size);
  return count * size;
}

int CollectiveOp(MPI_Op op) {
  const MPI_Op known[] = {MPI_MAX, MPI_MIN,  MPI_SUM,  MPI_PROD, MPI_LAND,   MPI_BAND,
                          MPI_LOR, MPI_LXOR, MPI_BXOR, MPI_BOR,  MPI_MAXLOC, MPI_MINLOC};
  int number = 0;
  while (number < 12 && op != known[number])
    number++;
  return number;
}

/* ---- Beginning and end ----------------------------------------------------------------------- */

/* A page that all ranks of the machine see; its name is gone as soon as all have it. */
static void Share(void) {
  char name[64];
  int first = (int)getpid();
  size_t size = (RANKS + 1) * sizeof *places;
  PMPI_Bcast(&first, 1, MPI_INT, 0, MPI_COMM_WORLD);
  snprintf(name, sizeof name, "/sulfem-collectives-%d", first);
  int file = -1;
  if (world_rank == 0) {
    file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (file < 0 || ftruncate(file, (off_t)size) != 0) abort();
  }
  PMPI_Barrier(MPI_COMM_WORLD);
  if (world_rank > 0) file = shm_open(name, O_RDWR, 0600);
  places = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (places == MAP_FAILED) abort();
  close(file);
  places[world_rank].process = getpid();
  PMPI_Barrier(MPI_COMM_WORLD);
  if (world_rank == 0) shm_unlink(name);
}

void CollectiveBegin(void) {
  PMPI_Comm_rank(MPI_COMM_WORLD, &world_rank);
  PMPI_Comm_size(MPI_COMM_WORLD, &world_size);
  if (world_size == 1) return;
  if (world_size > RANKS) {
    fprintf(stderr, "collectives: made for %d ranks at most\n", RANKS);
    PMPI_Abort(MPI_COMM_WORLD, EXIT);
  }
  dl_iterate_phdr(FindProgram, NULL);
  Share();
  void *warm[2];
  backtrace(warm, 2); /* loads what it needs, which a signal must not */
  signal(SIGRTMIN + 3, OnAsked);
  PMPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, FreeShadow, &keyval, NULL);
  active = true;
  CollectiveAdopt(MPI_COMM_WORLD);
}

/* SULFEM_COLLECTIVES_LOG: a file that gets a line, how many calls were checked. */
void CollectiveEnd(void) {
  const char *log = getenv("SULFEM_COLLECTIVES_LOG");
  if (!active) return;
  CollectiveCheck(MPI_COMM_WORLD,
                  (Collective){"MPI_Finalize", COLLECTIVE_NONE, COLLECTIVE_NONE, COLLECTIVE_NONE});
  Forward();
  FILE *file = log && world_rank == 0 ? fopen(log, "a") : NULL;
  if (file) {
    fprintf(file, "%lld collective calls of %d ranks\n", checked, world_size);
    fclose(file);
  }
  PMPI_Comm_delete_attr(MPI_COMM_WORLD, keyval);
  active = false;
}
