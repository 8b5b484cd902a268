// Where words counted in a text. The desk counts places in characters (code points); JavaScript's own indexes would be
// one too far behind each emoji.

/**
 * Cut a text where evidence begins or ends: [{text, rules, doubts}], in order and complete. `rules` are the phrases that
 * counted in a piece, `doubts` those that spoke against it. A place outside of the text is left out.
 */
export function markedPieces(text, evidence, against = []) {
  const letters = [...text];
  const inside = ({ start, end }) => 0 <= start && start < end && end <= letters.length;
  const [known, doubts] = [evidence.filter(inside), against.filter(inside)];
  const ends = [...known, ...doubts].flatMap(({ start, end }) => [start, end]);
  const places = [...new Set([0, letters.length, ...ends])].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => {
    const start = places[index];
    const over = (found) => [
      ...new Set(found.filter((one) => one.start <= start && end <= one.end).map(({ rule }) => rule ?? "")),
    ];
    return { text: letters.slice(start, end).join(""), rules: over(known), doubts: over(doubts) };
  });
}
