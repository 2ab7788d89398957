// Buttons that copy a licence key or a checksum: <button data-copy="text"><span data-copied-label>Copy</span></button>
import { toast } from './toast.js';

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    toast('Copying was refused by the browser; select the text instead');
    return;
  }
  const label = button.querySelector('[data-copied-label]');
  if (label) {
    label.textContent = 'Copied';
    setTimeout(() => { label.textContent = 'Copy'; }, 2000);
  }
  toast('Copied to clipboard');
});
