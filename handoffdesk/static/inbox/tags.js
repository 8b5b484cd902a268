/** The tags of the open conversation: take one off, put one on, make a new one. */

import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html } from "../vendor/lit-html/lit-html.js";
import { setTags } from "./acts.js";
import { get, post, rowsOf } from "./api.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./parts.js";
import { state, update } from "./store.js";
import { complain } from "./toasts.js";

export const tagsEditor = (s, detail) => html`<div class="tags">
  ${repeat(
    detail.tags,
    (tag) => tag.slug,
    (tag) =>
      html`<span class="chip"><span class="text"><bdi>${tag.name}</bdi></span><button aria-label=${fill(gettext("Remove tag %(name)s"), { name: tag.name })} @click=${() => remove(tag.slug)}>${icon("x")}</button></span>`,
  )}
  <form class="tag-form" @submit=${add}>
    <input class="input" id="tag-input" list="tag-list" maxlength="60" placeholder=${gettext("Add a tag")} aria-label=${gettext("Add a tag")} autocomplete="off" @focus=${loadTags}>
    <datalist id="tag-list">${(s.tags ?? []).map((tag) => html`<option value=${tag.name}></option>`)}</datalist>
    <button class="button small icon-only" aria-label=${gettext("Add tag")}>${icon("plus")}</button>
  </form>
</div>`;

const slugs = () => state.open.detail.tags.map((tag) => tag.slug);

const remove = (slug) => setTags(slugs().filter((one) => one !== slug));

async function loadTags() {
  if (state.tags) return state.tags;
  try {
    const tags = rowsOf(await get("tags/"));
    update((s) => (s.tags = tags));
  } catch {
    // Without the list a tag can still be typed.
  }
  return state.tags ?? [];
}

async function add(event) {
  event.preventDefault();
  const input = event.target.querySelector("input");
  const name = input.value.trim();
  if (!name) return;
  try {
    const tag = await findOrMake(name);
    input.value = "";
    if (!slugs().includes(tag.slug)) await setTags([...slugs(), tag.slug]);
  } catch (error) {
    complain(error);
  }
}

async function findOrMake(name) {
  const found = find(await loadTags(), name);
  if (found) return found;
  if (!state.me.may_make_tags)
    throw new Error(fill(gettext("There's no tag “%(name)s”. A manager can create it."), { name }));
  try {
    const made = await post("tags/", { name });
    update((s) => (s.tags = [...(s.tags ?? []), made]));
    return made;
  } catch (error) {
    // Somebody made it since the list was loaded.
    if (error.code !== "tag_exists") throw error;
    update((s) => (s.tags = null));
    const theirs = find(await loadTags(), name);
    if (theirs) return theirs;
    throw error;
  }
}

function find(tags, name) {
  const wanted = name.replace(/\s+/g, " ").toLocaleLowerCase();
  return tags.find((tag) => tag.name.toLocaleLowerCase() === wanted || tag.slug === wanted);
}
