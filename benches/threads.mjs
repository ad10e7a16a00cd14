/** What the system says of Chromium's threads; Linux only. */
import { readdir, readFile } from 'node:fs/promises';

/** Chromium's name for the thread of a worker. */
const WORKER = 'DedicatedWorker';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own clock. */
const TICKS = 100;

/** Where in `/proc/…/stat`, behind the name: process group, time in the program, time in the kernel. */
const [GROUP, USER, SYSTEM] = [2, 11, 12];

/**
 * The seconds that the workers of a process group have computed so far.
 * @param {number} group @returns {Promise<number | undefined>} Undefined where the system does not say.
 */
export async function workerSeconds(group) {
  if (process.platform !== 'linux') return undefined;
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const times = await Promise.all(processes.map((id) => secondsIn(`/proc/${id}`, group)));
  return times.reduce((sum, seconds) => sum + seconds, 0);
}

/** @param {string} directory Of a process. @param {number} group */
async function secondsIn(directory, group) {
  try {
    if (numbersOf(await readFile(`${directory}/stat`, 'utf8'))[GROUP] !== group) return 0;
    const threads = await readdir(`${directory}/task`);
    const stats = await Promise.all(threads.map((id) => readFile(`${directory}/task/${id}/stat`, 'utf8')));
    const workers = stats.filter((stat) => stat.includes(`(${WORKER}`)).map(numbersOf);
    return workers.reduce((sum, numbers) => sum + ((numbers[USER] ?? 0) + (numbers[SYSTEM] ?? 0)) / TICKS, 0);
  } catch (error) {
    // It has ended meanwhile.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT' || /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return 0;
    throw error;
  }
}

/** The numbers behind the name, which may hold spaces. @param {string} stat */
function numbersOf(stat) {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
}
