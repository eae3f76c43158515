// Tables of code systems, asked for once.
import { get } from "./api.js";

const tables = new Map();

/** All codes of a small table. */
export function codes(system) {
  if (!tables.has(system)) tables.set(system, get(`/code-systems/${system}/codes`).then((answer) => answer.items).catch((problem) => { tables.delete(system); throw problem; }));
  return tables.get(system);
}

/** Codes and names that begin with or hold what was typed; none where the hospital has loaded no table. */
export const matchingCodes = (system, text) => get(`/code-systems/${system}/codes?text=${encodeURIComponent(text)}`).then((answer) => answer.items);
