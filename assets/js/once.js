// A second click on a form that orders something waits for the first; the server gives one order in any case.
document.addEventListener('submit', event => {
  const form = event.target.closest('form[data-once]');
  if (!form) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
addEventListener('pageshow', () => document.querySelectorAll('form[data-once]').forEach(form => delete form.dataset.sent));
