export { openBytes, type ByteSource } from './ByteSource.js';
export { messageFields, textOf } from './messageFields.js';
export { operatorsOf } from './operatorsOf.js';
export { readGraph, type Graph, type GraphNode } from './readGraph.js';
export { sampleElements } from './sampleElements.js';
export { shapeArithmetic } from './shapeArithmetic.js';
export { readMainGraph, type MainGraph } from './readMainGraph.js';
export { externalFilesOf, sampleObstacle, sampleObstacleOf } from './sampleObstacle.js';
export { wrongBody, type WrongBody } from './wrongBody.js';
