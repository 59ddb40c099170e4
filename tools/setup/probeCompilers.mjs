import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstThatWorks, run } from './probe.mjs';

/** @import { Finding, Outcome, ProbeContext } from './probe.mjs' */

const HELLO_C = '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n';
const HELLO_CXX = '#include <cstdio>\nint main() { return std::puts("hello") < 0; }\n';
const HELLO_FORTRAN = "program hello\n  implicit none\n  print '(a)', 'hello'\nend program hello\n";

/** @param {ProbeContext} context */
export function probeCCompiler(context) {
  return probeCompiler(context, 'CC', ['cc', 'gcc', 'clang', 'icx'], 'hello.c', HELLO_C);
}

/** @param {ProbeContext} context */
export function probeCxxCompiler(context) {
  return probeCompiler(context, 'CXX', ['c++', 'g++', 'clang++', 'icpx'], 'hello.cpp', HELLO_CXX);
}

/** @param {ProbeContext} context */
export function probeFortranCompiler(context) {
  const known = ['gfortran', 'ifx', 'ifort', 'flang', 'flang-new', 'nvfortran', 'ftn'];
  return probeCompiler(context, 'FC', known, 'hello.f90', HELLO_FORTRAN);
}

/**
 * Compiles and links a small program with the compiler that the environment variable names (CMake heeds the same
 * one), or else with the first known one that can.
 *
 * @param {ProbeContext} context
 * @param {string} setting
 * @param {readonly string[]} known
 * @param {string} fileName
 * @param {string} source
 * @returns {Promise<Finding>}
 */
async function probeCompiler(context, setting, known, fileName, source) {
  const chosen = context.env[setting]?.trim();
  const compile = (/** @type {string} */ compiler) => compileProgram(context, compiler, fileName, source);
  if (!chosen) return firstThatWorks(known, compile);
  const finding = await firstThatWorks([chosen], compile);
  return finding.found ? finding : { ...finding, setting };
}

/**
 * @param {ProbeContext} context
 * @param {string} compiler a program, with options after it if there are any
 * @param {string} fileName
 * @param {string} source
 * @returns {Promise<Outcome>}
 */
export async function compileProgram(context, compiler, fileName, source) {
  const words = compiler.split(/\s+/);
  // Several probes share the directory and run at the same time.
  const stem = [...words, fileName].join('-').replaceAll(/[^\w.-]/g, '_');
  const path = join(context.directory, stem);
  await writeFile(path, source);
  return run([...words, path, '-o', `${path}.exe`], context);
}
