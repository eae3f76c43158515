// What this browser sends: the camera in three sizes, of which the relay gives every listener the one its line carries.

// By the names in the relay's offer: q a quarter of the width, h half of it, f all of it.
const CAMERA = {
  q: { scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  h: { scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  f: { scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
};

/** Sizes and rates of the camera's encodings. A browser that made only one keeps its own choice. */
export async function setCameraEncodings(sender) {
  const parameters = sender.getParameters();
  const named = (parameters.encodings ?? []).filter((one) => CAMERA[one.rid]);
  if (named.length < 2) return;
  for (const one of named) Object.assign(one, CAMERA[one.rid], { active: true });
  try { await sender.setParameters(parameters); } catch { /* its own sizes work too */ }
}

/** The answer with NACK for sound where the offer has it: the browsers can, but do not say so by themselves. */
export function withSoundRepair(answer, offer) {
  const sdp = answer.sdp.replace(/^a=rtcp-fb:(\d+) transport-cc\r\n/gm, (line, type) => (
    new RegExp(`^a=rtcp-fb:${type} nack\\r$`, "m").test(answer.sdp) || !opus(offer, type) ? line : `${line}a=rtcp-fb:${type} nack\r\n`));
  return { type: answer.type, sdp };
}

const opus = (offer, type) => new RegExp(`^a=rtpmap:${type} opus/`, "m").test(offer) && new RegExp(`^a=rtcp-fb:${type} nack\\r$`, "m").test(offer);
