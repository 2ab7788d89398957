// Sends files of a product piece by piece (tus 1.0), on the editor's page only. Without scripts a plain form does it.
import { Upload } from 'tus-js-client';

const panel = document.querySelector('[data-uploads]');
const list = panel?.querySelector('[data-up-list]');
const RETRIES = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];

const inWords = bytes => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} KB`;

/** Asks the shop whether the file may come, and where to send it; one that was begun before is gone on with. */
async function announce(file) {
  const answer = await fetch(panel.dataset.announce, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Form-Token': panel.dataset.token },
    body: JSON.stringify({ name: file.name, size: file.size }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.errors?.[0]?.message ?? told.title);
  return told;
}

/** Makes a file of the release of what was sent, and shows the page's parts that follow from it anew. */
async function attach(id) {
  const answer = await fetch(panel.dataset.attach, { method: 'POST', body: new URLSearchParams({ upload: id, _token: panel.dataset.token }) });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!answer.ok) throw new Error(page.querySelector('#main .note p')?.textContent ?? 'The file is here but could not be added');
  for (const fresh of page.querySelectorAll('[data-fresh]')) document.getElementById(fresh.id)?.replaceWith(fresh);
}

/** One attach at a time, so that each sees what the one before did. */
let turn = Promise.resolve();
const inTurn = work => { turn = turn.then(work, work); return turn; };

function send(file) {
  const row = panel.querySelector('template').content.firstElementChild.cloneNode(true);
  const part = name => row.querySelector(`[data-${name}]`);
  const bar = row.querySelector('progress');
  const say = (state, words) => { row.dataset.state = state; part('stat').textContent = words; };
  part('name').textContent = file.name;
  bar.setAttribute('aria-label', `${file.name}, sent`);
  list.append(row);
  say('up', 'Waiting');
  let upload, since, from;

  const start = () => { since = performance.now(); from = undefined; part('pause').textContent = 'Pause'; say('up', 'Connecting'); upload.start(); };
  const stop = words => { part('pause').textContent = 'Go on'; say('failed', words); };
  part('pause').addEventListener('click', async () => {
    if (row.dataset.state !== 'up') return upload ? start() : begin();
    await upload?.abort();
    stop('Paused. What was sent is kept.');
  });
  part('drop').addEventListener('click', async () => { await upload?.abort(true).catch(() => {}); row.remove(); });

  async function begin() {
    try {
      const told = await announce(file);
      upload = new Upload(file, {
        uploadUrl: told.url, headers: { Authorization: `Bearer ${told.word}` }, retryDelays: RETRIES, storeFingerprintForResuming: false,
        onProgress(sent, all) {
          from ??= sent;
          const pace = (sent - from) / Math.max((performance.now() - since) / 1000, 0.2);
          bar.value = all ? sent / all * 100 : 100;
          const left = pace > 0 ? `, about ${Math.ceil((all - sent) / pace)} s left` : '';
          say('up', `${inWords(sent)} of ${inWords(all)}${left}`);
        },
        onError: () => stop('The connection is lost. What was sent is kept.'),
        async onSuccess() {
          bar.value = 100;
          part('pause').remove();
          say('up', 'Sent');
          try {
            await inTurn(() => attach(told.id));
            row.remove();
          } catch (error) {
            say('failed', error.message);
          }
        },
      });
      start();
    } catch (error) {
      stop(error.message);
    }
  }
  begin();
}

if (panel) {
  const choose = panel.querySelector('[data-choose]'), place = panel.querySelector('[data-drop-here]');
  choose.addEventListener('change', () => { [...choose.files].forEach(send); choose.value = ''; });
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    place.addEventListener(kind, event => {
      event.preventDefault();
      place.toggleAttribute('data-over', kind === 'dragover');
      if (kind === 'drop') [...event.dataTransfer.files].forEach(send);
    });
  }
  addEventListener('beforeunload', event => { if (list.querySelector('[data-state="up"]')) event.preventDefault(); });
}
