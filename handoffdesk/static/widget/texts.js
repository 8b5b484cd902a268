import { isolated } from "../text/direction.js";

// The widget's English words. The desk sends them in the visitor's language (handoffdesk/widget/texts.py).
export const ENGLISH = {
  open: "Open the chat",
  close: "Close the chat",
  title: "Chat with %(business)s",
  conversation: "Conversation",
  write: "Write a message",
  hint: "Enter sends, Shift and Enter makes a new line.",
  send: "Send",
  you: "You",
  ai: "AI assistant",
  support: "%(name)s · support",
  agent: "Support",
  system: "Automatic message",
  person_online: "A person is online",
  nobody_online: "Nobody is online right now",
  ai_answers: "An AI is answering; you can ask for a person at any time",
  waiting: "Waiting for a person. They can see everything you write.",
  with_person: "You are talking with %(name)s",
  person_away: "%(name)s will answer when they are back",
  connecting: "Connecting …",
  offline: "No connection. What you write is sent as soon as it is back.",
  closed: "This chat is not available here.",
  sending: "Waiting to be sent",
  sent: "Sent",
  not_sent: "Not sent",
  too_long: "This text is too long to send. Please shorten it.",
  new_messages: "New messages",
  unread: "%(count)s unread messages",
  empty: "Ask us anything. Your messages stay here when you come back.",
};

/** Return a function that gives the text of a key, with its %(name)s places filled. */
export function makeTranslator(texts) {
  return (key, values = {}) =>
    (texts[key] || ENGLISH[key]).replace(/%\((\w+)\)s/g, (_, name) => isolated(values[name] ?? ""));
}
