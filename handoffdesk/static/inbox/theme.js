// A classic script in the head: the chosen theme must be known before the first paint.
(() => {
  const KEY = "desk.theme";
  const THEMES = ["system", "light", "dark"];

  function storedTheme() {
    try {
      const found = localStorage.getItem(KEY);
      return THEMES.includes(found) ? found : "system";
    } catch {
      return "system"; // storage may be forbidden; the system's theme is always right
    }
  }

  function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  document.documentElement.dataset.theme = storedTheme();
  globalThis.deskTheme = { get: () => document.documentElement.dataset.theme, set: setTheme, all: THEMES };
})();
