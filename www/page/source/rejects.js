/** What a run left out or made null, as a file to save. */
import { byId } from '../dom.js';
import { save } from '../download.js';

/** @type {{ rejects: Blob, name: string } | undefined} */
let offered;

/** @param {Blob | undefined} rejects @param {string} name Of the run's file. */
export function offerRejects(rejects, name) {
  offered = rejects && { rejects, name: `${name.replace(/\.[^.]*$/, '')}.rejects.ndjson` };
  const button = byId('rejects-save', HTMLButtonElement);
  button.hidden = offered === undefined;
  button.onclick = () => {
    if (offered) save(offered.name, offered.rejects);
  };
}
