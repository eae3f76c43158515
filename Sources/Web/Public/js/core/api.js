// The only place that talks HTTP. Errors arrive as ApiProblem, whatever went wrong underneath.
import { serverSaid } from "./clock.js";

const BASE = "/api/v1";
let csrfToken = null;
let onUnauthenticated = () => {};

/** A fresh Idempotency-Key. randomUUID exists on secure pages only; sign-in must also work to say so. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const setCsrfToken = (token) => { csrfToken = token ?? null; };
export const whenSignedOut = (handler) => { onUnauthenticated = handler; };

/** An RFC 9457 problem, or a network failure in the same clothes (status 0, code err.network.offline). */
export class ApiProblem extends Error {
  constructor(status, body = {}) {
    super(body.title ?? `HTTP ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "err.network.offline" : `http.${status}`);
    this.title = body.title;
    this.titleEn = body.titleEn;
    this.detail = body.detail;
    this.detailEn = body.detailEn;
    this.article = body.article;
    this.requirement = body.requirement;
    this.instance = body.instance;
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.body = body;
  }

  get isOffline() { return this.status === 0; }
  get isForbidden() { return this.status === 403; }
  get isMissing() { return this.status === 404; }
  get isStale() { return this.status === 412 || this.status === 428; }
}

async function problemFrom(response) {
  let body = {};
  try {
    if ((response.headers.get("content-type") ?? "").includes("json")) body = await response.json();
  } catch { /* a broken body is no reason to hide the status */ }
  return new ApiProblem(response.status, body && typeof body === "object" ? body : {});
}

/**
 * One request. `version` becomes If-Match; unsafe methods carry the CSRF token and an Idempotency-Key.
 * A caller that may repeat a call passes its own `key`, so that a retry is the same command.
 */
export async function request(method, path, options = {}) {
  const { body, version, key, signal, headers = {}, raw, keepalive } = options;
  const unsafe = method !== "GET" && method !== "HEAD";
  const all = { Accept: "application/json, application/problem+json", ...headers };
  if (body !== undefined) all["Content-Type"] = "application/json";
  if (unsafe) {
    all["Idempotency-Key"] = key ?? newKey();
    if (csrfToken) all["X-CSRF-Token"] = csrfToken;
  }
  if (version !== undefined && version !== null) all["If-Match"] = `"${version}"`;
  const asked = performance.now();
  let response;
  try {
    response = await fetch(BASE + path, {
      method, headers: all, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
      credentials: "same-origin", cache: "no-store", signal, keepalive,
    });
  } catch (error) {
    if (error?.name === "AbortError") throw error;
    throw new ApiProblem(0);
  }
  serverSaid(response.headers.get("date"), asked);
  if (!response.ok) {
    const problem = await problemFrom(response);
    if (problem.status === 401 && path !== "/session" && !headers.Authorization) onUnauthenticated(); // a patient's proof has ended, and no session
    throw problem;
  }
  if (response.status === 204) return null;
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return null;
  try { return await response.json(); } catch (error) {
    if (error?.name === "AbortError") throw error; // left while the body came: not an empty answer
    return null;
  }
}

export const get = (path, options) => request("GET", path, options);
export const post = (path, body = {}, options = {}) => request("POST", path, { ...options, body });
export const put = (path, body, options = {}) => request("PUT", path, { ...options, body });
export const del = (path, options) => request("DELETE", path, options);

/** Raw bytes with progress: fetch cannot report upload progress, XMLHttpRequest can. */
export function upload(path, blob, { headers = {}, onProgress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", BASE + path);
    call.responseType = "text";
    const all = { ...headers, Accept: "application/json, application/problem+json", "Idempotency-Key": newKey() };
    if (csrfToken) all["X-CSRF-Token"] = csrfToken;
    for (const [name, value] of Object.entries(all)) call.setRequestHeader(name, value);
    call.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    call.onerror = () => reject(new ApiProblem(0));
    call.onabort = () => reject(new DOMException("aborted", "AbortError"));
    call.onload = () => {
      let body = {};
      try { body = JSON.parse(call.responseText); } catch { /* status decides */ }
      if (call.status >= 200 && call.status < 300) resolve(body);
      else reject(new ApiProblem(call.status, body));
    };
    signal?.addEventListener("abort", () => call.abort(), { once: true });
    call.send(blob);
  });
}

/** A file to save: fetched with the session, so that errors are shown and not saved as a file. */
export async function download(path, fallbackName, { body } = {}) {
  let response;
  const headers = body ? { "Content-Type": "application/json", "Idempotency-Key": newKey(), ...(csrfToken ? { "X-CSRF-Token": csrfToken } : {}) } : {};
  try {
    response = await fetch(BASE + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store" });
  } catch { throw new ApiProblem(0); }
  if (!response.ok) throw await problemFrom(response);
  const blob = await response.blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName(response.headers.get("content-disposition")) ?? fallbackName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return { name: link.download, size: blob.size };
}

function fileName(disposition) {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "");
  if (extended) { try { return decodeURIComponent(extended[1]); } catch { /* fall through */ } }
  return /filename="?([^";]+)"?/i.exec(disposition ?? "")?.[1] ?? null;
}
