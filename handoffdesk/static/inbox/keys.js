/** The keyboard's vocabulary, for the help; `shortcuts.js` acts on it. */
import { gettext } from "./i18n.js";

const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
export const SEND_KEYS = [COMMAND, "Enter"];
export const TAKE_OVER_KEYS = [COMMAND, "Shift", "Enter"];

/** [group, [[keys, meaning], ...]] as the help shows them. */
export const groupsOfKeys = () => [
  [
    gettext("Move"),
    [
      [["j"], gettext("next conversation")],
      [["k"], gettext("previous conversation")],
      [["o"], gettext("open it (also Enter)")],
      [["u"], gettext("back to the list")],
      [["/"], gettext("search")],
      [["?"], gettext("this help")],
    ],
  ],
  [
    gettext("Act"),
    [
      [["c"], gettext("claim or take over")],
      [["r"], gettext("write a reply")],
      [["n"], gettext("write a note")],
      [SEND_KEYS, gettext("send")],
      [TAKE_OVER_KEYS, gettext("take over and send")],
      [["e"], gettext("resolve")],
      [["a"], gettext("resume AI")],
      [["t"], gettext("transfer")],
      [["s"], gettext("snooze")],
      [["y"], gettext("add a tag")],
    ],
  ],
  [
    gettext("Go to"),
    [
      [["g", "m"], gettext("Mine")],
      [["g", "w"], gettext("Waiting")],
      [["g", "u"], gettext("Unassigned")],
      [["g", "a"], gettext("AI")],
      [["g", "r"], gettext("Resolved")],
    ],
  ],
];
