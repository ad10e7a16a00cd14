/** Seconds from opening the real page until its form can be used, and until the first plan is shown. */

/** @param {{ site: string }} options The folder of the page. @returns {Promise<{ usable: number, planned: number }>} */
export async function run({ site }) {
  const started = performance.now();
  const frame = document.createElement('iframe');
  frame.src = `/${site}/index.html`;
  document.body.append(frame);
  const since = async (/** @type {string} */ selector) => {
    while (!frame.contentDocument?.querySelector(selector)) await new Promise((resolve) => { setTimeout(resolve, 1); });
    return (performance.now() - started) / 1000;
  };
  return { usable: await since('#generate:enabled'), planned: await since('#plan[data-rows]:not([aria-busy])') };
}
