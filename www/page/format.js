/** Bytes in a MB, as everywhere in this project. */
export const MB = 1_048_576;

const LARGER_UNITS = ['KB', 'MB', 'GB', 'TB'];
const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** @param {number} value */
export function integer(value) {
  return numbers.format(value);
}

/** Three digits that count: 0.51, 8.25, 12.3, 104. @param {number} value */
export function short(value) {
  if (value >= 99.95) return integer(value);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

/** @param {number} value */
export function bytes(value) {
  let unit = 'bytes';
  for (const larger of LARGER_UNITS) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  return unit === 'bytes' ? count(value, 'byte') : `${short(value)} ${unit}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(whole % 60)} s`;
  return `${integer(Math.floor(minutes / 60))} h ${twoDigits(minutes % 60)} min`;
}

/** "1 block", "2 blocks". @param {number} value @param {string} noun @param {string} [nouns] */
export function count(value, noun, nouns = `${noun}s`) {
  return `${integer(value)} ${value === 1 ? noun : nouns}`;
}

/** What is wrong and what to do, as sentences. @param {string} message @param {string} [remedy] */
export function sentence(message, remedy = '') {
  const ended = /[.!?:]$/.test(message) ? message : `${message}.`;
  return `${ended} ${remedy}`.trim();
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {number} value */
function twoDigits(value) {
  return String(value).padStart(2, '0');
}
