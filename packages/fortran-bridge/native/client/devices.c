/* What this process can run models on, as its engine tells it. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "channel/record.h"
#include "client/timeouts.h"
#include "engines/engine.h"

struct rw_devices {
  size_t count;
  rw_device_info *infos;
  char *strings; /* of all, in one allocation */
};

static const struct rw__purpose purpose = {RW_OP_DEVICES, "list of", "devices", INT64_MAX};

static bool read_device(struct rw__reader *reader, rw_device_info *out) {
  const char **const texts[] = {&out->device, &out->kind, &out->provider, &out->name, &out->driver, &out->reason};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) *texts[i] = rw__read_string(reader);
  out->memory_bytes = rw__read_number(reader);
  out->index = (int32_t)rw__read_number(reader);
  out->software = (int32_t)rw__read_number(reader);
  return !reader->failed;
}

/* The answer has the head of a load's: three counts, of which the first is that of the devices. */
static rw_status read_reply(rw_devices *devices, const char *bytes, size_t size) {
  devices->strings = malloc(size);
  if (devices->strings == NULL) return rw__fail(RW_OUT_OF_MEMORY, "list of devices: no memory");
  memcpy(devices->strings, bytes, size);
  struct rw__reader reader = {.at = devices->strings, .end = devices->strings + size};
  size_t count = (size_t)rw__read_number(&reader);
  (void)rw__read_number(&reader);
  (void)rw__read_number(&reader);
  bool good = !reader.failed && count < size;
  if (good) {
    devices->infos = calloc(count + 1, sizeof *devices->infos);
    if (devices->infos == NULL) return rw__fail(RW_OUT_OF_MEMORY, "list of devices: no memory");
    while (good && devices->count < count) good = read_device(&reader, &devices->infos[devices->count++]);
  }
  return good ? RW_OK : rw__fail(RW_VERSION_MISMATCH, "list of devices: the engine's answer is not of this version");
}

static rw_status take_reply(struct rw__engine *engine, const struct rw__own_slot *own, rw_devices *devices) {
  struct rw__block reply;
  rw_status status = rw__slot_reply(engine, own, purpose, &reply);
  if (status != RW_OK) return status;
  status = read_reply(devices, reply.base, reply.size);
  rw__block_free(&engine->memory, &reply);
  return status;
}

static rw_status ask(struct rw__engine *engine, rw_devices *devices) {
  struct rw__own_slot *own = NULL;
  rw_status status = rw__slot_take(engine, NULL, purpose, &own);
  if (status != RW_OK) return status;
  status = rw__slot_answer(engine, own, purpose, false);
  if (status == RW_OK) status = take_reply(engine, own, devices);
  rw__slot_return(engine, own);
  return status;
}

rw_status rw_devices_open(rw_devices **out) {
  if (out == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "rw_devices_open: 'out' is NULL; give the address of an rw_devices pointer");
  const struct rw__key own = {""};
  *out = NULL;
  rw_devices *devices = calloc(1, sizeof *devices);
  if (devices == NULL) return rw__fail(RW_OUT_OF_MEMORY, "list of devices: no memory");
  struct rw__timeouts timeouts;
  rw_status status = rw__timeouts_read(&timeouts, NULL, purpose.doing, purpose.model);
  struct rw__engine *engine = status == RW_OK ? rw__engine_at_hand() : NULL;
  if (status == RW_OK && engine == NULL)
    status = rw__engine_acquire(&engine, &own, timeouts.start, &(struct rw__place){0});
  if (status == RW_OK) {
    status = ask(engine, devices);
    rw__engine_release(engine);
  }
  if (status != RW_OK) rw_devices_close(&devices);
  *out = devices;
  return status;
}

size_t rw_devices_count(const rw_devices *devices) { return devices != NULL ? devices->count : 0; }

rw_status rw_devices_get(const rw_devices *devices, size_t position, rw_device_info *out) {
  size_t count = rw_devices_count(devices);
  if (out == NULL) return rw__fail(RW_INVALID_ARGUMENT, "rw_devices_get: 'out' is NULL");
  if (position >= count)
    return rw__fail(RW_INVALID_ARGUMENT, "rw_devices_get: there is no device %zu; the list has %zu, counted from 0",
                    position, count);
  *out = devices->infos[position];
  return RW_OK;
}

void rw_devices_close(rw_devices **devices) {
  if (devices == NULL || *devices == NULL) return;
  free((*devices)->infos);
  free((*devices)->strings);
  free(*devices);
  *devices = NULL;
}

rw_status rw_device_count(const char *kind, size_t *count) {
  rw_devices *devices = NULL;
  if (count == NULL) return rw__fail(RW_INVALID_ARGUMENT, "rw_device_count: 'count' is NULL");
  *count = 0;
  rw_status status = rw_devices_open(&devices);
  for (size_t i = 0; i < rw_devices_count(devices); i++) {
    const rw_device_info *info = &devices->infos[i];
    if (info->index >= 0 && (kind == NULL || strcmp(kind, info->kind) == 0)) ++*count;
  }
  rw_devices_close(&devices);
  return status;
}
