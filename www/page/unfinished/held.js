/** Which uploads are under way in some tab of this browser: a lock for each, that ends with its tab. */

const PREFIX = 'parquet-blocks upload ';

/** @param {string} id @returns {() => void} Lets go of it. */
export function holdUpload(id) {
  let release = () => {};
  const held = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  // A page that is not from a secure origin has no locks.
  void navigator.locks?.request(PREFIX + id, () => held);
  return release;
}

/** @returns {Promise<Set<string>>} Their ids. */
export async function heldUploads() {
  const { held = [] } = await navigator.locks?.query() ?? {};
  const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX));
  return new Set(names.map((name) => name.slice(PREFIX.length)));
}
