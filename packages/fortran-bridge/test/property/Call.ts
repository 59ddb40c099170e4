import type { ElementType } from '@rankwise/core';
import type { Layout } from './Layout.js';
import type { Network } from './networks.js';

/** What a language can say of the arrays of a call. */
export interface Language {
  readonly name: 'C' | 'Fortran' | 'Python';
  readonly apis: readonly Call['api'][];
  /** Has complex numbers. */
  readonly complex: boolean;
  /** A run of all at once has one set of options for all of its arrays. */
  readonly sharesOptions: boolean;
  /** Bytes that an element of a bool may have. */
  readonly bools: readonly number[];
  /** Any strides at all; else those of sections of Fortran arrays. */
  readonly anyStrides: boolean;
}

const [bools, one] = [[1, 2, 4, 8], [1]];
export const languages: readonly Language[] = [
  { name: 'C', apis: ['run', 'request'], complex: false, sharesOptions: false, bools, anyStrides: true },
  {
    name: 'Fortran',
    apis: ['run', 'put', 'request', 'tensors'],
    complex: true,
    sharesOptions: true,
    bools,
    anyStrides: false,
  },
  {
    name: 'Python',
    apis: ['run', 'request'],
    complex: true,
    sharesOptions: true,
    bools: one,
    anyStrides: true,
  },
];

/** An array that a call reads or writes. */
export interface Argument {
  readonly name: string;
  readonly output: boolean;
  /** Its place among the model's inputs or outputs. */
  readonly position: number;
  /** Of the program's elements. */
  readonly type: ElementType;
  /** Bytes of one. */
  readonly size: number;
  /** Of the tensor, in ONNX order; a leading 1 may be left out. */
  readonly shape: readonly number[];
  /** The last dimension are the two parts of complex numbers. */
  readonly complex: boolean;
  readonly convert: boolean;
  /** The program's indices are in the order of the model's. */
  readonly sameOrder: boolean;
  /** Handed over as it lies in memory; through memory of the request; or, an output, through what the library allocates. */
  readonly way: 'memory' | 'buffer' | 'allocated';
  readonly layout: Layout;
  /** Where in the memory of the program the larger array begins. */
  readonly begin: number;
}

/** One run of a network. */
export interface Call {
  readonly number: number;
  /** Index of its network. */
  readonly model: number;
  readonly network: Network;
  /** All at once; put, run and get of the model; of a request; or, in Fortran, a list of tensors. */
  readonly api: 'run' | 'put' | 'request' | 'tensors';
  /** Arguments are given by name, in any order. */
  readonly named: boolean;
  /** Of all inputs and outputs, as the model has them. */
  readonly fullShape: readonly number[];
  readonly inputs: readonly Argument[];
  readonly outputs: readonly Argument[];
}
