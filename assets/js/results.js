// Search results that htmx exchanges: filter groups stay open or closed as the visitor left them,
// the new number of results is said aloud, and a plain form without htmx submits itself when a choice changes.
import { say } from './toast.js';

const open = new Map();

document.addEventListener('toggle', event => {
  const group = event.target;
  if (group.matches?.('details[data-group]')) open.set(group.dataset.group, group.open);
}, true);

document.addEventListener('htmx:load', event => {
  for (const group of event.target.querySelectorAll('details[data-group]')) {
    if (open.has(group.dataset.group)) group.open = open.get(group.dataset.group);
  }
});

document.addEventListener('htmx:afterSettle', event => {
  const heading = event.target.querySelector?.('h1');
  if (heading) say(heading.textContent);
});

document.addEventListener('change', event => {
  event.target.closest('form[data-auto]')?.requestSubmit();
});
