// Searches of late, below the search box while nothing stands in it. Whoever has signed in has them from the shop; of a
// guest only this browser knows them, and nobody is told. Without scripts there is none of it, and the page of the
// account has those of members.
const form = document.querySelector('[data-suggest]');
const panel = form?.querySelector('[data-recent]');

const NAME = 'bodega-searches';
const KEPT = 20;
const SHOWN = 8;
const LONGEST = 200;

const own = {
  all() {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME) ?? '[]');
      return Array.isArray(kept) ? kept.filter(it => typeof it === 'string').slice(0, KEPT) : [];
    } catch {
      return [];
    }
  },
  keep(all) {
    try {
      if (all.length) localStorage.setItem(NAME, JSON.stringify(all.slice(0, KEPT)));
      else localStorage.removeItem(NAME);
    } catch {
      // A browser that keeps nothing has none.
    }
  },
};

if (panel) {
  const input = form.querySelector('input[name=q]');
  const member = panel.dataset.recent === 'member';
  let asked = false;

  const rows = () => [...panel.querySelectorAll('li')];
  const show = open => { panel.hidden = !open; };

  const fill = html => {
    panel.innerHTML = html;
    const model = panel.querySelector('template');
    if (!model) return;
    const list = panel.querySelector('ul');
    for (const words of own.all().slice(0, SHOWN)) {
      const row = model.content.cloneNode(true);
      row.querySelector('a').href = `/products?q=${encodeURIComponent(words)}`;
      row.querySelector('[data-words]').textContent = words;
      const button = row.querySelector('[data-forget]');
      button.dataset.forget = words;
      button.setAttribute('aria-label', `Forget “${words}”`);
      list.append(row);
    }
  };

  const open = async () => {
    if (input.value.trim() || (!member && !own.all().length)) return show(false);
    if (!asked) {
      asked = true;
      try {
        const answer = await fetch('/search/recent');
        if (!answer.ok) return;
        fill(await answer.text());
      } catch {
        asked = false;
        return;
      }
    }
    show(rows().length > 0 && !input.value.trim() && form.contains(document.activeElement));
  };

  const tell = async path => {
    const body = new URLSearchParams({ _token: panel.querySelector('[data-token]').dataset.token });
    // The answer leads to the page of the account, which nobody wants to see here.
    await fetch(path, { method: 'POST', body, redirect: 'manual' });
  };

  // Who stood on a button that goes must stand somewhere else before, or the panel takes them for gone.
  const forget = async (button, row) => {
    const which = button.dataset.forget;
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    (next?.querySelector('button') ?? input).focus();
    if (row) row.remove();
    else rows().forEach(it => it.remove());
    if (!rows().length) show(false);
    if (!member) own.keep(row ? own.all().filter(it => it !== which) : []);
    else await tell(row ? `/account/searches/${which}/removal` : '/account/searches/removal');
  };

  input.addEventListener('focus', open);
  input.addEventListener('click', open);
  input.addEventListener('input', open);

  panel.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button) forget(button, button.closest('li'));
  });

  form.addEventListener('keydown', event => {
    if (panel.hidden) return;
    const stops = [input, ...panel.querySelectorAll('li a')];
    const at = stops.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      event.preventDefault();
      input.focus();
      show(false);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && at >= 0) {
      event.preventDefault();
      stops[(at + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length].focus();
    }
  });

  form.addEventListener('focusout', event => {
    if (!form.contains(event.relatedTarget)) show(false);
  });

  // Only what was sent is kept, never what was typed on the way there.
  form.addEventListener('submit', () => {
    const words = input.value.trim().replace(/\s+/g, ' ').slice(0, LONGEST);
    if (member || !words) return;
    own.keep([words, ...own.all().filter(it => it.toLowerCase() !== words.toLowerCase())]);
  });
}
