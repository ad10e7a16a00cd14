/** How unfinished uploads look. */
import { byId, create } from '../dom.js';
import { bytes, count, integer } from '../format.js';

/** @import { Job } from '../../types.js' */

/**
 * @typedef {object} UnfinishedItem
 * @property {string} id
 * @property {string} uploadId
 * @property {Job} job What it is gone on with and aborted by.
 * @property {Job[]} [then] The tables that come after it.
 * @property {'browser' | 'bucket'} from
 * @property {Date | undefined} began
 * @property {{ parts: number, bytes: number } | undefined} stored
 * @property {string} hindrance Why it cannot be gone on with here; '' if it can.
 * @property {boolean} isHeld Whether a tab is at it.
 *
 * @typedef {{ resume: (item: UnfinishedItem) => void, abort: (item: UnfinishedItem) => void }} Actions
 */

const WHERE = { browser: 'kept by this browser', bucket: 'found in the bucket' };

/** @param {UnfinishedItem[]} items @param {Actions} actions */
export function showItems(items, actions) {
  byId('unfinished-count', HTMLElement).textContent = items.length > 0 ? `(${integer(items.length)})` : '';
  byId('unfinished-list', HTMLElement).replaceChildren(...items.map((item, place) => rowOf(item, place, actions)));
}

/** @param {string} text @param {boolean} [isProblem] */
export function sayOfUploads(text, isProblem = false) {
  const line = byId('unfinished-state', HTMLElement);
  line.className = isProblem ? 'problem' : 'help';
  line.textContent = text;
}

/** @param {UnfinishedItem} item @param {number} place @param {Actions} actions */
function rowOf(item, place, actions) {
  const row = create('li', '', { 'data-upload': item.uploadId });
  const about = create('p', aboutOf(item), { id: `unfinished-${place}`, class: 'help' });
  row.append(create('p', nameOf(item), { class: 'name' }), about);
  if (item.isHeld) row.append(create('p', 'It is under way in a tab of this browser.', { class: 'help' }));
  else row.append(buttonsOf(item, about.id, actions));
  return row;
}

/** @param {UnfinishedItem} item @param {string} about @param {Actions} actions */
function buttonsOf(item, about, { resume, abort }) {
  const buttons = create('div', '', { class: 'tools' });
  if (item.hindrance) buttons.append(create('p', item.hindrance, { class: 'help' }));
  else buttons.append(buttonOf('Resume', item, about, resume));
  buttons.append(buttonOf('Abort', item, about, abort));
  return buttons;
}

/** @param {string} text @param {UnfinishedItem} item @param {string} about @param {(item: UnfinishedItem) => void} action */
function buttonOf(text, item, about, action) {
  const key = item.job.destination?.s3?.key ?? '';
  const button = create('button', text, { type: 'button', 'aria-label': `${text} ${key}`, 'aria-describedby': about });
  button.addEventListener('click', () => action(item));
  return button;
}

/** @param {UnfinishedItem} item */
export function nameOf({ job: { destination } }) {
  return `${destination?.s3?.bucket}/${destination?.s3?.key}`;
}

/** @param {UnfinishedItem} item */
function aboutOf({ began, stored, from, uploadId, then = [] }) {
  const when = began ? `Begun ${began.toLocaleString()}` : 'Begun at a time that is not told';
  const size = stored ? `${count(stored.parts, 'part')} stored, ${bytes(stored.bytes)}` : 'what is stored is not told';
  const rest = then.length > 0 ? `; ${count(then.length, 'table')} to be made after it` : '';
  return `${when}; ${size}${rest}; ${WHERE[from]}. Upload ID: ${uploadId}`;
}
