/**
 * The functions of ONNX Runtime's C API that rankwise uses: position in `struct OrtApi` and prototype, as in
 * `onnxruntime_c_api.h` (the struct only ever grows at its end). All are there since API version 12
 * (ONNX Runtime 1.12). `OrtStatus*` results are null on success.
 */
export const ortFunctions = {
  GetErrorCode: [1, 'int GetErrorCode(void* status)'],
  GetErrorMessage: [2, 'const char* GetErrorMessage(void* status)'],
  CreateEnv: [3, 'void* CreateEnv(int level, const char* id, _Out_ void** out)'],
  CreateSession: [7, 'void* CreateSession(void* env, const char* path, void* options, _Out_ void** out)'],
  CreateSessionFromArray: [
    8,
    'void* CreateSessionFromArray(void* env, void* bytes, size_t length, void* options, _Out_ void** out)',
  ],
  Run: [
    9,
    'void* Run(void* session, void* options, void* inputNames, void* inputs, size_t inputCount, void* outputNames, size_t outputCount, void* outputs)',
  ],
  CreateSessionOptions: [10, 'void* CreateSessionOptions(_Out_ void** out)'],
  SetSessionExecutionMode: [13, 'void* SetSessionExecutionMode(void* options, int mode)'],
  SetSessionGraphOptimizationLevel: [23, 'void* SetSessionGraphOptimizationLevel(void* options, int level)'],
  SetIntraOpNumThreads: [24, 'void* SetIntraOpNumThreads(void* options, int count)'],
  SetInterOpNumThreads: [25, 'void* SetInterOpNumThreads(void* options, int count)'],
  SessionGetInputCount: [30, 'void* SessionGetInputCount(void* session, _Out_ size_t* out)'],
  SessionGetOutputCount: [31, 'void* SessionGetOutputCount(void* session, _Out_ size_t* out)'],
  SessionGetOverridableInitializerCount: [
    32,
    'void* SessionGetOverridableInitializerCount(void* session, _Out_ size_t* out)',
  ],
  SessionGetInputTypeInfo: [
    33,
    'void* SessionGetInputTypeInfo(void* session, size_t index, _Out_ void** out)',
  ],
  SessionGetOutputTypeInfo: [
    34,
    'void* SessionGetOutputTypeInfo(void* session, size_t index, _Out_ void** out)',
  ],
  SessionGetOverridableInitializerTypeInfo: [
    35,
    'void* SessionGetOverridableInitializerTypeInfo(void* session, size_t index, _Out_ void** out)',
  ],
  SessionGetInputName: [
    36,
    'void* SessionGetInputName(void* session, size_t index, void* allocator, _Out_ void** out)',
  ],
  SessionGetOutputName: [
    37,
    'void* SessionGetOutputName(void* session, size_t index, void* allocator, _Out_ void** out)',
  ],
  SessionGetOverridableInitializerName: [
    38,
    'void* SessionGetOverridableInitializerName(void* session, size_t index, void* allocator, _Out_ void** out)',
  ],
  CreateTensorAsOrtValue: [
    48,
    'void* CreateTensorAsOrtValue(void* allocator, void* shape, size_t rank, int type, _Out_ void** out)',
  ],
  CreateTensorWithDataAsOrtValue: [
    49,
    'void* CreateTensorWithDataAsOrtValue(void* memoryInfo, void* data, size_t bytes, void* shape, size_t rank, int type, _Out_ void** out)',
  ],
  GetTensorMutableData: [51, 'void* GetTensorMutableData(void* value, _Out_ void** out)'],
  CastTypeInfoToTensorInfo: [55, 'void* CastTypeInfoToTensorInfo(void* info, _Out_ void** out)'],
  GetOnnxTypeFromTypeInfo: [56, 'void* GetOnnxTypeFromTypeInfo(void* info, _Out_ int* out)'],
  GetTensorElementType: [60, 'void* GetTensorElementType(void* info, _Out_ int* out)'],
  GetDimensionsCount: [61, 'void* GetDimensionsCount(void* info, _Out_ size_t* out)'],
  GetDimensions: [62, 'void* GetDimensions(void* info, void* dims, size_t length)'],
  GetSymbolicDimensions: [63, 'void* GetSymbolicDimensions(void* info, void* names, size_t length)'],
  GetTensorTypeAndShape: [65, 'void* GetTensorTypeAndShape(void* value, _Out_ void** out)'],
  CreateCpuMemoryInfo: [69, 'void* CreateCpuMemoryInfo(int allocator, int memory, _Out_ void** out)'],
  AllocatorFree: [76, 'void* AllocatorFree(void* allocator, void* pointer)'],
  GetAllocatorWithDefaultOptions: [78, 'void* GetAllocatorWithDefaultOptions(_Out_ void** out)'],
  ReleaseStatus: [93, 'void ReleaseStatus(void* status)'],
  ReleaseSession: [95, 'void ReleaseSession(void* session)'],
  ReleaseValue: [96, 'void ReleaseValue(void* value)'],
  ReleaseTypeInfo: [98, 'void ReleaseTypeInfo(void* info)'],
  ReleaseTensorTypeAndShapeInfo: [99, 'void ReleaseTensorTypeAndShapeInfo(void* info)'],
  ReleaseSessionOptions: [100, 'void ReleaseSessionOptions(void* options)'],
  SessionGetModelMetadata: [111, 'void* SessionGetModelMetadata(void* session, _Out_ void** out)'],
  ModelMetadataGetProducerName: [
    112,
    'void* ModelMetadataGetProducerName(void* metadata, void* allocator, _Out_ void** out)',
  ],
  ModelMetadataGetGraphName: [
    113,
    'void* ModelMetadataGetGraphName(void* metadata, void* allocator, _Out_ void** out)',
  ],
  ModelMetadataGetDomain: [
    114,
    'void* ModelMetadataGetDomain(void* metadata, void* allocator, _Out_ void** out)',
  ],
  ModelMetadataGetDescription: [
    115,
    'void* ModelMetadataGetDescription(void* metadata, void* allocator, _Out_ void** out)',
  ],
  ModelMetadataLookupCustomMetadataMap: [
    116,
    'void* ModelMetadataLookupCustomMetadataMap(void* metadata, void* allocator, void* key, _Out_ void** out)',
  ],
  ModelMetadataGetVersion: [117, 'void* ModelMetadataGetVersion(void* metadata, _Out_ int64_t* out)'],
  ReleaseModelMetadata: [118, 'void ReleaseModelMetadata(void* metadata)'],
  ModelMetadataGetCustomMetadataMapKeys: [
    123,
    'void* ModelMetadataGetCustomMetadataMapKeys(void* metadata, void* allocator, _Out_ void** keys, _Out_ int64_t* count)',
  ],
  AddFreeDimensionOverrideByName: [
    124,
    'void* AddFreeDimensionOverrideByName(void* options, const char* name, int64_t size)',
  ],
  GetAvailableProviders: [125, 'void* GetAvailableProviders(_Out_ void** names, _Out_ int* count)'],
  ReleaseAvailableProviders: [126, 'void* ReleaseAvailableProviders(void* names, int count)'],
  AddSessionConfigEntry: [
    130,
    'void* AddSessionConfigEntry(void* options, const char* key, const char* value)',
  ],
  RunWithBinding: [133, 'void* RunWithBinding(void* session, void* options, void* binding)'],
  CreateIoBinding: [134, 'void* CreateIoBinding(void* session, _Out_ void** out)'],
  ReleaseIoBinding: [135, 'void ReleaseIoBinding(void* binding)'],
  BindInput: [136, 'void* BindInput(void* binding, void* name, void* value)'],
  BindOutput: [137, 'void* BindOutput(void* binding, void* name, void* value)'],
  BindOutputToDevice: [138, 'void* BindOutputToDevice(void* binding, void* name, void* memoryInfo)'],
  GetBoundOutputValues: [
    140,
    'void* GetBoundOutputValues(void* binding, void* allocator, _Out_ void** values, _Out_ size_t* count)',
  ],
  SessionOptionsAppendExecutionProvider_TensorRT_V2: [
    170,
    'void* SessionOptionsAppendExecutionProvider_TensorRT_V2(void* options, void* provider)',
  ],
  CreateTensorRTProviderOptions: [171, 'void* CreateTensorRTProviderOptions(_Out_ void** out)'],
  UpdateTensorRTProviderOptions: [
    172,
    'void* UpdateTensorRTProviderOptions(void* provider, void* keys, void* values, size_t count)',
  ],
  ReleaseTensorRTProviderOptions: [174, 'void ReleaseTensorRTProviderOptions(void* provider)'],
  SynchronizeBoundInputs: [202, 'void* SynchronizeBoundInputs(void* binding)'],
  SynchronizeBoundOutputs: [203, 'void* SynchronizeBoundOutputs(void* binding)'],
  SessionOptionsAppendExecutionProvider_CUDA_V2: [
    204,
    'void* SessionOptionsAppendExecutionProvider_CUDA_V2(void* options, void* provider)',
  ],
  CreateCUDAProviderOptions: [205, 'void* CreateCUDAProviderOptions(_Out_ void** out)'],
  UpdateCUDAProviderOptions: [
    206,
    'void* UpdateCUDAProviderOptions(void* provider, void* keys, void* values, size_t count)',
  ],
  ReleaseCUDAProviderOptions: [208, 'void ReleaseCUDAProviderOptions(void* provider)'],
  SessionOptionsAppendExecutionProvider: [
    216,
    'void* SessionOptionsAppendExecutionProvider(void* options, const char* name, void* keys, void* values, size_t count)',
  ],
} as const satisfies Record<string, readonly [slot: number, prototype: string]>;

