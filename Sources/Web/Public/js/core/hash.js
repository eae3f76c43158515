// SHA-256 of a file, in the two notations that are needed. WebCrypto wants the whole buffer at once:
// callers check the size limit first.

export async function sha256(blob) {
  if (!crypto.subtle) return null; // not a secure page: the server still hashes what it receives
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  let binary = "";
  let hex = "";
  for (const byte of digest) {
    binary += String.fromCharCode(byte);
    hex += byte.toString(16).padStart(2, "0");
  }
  return { hex, header: `sha-256=:${btoa(binary)}:` };
}
