#define _GNU_SOURCE
#include "engines/choose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "channel/record.h"
#include "engines/cores.h"

static rw_status read_device(struct rw__engine *engine, const struct rw__own_slot *own, struct rw__purpose purpose,
                             struct rw__device *out) {
  struct rw__block reply;
  rw_status status = rw__slot_reply(engine, own, purpose, &reply);
  if (status != RW_OK) return status;
  struct rw__reader reader = {.at = reply.base, .end = (const char *)reply.base + reply.size};
  (void)rw__read_number(&reader);
  const char *device = rw__read_string(&reader);
  bool fits = !reader.failed && strlen(device) < sizeof out->text;
  if (fits) strcpy(out->text, device);
  rw__block_free(&engine->memory, &reply);
  return fits
             ? RW_OK
             : rw__fail(RW_VERSION_MISMATCH, "load of '%s': the engine's answer is not of this version", purpose.model);
}

/* Asks an engine which device the rank gets. The engine may be another rank's: it goes by this rank's environment. */
static rw_status resolve(struct rw__engine *engine, const struct rw__load_request *load, struct rw__device *out) {
  const struct rw__purpose purpose = {RW_OP_RESOLVE, "load of", load->path, load->timeout};
  struct rw__load_request request = *load;
  struct rw__own_slot *own = NULL;
  struct rw__cores own_cores;
  rw__lend_cores(&own_cores, false);
  char *environment = rw__environment_text(&request.environment_size);
  rw__take_cores_back(&own_cores);
  if (environment == NULL) return rw__fail(RW_OUT_OF_MEMORY, "load of '%s': no memory", load->path);
  request.environment = environment;
  request.size = 0;
  request.from_bytes = false;
  rw_status status = rw__slot_take(engine, NULL, purpose, &own);
  if (status == RW_OK) {
    status = rw__load_body_write(engine, own, &request);
    if (status == RW_OK) status = rw__slot_answer(engine, own, purpose, false);
    if (status == RW_OK) status = read_device(engine, own, purpose, out);
    rw__slot_return(engine, own);
  }
  free(environment);
  return status;
}

rw_status rw__choose_engine(struct rw__engine **out, struct rw__device *device, const struct rw__load_request *request,
                            int64_t timeout, const struct rw__place *place) {
  enum rw__sharing sharing;
  struct rw__key key;
  *out = NULL;
  device->text[0] = '\0';
  rw_status status = rw__sharing_read(&sharing, request->options->engines, request->path);
  if (status != RW_OK) return status;
  if (rw__key_of(&key, sharing, request->device)) return rw__engine_acquire(out, &key, timeout, place);
  struct rw__engine *asked = rw__engine_at_hand();
  if (asked == NULL) status = rw__engine_acquire(&asked, &key, timeout, place);
  if (status != RW_OK) return status;
  status = resolve(asked, request, device);
  if (status == RW_OK) {
    (void)rw__key_of(&key, sharing, device->text);
    status = rw__engine_acquire(out, &key, timeout, place);
  }
  rw__engine_release(asked);
  return status;
}
