/** Charts of what was measured while a run worked, and how they are saved. */
import { byId } from './dom.js';
import { save } from './download.js';

/** @import { Chart } from '../types.js' */
/** @import { Engine } from '../engine.js' */

/** Pixels of a saved image for one of the chart. */
const SCALE = 2;

/** A chart in a figure of index.html; drawn anew when the page turns dark or light. */
export class ChartView {
  #engine;
  #figure;
  #image;
  #url = '';
  #dark = window.matchMedia('(prefers-color-scheme: dark)');
  /** @type {Omit<Chart, 'dark'> | undefined} */
  #chart;

  /** @param {Engine} engine @param {string} id Of the figure, which holds an image. */
  constructor(engine, id) {
    this.#engine = engine;
    this.#figure = byId(id, HTMLElement);
    this.#image = byId(`${id}-image`, HTMLImageElement);
    this.#dark.addEventListener('change', () => void this.#draw());
  }

  /** @param {Omit<Chart, 'dark'>} chart @param {string} text What it shows, for who does not see it. */
  async show(chart, text) {
    this.#chart = chart;
    this.#image.alt = text;
    await this.#draw();
  }

  clear() {
    this.#chart = undefined;
    this.#figure.hidden = true;
  }

  /** @param {string} name */
  async saveSvg(name) {
    const svg = await this.#svg(false);
    if (svg) save(`${name}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
  }

  /** @param {string} name */
  async savePng(name) {
    const svg = await this.#svg(false);
    if (svg) await savePng(`${name}.png`, svg);
  }

  async #draw() {
    const svg = await this.#svg(this.#dark.matches);
    if (!svg) return;
    URL.revokeObjectURL(this.#url);
    this.#url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    this.#image.src = this.#url;
    this.#figure.hidden = false;
  }

  /** @param {boolean} dark */
  async #svg(dark) {
    return this.#chart && this.#engine.chart({ ...this.#chart, dark });
  }
}

/** @param {string} name @param {string} svg */
async function savePng(name, svg) {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  canvas.toBlob((png) => png && save(name, png), 'image/png');
}
