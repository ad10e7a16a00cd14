/** Where the site's files are. This module is in the folder of the bundles, so that it is right for both. */

/** @param {string} path From the page's folder. */
export function siteFile(path) {
  return new URL(`../${path}`, import.meta.url);
}
