/** What came of a settings file or a link: said under the button that reads them. */
import { byId, create } from './dom.js';
import { describe, problemsOf } from './failure.js';
import { sentence } from './format.js';

/** What the page itself says about what it does not take. */
export class Refused extends Error {}

/** Nothing fills the form before it is ready and while a run works. @param {string} again What to do then. */
export function refuseWhileBusy(again) {
  if (!byId('settings', HTMLFieldSetElement).disabled) return;
  throw new Refused(`The form cannot be changed now. ${again} when Generate can be pressed.`);
}

/** Says what an action gives, or why it fails. @param {string} subject What it is about, such as a file's name; '' for none. @param {() => Promise<string[]>} action */
export async function reportOn(subject, action) {
  const prefix = subject && `${subject}: `;
  try {
    const [first = '', ...others] = await action();
    report([`${prefix}${first}`, ...others]);
  } catch (error) {
    report(complaints(error).map((line) => `${prefix}${line}`), 'problem');
  }
}

/** @param {string[]} lines @param {string} [kind] */
export function report(lines, kind = '') {
  const place = byId('settings-report', HTMLElement);
  place.className = kind;
  place.replaceChildren(...lines.map((line) => create('p', line)));
}

/** @param {unknown} error @returns {string[]} */
function complaints(error) {
  if (error instanceof Refused) return [error.message];
  const problems = problemsOf(error);
  if (problems.length === 0) return [sentence(describe(error).message, describe(error).remedy)];
  return problems.map(({ field, message, remedy }) => `${prefixOf(field)}${sentence(message, remedy)}`);
}

/** The file as a whole has a name already: its own. @param {string} field */
function prefixOf(field) {
  return field === '.env' || field === 'job' ? '' : `${field}: `;
}
