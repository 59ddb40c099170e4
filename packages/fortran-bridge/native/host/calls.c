/* Runs that the host's threads make, while the engine's own takes the next request.
 *
 * A rank that calls from one thread never meets them: the engine's thread makes its runs, without a hand-over. They are
 * given to workers from the first time on that two requests are seen at once, unless they are so short that the
 * hand-over costs more than the wait for one's turn. */
#include <stddef.h>

#include "host/state.h"

enum {
  WORTH_NS = 10000,    /* from here on, runs are given away */
  PARALLEL_RUNS = 256, /* after two requests were seen at once, as many more are given away */
  SAMPLE = 16          /* every so many runs of the engine's thread one is measured */
};

static void learn(struct rw__served_slot *record, int64_t took) {
  record->mean = record->mean == 0 ? took : record->mean + (took - record->mean) / 8;
}

static void begin(struct rw__connection *connection, struct rw__served_slot *record) {
  record->connection = connection;
  atomic_fetch_add(&connection->working, 1);
  atomic_store(&record->working, true);
}

static void count_run(rw_host *host, bool others) {
  int left = atomic_load(&host->parallel);
  atomic_store(&host->parallel, others ? PARALLEL_RUNS : left > 0 ? left - 1 : 0);
}

static void make_run(void *context, struct rw__job *job) {
  rw_host *host = context;
  struct rw__served_slot *record = (void *)((char *)job - offsetof(struct rw__served_slot, job));
  struct rw__connection *connection = record->connection;
  void *const *arguments = record->arguments;
  int64_t start = rw__now();
  /* A rank that is gone wants no more of those that wait. */
  bool wanted = atomic_load(&connection->state) == RW__SERVED;
  record->result = wanted ? record->function(arguments[0], arguments[1], arguments[2]) : NULL;
  if (wanted) learn(record, rw__now() - start);
  if (wanted && (record->result != NULL || record->decides)) {
    rw__workers_return(&host->workers, job);
    rw__ring(host);
    return;
  }
  struct rw__slot *slot = &connection->memory.channel->slots[record - connection->slots];
  uint32_t number = record->number;
  slot->status = RW_OK;
  atomic_store(&record->working, false); /* from here on the record is the engine's thread's */
  rw__answer(connection, slot, number);
  atomic_fetch_sub(&connection->working, 1); /* and the connection's memory */
  if (atomic_load(&host->put_off)) rw__ring(host);
}

/* Whether a worker may take the run that is asked of a slot. The record in the engine's own hand must not be taken. */
static bool is_for_workers(void *context, const struct rw__connection *connection, uint32_t index, uint8_t asked) {
  const rw_host *host = context;
  const struct rw__served_slot *record = &connection->slots[index];
  return record != host->record && (asked & RW__REPEAT) != 0 && record->key != 0 && record->function != NULL &&
         record->mean >= WORTH_NS;
}

static struct rw__job *take_for_worker(rw_host *host, struct rw__connection *connection) {
  int i = rw__find_untaken(connection, connection->turn, is_for_workers, host);
  if (i < 0) return NULL;
  count_run(host, rw__workers_work(host));
  rw__mark_taken(connection, (uint32_t)i);
  begin(connection, &connection->slots[i]);
  return &connection->slots[i].job;
}

/* A worker that watches takes runs by itself: where cores are few, the engine's thread may not get one just then. */
static struct rw__job *find_run(void *context) {
  rw_host *host = context;
  struct rw__job *job = NULL;
  if (atomic_load(&host->parallel) == 0 || pthread_mutex_trylock(&host->taking) != 0) return NULL;
  int served = atomic_load_explicit(&host->served, memory_order_acquire);
  for (int turn = 0; turn < served && job == NULL; turn++) {
    int at = (host->next + turn) % served;
    struct rw__connection *connection = &host->connections[at];
    if (atomic_load(&connection->state) == RW__SERVED) job = take_for_worker(host, connection);
    if (job != NULL) host->next = at + 1;
  }
  pthread_mutex_unlock(&host->taking);
  return job;
}

