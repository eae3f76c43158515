// Own line icons, 24×24, drawn with DOM calls (no markup strings). Decorative unless a title is given.
import { svg } from "../core/dom.js";

const paths = {
  home: "M4 11l8-7 8 7M6 10v9h12v-9",
  plus: "M12 5v14M5 12h14",
  cases: "M4 6h16v14H4zM9 6V4h6v2M8 11h8M8 15h5",
  clock: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4.5l3 2",
  money: "M12 4a8 8 0 100 16 8 8 0 000-16zM9 8l3 4 3-4M12 12v5M9.5 12.5h5M9.5 15h5",
  price: "M4 12l8-8h7v7l-8 8zM15.5 8.5v.01",
  device: "M4 6h11v9H4zM15 10l5-3v8l-5-3M7 19h5",
  help: "M12 4a8 8 0 100 16 8 8 0 000-16zM9.8 9.6a2.2 2.2 0 113.2 2c-.7.4-1 .8-1 1.6M12 16.4v.01",
  search: "M10.5 5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM15 15l5 5",
  person: "M12 5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM5 20c.6-3.6 3.4-5 7-5s6.4 1.4 7 5",
  people: "M9 6a3 3 0 100 6 3 3 0 000-6zM3 19c.5-3 2.8-4.3 6-4.3s5.5 1.3 6 4.3M16 6.5a2.6 2.6 0 010 5.1M17.5 14.9c2 .5 3.2 1.8 3.5 4.1",
  letter: "M5 18L10 6h2l5 12M7 14h8M18 9v6M21 12h-6",
  globe: "M12 4a8 8 0 100 16 8 8 0 000-16zM4 12h16M12 4c3 3 3 13 0 16M12 4c-3 3-3 13 0 16",
  exit: "M14 5H6v14h8M11 12h9M17 9l3 3-3 3",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17.4v.01",
  info: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 11v5.5M12 7.8v.01",
  hourglass: "M7 4h10M7 20h10M8 4c0 5 8 6 8 8s-8 3-8 8M16 4c0 5-8 6-8 8s8 3 8 8",
  pause: "M9 6v12M15 6v12",
  file: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  upload: "M12 16V5M8 9l4-4 4 4M5 16v3h14v-3",
  download: "M12 5v11M8 12l4 4 4-4M5 19h14",
  pen: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  seal: "M12 3l2.2 2 3-.3.6 3 2.5 1.6-1.2 2.7 1.2 2.7-2.5 1.6-.6 3-3-.3L12 21l-2.2-2-3 .3-.6-3-2.5-1.6L4.900 12 3.700 9.300l2.500-1.600.6-3 3 .3zM9 12l2 2 4-4",
  camera: "M3 7h12v10H3zM15 11l6-3v8l-6-3",
  cameraOff: "M3 7h12v10H3zM15 11l6-3v8l-6-3M2 3l20 18",
  mic: "M12 4a2.500 2.500 0 00-2.500 2.500v5a2.500 2.500 0 005 0v-5A2.500 2.500 0 0012 4zM6 11.500a6 6 0 0012 0M12 17.500V21",
  micOff: "M12 4a2.500 2.500 0 00-2.500 2.500v5a2.500 2.500 0 005 0v-5A2.500 2.500 0 0012 4zM6 11.500a6 6 0 0012 0M12 17.500V21M3 3l18 18",
  screen: "M3 5h18v11H3zM9 20h6M12 16v4M12 13V8M9.500 10.500L12 8l2.500 2.500",
  speaker: "M5 10v4h3l4 4V6l-4 4zM15.500 9a4 4 0 010 6M18 6.500a8 8 0 010 11",
  network: "M4 9.500a12 12 0 0116 0M7 13a7.500 7.500 0 0110 0M10 16.300a3 3 0 014 0M12 19.500v.01",
  chat: "M4 5h16v11H10l-4 4v-4H4z",
  phoneOff: "M3 14c5-5 13-5 18 0l-2.500 3-3.500-1.500v-2a13 13 0 00-6 0v2L5.500 17z",
  leave: "M13 5H5v14h8M10 12h10M17 9l3 3-3 3",
  record: "M12 7a5 5 0 100 10 5 5 0 000-10z",
  report: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h3",
  shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2.200 2.200L15.500 10",
  list: "M4 7h16M4 12h16M4 17h16",
  refresh: "M19 8a8 8 0 10.8 6M19 4v4h-4",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  eye: "M3 12c3-5 6-6.500 9-6.500s6 1.500 9 6.500c-3 5-6 6.500-9 6.500S6 17 3 12zM12 9.500a2.500 2.500 0 100 5 2.500 2.500 0 000-5z",
  chevron: "M9 6l6 6-6 6",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  inbox: "M4 5h16v14H4zM4 13h5l1.500 2.500h3L15 13h5",
  offline: "M4 9.500a12 12 0 0116 0M7 13a7.500 7.500 0 0110 0M12 19.500v.01M3 3l18 18",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3",
  hospital: "M5 20V5h14v15M3 20h18M12 8v5M9.500 10.500h5M10 20v-4h4v4",
};

export function icon(name, title) {
  const element = svg("svg", {
    viewBox: "0 0 24 24", class: "icon", fill: name === "record" ? "currentColor" : "none", stroke: "currentColor",
    "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round", focusable: "false",
  }, svg("path", { d: paths[name] ?? paths.info }));
  if (title) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", title);
  } else element.setAttribute("aria-hidden", "true");
  return element;
}
