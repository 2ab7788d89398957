// Search results that htmx exchanges: filter groups stay open or closed as the visitor left them,
// and a plain form without htmx submits itself when a choice changes.
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

document.addEventListener('change', event => {
  event.target.closest('form[data-auto]')?.requestSubmit();
});
