// The net under every button and event: a request that failed where the page has no place of its own for it is said in a toast.
import { ApiProblem } from "../core/api.js";
import { problemText } from "./states.js";
import { toast } from "./toast.js";

const SECONDS = 15;
let shown = null;

/** Anything else than a failed request is a defect of the page and goes to the console as ever. */
export function sayUnhandled() {
  addEventListener("unhandledrejection", (event) => {
    const problem = event.reason;
    if (problem?.name === "AbortError") event.preventDefault(); // the page was left: nobody waits for the answer
    if (!(problem instanceof ApiProblem)) return;
    event.preventDefault();
    const text = problemText(problem);
    if (problem.status === 401 || (shown?.isConnected && shown.textContent === text)) return; // 401 leads to the sign-in page
    shown = toast(text, { level: "bad", seconds: SECONDS });
  });
}
