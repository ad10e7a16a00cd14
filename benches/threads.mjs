/** What the system says of Chromium's threads; Linux only. */
import { readdir, readFile } from 'node:fs/promises';

/** Chromium's name for the thread of a worker. */
const WORKER = 'DedicatedWorker';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own clock. */
const TICKS = 100;

/** Where in `/proc/…/stat`, behind the name: process group, time in the program, time in the kernel. */
const [GROUP, USER, SYSTEM] = [2, 11, 12];

/**
 * The seconds that each worker of a process group has computed so far, by its thread.
 * @param {number} group @returns {Promise<Map<string, number>>} Empty where the system does not say.
 */
export async function workerSeconds(group) {
  if (process.platform !== 'linux') return new Map();
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const times = await Promise.all(processes.map((id) => secondsIn(`/proc/${id}`, group)));
  return new Map(times.flat());
}

/** @param {string} directory Of a process. @param {number} group @returns {Promise<[string, number][]>} */
async function secondsIn(directory, group) {
  if (numbersOf(await textOf(`${directory}/stat`))[GROUP] !== group) return [];
  const threads = await readdir(`${directory}/task`);
  const stats = await Promise.all(threads.map((id) => textOf(`${directory}/task/${id}/stat`)));
  const workers = stats.filter((stat) => stat.includes(`(${WORKER}`));
  return workers.map((stat) => [stat.split(' ', 1)[0] ?? '', secondsOf(numbersOf(stat))]);
}

/** @param {number[]} numbers */
function secondsOf(numbers) {
  return ((numbers[USER] ?? 0) + (numbers[SYSTEM] ?? 0)) / TICKS;
}

/** Blank for what has ended meanwhile. @param {string} file */
async function textOf(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return '';
    throw error;
  }
}

/** The numbers behind the name, which may hold spaces. @param {string} stat */
function numbersOf(stat) {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
}
