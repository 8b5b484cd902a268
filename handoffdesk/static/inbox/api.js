/** Requests to /api/v1/: session cookie, CSRF header, one kind of error, a retry for reads. */
import { gettext } from "./i18n.js";

const BASE = "/api/v1/";
const READ_TRIES = 3;
const TIMEOUT_MS = 20_000;

/** A refused or failed request. `status` 0 means that no answer came. */
export class ApiError extends Error {
  constructor(status, { code = "", message = "", holder = "", team = "", at = "", fields = null } = {}) {
    super(message || standardMessage(status));
    this.status = status;
    this.code = code;
    this.holder = holder;
    this.team = team;
    this.at = at;
    this.fields = fields;
  }
}

function standardMessage(status) {
  if (status === 0) return gettext("Can't reach the server. Nothing was lost. Try again.");
  if (status === 401) return gettext("You've been logged out.");
  if (status === 403)
    return gettext("You don't have permission to do this. If you've been away for a while, reload the page.");
  if (status === 404) return gettext("Not found, or you don't have access.");
  if (status === 409) return gettext("Someone else got there first.");
  if (status === 429) return gettext("Too many requests. Wait a moment and try again.");
  return gettext("Something went wrong. Try again.");
}

function csrfToken() {
  return document.querySelector("#logout [name=csrfmiddlewaretoken]")?.value ?? "";
}

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path.startsWith("/") || path.startsWith("http") ? path : BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new ApiError(0);
  }
  const content = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, describeError(content));
  return content;
}

function describeError(content) {
  const error = content?.error ?? {};
  const holder = typeof error.holder === "object" ? (error.holder?.name ?? "") : (error.holder ?? "");
  const message = error.message ?? (typeof content?.detail === "string" ? content.detail : "");
  const first = Object.values(error.fields ?? {}).flat()[0];
  const { code = "", team = "", at = "", fields = null } = error;
  return { code, message: typeof first === "string" ? first : message, holder, team, at, fields };
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Read; tried again when no answer came or the server stumbled. */
export async function get(path, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== "" && value != null));
  const address = query.size ? `${path}?${query}` : path;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request("GET", address);
    } catch (error) {
      const passing = error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504;
      if (!passing || attempt === READ_TRIES) throw error;
      await pause(250 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** Writes are never repeated by themselves: the person who pressed decides. */
export const post = (path, body = {}) => request("POST", path, body);
export const put = (path, body) => request("PUT", path, body);
export const patch = (path, body) => request("PATCH", path, body);
export const remove = (path) => request("DELETE", path);

/** The rows of an answer, whether the door pages them or not. */
export const rowsOf = (answer) => (Array.isArray(answer) ? answer : (answer?.results ?? []));
