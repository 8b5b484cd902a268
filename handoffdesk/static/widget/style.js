// The widget's style sheet. It is text and not a file because a constructed sheet is allowed under every page's content
// security policy, while a linked or inline one is not. A page may set --handoffdesk-accent and --handoffdesk-on-accent.
export const STYLE = `
:host {
  all: initial;
  color-scheme: light dark;
  --surface: light-dark(#ffffff, #191c1f);
  --sunken: light-dark(#f5f5f2, #121416);
  --bubble: light-dark(#ffffff, #24292d);
  --line: light-dark(#e3e3dd, #2f353a);
  --edge: light-dark(#8b8c85, #6c747c);
  --text: light-dark(#1b1d1f, #e7e9ea);
  --muted: light-dark(#5a5d62, #a4abb2);
  --accent: var(--handoffdesk-accent, light-dark(#0b6e5f, #56c7b0));
  --on-accent: var(--handoffdesk-on-accent, light-dark(#ffffff, #06231d));
  --mine: var(--handoffdesk-accent, light-dark(#0b6e5f, #1d5b4f));
  --on-mine: var(--handoffdesk-on-accent, light-dark(#ffffff, #eafaf5));
  --ai: light-dark(#5546b0, #b7acf7);
  --ai-soft: light-dark(#f0eefb, #232138);
  --ai-line: light-dark(#d8d2f3, #3b3760);
  --human-soft: light-dark(#e0f0ec, #15322c);
  --amber: light-dark(#855000, #f0b85f);
  --amber-soft: light-dark(#fcf1dc, #33280f);
  --red: light-dark(#b02318, #ff9d92);
  --red-soft: light-dark(#fcebe9, #3b1b18);
  --green: light-dark(#25703a, #7dcb8f);
  --shadow: 0 1px 2px light-dark(rgb(20 20 15 / 8%), rgb(0 0 0 / 40%));
  --shadow-high: 0 16px 48px light-dark(rgb(20 20 15 / 22%), rgb(0 0 0 / 65%));
  font: 400 15px/1.45 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  color: var(--text);
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([mode="page"]) { display: block; height: 100%; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; }
p, h2 { margin: 0; }
svg { width: 1.35em; height: 1.35em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.launcher {
  position: fixed; z-index: 2147483000; inset-inline-end: 20px; bottom: 20px;
  width: 58px; height: 58px; display: grid; place-items: center;
  border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: var(--shadow-high);
  font-size: 20px; transition: transform 120ms ease;
}
.launcher:hover { transform: translateY(-2px); }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-width: 22px; padding: 0 6px; border-radius: 11px;
  background: #c22b1e; color: #ffffff; font-size: 12px; font-weight: 650; line-height: 22px; text-align: center;
  border: 2px solid var(--surface); box-sizing: content-box; height: 20px;
}

.panel {
  position: fixed; z-index: 2147483001; inset-inline-end: 20px; bottom: 92px;
  width: min(396px, calc(100vw - 40px)); height: min(640px, calc(100dvh - 112px));
  display: grid; grid-template-rows: auto auto minmax(0, 1fr) auto; overflow: hidden;
  background: var(--surface); border: 1px solid var(--line); border-radius: 16px; box-shadow: var(--shadow-high);
}
:host([mode="page"]) .panel { position: static; width: 100%; height: 100%; box-shadow: var(--shadow); }

.head { display: flex; align-items: center; gap: 8px; padding: 14px 12px 12px 18px; }
.logo { width: 36px; height: 36px; border-radius: 8px; object-fit: contain; flex: none; }
.title { flex: 1; min-width: 0; }
.head h2 { font-size: 17px; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.presence { display: flex; align-items: center; gap: 7px; min-height: 20px; font-size: 13px; color: var(--muted); }
.presence.online::before, .presence.away::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--edge); flex: none; }
.presence.online::before { background: var(--green); box-shadow: 0 0 0 3px color-mix(in srgb, var(--green) 22%, transparent); }
.plain { display: grid; place-items: center; width: 40px; height: 40px; border: 0; border-radius: 10px; background: none; color: var(--muted); }
.plain:hover { background: var(--sunken); color: var(--text); }

.status { padding: 7px 18px; font-size: 13px; border-block: 1px solid var(--line); background: var(--sunken); color: var(--muted); }
.status:empty { padding: 0; border-block-end: 0; }
.status.ai { background: var(--ai-soft); color: var(--ai); }
.status.queue { background: var(--amber-soft); color: var(--amber); }
.status.human { background: var(--human-soft); color: light-dark(#095a4e, #7bd8c5); }
.status.offline { background: var(--red-soft); color: var(--red); }

.middle { position: relative; min-height: 0; background: var(--sunken); }
.log { height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 8px 16px 16px; scrollbar-width: thin; }
.log:focus-visible { outline-offset: -3px; }
.empty { margin: 28vh auto 0; max-width: 26ch; text-align: center; color: var(--muted); }
:host([mode="bubble"]) .empty { margin-top: 120px; }

.message { display: flex; flex-direction: column; align-items: flex-start; margin-top: 14px; }
.message.continued { margin-top: 4px; }
.message.continued .who { display: none; }
.who { margin: 0 4px 4px; font-size: 12px; color: var(--muted); }
.who .label { font-weight: 600; color: var(--text); }
.body {
  max-width: min(85%, 62ch); padding: 9px 13px; border-radius: 4px 14px 14px 14px; background: var(--bubble);
  border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;
}
.body a { color: inherit; text-decoration: underline; text-underline-offset: 2px; }
.body a:hover { text-decoration-thickness: 2px; }
.note { margin: 3px 4px 0; font-size: 12px; color: var(--muted); }
.note:empty { display: none; }
.ai .label { color: var(--ai); }
.ai .body { background: var(--ai-soft); border-color: var(--ai-line); }
.agent .label { color: light-dark(#095a4e, #7bd8c5); }
.you { align-items: flex-end; }
.you .body { border-radius: 14px 4px 14px 14px; background: var(--mine); border-color: transparent; color: var(--on-mine); }
.you.pending .body { background: none; border: 1px dashed var(--edge); color: var(--text); }
.you.failed .body { background: var(--red-soft); color: var(--red); border-color: var(--red); }
.you.failed .note { color: var(--red); }
.system { align-items: center; text-align: center; }
.system .label { font-weight: 400; color: var(--muted); }
.system .body { max-width: 92%; border-radius: 12px; border-style: dashed; background: none; font-size: 14px; }

.below {
  position: absolute; inset-block-end: 12px; inset-inline: 0; margin-inline: auto; width: max-content; max-width: 90%;
  display: flex; align-items: center; gap: 6px; padding: 6px 14px 6px 10px; border: 1px solid var(--line); border-radius: 999px;
  background: var(--surface); box-shadow: var(--shadow-high); font-size: 13px; font-weight: 600;
}

.composer { padding: 12px 14px 8px; border-top: 1px solid var(--line); }
.row { display: flex; align-items: flex-end; gap: 8px; }
textarea {
  flex: 1; min-width: 0; min-height: 42px; max-height: 140px; padding: 9px 12px; resize: none;
  border: 1px solid var(--edge); border-radius: 12px; background: var(--surface); line-height: 1.45; font-size: 16px;
}
textarea::placeholder { color: var(--muted); opacity: 1; }
textarea:focus-visible { outline-offset: 0; border-color: var(--accent); }
.send { width: 42px; height: 42px; display: grid; place-items: center; border: 0; border-radius: 12px; background: var(--accent); color: var(--on-accent); flex: none; }
.send:disabled { background: var(--sunken); color: var(--edge); cursor: default; }
.hint { padding: 6px 2px 0; font-size: 12px; color: var(--muted); }
.hint.problem { color: var(--red); font-weight: 600; }

@media (max-width: 520px) {
  :host([mode="bubble"]) .panel { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
  .launcher { inset-inline-end: 16px; bottom: 16px; }
  .hint:not(.problem) { display: none; }
  .composer { padding-bottom: max(12px, env(safe-area-inset-bottom)); }
}
@media (prefers-reduced-motion: reduce) { .launcher { transition: none; } }
`;
