// What this browser sends: the camera in up to three sizes, of which the relay gives every listener the one its line carries.

// By the names in the relay's offer, from the smallest. Chromium sends fewer than three of a small camera and leaves out
// the last ones, so that the largest must be the last of those it sends: else a camera of 640×480 would arrive at 320×240.
const LADDERS = [
  { least: 960 * 540, q: { scaleResolutionDownBy: 4, maxBitrate: 150_000 }, h: { scaleResolutionDownBy: 2, maxBitrate: 500_000 }, f: { scaleResolutionDownBy: 1, maxBitrate: 1_700_000 } },
  { least: 480 * 270, q: { scaleResolutionDownBy: 2, maxBitrate: 150_000 }, h: { scaleResolutionDownBy: 1, maxBitrate: 900_000 } },
  { least: 0, q: { scaleResolutionDownBy: 1, maxBitrate: 500_000 } },
];

const ladderOf = (track) => {
  const { width, height } = track?.getSettings?.() ?? {};
  return LADDERS.find((one) => !width || !height || width * height >= one.least) ?? LADDERS[0];
};

/** Sizes and rates of the camera's encodings. A browser that made only one keeps its own choice. */
export async function setCameraEncodings(sender) {
  const parameters = sender.getParameters();
  const ladder = ladderOf(sender.track);
  const named = (parameters.encodings ?? []).filter((one) => LADDERS[0][one.rid]);
  if (named.length < 2) return;
  for (const one of named) Object.assign(one, ladder[one.rid], { active: Boolean(ladder[one.rid]) });
  try { await sender.setParameters(parameters); } catch { /* its own sizes work too */ }
}

/** The answer with NACK for sound where the offer has it: the browsers can, but do not say so by themselves. */
export function withSoundRepair(answer, offer) {
  const sdp = answer.sdp.replace(/^a=rtcp-fb:(\d+) transport-cc\r\n/gm, (line, type) => (
    new RegExp(`^a=rtcp-fb:${type} nack\\r$`, "m").test(answer.sdp) || !opus(offer, type) ? line : `${line}a=rtcp-fb:${type} nack\r\n`));
  return { type: answer.type, sdp };
}

const opus = (offer, type) => new RegExp(`^a=rtpmap:${type} opus/`, "m").test(offer) && new RegExp(`^a=rtcp-fb:${type} nack\\r$`, "m").test(offer);
