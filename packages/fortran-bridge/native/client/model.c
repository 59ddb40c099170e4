/* Load, close and query. */
#define _GNU_SOURCE
#include "client/model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rank.h"
#include "base/status.h"
#include "channel/record.h"
#include "client/timeouts.h"
#include "engines/choose.h"

static char *duplicate(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}

static void destroy(rw_model *model) {
  if (model->engine != NULL) rw__engine_release(model->engine);
  free(model->inputs);
  free(model->metadata);
  free(model->strings);
  free(model->path);
  free(model->convert_hint);
  free(model);
}

void rw__model_hold(rw_model *model) { atomic_fetch_add(&model->users, 1); }

void rw__model_release(rw_model *model) {
  if (atomic_fetch_sub(&model->users, 1) == 1) destroy(model);
}

static bool read_info(struct rw__reader *reader, rw_tensor_info *out) {
  *out = (rw_tensor_info){.name = rw__read_string(reader)};
  out->type = (int32_t)rw__read_number(reader);
  out->rank = (int32_t)rw__read_number(reader);
  if (out->rank < -1 || out->rank > RW_MAX_RANK) return false;
  for (int32_t i = 0; i < out->rank; i++) {
    out->shape[i] = rw__read_number(reader);
    const char *name = rw__read_string(reader);
    out->dim_name[i] = *name != '\0' ? name : NULL;
  }
  out->optional = (int32_t)rw__read_number(reader);
  return !reader->failed;
}

static rw_status read_reply(rw_model *model, const char *bytes, size_t size) {
  model->strings = malloc(size);
  if (model->strings == NULL) return rw__fail(RW_OUT_OF_MEMORY, "load of '%s': no memory", model->path);
  memcpy(model->strings, bytes, size);
  struct rw__reader reader = {.at = model->strings, .end = model->strings + size};
  model->number = (uint32_t)rw__read_number(&reader);
  model->device = (char *)(size_t)rw__read_string(&reader);
  model->runtime = (char *)(size_t)rw__read_string(&reader);
  model->fallback = (char *)(size_t)rw__read_string(&reader);
  model->n_inputs = (size_t)rw__read_number(&reader);
  model->n_outputs = (size_t)rw__read_number(&reader);
  model->n_metadata = (size_t)rw__read_number(&reader);
  bool good = !reader.failed && model->n_inputs < size && model->n_outputs < size && model->n_metadata < size;
  if (good) {
    model->inputs = calloc(model->n_inputs + model->n_outputs + 1, sizeof *model->inputs);
    model->metadata = calloc(model->n_metadata + 1, sizeof *model->metadata);
    if (model->inputs == NULL || model->metadata == NULL)
      return rw__fail(RW_OUT_OF_MEMORY, "load of '%s': no memory", model->path);
    model->outputs = model->inputs + model->n_inputs;
    for (size_t i = 0; good && i < model->n_inputs + model->n_outputs; i++)
      good = read_info(&reader, &model->inputs[i]);
    for (size_t i = 0; good && i < model->n_metadata; i++) {
      model->metadata[i].key = rw__read_string(&reader);
      model->metadata[i].value = rw__read_string(&reader);
    }
    good = good && !reader.failed;
  }
  return good ? RW_OK
              : rw__fail(RW_VERSION_MISMATCH, "load of '%s': the engine's answer is not of this version", model->path);
}

/* The answer lies in a block that the engine added and the rank gives back. */
static rw_status take_reply(rw_model *model, struct rw__own_slot *own, struct rw__purpose purpose) {
  struct rw__block reply;
  rw_status status = rw__slot_reply(model->engine, own, purpose, &reply);
  if (status != RW_OK) return status;
  status = read_reply(model, reply.base, reply.size);
  rw__block_free(&model->engine->memory, &reply);
  return status;
}

/* The engine has the working directory that the process had which started it. */
static char *absolute(const char *path) {
  char *folder = *path == '/' ? NULL : getcwd(NULL, 0);
  if (folder == NULL) return duplicate(path);
  size_t length = strlen(folder), size = strlen(path) + 1;
  char *whole = malloc(length + 1 + size);
  if (whole != NULL) {
    memcpy(whole, folder, length);
    whole[length] = '/';
    memcpy(whole + length + 1, path, size);
  }
  free(folder);
  return whole;
}

/* A model that is to be loaded. */
struct source {
  const char *path; /* or the name of one that comes as bytes */
  const void *bytes;
  size_t size;
  bool from_bytes;
};

static rw_status send_load(rw_model *model, struct rw__own_slot *own, const struct rw__load_request *request,
                           struct rw__purpose purpose) {
  rw_status status = rw__load_body_write(model->engine, own, request);
  if (status != RW_OK) return status;
  status = rw__slot_answer(model->engine, own, purpose, false);
  /* The weights of a large model are not to lie there until the slot serves again. An engine that has not answered in
   * time still reads them. */
  if (status != RW_TIMEOUT) rw__block_free(&model->engine->memory, &own->body);
  return status;
}

