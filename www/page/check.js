/** Checks the form while it is edited, and shows what it would make: the first rows and the plan. */
import { byId } from './dom.js';
import { describe, problemsOf } from './failure.js';
import { focusFirstProblem, isOfJob, isOfStore, nearestPath, showProblems } from './fields.js';
import { findProblems, readOrder } from './form.js';
import { capital, sentence } from './format.js';
import { RECIPE } from './recipefile.js';
import { showPreview } from './preview.js';
import { showColumns } from './source/columns.js';
import { isRead, pathOfSource, sourceKind } from './source/job.js';
import { focusPlanProblem, markStale, showMeasuring, showNoPlan, showPlan } from './plan.js';

/** @import { Credentials, Job, Plan, S3Target, SourceInput } from '../types.js' */
/** @import { Engine } from '../engine.js' */
/** @import { FieldProblem } from './failure.js' */
/** @import { Problems } from './fields.js' */
/** @import { Order } from './form.js' */
/** @import { LivePreview } from './live.js' */
/** @import { RecipeChoice } from './recipe.js' */

/** Measuring keeps a core busy: it waits for a pause. */
const PAUSE_MS = 250;

/** A URL is typed letter by letter, and each would be asked for a page. */
const PAUSE_OF_PAGES_MS = 800;

export class Check {
  #form;
  #recipe;
  #engine;
  #preview;
  #timer = 0;
  /** Counts the checks: an answer to an earlier one is dropped, whenever it arrives. */
  #latest = 0;
  /** Missing credentials are a problem only once the user has tried to run. */
  #withCredentials = false;
  /** @type {Problems} What the texts of the fields have wrong. */
  #found = new Map();
  /** @type {FieldProblem[]} What the engine has last found. */
  #judged = [];

  /** @param {{ form: HTMLFormElement, recipe: RecipeChoice, engine: Engine }} page @param {LivePreview} preview */
  constructor({ form, recipe, engine }, preview) {
    this.#form = form;
    this.#recipe = recipe;
    this.#engine = engine;
    this.#preview = preview;
  }

