// Web addresses in what people write, for the inbox and the widget: where they begin, and where a reader would end them.

const START = /(?<![a-z0-9@._/-])(?:https?:\/\/|www\.)/giu;
// Nobody's address goes on behind these: spaces, quotes, angle brackets, the sentence marks of scripts that write none
// of them into addresses (Arabic, Devanagari, Ethiopic, Khmer, Chinese, Japanese, full-width forms), emoji, and invisible
// controls of direction, which could make an address look like another. (Persian and Indic words keep their joiners.)
const BREAK =
  /[\s<>"'`‘’‚“”„«»‹›،؛؟۔।॥።፣፤፥፧។៕、。〈-】〔-〟・﹐-﹒！＂＇（），．：；＜＞？［］｛｝～｡-､｣…‥\p{Cc}\p{Extended_Pictographic}\p{Regional_Indicator}]|(?![\u200C\u200D])\p{Cf}/u;
const CLOSES = { ")": "(", "]": "[", "}": "{" };
// The end of a sentence, not of an address; an opening bracket at the end opens what follows.
const TRAILING = /[.,;:!?*|([{]/;
// Longer ones are no address that a person could have meant.
const LONGEST = 2_048;

/** Return the addresses of a text as [{start, end, href}], in order and apart from each other. Linear in the text. */
export function findLinks(text) {
  const found = [];
  START.lastIndex = 0;
  for (let match = START.exec(text); match; match = START.exec(text)) {
    const end = endOf(text, match.index, START.lastIndex);
    const written = text.slice(match.index, end);
    const href = webAddress(/^www\./i.test(written) ? `https://${written}` : written);
    if (!href) continue;
    found.push({ start: match.index, end, href });
    START.lastIndex = end;
  }
  return found;
}

/** The first sign that is no longer part of the address. A bracket belongs to it only together with its partner. */
function endOf(text, start, from) {
  const open = { "(": 0, "[": 0, "{": 0 };
  let end = from;
  let inHost = true;
  while (end < text.length && end - start < LONGEST) {
    const sign = String.fromCodePoint(text.codePointAt(end));
    if (BREAK.test(sign)) break;
    if (/[/?#]/.test(sign)) inHost = false;
    if (inHost && sign > "\x7f" && isFinished(text.slice(from, end))) break;
    if (sign in open) open[sign] += 1;
    if (sign in CLOSES) open[CLOSES[sign]] -= 1;
    if (sign in CLOSES && open[CLOSES[sign]] < 0) break;
    end += sign.length;
  }
  while (end > from && TRAILING.test(text[end - 1])) end -= 1;
  return end;
}

/** Whether a host is over before a letter of another script: no top-level domain mixes them ("example.com谢谢"). */
function isFinished(host) {
  const last = host.lastIndexOf(".");
  return last >= 0 && /^[a-z0-9-]+$/i.test(host.slice(last + 1));
}

/** The address if it is one for the web and leads to a host, else "". */
function webAddress(text) {
  try {
    const { protocol, hostname, href } = new URL(text);
    return (protocol === "https:" || protocol === "http:") && /[^.]/.test(hostname) ? href : "";
  } catch {
    return "";
  }
}
