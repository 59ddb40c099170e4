import { describe, expect, it } from 'vitest';
import { checkNodeVersion } from '../../setup/checkNodeVersion.mjs';

describe('checkNodeVersion', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('takes Node %s', (version) => {
    expect(() => {
      checkNodeVersion(version);
    }).not.toThrow();
  });

  it.each(['18.20.4', '20.9.0', '20.18.3'])('refuses Node %s', (version) => {
    expect(() => {
      checkNodeVersion(version);
    }).toThrow(
      `this is Node ${version}, and rankwise needs 20.19 or later: install one from https://nodejs.org`,
    );
  });
});
