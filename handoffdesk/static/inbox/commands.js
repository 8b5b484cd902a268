/**
 * Everything that a person can do in the inbox, each described once: its keys, its name, what it needs, what it does.
 * Shortcuts, buttons and the help read this table; what is added here is in all of them.
 */
import { act } from "./acts.js";
import { closeConversation, openConversation } from "./conversation.js";
import { cursorRow, moveCursor } from "./cursor.js";
import { showResolve, showResume, showSnooze, showTransfer } from "./dialogs.js";
import { showHelp } from "./help.js";
import { fill, gettext } from "./i18n.js";
import { MAIN } from "./keys.js";
import { showView } from "./lists.js";
import { findCommand, groupsOf } from "./registry.js";
import { state, update } from "./store.js";
import { complain } from "./toasts.js";
import { VIEWS } from "./views.js";
import { draftOf, submit, writeIn } from "./writing.js";

const NARROW_PX = 1180;
const AFTER_DRAWING_MS = 40; // the focus goes there after the pending drawing, and without the pressed key

const TAKING_OVER_KEYS = [MAIN, "Shift", "Enter"];

/**
 * One command. `needs` (a name of `registry.js`), `may` (a right that the server granted) and `when` say when it is
 * possible; `place` where its keys count: everywhere outside of text fields ("desk"), or in the box ("composer").
 */
const make = (id, group, keys, label, run, more = {}) => ({
  id,
  group,
  keys,
  label,
  run,
  needs: "nothing",
  place: "desk",
  icon: "",
  ...more,
});

const inConversation = (may, icon, more = {}) => ({ needs: "conversation", may, icon, ...more });

export const COMMANDS = [
  make(
    "next",
    "move",
    ["j"],
    () => gettext("Next conversation"),
    () => moveCursor(1),
    { needs: "rows" },
  ),
  make(
    "previous",
    "move",
    ["k"],
    () => gettext("Previous conversation"),
    () => moveCursor(-1),
    { needs: "rows" },
  ),
  make(
    "open",
    "move",
    ["o"],
    () => gettext("Open (or Enter)"),
    () => openConversation(cursorRow().id),
    { needs: "rows" },
  ),
  make("back", "move", ["u"], () => gettext("Back to the list"), backToList, { needs: "open", icon: "arrow-left" }),
  make(
    "search",
    "move",
    ["/"],
    () => gettext("Search"),
    () => focusSoon("search"),
    { icon: "search" },
  ),
  make(
    "help",
    "move",
    ["?"],
    () => gettext("Keyboard shortcuts"),
    () => showHelp(groupsOf(COMMANDS)),
    { icon: "info" },
  ),

  make(
    "claim",
    "act",
    ["c"],
    () => gettext("Claim"),
    () => act("claim"),
    inConversation("claim", "hand"),
  ),
  // From a colleague only by a transfer.
  make(
    "take_over",
    "act",
    ["c"],
    () => gettext("Take over"),
    () => act("take_over"),
    inConversation("take_over", "hand", { when: (s) => s.open.detail.floor !== "human" }),
  ),
  make(
    "reply",
    "act",
    ["r"],
    () => gettext("Write a reply"),
    () => writeIn("reply"),
    inConversation("", "message-circle"),
  ),
  make(
    "note",
    "act",
    ["n"],
    () => gettext("Write a note"),
    () => writeIn("note"),
    inConversation("note", "sticky-note"),
  ),
  make(
    "send",
    "act",
    [MAIN, "Enter"],
    () => gettext("Send"),
    sendUnlessTaking,
    inConversation("", "send", { place: "composer" }),
  ),
  make(
    "send_taking_over",
    "act",
    TAKING_OVER_KEYS,
    () => gettext("Take over and send"),
    submit,
    inConversation("", "hand", { place: "composer" }),
  ),
  make("resolve", "act", ["e"], () => gettext("Resolve"), showResolve, inConversation("resolve", "circle-check")),
  make(
    "reopen",
    "act",
    [],
    () => gettext("Reopen"),
    () => act("reopen"),
    inConversation("reopen", "rotate-ccw"),
  ),
  make("resume", "act", ["a"], () => gettext("Resume AI"), showResume, inConversation("resume", "bot")),
  make(
    "transfer",
    "act",
    ["t"],
    () => gettext("Transfer"),
    showTransfer,
    inConversation("transfer", "arrow-right-left"),
  ),
  make("snooze", "act", ["s"], () => gettext("Snooze"), showSnooze, inConversation("snooze", "alarm-clock")),
  make("tag", "act", ["y"], () => gettext("Add a tag"), addTag, inConversation("", "tag")),
  make("details", "act", [], () => gettext("Handoff and customer"), toggleContext, inConversation("", "panel-right")),

  ...VIEWS.map((view) =>
    make(
      `view:${view.id}`,
      "go",
      ["g", view.key],
      () => view.label,
      () => showView(view.id),
      { icon: view.icon },
    ),
  ),
];

const byId = new Map(COMMANDS.map((one) => [one.id, one]));

/** The command of this name. */
export const command = (id) => byId.get(id);

/** The command that these keys mean now, if any. */
export const commandFor = (keys, s, place) => findCommand(COMMANDS, keys, s, place);

function backToList() {
  const { id } = state.open;
  closeConversation();
  setTimeout(() => document.querySelector(`#rows [data-id="${id}"]`)?.focus(), AFTER_DRAWING_MS);
}

function addTag() {
  update((s) => (s.pane = innerWidth < NARROW_PX ? "context" : s.pane));
  focusSoon("tag-input");
}

function toggleContext() {
  update((s) => (s.pane = s.pane === "context" ? "thread" : "context"));
}

function focusSoon(id) {
  setTimeout(() => document.getElementById(id)?.focus(), AFTER_DRAWING_MS);
}

/** One key more takes the word from the AI: the one that sends everywhere else does not. */
function sendUnlessTaking() {
  const { taking, over } = draftOf(state);
  if (!taking) submit();
  else if (!over)
    complain(
      fill(gettext("Not sent. Sending takes over this conversation. Press %(keys)s to confirm."), {
        keys: TAKING_OVER_KEYS.join(" "),
      }),
    );
}
