import { stripVTControlCharacters } from 'node:util';

/**
 * Adds up the closing lines of Vitest (`Tests  1 failed | 4 passed (5)`), CTest (`80% tests passed, 1 tests failed
 * out of 5`) and Python's unittest (`Ran 5 tests in 0.1s`, then `OK` or `FAILED (failures=1, errors=2)`). The text rather than report files, because Nx repeats the text of a task that it takes from its cache.
 *
 * @param {string} output of the runs, with or without colours
 * @returns {{ passed: number, failed: number }}
 */
export function countTests(output) {
  const counts = { passed: 0, failed: 0 };
  for (const line of stripVTControlCharacters(output).split('\n')) {
    const ctest = /\d+% tests passed, (\d+) tests failed out of (\d+)/.exec(line);
    const ran = /(?:^| )Ran (\d+) tests? in [\d.]+s$/.exec(line.trimEnd());
    const unittest = /(?:^| )(?:OK|FAILED) \(((?:\w[\w ]*=\d+(?:, )?)+)\)$/.exec(line.trimEnd());
    if (ran) {
      counts.passed += Number(ran[1]);
    } else if (unittest) {
      const failed = number(unittest[1], 'failures') + number(unittest[1], 'errors');
      counts.failed += failed;
      counts.passed -= failed + number(unittest[1], 'skipped');
    } else if (ctest) {
      counts.failed += Number(ctest[1]);
      counts.passed += Number(ctest[2]) - Number(ctest[1]);
    } else if (/^(?:.* )? *Tests {2}\d.*\(\d+\)$/.test(line.trimEnd())) {
      counts.failed += Number(/(\d+) failed/.exec(line)?.[1] ?? 0);
      counts.passed += Number(/(\d+) passed/.exec(line)?.[1] ?? 0);
    }
  }
  return counts;
}

/**
 * @param {string | undefined} text such as `failures=1, errors=2`
 * @param {string} name
 */
function number(text, name) {
  return Number(new RegExp(`\\b${name}=(\\d+)`).exec(text ?? '')?.[1] ?? 0);
}
