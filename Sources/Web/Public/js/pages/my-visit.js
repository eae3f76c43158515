// The patient's side of an open online visit: the room, messages, pictures. Let in by the code shown on the page before.
import { every, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { isAdmitted, own, proof } from "../ui/own-visit.js";
import { exchangeLine, exchangeList } from "../ui/visit-talk.js";
import { visitRoom } from "../ui/visit-room.js";

const ASKING = 4000; // ms between looks at what the physician wrote: no events come to a page without a session

export default async function page({ params, signal }) {
  style("/css/case.css");
  const crumbs = [{ href: "/my", text: t("my.title") }];
  if (!isAdmitted()) return h("div", { class: "stack", testid: "page-my-visit" }, pageHead({ title: t("my.visit"), crumbs }), notice("warn", h("p", {}, t("my.codeAgain")), h("a", { class: "button", href: "/my" }, t("my.title"))));
  const path = `/public/visits/${params.id}`;
  const headers = proof();
  let room = null;
  const region = loading({ signal, load: () => get(path, { headers }), render: (one) => view(one) });
  const refresh = () => region.refresh();
  const line = exchangeLine({ say: (body) => post(`${path}/exchanges`, body, { headers }), files: `${path}/files`, headers, refresh });
  // Apart from what is drawn anew: a moved picture would stand still.
  const door = h("section", { class: "card", hidden: true });
  function view(one) {
    const isOpen = one.state === "open";
    door.hidden = !isOpen;
    if (isOpen && !room) { room = visitRoom({ path, other: one.physician, headers, signal }); door.append(room.element); }
    if (!isOpen) room?.leave();
    return h("div", { class: "stack" }, h("p", { class: "row" }, h("span", { class: "tag", testid: "my-visit-state", data: { state: one.state } }, one.stateDisplay), h("span", {}, `${one.entity?.printed ?? one.institution} · ${one.department} · ${one.physician}`)),
      h("section", { class: "card stack" }, h("h2", {}, t("visits.talk")), exchangeList(one.exchanges), isOpen && line), own(one));
  }
  every(ASKING, signal, () => { if (document.activeElement?.dataset.testid !== "exchange-text") refresh(); });
  return h("div", { class: "stack", testid: "page-my-visit" }, pageHead({ title: t("my.visit"), crumbs }), door, region.element);
}
