// The bandwidth of a site, measured from this browser: pieces down, then up, for some seconds each, with progress.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post, request } from "../../core/api.js";
import { problemBox } from "../../ui/states.js";

const SECONDS = 4;
const LANES = 4; // side by side, so that one slow round trip does not count as a slow line
const FIRST = 64 * 1024;
const LARGEST = 4 * 1024 * 1024;

/** Repeats `move(bytes)` in lanes for SECONDS and returns kbit/s. */
async function rate(move, tell) {
  const began = performance.now();
  const end = began + SECONDS * 1000;
  let bits = 0;
  const lane = async () => {
    let size = FIRST;
    while (performance.now() < end) {
      const at = performance.now();
      await move(size);
      bits += size * 8;
      const took = performance.now() - at;
      if (took < 250) size = Math.min(LARGEST, size * 2);
      const passed = performance.now() - began;
      tell(Math.min(1, passed / (SECONDS * 1000)), bits / passed);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return Math.floor(bits / (performance.now() - began));
}

const down = async (size, signal) => {
  const answer = await fetch(`/api/v1/bandwidth-test?bytes=${size}`, { credentials: "same-origin", cache: "no-store", signal });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  await answer.arrayBuffer();
};

/** → true when it was measured and kept. */
export async function measure(profile, site, place, signal) {
  const bar = h("progress", { max: 1, "aria-label": t("profile.measure") });
  const said = h("p", { class: "small soft", testid: "bandwidth-progress" });
  replace(place, bar, said);
  const tell = (way, share) => (part, kilobits) => { bar.value = share + part / 2; said.textContent = t(way, { n: (kilobits / 1000).toFixed(1) }); };
  try {
    const noise = new Uint8Array(LARGEST);
    for (let at = 0; at < noise.length; at += 65536) crypto.getRandomValues(noise.subarray(at, at + 65536));
    const downward = await rate((size) => down(size, signal), tell("profile.downNow", 0));
    const upward = await rate((size) => request("POST", "/bandwidth-test", { raw: noise.subarray(0, size), headers: { "Content-Type": "application/octet-stream" }, signal }), tell("profile.upNow", 0.5));
    await post(`/profiles/${profile.institutionId}/sites/${site.id}/bandwidth`, { down: downward, up: upward }, { version: profile.version });
    return true;
  } catch (problem) {
    replace(place, problemBox(problem, { compact: true }));
    return false;
  }
}
