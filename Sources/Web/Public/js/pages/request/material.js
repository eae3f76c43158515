// Step 3: material in groups, hashed in the browser, with progress, drag and drop, and undo.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { ApiProblem, del, upload } from "../../core/api.js";
import { sha256 } from "../../core/hash.js";
import { bytes, shortHash, toInstant, when } from "../../core/format.js";
import { field } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { problemTitle } from "../../ui/states.js";
import { toast, undoable } from "../../ui/toast.js";

export const groups = ["conditionSummary", "medicalRecordMaterial", "laboratoryReport", "examinationMaterial", "other"];
const LIMIT = 50 * 1024 * 1024; // bytes; the service has the last word (413)

/** The group a file name speaks of; the person can choose another. */
function guess(name) {
  if (/化验|检验|血|尿|生化|lab/i.test(name)) return "laboratoryReport";
  if (/CT|MR|X线|B超|超声|心电|影像|胸片|dcm|ecg/i.test(name)) return "examinationMaterial";
  if (/病情|摘要|小结|summary/i.test(name)) return "conditionSummary";
  return "medicalRecordMaterial";
}

export function materialStep({ id, items, onChange, signal }) {
  let stored = [...items];
  const waiting = new Set();
  const removals = new Set(); // removed on screen, perhaps not yet on the server
  const list = h("ul", { class: "files", testid: "attachments" });
  const input = h("input", { type: "file", multiple: true, class: "visually-hidden", testid: "file-input", "aria-label": t("material.choose"), tabindex: "-1" });
  const group = h("select", { class: "input", "aria-label": t("material.group"), testid: "file-group" }, h("option", { value: "" }, t("material.byName")), groups.map((one) => h("option", { value: one }, t(`group.${one}`))));
  const source = sourceFields();
  const drop = h("div", { class: "drop", testid: "file-drop" }, icon("upload"),
    h("p", {}, t("material.drop")), source.element, h("div", { class: "row", }, group, h("button", { type: "button", class: "button", on: { click: () => input.click() } }, t("material.choose"))), input,
    h("p", { class: "small soft" }, t("material.limit", { size: bytes(LIMIT) })));

  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files); });
  input.addEventListener("change", () => { take(input.files); input.value = ""; });

  const take = async (files) => {
    if (!source.check()) return;
    const facts = source.headers();
    const mine = [...files].map((file) => ({ file, facts, group: group.value || guess(file.name), progress: 0, problem: null }));
    mine.forEach((one) => waiting.add(one));
    draw();
    for (const one of mine) await send(one); // one after the other: a ward line is thin
  };

  async function send(one) {
    one.problem = null;
    one.progress = 0;
    draw();
    try {
      if (one.file.size > LIMIT) throw new ApiProblem(413, { title: t("material.tooLarge", { size: bytes(LIMIT) }) });
      if (one.file.size === 0) throw new ApiProblem(422, { title: t("material.emptyFile") });
      const digest = await sha256(one.file);
      const saved = await upload(`/consultations/${id}/attachments`, one.file, {
        signal,
        headers: {
          "Content-Type": one.file.type || "application/octet-stream", "X-File-Name": encodeURIComponent(one.file.name), "X-Material-Group": one.group, ...one.facts,
          ...(digest ? { "Repr-Digest": digest.header } : {}),
        },
        onProgress: (share) => { one.progress = share; if (one.bar) one.bar.style.width = `${Math.round(share * 100)}%`; },
      });
      waiting.delete(one);
      stored.push(saved);
      if (digest && saved.sha256 && saved.sha256 !== digest.hex) toast(t("material.hashDiffers"), { level: "bad", seconds: 15 });
      onChange(stored);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      one.problem = problem;
    }
    draw();
  }

  function remove(item) {
    stored = stored.filter((one) => one.id !== item.id);
    draw();
    onChange(stored);
    const removal = undoable(t("material.removed", { name: item.name }), {
      signal,
      undo: () => { stored.push(item); draw(); onChange(stored); },
      commit: () => del(`/consultations/${id}/attachments/${item.id}`, { keepalive: true }).catch((problem) => { stored.push(item); draw(); onChange(stored); toast(problemTitle(problem), { level: "bad" }); }),
    });
    removals.add(removal);
  }

  function pending(one) {
    one.bar = h("i");
    one.bar.style.width = `${Math.round(one.progress * 100)}%`;
    return h("li", {}, icon("file"), h("span", { class: "name" }, one.file.name, h("span", { class: "soft small" }, ` ${bytes(one.file.size)}`)),
      one.problem ? [h("span", { class: "tag bad" }, icon("warning"), problemTitle(one.problem)),
        h("button", { type: "button", class: "button small", on: { click: () => send(one) } }, t("action.retry")),
        h("button", { type: "button", class: "tool", "aria-label": t("action.remove"), on: { click: () => { waiting.delete(one); draw(); } } }, icon("cross"))]
        : h("div", { class: "meter grow", role: "progressbar", "aria-label": t("material.sending") }, one.bar));
  }

  function draw() {
    replace(list, stored.map((item) => fileRow(item, { id, remove })), [...waiting].map(pending), stored.length + waiting.size === 0 && h("li", { class: "soft" }, t("material.none")));
  }
  draw();
  return {
    element: h("div", { class: "stack" }, h("p", { class: "soft small" }, t("material.duty")), drop, list),
    /** Before anything is sent: what was removed must really be gone. True while a file is still on its way. */
    async settle() {
      await Promise.all([...removals].map((one) => one.finish()));
      removals.clear();
      return [...waiting].some((one) => !one.problem);
    },
  };
}

