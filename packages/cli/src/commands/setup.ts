import { describeMissing } from '@rankwise/core';
import { Command } from 'commander';
import type { Context } from '../Context.js';
import { exitCodesHelp } from '../exitCodes.js';
import { formatDocument } from '../output/formatDocument.js';
import { installCuda } from '../setup/installCuda.js';

interface SetupOptions {
  readonly cuda?: true;
  readonly from?: string;
  readonly cudaLibs: readonly string[];
  readonly to?: string;
  readonly unchecked?: true;
  readonly json?: true;
}

/** `rankwise setup --cuda`: what NVIDIA GPUs need beyond the npm packages. */
export function createSetupCommand(context: Context): Command {
  const command = new Command('setup')
    .description(
      'Installs what NVIDIA GPUs need: the CUDA and TensorRT providers of the ONNX Runtime in use.',
    )
    .option('--cuda', 'installs them; the one thing there is to set up')
    .option(
      '--from <path>',
      'onnxruntime-gpu as a wheel, the NuGet package Microsoft.ML.OnnxRuntime.Gpu.Linux, or a folder with the libraries (default: downloaded by pip)',
    )
    .option(
      '--cuda-libs <folder>',
      "folder with libraries of CUDA and cuDNN, such as site-packages/nvidia of NVIDIA's PyPI packages; repeatable",
      (folder: string, before: readonly string[]) => [...before, folder],
      [] as readonly string[],
    )
    .option('--to <folder>', 'where they go (default: where rankwise looks by itself)')
    .option(
      '--unchecked',
      'installs them where the driver or libraries of CUDA are missing, as on a login node',
    )
    .option('--json', 'prints the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  rankwise setup --cuda
  rankwise setup --cuda --from onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl --unchecked
${exitCodesHelp}`,
    );
  return command.action(async (options: SetupOptions) => {
    if (options.cuda !== true) command.error('error: say what to set up: --cuda.');
    const installed = await installCuda({
      from: options.from,
      cudaLibs: options.cudaLibs,
      to: options.to,
      check: options.unchecked !== true,
      env: context.env,
      note: (line) => context.stderr.write(`${line}\n`),
    });
    if (options.json === true) {
      context.stdout.write(`${formatDocument(installed)}\n`);
      return;
    }
    const { library, found, missingForTensorRt, providers, version } = installed;
    const lines = [
      `ONNX Runtime ${version} with ${providers.join(' and ')}: ${library}`,
      found ? 'rankwise uses it from now on.' : `To use it: export RANKWISE_ORT_LIBRARY=${library}`,
      ...(missingForTensorRt.length > 0
        ? [`For the device tensorrt there is missing: ${describeMissing(missingForTensorRt)}`]
        : []),
    ];
    context.stdout.write(`${lines.join('\n')}\n`);
  });
}
