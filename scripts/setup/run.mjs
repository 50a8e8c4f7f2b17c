import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/**
 * Runs a program in the checkout and waits for it.
 *
 * Returns `{ code, output, timedOut }`; `output` is empty where `show` sends it straight to the terminal.
 * A program that cannot be started (not installed, say) gives code 127, as a shell would.
 */
export function run(command, args, { show = false, env = {}, cwd = root, limitSeconds = 0 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      // Both streams go to stderr when shown: stdout is kept for results.
      stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const timer = limitSeconds > 0 ? setTimeout(() => ((timedOut = true), child.kill('SIGKILL')), limitSeconds * 1000) : null;
    child.on('error', (error) => finish(127, error.message));
    child.on('close', (code) => finish(code ?? 1, ''));
    function finish(code, more) {
      if (timer) clearTimeout(timer);
      resolve({ code, output: output + more, timedOut });
    }
  });
}

/** Runs npm, the same one that runs this script where one does. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  if (npm && /\.[cm]?js$/.test(npm)) return run(process.execPath, [npm, ...args], options);
  if (process.platform === 'win32') return run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options);
  return run('npm', args, options);
}

/** The last lines of a program's output, for an error message. */
export function tail(output, lines = 15) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
