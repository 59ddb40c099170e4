import { describe, expect, it } from 'vitest';
import { lockIsInstalled } from '../../setup/npmPackages.mjs';

const WANTED = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/koffi': { version: '3.3.4', integrity: 'sha512-a' },
    'node_modules/koffi-win32': { version: '3.3.4', integrity: 'sha512-b', optional: true },
    'node_modules/@rankwise/core': { resolved: 'packages/core', link: true },
  },
};

const INSTALLED = {
  packages: {
    'node_modules/koffi': { version: '3.3.4', integrity: 'sha512-a' },
    'node_modules/@rankwise/core': { resolved: 'packages/core', link: true },
  },
};

describe('lockIsInstalled', () => {
  it('takes an installation without the packages of other platforms', () => {
    expect(lockIsInstalled(WANTED, INSTALLED)).toBe(true);
  });

  it('wants another version installed', () => {
    const packages = {
      ...INSTALLED.packages,
      'node_modules/koffi': { version: '3.3.3', integrity: 'sha512-c' },
    };
    expect(lockIsInstalled(WANTED, { packages })).toBe(false);
  });

  it('wants a new workspace linked', () => {
    const packages = { 'node_modules/koffi': INSTALLED.packages['node_modules/koffi'] };
    expect(lockIsInstalled(WANTED, { packages })).toBe(false);
  });
});
