import { isolated } from "../text/direction.js";

// The widget's English words. The desk sends them in the visitor's language (handoffdesk/widget/texts.py).
export const ENGLISH = {
  open: "Open chat",
  close: "Close chat",
  title: "Chat with %(business)s",
  conversation: "Conversation",
  write: "Write a message",
  hint: "Press Enter to send, Shift+Enter for a new line.",
  send: "Send",
  you: "You",
  ai: "AI assistant",
  support: "%(name)s · support",
  agent: "Support",
  system: "Automatic message",
  person_online: "A person is online",
  nobody_online: "No one is online right now",
  ai_answers: "You're chatting with an AI. Ask for a person at any time",
  waiting: "Waiting for a person. They can see everything you write.",
  with_person: "You're chatting with %(name)s",
  person_away: "%(name)s will reply when they're back",
  connecting: "Connecting …",
  offline: "You're offline. Messages will send when you reconnect.",
  closed: "Chat isn't available here.",
  sending: "Waiting to send",
  sent: "Sent",
  not_sent: "Not sent",
  too_long: "This message is too long. Please shorten it.",
  new_messages: "New messages",
  unread: "%(count)s unread messages",
  empty: "Ask us anything. Your messages will be here when you come back.",
};

/** Return a function that gives the text of a key, with its %(name)s places filled. */
export function makeTranslator(texts) {
  return (key, values = {}) =>
    (texts[key] || ENGLISH[key]).replace(/%\((\w+)\)s/g, (_, name) => isolated(values[name] ?? ""));
}
