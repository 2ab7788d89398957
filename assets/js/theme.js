// Light and dark at once. The server keeps the choice in a cookie and renders data-theme, so nothing flashes;
// this changes the page without loading it again and tells the server behind the scenes.
document.addEventListener('submit', event => {
  const form = event.target.closest('form[data-theme-form]');
  if (!form) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === 'bodega-dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const choice = dark ? 'light' : 'dark';
  root.dataset.theme = dark ? 'bodega' : 'bodega-dark';
  const body = new URLSearchParams(new FormData(form));
  body.set('theme', choice);
  fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {});
});
