// The frame around the thread: the launcher, the header that says who answers, and the place to write.
import { isComposing } from "../text/keyboard.js";
import { el, ICONS, icon } from "./dom.js";

const TALLEST_FIELD = 140;

export class Panel {
  /** `on`: {open, write(text)}. `isPage`: it fills its place and has no launcher. */
  constructor({ t, business, logo, isPage, on }) {
    this.t = t;
    this.on = on;
    this.isPage = isPage;
    this.isOpen = false;
    this.build(business, logo);
    this.listen();
    if (isPage) this.open({ focus: false });
  }

  build(business, logo) {
    const { t } = this;
    this.badge = el("span", { class: "badge", hidden: true });
    this.launcher = el(
      "button",
      {
        class: "launcher",
        type: "button",
        "aria-expanded": "false",
        "aria-controls": "panel",
        "aria-label": t("open"),
      },
      icon(...ICONS.chat),
      this.badge,
    );
    this.name = el("h2", { id: "title" }, business);
    this.presence = el("span", { class: "presence" }, "");
    this.closer = el(
      "button",
      { class: "plain", type: "button", "aria-label": t("close"), hidden: this.isPage },
      icon(...ICONS.close),
    );
    this.status = el("p", { class: "status", role: "status" }, t("connecting"));
    this.log = el("div", {
      class: "log",
      role: "log",
      "aria-label": t("conversation"),
      "aria-live": "polite",
      tabindex: "0",
    });
    this.below = el("button", { class: "below", type: "button", hidden: true }, icon(...ICONS.down), t("new_messages"));
    this.field = el("textarea", {
      id: "field",
      rows: "1",
      placeholder: t("write"),
      "aria-label": t("write"),
      "aria-describedby": "hint",
      autocomplete: "off",
      dir: "auto",
    });
    this.sender = el(
      "button",
      { class: "send", type: "submit", "aria-label": t("send"), disabled: true },
      icon(...ICONS.send),
    );
    this.hint = el("p", { id: "hint", class: "hint" }, t("hint"));
    this.form = el(
      "form",
      { class: "composer", novalidate: true },
      el("div", { class: "row" }, this.field, this.sender),
      this.hint,
    );
    const head = el(
      "header",
      { class: "head" },
      ...this.picture(logo),
      el("div", { class: "title" }, this.name, this.presence),
      this.closer,
    );
    this.panel = el(
      "section",
      {
        id: "panel",
        class: "panel",
        role: this.isPage ? "region" : "dialog",
        "aria-label": t("title", { business }),
        hidden: true,
      },
      head,
      this.status,
      el("div", { class: "middle" }, this.log, this.below),
      this.form,
    );
  }

  /** The brand's logo. Its name stands beside it, so it says nothing more; a page whose policy forbids it shows none. */
  picture(logo) {
    if (!logo) return [];
    const image = el("img", { class: "logo", src: logo, alt: "" });
    image.addEventListener("error", () => image.remove(), { once: true });
    return [image];
  }

  get nodes() {
    return this.isPage ? [this.panel] : [this.panel, this.launcher];
  }

  hideBelowAtEnd() {
    if (this.isNearEnd()) this.below.hidden = true;
  }

  listen() {
    this.launcher.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.closer.addEventListener("click", () => this.close());
    this.below.addEventListener("click", () => this.scrollToEnd());
    this.log.addEventListener("scroll", () => this.hideBelowAtEnd(), { passive: true });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => {
      // Enter also confirms a word in Japanese, Chinese or Korean input; that is not sending.
      if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      this.submit();
    });
    this.panel.addEventListener("keydown", (event) => this.handleKey(event));
  }

  handleKey(event) {
    if (this.isPage) return;
    if (event.key === "Escape" && !isComposing(event)) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      this.keepFocus(event);
    }
  }

  /** Let Tab go round inside the open panel. */
  keepFocus(event) {
    const stops = [this.closer, this.log, this.field, this.sender].filter((node) => !node.hidden && !node.disabled);
    const active = this.panel.getRootNode().activeElement;
    const [first, last] = [stops[0], stops.at(-1)];
    if (event.shiftKey && active === first) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && active === last) {
      event.preventDefault();
      first.focus();
    }
  }

  open({ focus = true } = {}) {
    this.isOpen = true;
    this.panel.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.launcher.setAttribute("aria-label", this.t("close"));
    this.showUnread(0);
    this.on.open();
    if (focus) this.field.focus();
  }

  close() {
    this.isOpen = false;
    this.panel.hidden = true;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.setAttribute("aria-label", this.t("open"));
    this.launcher.focus();
  }

  submit() {
    const text = this.field.value;
    if (!text.trim()) return;
    if (this.on.write(text)) {
      this.field.value = "";
      this.say(this.t("hint"));
    } else {
      this.say(this.t("too_long"), true);
    }
    this.fit();
  }

  say(text, isProblem = false) {
    this.hint.textContent = text;
    this.hint.classList.toggle("problem", isProblem);
    if (isProblem) this.hint.setAttribute("role", "alert");
    else this.hint.removeAttribute("role");
  }

  /** Grow the field with its text. */
  fit() {
    this.sender.disabled = !this.field.value.trim();
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST_FIELD)}px`;
  }

  compose(text) {
    this.field.value = text;
    this.fit();
    this.field.focus();
  }

  showUnread(count) {
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    if (count && !this.isOpen)
      this.launcher.setAttribute("aria-label", `${this.t("open")}: ${this.t("unread", { count })}`);
  }

  showStatus(text, kind) {
    this.status.className = `status ${kind}`;
    this.status.textContent = text;
  }

  showPresence(isOnline) {
    this.presence.className = `presence ${isOnline ? "online" : "away"}`;
    this.presence.textContent = this.t(isOnline ? "person_online" : "nobody_online");
  }

  /** The chat cannot be used at all. */
  disable() {
    this.field.disabled = this.sender.disabled = true;
  }

  isNearEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.below.hidden = true;
  }
}
