/** Where a downloaded file goes: streamed to a file the user chooses first, or kept as a Blob and saved at the end. */
import { byId, create } from './dom.js';
import { bytes } from './format.js';

/** @typedef {(options: { suggestedName: string }) => Promise<FileSystemFileHandle>} SavePicker Only Chromium has it; TypeScript does not know it. */

/** The browser may still be reading the file some time after the click. */
const KEEP_URL_MS = 60_000;

/**
 * Asks where to stream the file. Undefined where that is not possible or not wanted: the file is kept as a Blob.
 *
 * @param {string} suggestedName
 * @param {(text: string) => void} note
 * @returns {Promise<FileSystemFileHandle | undefined>}
 */
export async function chooseFile(suggestedName, note) {
  const { showSaveFilePicker } = /** @type {{ showSaveFilePicker?: SavePicker }} */ (window);
  if (!showSaveFilePicker) return undefined;
  try {
    return await showSaveFilePicker({ suggestedName });
  } catch (error) {
    const dismissed = error instanceof DOMException && error.name === 'AbortError';
    const reason = dismissed ? 'No file chosen' : `The browser cannot stream to a chosen file (${error})`;
    note(`${reason}: the file is kept by the browser; press Download to save it.`);
    return undefined;
  }
}

export class DownloadButton {
  #button;
  #isHidden;
  #state = byId('download-state', HTMLElement);
  /** @type {{ blob: Blob, name: string } | undefined} */
  #kept;
  #isSaved = false;

  /** @param {string} [id] @param {boolean} [isHidden] Whether it is only there when there is a file. */
  constructor(id = 'download', isHidden = false) {
    this.#button = byId(id, HTMLButtonElement);
    this.#isHidden = isHidden;
    this.#button.addEventListener('click', () => this.#save());
  }

  /** Whether a file is here that nobody has saved. */
  get isWaiting() {
    return this.#kept !== undefined && !this.#isSaved;
  }

  /** Lets go of the last run's file. */
  clear() {
    this.#show(undefined, '');
  }

  /** @param {Blob} blob @param {string} name */
  offer(blob, name) {
    this.#show({ blob, name }, `${name} is ready (${bytes(blob.size)}).`);
  }

  /** @param {string} name */
  saved(name) {
    this.#show(undefined, `The file is saved under ${name}.`);
  }

  /** @param {{ blob: Blob, name: string } | undefined} kept @param {string} state */
  #show(kept, state) {
    this.#kept = kept;
    this.#isSaved = false;
    this.#button.disabled = kept === undefined;
    this.#button.hidden = this.#isHidden && kept === undefined;
    if (!this.#isHidden) this.#state.textContent = state;
  }

  #save() {
    if (!this.#kept) return;
    save(this.#kept.name, this.#kept.blob);
    this.#isSaved = true;
  }
}

/** Saves JSON as a file. @param {string} name @param {string} text */
export function saveText(name, text) {
  save(name, new Blob([`${text}\n`], { type: 'application/json' }));
}

/** @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const url = URL.createObjectURL(blob);
  create('a', '', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_URL_MS);
}
