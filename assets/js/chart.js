// A line and a label under the pointer of charts that the shop has drawn; the numbers are those of the table beside them.
for (const figure of document.querySelectorAll('[data-chart]')) {
  const rows = [...figure.querySelectorAll('tbody tr')].map(row => [...row.cells].slice(0, 2).map(cell => cell.textContent).join('  ·  '));
  const plot = figure.querySelector('.chart-p');
  if (rows.length < 2 || !plot) continue;
  const add = className => plot.appendChild(Object.assign(document.createElement('div'), { className, hidden: true }));
  const [cursor, tip] = [add('cursor'), add('tip')];
  let now = rows.length - 1;

  const show = at => {
    now = Math.max(0, Math.min(rows.length - 1, at));
    const x = now / (rows.length - 1) * plot.clientWidth;
    cursor.hidden = tip.hidden = false;
    cursor.style.left = `${x}px`;
    tip.textContent = rows[now];
    tip.style.left = `${Math.min(plot.clientWidth - tip.offsetWidth, Math.max(0, x - tip.offsetWidth / 2))}px`;
    plot.setAttribute('aria-valuenow', now);
    plot.setAttribute('aria-valuetext', rows[now]);
  };
  const hide = () => { cursor.hidden = tip.hidden = true; };

  // With a script it can be read point by point, so it is more than a picture.
  plot.tabIndex = 0;
  plot.setAttribute('role', 'slider');
  plot.setAttribute('aria-label', 'Line chart; arrow keys read each point');
  plot.setAttribute('aria-valuemin', 0);
  plot.setAttribute('aria-valuemax', rows.length - 1);
  plot.setAttribute('aria-valuenow', now);
  plot.setAttribute('aria-valuetext', rows[now]);
  plot.addEventListener('pointermove', event => {
    const { left, width } = plot.getBoundingClientRect();
    show(Math.round((event.clientX - left) / width * (rows.length - 1)));
  });
  plot.addEventListener('focus', () => show(now));
  plot.addEventListener('keydown', event => {
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  });
  plot.addEventListener('pointerleave', hide);
  plot.addEventListener('blur', hide);
}
