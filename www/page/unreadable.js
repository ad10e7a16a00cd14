/** What is told about values in files that cannot be used. */
import { EngineError } from '../engine.js';

/** @param {string} field @param {string} message @param {string} [remedy] */
export function unreadable(field, message, remedy = 'Correct this field of the job.') {
  return new EngineError({ kind: 'setting', field, message, remedy, retryable: false });
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
export function shown(value) {
  return JSON.stringify(value).slice(0, 100);
}
