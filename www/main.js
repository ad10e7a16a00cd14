/** The page: wires the form, the engine and the views. Each part is a module in `page/`. */
import { Engine } from './engine.js';
import { Check } from './page/check.js';
import { ComparisonView } from './page/comparison.js';
import { offerConnectionCheck } from './page/connection.js';
import { byId } from './page/dom.js';
import { Editor } from './page/editor/editor.js';
import { clearFailure, describe, showFailure } from './page/failure.js';
import { prepareFields } from './page/fields.js';
import { fillDefaults, followEdits } from './page/form.js';
import { sentence } from './page/format.js';
import { acceptLinks } from './page/link.js';
import { LivePreview } from './page/live.js';
import { preparePlan, showNoPlan } from './page/plan.js';
import { RecipeChoice } from './page/recipe.js';
import { Runner } from './page/run.js';
import { offerSaving } from './page/save.js';
import { acceptSamples } from './page/sample.js';
import { acceptSettingsFiles } from './page/settingsfile.js';
import { prepareColumns } from './page/source/columns.js';
import { prepareFileChoice } from './page/source/file.js';
import { UnfinishedList } from './page/unfinished/list.js';

const form = byId('form', HTMLFormElement);
const engine = new Engine();
// A worker of its own: a preview must not wait for a plan that is being measured.
const previewer = new Engine({ workers: 1 });
const recipe = new RecipeChoice();
const editor = new Editor(recipe);
const page = { form, recipe, engine: previewer };
const check = new Check({ form, recipe, engine }, new LivePreview(previewer, (rows) => editor.showSamples(rows)));
const runner = new Runner(check, engine);
new ComparisonView(runner, engine);
const unfinished = new UnfinishedList(form, { check, engine, runner });

prepareFields(form);
followEdits(form, recipe);
prepareFileChoice(form, engine);
prepareColumns(form);
acceptSettingsFiles(page);
acceptSamples(page);
offerSaving(page, check);
offerConnectionCheck(page, check);
preparePlan();
form.addEventListener('input', () => {
  // What it says is of the form as it was.
  clearFailure();
  check.soon();
});
form.addEventListener('newfields', () => check.showProblems());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void runner.generate();
});

try {
  const [defaults, presets] = await Promise.all([engine.defaults(), engine.presets()]);
  fillDefaults(defaults);
  recipe.fill(presets);
  byId('settings', HTMLFieldSetElement).disabled = false;
  byId('generate', HTMLButtonElement).disabled = false;
  byId('compare', HTMLButtonElement).disabled = false;
  form.dispatchEvent(new Event('input', { bubbles: true }));
  void unfinished.refresh();
  await acceptLinks(page, check);
} catch (error) {
  const { message, remedy } = describe(error);
  showNoPlan([sentence(message, remedy)]);
  showFailure(error);
}
