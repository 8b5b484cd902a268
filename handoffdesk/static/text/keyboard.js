// What the keyboard means while a word is still being put together.

// Safari ends the composition first and sends the confirming Enter afterwards, with this code and `isComposing` false.
const STILL_COMPOSING = 229;

/** Whether a key belongs to an input method (Japanese, Chinese, Korean and others), which must never send a message. */
export const isComposing = (event) => event.isComposing || event.keyCode === STILL_COMPOSING;
