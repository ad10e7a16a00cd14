/** Programs that end with the process that started them, however that one ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Kills the program when standard input ends: the system ends it even for a parent that is killed. */
const GUARD = `
exec 3<&0
"$@" 3<&- & program=$!
exec >/dev/null 2>&1
{ read -r _ <&3; kill -9 $program; } & guard=$!
wait $program
status=$?
kill $guard
exit $status`;

/**
 * Starts a program.
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, output?: number }} options Output goes to this open file, or can be read.
 */
export function start(command, { env, output } = {}) {
  const child = spawn('sh', ['-c', GUARD, 'sh', ...command], { env, stdio: ['pipe', output ?? 'pipe', output ?? 'inherit'] });
  const exited = once(child, 'exit');
  const handles = /** @type {({ ref(): void, unref(): void } | null)[]} */ (/** @type {unknown[]} */ ([child, child.stdin, child.stdout]));
  return {
    stdout: child.stdout,
    exited,
    /** From now on this process can end without waiting for the program. */
    release: () => handles.forEach((handle) => handle?.unref()),
    /** Kills the program and waits for its end. */
    stop: async () => {
      handles.forEach((handle) => handle?.ref());
      child.stdin?.end();
      await exited;
    },
  };
}