static rw_status request_load(rw_model *model, const struct rw__load_request *request) {
  const struct rw__purpose purpose = {RW_OP_LOAD, "load of", model->path, request->timeout};
  struct rw__own_slot *own = NULL;
  rw_status status = rw__slot_take(model->engine, NULL, purpose, &own);
  if (status != RW_OK) return status;
  status = send_load(model, own, request, purpose);
  if (status == RW_OK) status = take_reply(model, own, purpose);
  rw__slot_return(model->engine, own);
  return status;
}

static rw_status choose_engine_and_load(rw_model *model, const struct source *source, const rw_load_options *options,
                                        const struct rw__timeouts *timeouts, const struct rw__place *place) {
  char *path = source->from_bytes ? duplicate(model->path) : absolute(model->path);
  if (path == NULL) return rw__fail(RW_OUT_OF_MEMORY, "load of '%s': no memory", model->path);
  bool has_device = options->device != NULL && *options->device != '\0';
  struct rw__load_request request = {.options = options,
                                     .path = path,
                                     .device = has_device ? options->device : "auto",
                                     .bytes = source->bytes,
                                     .size = source->size,
                                     .from_bytes = source->from_bytes,
                                     .environment = "",
                                     .environment_size = 1,
                                     .timeout = timeouts->load};
  struct rw__device device;
  rw_status status = rw__choose_engine(&model->engine, &device, &request, timeouts->start, place);
  if (device.text[0] != '\0') request.device = device.text;
  if (status == RW_OK) status = request_load(model, &request);
  free(path);
  return status;
}

/* Takes the options of a program that was built with this header or an older one, whose structure was smaller. */
static rw_status read_options(const rw_load_options *given, const char *path, rw_load_options *out) {
  *out = (rw_load_options)RW_LOAD_OPTIONS_INIT;
  if (given == NULL) return RW_OK;
  if (given->size < offsetof(rw_load_options, rank) || given->size > sizeof *out)
    return rw__fail(RW_INVALID_ARGUMENT, "load of '%s': initialise the options with RW_LOAD_OPTIONS_INIT", path);
  memcpy(out, given, given->size);
  if (out->threads < 0)
    return rw__fail(RW_INVALID_ARGUMENT, "load of '%s': threads is %d; give 0 (the default) or more", path,
                    out->threads);
  bool none = out->rank_count == 0 && out->local_rank_count == 0;
  if (!none && (out->rank < 0 || out->rank >= out->rank_count || out->local_rank < 0 ||
                out->local_rank >= out->local_rank_count || out->local_rank_count > out->rank_count))
    return rw__fail(
        RW_INVALID_ARGUMENT,
        "load of '%s': rank %d of %d and local rank %d of %d contradict each other; ranks count from 0, and "
        "with a rank_count all four are needed",
        path, out->rank, out->rank_count, out->local_rank, out->local_rank_count);
  return RW_OK;
}

static const char *convert_hint(const rw_load_options *options) {
  if (options->convert_hint != NULL) return options->convert_hint;
  return options->fortran_order ? "give convert=.true." : "set the tensor's convert to 1";
}

static rw_status load(rw_model **out, const struct source *source, const rw_load_options *given) {
  rw_load_options options;
  struct rw__timeouts timeouts;
  rw_status status = read_options(given, source->path, &options);
  if (status == RW_OK) status = rw__timeouts_read(&timeouts, &options, "load of", source->path);
  if (status != RW_OK) return status;
  const struct rw__place place = {options.rank, options.rank_count, options.local_rank, options.local_rank_count};
  if (place.count > 0) rw__rank_given(place.rank);
  rw_model *model = calloc(1, sizeof *model);
  if (model != NULL) {
    model->path = duplicate(source->path);
    model->convert_hint = duplicate(convert_hint(&options));
  }
  if (model == NULL || model->path == NULL || model->convert_hint == NULL) {
    if (model != NULL) destroy(model);
    return rw__fail(RW_OUT_OF_MEMORY, "load of '%s': no memory", source->path);
  }
  atomic_store(&model->users, 1);
  model->run_timeout = timeouts.run;
  model->fortran_order = options.fortran_order != 0;
  model->convert = options.convert > 0;
  status = choose_engine_and_load(model, source, &options, &timeouts, &place);
  if (status != RW_OK) {
    destroy(model);
    return status;
  }
  *out = model;
  return RW_OK;
}

static rw_status check_out(rw_model **out, const char *function) {
  if (out == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "%s: 'out' is NULL; give the address of an rw_model pointer", function);
  *out = NULL;
  return RW_OK;
}