  /** Shows the rows at once, and checks when the user pauses. */
  soon() {
    clearTimeout(this.#timer);
    this.#latest += 1;
    markStale();
    this.#showRows();
    this.#timer = setTimeout(() => void this.#now(), sourceKind() === 'pages' ? PAUSE_OF_PAGES_MS : PAUSE_MS);
  }

  /** The order, when it is ready to run. @returns {Promise<Order | undefined>} */
  async beforeRun() {
    clearTimeout(this.#timer);
    this.#withCredentials = true;
    return this.#now();
  }

  /** The job, if all of its fields can be read; else the first that cannot gets the focus. @returns {Job | undefined} */
  readableJob() {
    this.#found = this.#find();
    this.showProblems();
    if (this.#isReadable) return readOrder(this.#recipe).job;
    this.focusFirstProblem();
    return undefined;
  }

  /** What the form asks for, if all of it can be read, keys too; else the first field that cannot gets the focus. @returns {Order | undefined} */
  readableOrder() {
    return this.#orderWithout(() => true, this.#form);
  }

  /** What the form asks for, if its keys are filled in; else the first that is not gets the focus. @returns {Order | undefined} */
  orderWithKeys() {
    return this.#orderWithout((path) => path.startsWith('credentials.'), byId('keys', HTMLFieldSetElement));
  }

  /** @param {(path: string) => boolean} isNeeded @param {HTMLElement} place */
  #orderWithout(isNeeded, place) {
    this.#withCredentials = true;
    this.#found = this.#find();
    this.showProblems();
    if (![...this.#found.keys()].some(isNeeded)) return readOrder(this.#recipe);
    focusFirstProblem(place);
    return undefined;
  }

  /** Where the file goes and with which keys, if these fields can be read; else the first that cannot gets the focus. @returns {{ s3: S3Target, credentials: Credentials } | undefined} */
  readableStore() {
    const { job, credentials } = this.#orderWithout(isOfStore, this.#form) ?? {};
    const s3 = job?.destination?.s3;
    return s3 && credentials ? { s3, credentials } : undefined;
  }

  /** Shows problems beside the fields that the error names. @param {unknown} error @returns {boolean} whether that says all */
  showAtFields(error) {
    this.#judged = problemsOf(error);
    this.showProblems();
    return this.#judged.length > 0 && this.#elsewhere(error).length === 0;
  }

  /** Shows what is wrong with the fields that are there now. */
  showProblems() {
    /** @type {Problems} */
    const problems = new Map();
    for (const { field, message, remedy } of this.#judged) {
      const path = this.#pathOf(field);
      const place = nearestPath(this.#form, path);
      const text = `${detail(path, place)}${sentence(message, remedy)}`;
      if (place !== undefined && !problems.has(place)) problems.set(place, capital(text));
    }
    // What the text itself has wrong comes first.
    showProblems(this.#form, new Map([...problems, ...this.#found]));
  }

  /** Moves the focus to what keeps the form from running, if anything does. */
  focusFirstProblem() {
    if (!focusFirstProblem(this.#form)) focusPlanProblem();
  }

  #find() {
    return findProblems(this.#form, { withCredentials: this.#withCredentials });
  }

  get #isReadable() {
    return ![...this.#found.keys()].some(isOfJob);
  }

  /** The form's name for a job's path. @param {string} field */
  #pathOf(field) {
    return pathOfSource(this.#recipe.pathOf(field));
  }

  #showRows() {
    // Those of a source come with its plan.
    if (isRead()) return;
    const isRecipeReadable = ![...this.#find().keys()].some((path) => path.startsWith(RECIPE));
    if (isRecipeReadable) this.#preview.show(readOrder(this.#recipe).job, this.#recipe.hasAllTables ? this.#recipe.shownTable : undefined);
  }

  /** @returns {Promise<Order | undefined>} */
  async #now() {
    const mine = ++this.#latest;
    const order = readOrder(this.#recipe);
    this.#found = this.#find();
    this.showProblems();
    showMeasuring(this.#isReadable ? order.job : undefined);
    const { plan, error } = await this.#ask(order);
    if (mine !== this.#latest) return undefined;
    this.#judged = problemsOf(error);
    this.showProblems();
    // What the engine makes of a job without its unreadable fields is only good for their neighbours.
    if (!plan || !this.#isReadable) {
      showNoPlan(plan ? [] : this.#elsewhere(error));
      return undefined;
    }
    showPlan(plan, order.job);
    return this.#found.size === 0 ? order : undefined;
  }

  /** @param {Order} order @returns {Promise<{ plan?: Plan, error?: unknown }>} */
  async #ask({ job, input }) {
    try {
      if (input) await this.#open(job, input);
      return { plan: await this.#engine.plan(job, input) };
    } catch (error) {
      if (input) showPreview({ columns: [], rows: [] });
      return { error };
    }
  }

  /** Shows the columns and the first rows of a source: also where nothing can be made of them yet. @param {Job} job @param {SourceInput} input */
  async #open(job, input) {
    const mine = this.#latest;
    const [{ source }, preview] = await Promise.all([this.#engine.open(job, input), this.#engine.preview(job, input)]);
    if (mine !== this.#latest) return;
    showColumns('parquet' in source ? [] : Object.values(source)[0]?.columns);
    showPreview(preview);
  }

  /** What is wrong and has no field on the page. @param {unknown} error @returns {string[]} */
  #elsewhere(error) {
    const problems = problemsOf(error);
    const { message, remedy } = describe(error);
    if (problems.length === 0) return [sentence(message, remedy)];
    const placeless = problems.filter(({ field }) => nearestPath(this.#form, this.#pathOf(field)) === undefined);
    return placeless.map((problem) => `${problem.field}: ${sentence(problem.message, problem.remedy)}`);
  }
}

/** What of a thing has the problem, where it is told at the whole. @param {string} path @param {string} [place] */
function detail(path, place = path) {
  return path.startsWith(place) && path !== place ? `${path.slice(place.length).replace(/^\./, '')}: ` : '';
}
