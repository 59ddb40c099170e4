import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { probeVulkan } from '../../setup/probeForTests.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rankwise-vulkan-'));
const driver = join(folder, 'driver.json');
writeFileSync(driver, '{}');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each(['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'])('takes the driver that %s names', async (name) => {
  expect(await probeVulkan({ env: { [name]: driver } })).toEqual({ found: true });
});

it('says which variable names a driver that is not there', async () => {
  const gone = join(folder, 'gone.json');
  expect(await probeVulkan({ env: { VK_DRIVER_FILES: `${driver}:${gone}` } })).toEqual({
    found: false,
    reason: `VK_DRIVER_FILES names ${gone}, which is not there`,
    setting: 'VK_DRIVER_FILES',
  });
});
