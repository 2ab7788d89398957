// Forms that ask the device for a passkey: <form data-passkey="create|get" data-options="..." data-finish="...">. The
// server says what to ask, the device answers, the server says where to go.

const known = Boolean(window.PublicKeyCredential);
const forms = document.querySelectorAll('form[data-passkey]');

const decoded = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
const encoded = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** What the browser's own functions take, from the JSON of the server. */
function read(options) {
  const keys = list => list?.map(key => ({ ...key, id: decoded(key.id) }));
  return {
    ...options,
    challenge: decoded(options.challenge),
    ...(options.user && { user: { ...options.user, id: decoded(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: keys(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: keys(options.allowCredentials) }),
  };
}

/** The answer of the device, as JSON. */
function written(credential) {
  const { response } = credential;
  const parts = ['attestationObject', 'authenticatorData', 'clientDataJSON', 'signature', 'userHandle'];
  const told = parts.filter(part => response[part]).map(part => [part, encoded(response[part])]);
  return {
    id: credential.id, rawId: encoded(credential.rawId), type: credential.type,
    extensions: credential.getClientExtensionResults(), response: Object.fromEntries(told),
  };
}

async function send(url, token, body) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Form-Token': token };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.errors?.[0]?.message ?? json.title);
  return json;
}

async function ask(form) {
  const { passkey, options, finish, token, next } = form.dataset;
  const begun = await send(options, token, {});
  const publicKey = read(begun.options);
  const credential = await navigator.credentials[passkey]({ publicKey });
  const keep = document.querySelector('input[name=keep]')?.checked ?? false;
  const name = form.elements.name?.value ?? '';
  return send(finish, token, { ceremony: begun.ceremony, credential: written(credential), keep, name, next });
}

/** In words for whoever waits; what the browser says itself is meant for programmers. */
function reason(error) {
  if (error.name === 'InvalidStateError') return 'This device has a passkey for your account already.';
  if (error instanceof DOMException) return 'Your device gave no passkey, or took too long. Try again.';
  if (error instanceof TypeError) return 'The shop could not be reached. Try again.';
  return /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
}

function say(form, words) {
  const place = form.querySelector('[data-says]');
  place.textContent = words;
  place.hidden = !words;
}

for (const form of forms) {
  const button = form.querySelector('button');
  if (!known) {
    button.disabled = true;
    say(form, 'This browser does not know passkeys.');
  }
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    say(form, '');
    try {
      location.assign((await ask(form)).next);
    } catch (error) {
      button.disabled = false;
      say(form, reason(error));
    }
  });
}
