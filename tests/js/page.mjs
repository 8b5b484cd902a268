/** As much of a page as the modules ask for when they are loaded; what draws is tried in a real browser. */

const boot = {
  me: { id: 1, name: "Ana", is_admin: false },
  urls: { inbox: "/inbox/", login: "/accounts/login/", sprite: "/static/icons/sprite.svg" },
  first_view: "waiting",
  views: [
    {
      id: "waiting",
      label: "Waiting",
      icon: "clock",
      key: "w",
      query: { view: "waiting" },
      match: { floor: "queue", holder: "", resolved: null },
      order: ["-priority", "waiting_since", "id"],
      scales: { priority: ["low", "normal", "high", "urgent"] },
      is_pressing: true,
      is_offered: true,
    },
    {
      id: "mine",
      label: "Mine",
      icon: "user-round",
      key: "m",
      query: { view: "mine" },
      match: { floor: null, holder: "me", resolved: false },
      order: ["due_at", "-last_message_at", "-id"],
      scales: {},
      is_pressing: false,
      is_offered: true,
    },
  ],
  everything: {
    id: "all",
    label: "Search",
    query: { view: "all" },
    match: { floor: null, holder: "", resolved: null },
    order: ["-last_message_at", "-id"],
    scales: {},
  },
};

globalThis.document = {
  hidden: false,
  documentElement: { lang: "en" },
  getElementById: () => ({ textContent: JSON.stringify(boot) }),
  createTreeWalker: () => ({}),
  createComment: () => ({}),
  createElement: () => ({}),
  addEventListener: () => {},
};
globalThis.requestAnimationFrame = () => 0;
