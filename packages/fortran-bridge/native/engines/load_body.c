#include "engines/load_body.h"

#include <string.h>

#include "base/status.h"

rw_status rw__load_body_write(struct rw__engine *engine, struct rw__own_slot *own,
                              const struct rw__load_request *request) {
  const rw_load_options *options = request->options;
  const char *provider = options->provider_options != NULL ? options->provider_options : "";
  const char *batching = options->batching != NULL ? options->batching : "";
  const char *texts[] = {request->path, request->device, provider, batching, request->environment};
  const size_t sizes[] = {strlen(request->path) + 1, strlen(request->device) + 1, strlen(provider) + 1,
                          strlen(batching) + 1, request->environment_size};
  struct rw__load_body head = {.threads = options->threads,
                               .rank = options->rank,
                               .rank_count = options->rank_count,
                               .local_rank = options->local_rank,
                               .local_rank_count = options->local_rank_count,
                               .path_size = (uint32_t)sizes[0],
                               .device_size = (uint32_t)sizes[1],
                               .options_size = (uint32_t)sizes[2],
                               .batching_size = (uint32_t)sizes[3],
                               .environment_size = (uint32_t)sizes[4],
                               .no_fallback = options->no_fallback != 0,
                               .tf32 = options->tf32 != 0,
                               .from_bytes = request->from_bytes,
                               .bytes = request->size};
  head.offset = rw__align(sizeof head + sizes[0] + sizes[1] + sizes[2] + sizes[3] + sizes[4], RW__CACHE_LINE);
  rw_status status = rw__slot_body(engine, own, head.offset + head.bytes);
  if (status != RW_OK) return status;
  struct rw__load_body *body = own->body.base;
  char *at = body->strings;
  *body = head;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; at += sizes[i++]) memcpy(at, texts[i], sizes[i]);
  if (request->size > 0) memcpy((char *)body + head.offset, request->bytes, request->size);
  return RW_OK;
}
