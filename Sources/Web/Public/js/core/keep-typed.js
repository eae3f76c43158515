// What is typed outlives a change of language: the page is drawn anew, and its fields get their content back.

const SOUGHT = "input:not([type=file]), textarea, select, hz-signature";
const LIMIT = 8000; // ms in which fields may appear that are drawn only when data has come

/** Fields by name and place in the document: the same page draws the same ones again. */
function* fieldsOf(root) {
  const seen = new Map();
  for (const element of root.querySelectorAll(SOUGHT)) {
    const name = element.dataset.testid ?? element.name;
    if (!name) continue;
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    yield [`${name} ${nth}`, element];
  }
}

const propertyOf = (element) => (element.localName === "hz-signature" ? "drawing" : ["checkbox", "radio"].includes(element.type) ? "checked" : "value");

/** Remembers every field under `root`; the function returned gives each its content back once, when it is there again. */
export function keepTyped(root) {
  const kept = new Map();
  for (const [key, element] of fieldsOf(root)) if (!element.isEmpty) kept.set(key, element[propertyOf(element)]);
  return () => {
    const give = () => {
      for (const [key, element] of fieldsOf(root)) {
        if (!kept.has(key)) continue;
        const name = propertyOf(element);
        const content = kept.get(key);
        if (element[name] !== content) element[name] = content;
        else { kept.delete(key); continue; }
        if (name !== "drawing" && element[name] !== content) continue; // a choice whose options are still on their way
        kept.delete(key);
        for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    };
    const watch = new MutationObserver(give);
    watch.observe(root, { childList: true, subtree: true });
    give();
    setTimeout(() => watch.disconnect(), LIMIT);
  };
}
