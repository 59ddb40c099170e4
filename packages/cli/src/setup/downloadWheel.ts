import { RankwiseError } from '@rankwise/core';
import { execa } from 'execa';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Downloads PyPI's onnxruntime-gpu of a version into a folder, by pip, which knows the user's proxies and mirrors.
 * @returns the path of the wheel
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where that fails.
 */
export async function downloadWheel(
  version: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      `PyPI has onnxruntime-gpu for Linux on x64 only, and this is ${process.platform} on ${process.arch}. Give the provider libraries by --from FOLDER.`,
    );
  }
  const python = env['RANKWISE_PYTHON'] || 'python3';
  // The wheel serves for its libraries alone, whatever Python is here.
  const which = ['--no-deps', '--only-binary=:all:', '--python-version', '3.12'];
  const platforms = ['--platform', 'manylinux_2_28_x86_64', '--platform', 'manylinux_2_27_x86_64'];
  const args = ['-m', 'pip', 'download', '--quiet', '--dest', folder, ...which, ...platforms];
  const { failed, stderr } = await execa(python, [...args, `onnxruntime-gpu==${version}`], {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!failed && wheel !== undefined) return join(folder, wheel);
  const reason = stderr.trim().split('\n').at(-1) ?? '';
  throw new RankwiseError(
    'RUNTIME_UNAVAILABLE',
    `'${python} -m pip' could not download onnxruntime-gpu ${version}: ${reason || 'it cannot be started'}. Without internet, fetch the wheel elsewhere ('pip download --no-deps onnxruntime-gpu==${version}') and give it by --from.`,
  );
}
