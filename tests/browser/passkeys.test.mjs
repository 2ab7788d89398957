// Two-step sign-in with an authenticator app and a passkey, as people with a phone and a finger meet it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';

const PASSWORD = 'seven quiet lighthouses';
const FACTORS = '/account/security/factors';

let shop, browser;
before(async () => {
  // Browsers know no passkeys for a bare address.
  [shop, browser] = await Promise.all([openShop({ host: 'localhost' }), openBrowser()]);
});
after(async () => { await browser?.close(); await shop?.close(); });

/** What an authenticator app shows (RFC 6238), so many steps of time from now. */
function shown(secret, ahead = 0) {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The link in the last mail to someone that holds `part`. */
async function link(to, part) {
  for (let patience = 0; patience < 100; patience++) {
    const mail = (await shop.mails()).reverse().find(it => it.includes(to) && it.includes(part));
    if (mail) return mail.match(new RegExp(`http://localhost:\\d+${part}[^\\s"<]*`))[0];
    await sleep(100);
  }
  throw new Error(`no mail to ${to} with ${part}`);
}

/** Gives the browser a device that keeps passkeys, and a finger that is always on it. */
async function device(visitor) {
  const cdp = await visitor.context.newCDPSession(visitor.page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
    automaticPresenceSimulation: true,
  } });
}

async function registers(visitor, name) {
  const { page } = visitor;
  const email = `${name.toLowerCase()}@example.com`;
  await visitor.opens('/register');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await visitor.follows('button', 'Create account');
  await visitor.opens(await link(email, '/register/confirm'));
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await visitor.follows('button', 'Confirm and sign in');
  assert.match(page.url(), /\/account$/);
  return email;
}

async function signsOut(visitor) {
  const { page } = visitor;
  await visitor.opens('/account');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('form[action="/logout"]').first().evaluate(form => form.requestSubmit())]);
  await page.waitForURL(/done=signed-out/);
}

async function signsIn(visitor, email) {
  const { page } = visitor;
  await visitor.opens('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await visitor.follows('button', 'Sign in');
}

/** Presses a button whose script goes on to `place`. */
async function touches(visitor, button, place) {
  await visitor.page.getByRole('button', { name: button }).click();
  await visitor.page.waitForURL(url => url.pathname + url.search === place);
  await visitor.page.waitForLoadState('load');
}

for (const look of [{ name: 'Ines', size: DESK, scheme: 'light' }, { name: 'Jan', size: PHONE, scheme: 'dark' }]) {
  test(`an app and a passkey open an account, ${look.size.width} ${look.scheme}`, async () => {
    const ines = await Visitor.arrives(browser, shop, look);
    const { page } = ines;
    await device(ines);
    const email = await registers(ines, look.name);
    await ines.opens(FACTORS);
    await ines.approves('factors-off');

    await ines.follows('link', /^Set up/);
    await ines.approves('factors-app');
    await ines.follows('button', 'Show me the picture');
    await ines.approves('factors-app-offered');
    const secret = (await page.locator('#secret').innerText()).replace(/\s/g, '');
    await page.locator('#code').fill('12 34');
    await ines.follows('button', 'Turn it on');
    await page.getByText('That is not what the app should show now').waitFor();
    await ines.approves('factors-app-wrong');
    await page.locator('#code').fill(shown(secret));
    await ines.follows('button', 'Turn it on');
    assert.equal(await page.locator('main ol li').count(), 10);
    await ines.approves('factors-codes');
    const code = (await page.locator('main ol li').first().innerText()).trim();
    await ines.follows('link', 'I have kept them');

    await ines.follows('link', 'Add a passkey');
    await ines.approves('factors-passkey-new');
    await page.getByLabel('What do you call it?').fill('Pixel 8');
    await touches(ines, 'Add it', `${FACTORS}?done=passkey`);
    await page.getByText('Passkey “Pixel 8”').waitFor();
    await ines.approves('factors-on');
    // The device tells a second one apart.
    await ines.follows('link', 'Add a passkey');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByText('This device has a passkey for your account already.').waitFor();
    await ines.photographs('factors-passkey-twice');

    await signsOut(ines);
    await ines.opens('/login?next=/cart');
    await ines.approves('login-passkey');
    await touches(ines, 'Use a passkey', '/cart');
    await ines.opens('/login/confirm?next=/account/security/recovery-codes');
    await ines.approves('confirm-passkey');
    await touches(ines, 'Use your passkey', '/account/security/recovery-codes');
    await ines.approves('factors-codes-left');

    await signsOut(ines);
    await signsIn(ines, email);
    assert.match(page.url(), /\/login\/second-factor$/);
    await ines.approves('second-step');
    await touches(ines, 'Use your passkey', '/account');
    await signsOut(ines);
    await signsIn(ines, email);
    await page.locator('#code').fill(shown(secret, 1));
    await ines.follows('button', 'Continue');
    assert.match(page.url(), /\/account$/);
    await signsOut(ines);
    await signsIn(ines, email);
    await page.locator('#code').fill(code.toLowerCase());
    await ines.follows('button', 'Continue');

    await ines.opens(FACTORS);
    await page.getByText('9 of 10 left').waitFor();
    await ines.follows('link', /^Change: Passkey/);
    await ines.approves('factors-passkey');
    await page.getByLabel('What you call it').fill('Old phone');
    await ines.follows('button', 'Save name');
    await ines.follows('link', 'Change: Passkey “Old phone”');
    await ines.follows('button', 'Remove this passkey');
    assert.doesNotMatch(await page.locator('main').innerText(), /Old phone/);

    // The device goes on offering what the shop no longer knows.
    await signsOut(ines);
    await ines.opens('/login');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('That passkey did not work here').waitFor();
    await ines.photographs('login-passkey-refused');
    assert.deepEqual(ines.complaints.splice(0).map(it => it.slice(0, 3)), ['401'], 'refused as such, and nothing else is wrong');
    await ines.leaves();
  });
}

test('whoever cannot use passkeys is told so, and signs in by password', async () => {
  const kim = await Visitor.arrives(browser, shop);
  await kim.context.addInitScript(() => { delete window.PublicKeyCredential; });
  const email = await registers(kim, 'Kim');
  await kim.opens('/account/security/passkeys');
  await kim.page.getByText('This browser does not know passkeys.').waitFor();
  assert.ok(await kim.page.getByRole('button', { name: 'Add it' }).isDisabled());
  await kim.approves('factors-passkey-unknown');
  await signsOut(kim);
  await signsIn(kim, email);
  await kim.leaves();

  const lou = await Visitor.arrives(browser, shop, { script: false });
  await signsIn(lou, email);
  await lou.opens('/account/security/passkeys');
  await lou.page.getByText('your browser runs none for this page').waitFor();
  assert.ok(!await lou.page.getByRole('button', { name: 'Add it' }).isVisible());
  await lou.opens(FACTORS);
  await lou.follows('link', /^Set up/);
  await lou.follows('button', 'Show me the picture');
  await lou.photographs('factors-app-offered');
  const secret = (await lou.page.locator('#secret').innerText()).replace(/\s/g, '');
  await lou.page.locator('#code').fill(shown(secret));
  await lou.follows('button', 'Turn it on');
  assert.equal(await lou.page.locator('main ol li').count(), 10, 'an app needs no script');
  await lou.leaves();
});
