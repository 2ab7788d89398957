// Search suggestions while one types: an ARIA combobox over options that the server renders.
const form = document.querySelector('[data-suggest]');
if (form) {
  const input = form.querySelector('[role=combobox]');
  const list = form.querySelector('[role=listbox]');
  let at = -1;
  let timer;
  let pending;

  const options = () => [...list.querySelectorAll('[role=option]')];

  const show = open => {
    list.hidden = !open;
    input.setAttribute('aria-expanded', String(open));
    if (open) return;
    at = -1;
    input.removeAttribute('aria-activedescendant');
  };

  const mark = index => {
    const all = options();
    if (!all.length) return;
    at = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    input.setAttribute('aria-activedescendant', all[at].id);
    all[at].scrollIntoView({ block: 'nearest' });
  };

  const ask = async () => {
    pending?.abort();
    pending = new AbortController();
    try {
      const url = `${form.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
      const answer = await fetch(url, { signal: pending.signal });
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
      at = -1;
      show(options().length > 0);
    } catch {
      // Typing went on, or the line is down: the form still searches.
    }
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) return show(false);
    timer = setTimeout(ask, 120);
  });

  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      show(options().length > 0);
      mark(event.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === 'Enter' && at >= 0 && !list.hidden) {
      event.preventDefault();
      options()[at].click();
    }
  });

  form.addEventListener('focusout', event => {
    if (!form.contains(event.relatedTarget)) show(false);
  });
}
