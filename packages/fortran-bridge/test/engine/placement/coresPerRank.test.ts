import { expect, test } from 'vitest';
import { coresBesideRanks, coresPerRank } from '../../../src/engine/placement/coresPerRank.js';

const ranks = (localSize: number) => ({
  RANKWISE_RANK: '0',
  RANKWISE_SIZE: String(localSize),
  RANKWISE_LOCAL_RANK: '0',
  RANKWISE_LOCAL_SIZE: String(localSize),
});

test('a process that is bound has its cores to itself', () => {
  expect(coresPerRank(1, 64, ranks(64))).toBe(1);
  expect(coresPerRank(4, 64, ranks(16))).toBe(4);
});

test('processes that are not bound share the cores of the node', () => {
  expect(coresPerRank(64, 64, ranks(16))).toBe(4);
  expect(coresPerRank(2, 2, ranks(12))).toBe(0);
  expect(coresPerRank(8, 8, {})).toBe(8);
});

test('a launcher that does not say how many ranks there are leaves no core to count on', () => {
  expect(coresPerRank(8, 8, { PMIX_RANK: '3' })).toBe(0);
});

test('an engine that ranks share has a core to itself where there are more cores than ranks', () => {
  expect(coresBesideRanks(64, ranks(32))).toBe(2);
  expect(coresBesideRanks(32, ranks(32))).toBe(1);
  expect(coresBesideRanks(8, { PMIX_RANK: '3' })).toBe(1);
});