void rw__host_workers_make(rw_host *host, int threads) {
  pthread_mutex_init(&host->taking, NULL);
  rw__workers_make(&host->workers, threads, host->cores >= 2, make_run, find_run, host);
}

void rw__start_taking(rw_host *host) {
  if (!host->holds_taking) pthread_mutex_lock(&host->taking);
  host->holds_taking = true;
}

void rw__stop_taking(rw_host *host) {
  if (host->holds_taking) pthread_mutex_unlock(&host->taking);
  host->holds_taking = false;
}

static bool give(rw_host *host) {
  struct rw__served_slot *record = host->record;
  count_run(host, rw__workers_work(host) || rw__someone_asks(host));
  if (atomic_load(&host->parallel) == 0) return false;
  begin(host->connection, record);
  if (rw__workers_give(&host->workers, &record->job)) {
    host->operation = RW_OP_NONE;
    return true;
  }
  atomic_store(&record->working, false);
  atomic_fetch_sub(&host->connection->working, 1);
  return false;
}

bool rw__give_repeat(rw_host *host) {
  struct rw__served_slot *record = host->record;
  if (record->function == NULL) return false;
  if (record->mean >= WORTH_NS) {
    rw__start_taking(host); /* the first worker may start here */
    if (give(host)) return true;
  }
  if (record->mean == 0 || record->number % SAMPLE == 0) host->began = rw__now();
  return false;
}

int rw_host_submit(rw_host *host, rw_call function, void *a, void *b, void *c) {
  struct rw__served_slot *record = host->record;
  const struct rw__run_body *run = record->request;
  record->function = function;
  record->arguments[0] = a;
  record->arguments[1] = b;
  record->arguments[2] = c;
  record->decides = false;
  for (uint32_t i = 0; i < run->n_outputs; i++) record->decides |= run->tensors[run->n_inputs + i].decided != 0;
  return give(host); /* how long it takes is not known: it has been bound for, which takes longer than a hand-over */
}

struct part {
  rw_call function;
  void *arguments[3];
};

static void *make_all(void *calls, void *count, void *unused) {
  const struct part *parts = calls;
  void *result = NULL;
  (void)unused;
  for (size_t i = 0; i < (size_t)count && result == NULL; i++) {
    void *const *given = parts[i].arguments;
    result = parts[i].function(given[0], given[1], given[2]);
  }
  return result;
}

int rw_host_submit_all(rw_host *host, const void *calls, int64_t count) {
  return rw_host_submit(host, make_all, (void *)(size_t)calls, (void *)(size_t)count, NULL);
}

void rw__note_run(rw_host *host) {
  struct rw__served_slot *record = host->record;
  if (record->function == NULL) return;
  if (host->began != 0) learn(record, rw__now() - host->began);
  if (record->mean >= WORTH_NS && rw__someone_asks(host)) atomic_store(&host->parallel, PARALLEL_RUNS);
}

bool rw__take_made(rw_host *host) {
  struct rw__job *job = rw__workers_take_back(&host->workers);
  if (job == NULL) return false;
  host->record = (void *)((char *)job - offsetof(struct rw__served_slot, job));
  host->connection = host->record->connection;
  host->slot = &host->connection->memory.channel->slots[host->record - host->connection->slots];
  host->operation = RW_OP_MADE;
  host->replaced = 0;
  return true;
}

int64_t rw_host_made_key(rw_host *host) { return host->record->key; }

void *rw_host_made_result(rw_host *host) { return host->record->result; }

void rw__forget_calls(struct rw__connection *connection, uint32_t model) {
  for (size_t i = 0; i < RW__SLOTS; i++)
    if (connection->slots[i].model == model) connection->slots[i].function = NULL;
}
