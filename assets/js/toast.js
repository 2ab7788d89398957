// One polite live region for everything that a script has to say.
export function toast(message, look = 'toasty') {
  const region = document.getElementById('toasts');
  if (!region) return;
  const note = document.createElement('div');
  note.className = look;
  note.textContent = message;
  region.append(note);
  setTimeout(() => note.remove(), 5000);
}

/** The same for those who listen only. */
export const say = message => toast(message, 'sr-only');