rw_status rw_model_load(rw_model **out, const char *path, const rw_load_options *options) {
  rw_status status = check_out(out, "rw_model_load");
  if (status != RW_OK) return status;
  if (path == NULL || *path == '\0')
    return rw__fail(RW_INVALID_ARGUMENT, "rw_model_load: 'path' is empty; give the name of an ONNX file");
  return load(out, &(struct source){.path = path}, options);
}

rw_status rw_model_load_bytes(rw_model **out, const void *bytes, size_t size, const char *name,
                              const rw_load_options *options) {
  rw_status status = check_out(out, "rw_model_load_bytes");
  if (status != RW_OK) return status;
  if (name == NULL || *name == '\0') name = "model";
  if (bytes == NULL && size > 0)
    return rw__fail(RW_INVALID_ARGUMENT, "load of '%s': 'bytes' is NULL; give those of an ONNX file", name);
  /* ONNX Runtime takes the number of bytes as a C int, without a check. */
  if (size > INT32_MAX)
    return rw__fail(
        RW_MODEL_UNSUPPORTED,
        "load of '%s': %zu bytes are more than the 2 GiB that ONNX can hold in one file; keep the weights in "
        "a file of their own (external data), and load by path",
        name, size);
  return load(out, &(struct source){.path = name, .bytes = bytes, .size = size, .from_bytes = true}, options);
}

static rw_status request_close(rw_model *model) {
  struct rw__purpose purpose = {RW_OP_CLOSE, "close of", model->path, model->run_timeout};
  struct rw__own_slot *own = NULL;
  rw_status status = rw__slot_take(model->engine, NULL, purpose, &own);
  if (status != RW_OK) return status;
  own->slot->model = model->number;
  status = rw__slot_answer(model->engine, own, purpose, false);
  rw__slot_return(model->engine, own);
  rw__slots_forget(model->engine, model->number);
  return status;
}

rw_status rw_model_close(rw_model **model) {
  if (model == NULL || *model == NULL) return RW_OK;
  rw_model *closing = *model;
  *model = NULL;
  /* With an engine that is gone, the model is closed. */
  rw_status status = atomic_load(&closing->engine->lost) ? RW_OK : request_close(closing);
  atomic_store(&closing->closed, true);
  rw__model_release(closing);
  return status == RW_ENGINE_LOST ? RW_OK : status;
}

size_t rw_model_input_count(const rw_model *model) { return model != NULL ? model->n_inputs : 0; }

size_t rw_model_output_count(const rw_model *model) { return model != NULL ? model->n_outputs : 0; }

static rw_status query(const rw_model *model, bool output, size_t position, rw_tensor_info *out) {
  const char *what = output ? "output" : "input";
  if (model == NULL) return rw__fail(RW_CLOSED, "query of an %s: the model is closed, or was never loaded", what);
  if (out == NULL) return rw__fail(RW_INVALID_ARGUMENT, "query of '%s': 'out' is NULL", model->path);
  size_t count = output ? model->n_outputs : model->n_inputs;
  if (position >= count)
    return rw__fail(RW_INVALID_ARGUMENT, "query of '%s': there is no %s %lld; it has %zu, counted from %d", model->path,
                    what, (long long)position + model->fortran_order, count, model->fortran_order);
  *out = (output ? model->outputs : model->inputs)[position];
  return RW_OK;
}

rw_status rw_model_input(const rw_model *model, size_t position, rw_tensor_info *out) {
  return query(model, false, position, out);
}

rw_status rw_model_output(const rw_model *model, size_t position, rw_tensor_info *out) {
  return query(model, true, position, out);
}

size_t rw_model_metadata_count(const rw_model *model) { return model != NULL ? model->n_metadata : 0; }

rw_status rw_model_metadata_at(const rw_model *model, size_t position, const char **key, const char **value) {
  if (model == NULL) return rw__fail(RW_CLOSED, "query of metadata: the model is closed, or was never loaded");
  if (key == NULL || value == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "query of '%s': 'key' or 'value' is NULL", model->path);
  if (position >= model->n_metadata)
    return rw__fail(RW_INVALID_ARGUMENT, "query of '%s': there is no metadata %zu; it has %zu entries, counted from 0",
                    model->path, position, model->n_metadata);
  *key = model->metadata[position].key;
  *value = model->metadata[position].value;
  return RW_OK;
}

const char *rw_model_metadata(const rw_model *model, const char *key) {
  for (size_t i = 0; model != NULL && key != NULL && i < model->n_metadata; i++)
    if (strcmp(model->metadata[i].key, key) == 0) return model->metadata[i].value;
  return NULL;
}

const char *rw_model_device(const rw_model *model) { return model != NULL ? model->device : ""; }

const char *rw_model_runtime(const rw_model *model) { return model != NULL ? model->runtime : ""; }

const char *rw_model_fallback(const rw_model *model) { return model != NULL ? model->fallback : ""; }

int64_t rw_model_engine_pid(const rw_model *model) { return model != NULL ? model->engine->pid : 0; }
