// The one line that a website embeds:
//   <script src="https://desk.example/static/widget/widget.js" data-widget="PUBLIC_ID" async></script>
// Optional: data-target="#element" fills an element instead of floating, data-theme="light|dark".
// This file only finds its own tag; everything else is modules beside it, inside a shadow root.
(() => {
  // biome-ignore lint/suspicious/noRedundantUseStrict: a classic script, strict only when it says so
  "use strict";
  const tag = document.currentScript;
  const widget = tag?.dataset.widget;
  if (!widget || window.handoffDeskChat) return;
  window.handoffDeskChat = true;
  const options = {
    widget,
    // The desk's address is where this script came from, also on another website.
    desk: new URL(tag.dataset.desk || tag.src).origin,
    target: tag.dataset.target || "",
    theme: tag.dataset.theme || "",
  };
  // A whole address: on another website a relative one has no base.
  const start = () =>
    import(new URL("chat.js", tag.src).href)
      .then((module) => module.start(options))
      .catch((error) => console.warn("Handoff Desk: the chat could not be loaded.", error));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
