// Talks to the assistant without leaving the page: the form that would load it anew is sent by script, and what comes back is
// put below what was said. On pages of the shop the link "Ask" opens a panel beside the page.
const near = () => innerHeight + scrollY > document.body.scrollHeight - 240;

function grow(field) {
  field.rows = Math.max(1, Math.min(8, field.value.split('\n').length));
}

function bubble(words) {
  const mine = document.createElement('div');
  mine.className = 'me';
  for (const line of words.split('\n').filter(it => it.trim())) {
    mine.append(Object.assign(document.createElement('p'), { className: 'break-words', textContent: line }));
  }
  return mine;
}

function waiting() {
  const part = document.createElement('div');
  part.className = 'bot';
  part.innerHTML = '<span class="bot-mark" aria-hidden="true"></span><div class="body"><p class="caret text-muted">Looking</p></div>';
  return part;
}

// The shop's own HTML, as elements.
const elements = html => Object.assign(document.createElement('template'), { innerHTML: html }).content.firstElementChild;

// What the shop sends bit by bit (HTML Living Standard, section 9.2): each event's data is one frame of JSON.
async function* frames(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (text += value).split('\n\n');
    text = events.pop();
    for (const event of events) {
      const data = event.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n');
      if (data) yield JSON.parse(data);
    }
  }
}

// Shows what comes below what was said, and gives the finished answer.
async function told(answer, wait) {
  let shown = wait;
  const show = part => { shown.replaceWith(part); shown = part; };
  for await (const frame of frames(answer)) {
    if (frame.type === 'goods') show(elements(frame.html));
    else if (frame.type === 'queued') shown.querySelector('.caret').textContent = `Waiting, number ${frame.position} in the queue`;
    else if (frame.type === 'error') throw new Error(frame.title);
    else if (frame.type === 'done') return { shown, part: elements(frame.html) };
  }
  throw new TypeError('The answer broke off');
}

function failed(words, form) {
  const part = document.createElement('div');
  part.className = 'note bad';
  part.setAttribute('role', 'alert');
  const text = Object.assign(document.createElement('p'), { className: 'flex-1', textContent: words });
  const again = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm', textContent: 'Try again' });
  again.addEventListener('click', () => { part.remove(); form.requestSubmit(); });
  part.append(text, again);
  return part;
}

async function reason(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('#errors li, #errors p, main h1')?.textContent.trim() || 'That did not work.';
}

async function send(form) {
  const root = form.closest('[data-chat]'), log = root.querySelector('.thread'), field = form.elements.q;
  const words = field.value.trim();
  if (!words || root.dataset.busy) return;
  const stop = form.querySelector('[data-stop]'), button = form.querySelector('[data-send]');
  const halt = new AbortController(), stick = near(), mine = bubble(words), wait = waiting();
  const busy = on => { on ? root.dataset.busy = '1' : delete root.dataset.busy; stop.hidden = !on; button.hidden = on; };
  const body = new URLSearchParams(new FormData(form));
  log.append(mine, wait);
  if (stick) wait.scrollIntoView({ block: 'end' });
  field.value = '';
  grow(field);
  busy(true);
  stop.onclick = () => halt.abort();
  try {
    const headers = { 'HX-Request': 'true', Accept: 'text/event-stream' };
    const answer = await fetch(form.action, { method: 'POST', body, headers, signal: halt.signal });
    if (!answer.ok) throw new Error(await reason(answer));
    const { shown, part } = await told(answer, wait);
    shown.replaceWith(...part.childNodes);
    settle(root, form, part);
  } catch (error) {
    for (let part = mine.nextElementSibling; part; part = mine.nextElementSibling) part.remove();
    field.value = words;
    grow(field);
    if (error.name === 'AbortError') mine.append(Object.assign(document.createElement('p'), { className: 'text-13 text-muted', textContent: 'Stopped' }));
    else { mine.remove(); log.append(failed(error instanceof TypeError ? 'The shop cannot be reached.' : error.message, form)); }
  } finally {
    busy(false);
    field.focus();
    if (stick) log.lastElementChild?.scrollIntoView({ block: 'end' });
  }
}

// A conversation that has just begun is gone on with, and found again by its address.
function settle(root, form, part) {
  const id = part.dataset.conversation, next = root.querySelector('[data-next]');
  if (!form.elements.conversation) {
    form.prepend(Object.assign(document.createElement('input'), { type: 'hidden', name: 'conversation', value: id }));
    form.elements.about?.remove();
    root.querySelector('[data-full]')?.setAttribute('href', `/assistant/${id}`);
    if (location.pathname === '/assistant') {
      history.replaceState(null, '', `/assistant/${id}`);
      around(id);
    }
  }
  next.replaceChildren(...JSON.parse(part.dataset.next).map(words => Object.assign(document.createElement('a'), {
    className: 'chip flex-none', href: `/assistant/${id}?q=${encodeURIComponent(words)}`, textContent: words,
  })));
  next.querySelectorAll('a').forEach(it => { it.dataset.say = it.textContent; });
}

// What stands around a conversation that has just begun: its title with the menu, and its place in the list.
async function around(id) {
  const answer = await fetch(`/assistant/${id}`).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const old of document.querySelectorAll('[data-around]')) {
    const now = page.querySelector(`[data-around="${old.dataset.around}"]`);
    if (now) old.replaceWith(document.adoptNode(now));
  }
  document.title = page.title;
}

async function open(link) {
  const old = document.querySelector('.chatpanel');
  if (old) return old.querySelector('textarea').focus();
  const about = link.dataset.ask;
  const answer = await fetch(`/assistant/panel${about ? `?about=${encodeURIComponent(about)}` : ''}`);
  if (!answer.ok) return location.assign(link.href);
  const part = Object.assign(document.createElement('template'), { innerHTML: await answer.text() }).content.firstElementChild;
  const close = () => { part.remove(); link.focus(); };
  part.querySelector('[data-close]').addEventListener('click', close);
  part.addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
  document.body.append(part);
  part.querySelector('textarea').focus();
}

document.addEventListener('submit', event => {
  if (!event.target.matches('[data-talk]')) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener('input', event => { if (event.target.matches('[data-talk] textarea')) grow(event.target); });
document.addEventListener('keydown', event => {
  if (!event.target.matches('[data-talk] textarea') || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener('click', event => {
  const chip = event.target.closest('[data-say]'), ask = event.target.closest('a[data-ask]');
  if (chip) {
    event.preventDefault();
    const form = chip.closest('[data-chat]').querySelector('[data-talk]');
    form.elements.q.value = chip.dataset.say;
    form.requestSubmit();
  } else if (ask && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    open(ask);
  }
});
