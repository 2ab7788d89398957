// One polite live region for everything that a script has to say.
export function toast(message) {
  const region = document.getElementById('toasts');
  if (!region) return;
  const note = document.createElement('div');
  note.className = 'toasty';
  note.textContent = message;
  region.append(note);
  setTimeout(() => note.remove(), 5000);
}