/** Where the next files come from: data of a device name device, author and time, and the hospital answers for them (JL 29). */
function sourceFields() {
  const kind = field({ name: "kind", label: t("material.kind"), type: "select", empty: false, value: "document", testid: "file-kind", options: ["document", "dicomStudy", "waveform", "labReport", "pathologySlide", "image"].map((value) => ({ value, label: t(`materialKind.${value}`) })) });
  const author = field({ name: "author", label: t("material.author"), required: true, max: 100, testid: "file-author" });
  const acquired = field({ name: "acquiredAt", label: t("material.acquiredAt"), type: "datetime-local", required: true, testid: "file-acquired" });
  const device = field({ name: "deviceId", label: t("material.device"), required: true, max: 100, testid: "file-device" });
  const attested = h("input", { type: "checkbox", testid: "file-attested" });
  const attestedError = h("p", { class: "error", hidden: true, role: "alert" }, icon("warning"), t("material.attestRequired"));
  const capture = field({ name: "captureMethod", label: t("material.capture"), type: "select", empty: false, value: "electronic", testid: "file-capture", options: ["electronic", "eSigned", "scan", "fax"].map((value) => ({ value, label: t(`capture.${value}`) })) });
  const by = field({ name: "capturedBy", label: t("material.capturedBy"), required: true, max: 100, testid: "file-captured-by" });
  const keeper = field({ name: "originalKeeper", label: t("material.keeper"), required: true, max: 100, testid: "file-keeper" });
  const isData = () => !["document", "image"].includes(kind.value());
  const isPaper = () => ["scan", "fax"].includes(capture.value());
  const data = h("div", { class: "columns" }, author.element, acquired.element, device.element, h("div", { class: "field" }, h("label", { class: "choice" }, attested, h("span", {}, t("material.attest"))), attestedError));
  const paper = h("div", { class: "columns" }, by.element, keeper.element);
  const adapt = () => { data.hidden = !isData(); paper.hidden = !isPaper(); };
  kind.input.addEventListener("change", adapt);
  capture.input.addEventListener("change", adapt);
  adapt();
  const text = (value) => encodeURIComponent(value.trim());
  return {
    element: h("div", { class: "stack-small" }, h("div", { class: "columns" }, kind.element, capture.element), data, paper),
    check() {
      const fields = [...(isData() ? [author, acquired, device] : []), ...(isPaper() ? [by, keeper] : [])];
      const wrong = fields.filter((one) => !one.check());
      attestedError.hidden = !isData() || attested.checked;
      if (wrong.length > 0) wrong[0].focus();
      return wrong.length === 0 && attestedError.hidden;
    },
    headers: () => ({
      "X-Material-Kind": kind.value(), "X-Capture-Method": capture.value(),
      ...(isData() ? { "X-Material-Author": text(author.value()), "X-Acquired-At": toInstant(acquired.value()), "X-Device-Id": text(device.value()), "X-Quality-Attested": "true" } : {}),
      ...(isPaper() ? { "X-Captured-By": text(by.value()), "X-Original-Keeper": text(keeper.value()) } : {}),
    }),
  };
}

const sourceText = (item) => [item.kind && t(`materialKind.${item.kind}`), item.author, item.acquiredAt && when(item.acquiredAt), item.deviceId, item.captureMethod && item.captureMethod !== "electronic" && t(`capture.${item.captureMethod}`),
  item.originalKeeper && t("material.keptBy", { who: item.originalKeeper })].filter(Boolean).join(" · ");

export const fileRow = (item, { id, remove } = {}) => h("li", { testid: "attachment", data: { id: item.id, group: item.group } }, icon("file"),
  h("a", { class: "name", href: `/api/v1/consultations/${id}/attachments/${item.id}`, download: item.name }, item.name),
  h("span", { class: "tag" }, t(`group.${item.group ?? "other"}`)), h("span", { class: "small soft", testid: "material-source" }, sourceText(item)),
  h("span", { class: "soft small number", title: `SHA-256 ${item.sha256 ?? ""}` }, `${bytes(item.size)} · ${shortHash(item.sha256)}`),
  remove && h("button", { type: "button", class: "tool", "aria-label": `${t("action.remove")} ${item.name}`, on: { click: () => remove(item) } }, icon("trash")));
