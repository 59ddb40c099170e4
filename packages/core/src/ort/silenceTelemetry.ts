import { openLibrary } from '../ffi/index.js';

/**
 * Keeps ONNX Runtime from reporting home: its builds for Linux of 2026 (1.30 for one) write files to the temporary folder and below
 * `~/.cache`, keep a thread, and send what they count where they find a network. They look at the environment when the library is
 * loaded, so this comes before. `RANKWISE_ORT_TELEMETRY=1` leaves it on.
 */
export function silenceTelemetry(env: NodeJS.ProcessEnv = process.env): void {
  if (env['RANKWISE_ORT_TELEMETRY'] === '1') return;
  // Not through process.env, which in a worker thread is a copy that C does not see.
  openLibrary(null).func('int setenv(const char* name, const char* value, int overwrite)')(
    'ORT_DISABLE_TELEMETRY',
    '1',
    0,
  );
}