/** Functions that a newer ONNX Runtime has: position, prototype and the API version that brought them. */
export const ortOptionalFunctions = {
  SessionGetMemoryInfoForInputs: [
    380,
    'void* SessionGetMemoryInfoForInputs(void* session, void* infos, size_t count)',
    23,
  ],
  TensorTypeAndShape_HasShape: [390, 'bool TensorTypeAndShape_HasShape(void* info)', 24],
  Session_GetEpGraphAssignmentInfo: [
    407,
    'void* Session_GetEpGraphAssignmentInfo(void* session, _Out_ void** subgraphs, _Out_ size_t* count)',
    24,
  ],
  EpAssignedSubgraph_GetEpName: [
    408,
    'void* EpAssignedSubgraph_GetEpName(void* subgraph, _Out_ void** out)',
    24,
  ],
  EpAssignedSubgraph_GetNodes: [
    409,
    'void* EpAssignedSubgraph_GetNodes(void* subgraph, _Out_ void** nodes, _Out_ size_t* count)',
    24,
  ],
  EpAssignedNode_GetName: [410, 'void* EpAssignedNode_GetName(void* node, _Out_ void** out)', 24],
  EpAssignedNode_GetDomain: [411, 'void* EpAssignedNode_GetDomain(void* node, _Out_ void** out)', 24],
  EpAssignedNode_GetOperatorType: [
    412,
    'void* EpAssignedNode_GetOperatorType(void* node, _Out_ void** out)',
    24,
  ],
} as const satisfies Record<string, readonly [slot: number, prototype: string, apiVersion: number]>;
