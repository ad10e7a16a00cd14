/** Where a downloaded file goes: streamed to a file the user chooses first, or kept as a Blob and saved at the end. */
import { byId, create } from './dom.js';
import { bytes, count } from './format.js';

/** @typedef {(options: { suggestedName: string }) => Promise<FileSystemFileHandle>} SavePicker Only Chromium has it; TypeScript does not know it. */
/** @typedef {(options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>} FolderPicker Likewise. */

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
  return chosen(showSaveFilePicker({ suggestedName }), 'file', note);
}

/**
 * Asks for the folder that the files of several tables are streamed to; undefined as with one file.
 *
 * @param {(text: string) => void} note
 * @returns {Promise<FileSystemDirectoryHandle | undefined>}
 */
export async function chooseFolder(note) {
  const { showDirectoryPicker } = /** @type {{ showDirectoryPicker?: FolderPicker }} */ (window);
  if (!showDirectoryPicker) return undefined;
  return chosen(showDirectoryPicker({ mode: 'readwrite' }), 'folder', note);
}

/**
 * @template T
 * @param {Promise<T>} choice @param {string} what @param {(text: string) => void} note
 * @returns {Promise<T | undefined>}
 */
async function chosen(choice, what, note) {
  try {
    return await choice;
  } catch (error) {
    const dismissed = error instanceof DOMException && error.name === 'AbortError';
    const reason = dismissed ? `No ${what} chosen` : `The browser cannot stream to a chosen ${what} (${error})`;
    note(`${reason}: what is made is kept by the browser; press Download to save it.`);
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

  /** @param {string} name @param {number} tables How many files are in it, if it is a folder. */
  saved(name, tables) {
    this.#show(undefined, tables > 0 ? `${count(tables, 'table')} are saved in ${name}.` : `The file is saved under ${name}.`);
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

/** A button for each file of several tables. */
export class DownloadList {
  #list = byId('downloads', HTMLElement);
  #waiting = new Set();

  /** Whether a file is here that nobody has saved. */
  get isWaiting() {
    return this.#waiting.size > 0;
  }

  clear() {
    this.offer([]);
  }

  /** @param {{ blob: Blob, name: string }[]} files */
  offer(files) {
    this.#waiting = new Set(files);
    this.#list.replaceChildren(...files.map((file) => this.#buttonOf(file)));
  }

  /** @param {{ blob: Blob, name: string }} file */
  #buttonOf(file) {
    const button = create('button', `Download ${file.name} (${bytes(file.blob.size)})`, { type: 'button' });
    button.addEventListener('click', () => {
      save(file.name, file.blob);
      this.#waiting.delete(file);
    });
    return button;
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
