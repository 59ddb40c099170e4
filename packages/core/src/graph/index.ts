export { fileSource, memorySource, type ByteSource } from './ByteSource.js';
export { readGraph, type Graph, type GraphNode } from './readGraph.js';
export { shapeArithmetic } from './shapeArithmetic.js';
