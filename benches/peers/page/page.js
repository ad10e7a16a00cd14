/**
 * Measures one peer and posts what it finds: nothing drives or inspects this page meanwhile.
 *
 * The query says `peer` (a module beside this one), `rows` and `runs`.
 */

/** @import { Outcome, Write } from './types.js' */

const query = new URLSearchParams(location.search);
const rows = Number(query.get('rows'));

/** @param {Write} write @returns {Promise<Outcome>} */
async function measure(write) {
  let file = await write();
  const speeds = [];
  for (let n = 0; n < Number(query.get('runs')); n++) {
    const started = performance.now();
    file = await write();
    speeds.push(Math.round((rows / (performance.now() - started)) * 1000));
  }
  await fetch('/file', { method: 'POST', body: file });
  return { speeds };
}

/** @returns {Promise<Outcome>} */
async function outcome() {
  try {
    const { prepare } = await import(`./${query.get('peer')}.js`);
    return await measure(await prepare(rows));
  } catch (error) {
    return { failure: String(error) };
  }
}

outcome().then((found) => fetch('/outcome', { method: 'POST', body: JSON.stringify(found) }));
