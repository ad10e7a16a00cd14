/** Places in what is edited. Nothing is changed where it stands: what holds a changed value is made anew. */

/** @import { Place } from './types.js' */

/** A field of an object; an object that this makes empty is left out if it may be. @param {Place} place @param {string} name @param {boolean} [mayBeEmpty] @returns {Place} */
export function inside(place, name, mayBeEmpty = true) {
  return {
    path: `${place.path}.${name}`,
    get: () => place.get()?.[name],
    set(value) {
      const { [name]: _, ...others } = place.get() ?? {};
      const changed = value === undefined ? others : { ...place.get(), [name]: value };
      place.set(mayBeEmpty || Object.keys(changed).length > 0 ? changed : undefined);
    },
  };
}

/** An item of a list. @param {Place} place @param {number} index @returns {Place} */
export function at(place, index) {
  return {
    path: `${place.path}[${index}]`,
    get: () => place.get()?.[index],
    set: (value) => place.set(place.get().with(index, value)),
  };
}
