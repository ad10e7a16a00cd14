/** Says that there are fields which were not there before: what is wrong can be told at them now. @param {Element} element */
export function tellNewFields(element) {
  element.dispatchEvent(new Event('newfields', { bubbles: true }));
}
