/** The functions of rankwise_host.h, one to one; a test compares the two. */
export const hostFunctions = {
  open: 'int rw_host_open(_Out_ void** out, int listen_fd, int cores, int threads)',
  wait: 'int64_t rw_host_wait(void* host)',
  complete: 'void rw_host_complete(void* host)',
  fail: 'void rw_host_fail(void* host, int status, const char* message)',
  operation: 'int rw_host_operation(void* host)',
  connection: 'int rw_host_connection(void* host)',
  replaced: 'int64_t rw_host_replaced(void* host)',
  model: 'int rw_host_model(void* host)',
  loadPath: 'const char* rw_host_load_path(void* host)',
  loadDevice: 'const char* rw_host_load_device(void* host)',
  loadThreads: 'int rw_host_load_threads(void* host)',
  loadProviderOptions: 'const char* rw_host_load_provider_options(void* host)',
  loadBatching: 'const char* rw_host_load_batching(void* host)',
  loadNoFallback: 'int rw_host_load_no_fallback(void* host)',
  loadTf32: 'int rw_host_load_tf32(void* host)',
  loadBytes: 'const void* rw_host_load_bytes(void* host)',
  loadSize: 'int64_t rw_host_load_size(void* host)',
  loadRanks: 'int rw_host_load_ranks(void* host, int32_t* numbers)',
  loadEnvironment: 'const void* rw_host_load_environment(void* host)',
  loadEnvironmentSize: 'int64_t rw_host_load_environment_size(void* host)',
  describeModel:
    'int rw_host_describe_model(void* host, int model, const char* device, const char* runtime, const char* fallback)',
  describeInput:
    'int rw_host_describe_input(void* host, const char* name, int type, int rank, const int64_t* dims, const char** dim_names, int optional)',
  describeOutput:
    'int rw_host_describe_output(void* host, const char* name, int type, int rank, const int64_t* dims, const char** dim_names)',
  describeMetadata: 'int rw_host_describe_metadata(void* host, const char* key, const char* value)',
  describeDevice:
    'int rw_host_describe_device(void* host, const char* device, const char* kind, const char* provider, const char* name, const char* driver, const char* reason, int64_t memory_bytes, int index, int software)',
  tensorCount: 'int rw_host_tensor_count(void* host, int output)',
  tensorPosition: 'int rw_host_tensor_position(void* host, int output, int i)',
  tensorType: 'int rw_host_tensor_type(void* host, int output, int i)',
  tensorDims: 'int rw_host_tensor_dims(void* host, int output, int i, int64_t* dims)',
  tensorBytes: 'int64_t rw_host_tensor_bytes(void* host, int output, int i)',
  tensorData: 'void* rw_host_tensor_data(void* host, int output, int i)',
  tensorCarried: 'int rw_host_tensor_carried(void* host, int i)',
  tensorFeeds: 'int rw_host_tensor_feeds(void* host, int i)',
  tensorKept: 'int rw_host_tensor_kept(void* host, int i)',
  group: 'void rw_host_group(void* host, int64_t group, int64_t rows)',
  batch: 'int64_t rw_host_batch(void* host, int64_t most, int64_t delay)',
  batchCopy: 'int rw_host_batch_copy(void* host, int output, int i, void* memory, int64_t row_bytes)',
  windowOpen: 'int rw_host_window_open(void* host, int64_t size)',
  windowClose: 'void rw_host_window_close(void* host, int window)',
  batchWindow: 'void* rw_host_batch_window(void* host, int window, int output, int i, int64_t row_bytes)',
  batchSplit: 'void rw_host_batch_split(void* host)',
  deliverOutput:
    'int rw_host_deliver_output(void* host, int i, int type, int rank, const int64_t* dims, const void* data)',
  submit: 'int rw_host_submit(void* host, void* function, void* a, void* b, void* c)',
  submitAll: 'int rw_host_submit_all(void* host, const void* calls, int64_t count)',
  madeKey: 'int64_t rw_host_made_key(void* host)',
  madeResult: 'void* rw_host_made_result(void* host)',
  close: 'void rw_host_close(void* host)',
  errorMessage: 'const char* rw_error_message(void)',
} as const;

/** What a request asks for: enum rw_operation. */
export const operations = { load: 1, run: 2, close: 3, gone: 4, devices: 5, made: 6, resolve: 7 } as const;
