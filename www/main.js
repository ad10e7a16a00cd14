/** The page: wires the form, the engine and the views. Each part is a module in `page/`. */
import { Engine } from './engine.js';
import { Check } from './page/check.js';
import { byId } from './page/dom.js';
import { clearFailure, describe, showFailure } from './page/failure.js';
import { prepareFields } from './page/fields.js';
import { fillDefaults, followEdits } from './page/form.js';
import { sentence } from './page/format.js';
import { preparePlan, showNoPlan } from './page/plan.js';
import { Runner } from './page/run.js';
import { acceptSettingsFiles } from './page/settingsfile.js';

const form = byId('form', HTMLFormElement);
const engine = new Engine();
const check = new Check(form, engine);
const runner = new Runner(check, engine);

prepareFields(form);
followEdits(form);
acceptSettingsFiles(form, engine);
preparePlan();
form.addEventListener('input', () => {
  // What it says is of the form as it was.
  clearFailure();
  check.soon();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void runner.generate();
});

try {
  fillDefaults(await engine.defaults());
  byId('settings', HTMLFieldSetElement).disabled = false;
  byId('generate', HTMLButtonElement).disabled = false;
  form.dispatchEvent(new Event('input', { bubbles: true }));
} catch (error) {
  const { message, remedy } = describe(error);
  showNoPlan([sentence(message, remedy)]);
  showFailure(error);
}
