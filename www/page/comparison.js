/** The comparison of both pipelines on the form's job. */
import { compare } from '../compare.js';
import { EngineError } from '../engine.js';
import { CANCELLED } from '../engine/failure.js';
import { ChartView } from './chart.js';
import { announce, byId, create, rowOf } from './dom.js';
import { saveText } from './download.js';
import { describe } from './failure.js';
import { bytes, duration, MB, sentence } from './format.js';
import { numberOf, valueOf } from './values.js';

/** @import { ComparedSide, Comparison } from '../types.js' */
/** @import { Engine } from '../engine.js' */
/** @import { Order } from './form.js' */
/** @import { Runner } from './run.js' */

const NAMES = { streaming: 'Streaming: block by block', collect: 'Collect all, then write' };
const FILE = 'comparison';

export class ComparisonView {
  #runner;
  #chart;
  #state = byId('comparison-state', HTMLElement);
  /** @type {Comparison | undefined} */
  #comparison;

  /** @param {Runner} runner @param {Engine} engine */
  constructor(runner, engine) {
    this.#runner = runner;
    this.#chart = new ChartView(engine, 'comparison-chart');
    byId('compare', HTMLButtonElement).addEventListener('click', () => void this.#compare());
    byId('comparison-json', HTMLButtonElement).addEventListener('click', () => saveText(`${FILE}.json`, JSON.stringify(this.#comparison, null, 2)));
    byId('comparison-svg', HTMLButtonElement).addEventListener('click', () => void this.#chart.saveSvg(FILE));
    byId('comparison-png', HTMLButtonElement).addEventListener('click', () => void this.#chart.savePng(FILE));
  }

  #compare() {
    this.#clear();
    return this.#runner.work(async (order, signal) => {
      try {
        await this.#run(order, signal);
      } catch (error) {
        const isCancelled = error instanceof EngineError && error.kind === CANCELLED.kind;
        const { message, remedy } = describe(error);
        this.#say(isCancelled ? 'Cancelled.' : sentence(message, remedy), !isCancelled);
      }
    });
  }

  #clear() {
    this.#comparison = undefined;
    byId('comparison-result', HTMLElement).hidden = true;
    this.#chart.clear();
    this.#say('');
  }

  /** @param {Order} order @param {AbortSignal} signal */
  async #run({ job, input }, signal) {
    const limit = numberOf('memory-limit');
    if (limit === undefined && valueOf('memory-limit') !== '') return this.#say('Memory limit (MB) must be a whole number.', true);
    const memoryLimit = limit === undefined ? undefined : limit * MB;
    const onSide = (/** @type {ComparedSide['pipeline']} */ side) => this.#say(`${NAMES[side]}…`);
    const comparison = await compare(job, { input, signal, memoryLimit, onSide });
    this.#comparison = comparison;
    byId('comparison-rows', HTMLElement).replaceChildren(...rowsOf(comparison.sides));
    byId('comparison-result', HTMLElement).hidden = false;
    this.#say(summaryOf(comparison));
    const series = comparison.sides.map(({ pipeline, points }) => ({ name: NAMES[pipeline], points }));
    await this.#chart.show({ title: 'Memory while both work', unit: 'MB', series }, summaryOf(comparison));
  }

  /** @param {string} text @param {boolean} [isProblem] */
  #say(text, isProblem = false) {
    this.#state.className = isProblem ? 'problem' : 'help';
    this.#state.textContent = text;
    if (text) announce(text);
  }
}

/** @param {Comparison} comparison */
function summaryOf({ sides, isSame }) {
  const failed = sides.filter(({ failure }) => failure !== undefined);
  if (failed.length > 0) return failed.map(({ pipeline, failure = '' }) => `${NAMES[pipeline]}: ${sentence(failure)}`).join(' ');
  return isSame ? 'Both make the same file, byte for byte.' : 'The files are not the same: please report this with the job.';
}

/** @param {ComparedSide[]} sides */
function rowsOf(sides) {
  /** @type {[string, (side: ComparedSide) => string][]} */
  const figures = [
    ['Time', ({ stats }) => (stats ? duration(stats.seconds) : '—')],
    ['First block to write', ({ stats }) => (stats ? duration(stats.first_block_seconds) : '—')],
    ['Peak memory', (side) => bytes(peakOf(side))],
    ['File bytes', ({ stats }) => (stats ? bytes(stats.file_bytes) : '—')],
    ['Rows', ({ stats }) => (stats ? stats.rows.toLocaleString('en-US') : '—')],
    ['Outcome', ({ failure }) => failure ?? 'whole file'],
  ];
  const head = rowOf([create('td'), ...sides.map(({ pipeline }) => create('th', NAMES[pipeline], { scope: 'col' }))]);
  return [head, ...figures.map(([name, text]) => rowOf([
    create('th', name, { scope: 'row' }),
    ...sides.map((side) => create('td', text(side), { 'data-side': side.pipeline, 'data-figure': name })),
  ]))];
}

/** In bytes. @param {ComparedSide} side */
function peakOf({ stats, points }) {
  return stats?.peak_memory_bytes ?? Math.max(0, ...points.map(([, memory]) => memory * MB));
}
