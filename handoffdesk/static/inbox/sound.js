/** A short two-tone sound for notifications, made here: no file to load. */
import { preference } from "./storage.js";

let context = null;

export function beep() {
  if (!preference.get("sound", true)) return;
  try {
    context ??= new AudioContext();
    if (context.state !== "running") return; // browsers allow sound only after the person has touched the page
    tone(660, 0);
    tone(880, 0.12);
  } catch {
    // No sound device.
  }
}

function tone(frequency, delay) {
  const start = context.currentTime + delay;
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.22);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.25);
}

/** The first touch allows sound from then on. */
export function unlockSound() {
  const unlock = () => {
    try {
      context ??= new AudioContext();
      context.resume();
    } catch {
      // No sound device.
    }
  };
  document.addEventListener("pointerdown", unlock, { once: true });
  document.addEventListener("keydown", unlock, { once: true });
}
