// How people come in: register, confirm, sign in, forget, and what an admin finds in the office.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';

const PASSWORD = 'seven quiet lighthouses';
let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

/** The link in the latest mail to `name` that leads to `path`. */
async function linkTo(name, path) {
  for (let patience = 0; patience < 100; patience++) {
    const mail = (await shop.mails()).findLast(it => it.includes(`To: ${name}@example.com`) && it.includes(path));
    if (mail) return mail.match(new RegExp(`http://[^\\s"<]+${path}[^\\s"<]*`))[0];
    await sleep(100);
  }
  throw new Error(`no mail to ${name} with ${path}`);
}

async function registers(visitor, name) {
  await visitor.opens('/register');
  await visitor.page.getByLabel('Your name').fill(name);
  await visitor.page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Create account');
}

async function signsIn(visitor, name, password = PASSWORD) {
  await visitor.page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
  await visitor.page.getByLabel('Password').fill(password);
  await visitor.follows('button', 'Sign in');
}

for (const look of [{ size: DESK, scheme: 'light' }, { size: PHONE, scheme: 'dark' }]) {
  test(`an account is opened, forgotten and found again at ${look.size.width} px in ${look.scheme}`, async () => {
    const name = `Ines${look.size.width}`;
    const ines = await Visitor.arrives(browser, shop, look);
    const { page } = ines;
    await ines.opens('/register');
    await ines.approves('door-register');
    await page.getByLabel('Password').fill('password');
    await ines.follows('button', 'Create account');
    assert.equal(await page.getByLabel('Your name').getAttribute('aria-invalid'), 'true');
    await ines.approves('door-register-refused');
    await registers(ines, name);
    assert.match(await page.locator('h1').innerText(), /Look into your mail/);
    await ines.approves('door-register-sent');

    await ines.opens(await linkTo(name.toLowerCase(), '/register/confirm'));
    await ines.approves('door-confirm');
    await page.getByLabel('Password').fill(PASSWORD);
    await ines.follows('button', 'Confirm and sign in');
    assert.match(page.url(), /\/account$/);
    await ines.approves('door-account');

    const other = await Visitor.arrives(browser, shop, look);
    await other.opens('/library');
    await other.opens('/login?next=/library');
    await other.approves('door-login');
    await signsIn(other, name, 'wrong words entirely');
    await other.page.getByRole('alert').waitFor();
    await other.approves('door-login-refused');
    await other.follows('link', 'Forgot it?');
    await other.approves('door-forgot');
    await other.page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
    await other.follows('button', 'Send me the link');
    await other.approves('door-forgot-sent');
    const reset = await linkTo(name.toLowerCase(), '/reset-password');
    await other.opens(reset);
    await other.approves('door-reset');
    await other.page.getByLabel('New password').fill('eleven brass kettles');
    // The open page of the account hears that its session is over, and leads to signing in.
    const away = page.waitForURL('**/login**');
    await other.follows('button', 'Set new password');
    await away;
    await other.opens(reset, 403);
    await other.approves('door-reset-used');
    await other.opens('/login?next=/library');
    await signsIn(other, name, 'eleven brass kettles');
    assert.match(other.page.url(), /\/library$/);
    await other.approves('door-library');
    await other.opens('/login/confirm?next=/account');
    await other.approves('door-prove');
    await other.leaves();
    await ines.leaves();
  });
}

test('an admin minds people and reads what was done', async () => {
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
  for (const look of [{ size: DESK, scheme: 'light' }, { size: PHONE, scheme: 'dark' }]) {
    const ann = await Visitor.arrives(browser, shop, look);
    await ann.opens('/login?next=/admin/users');
    await signsIn(ann, 'ann');
    await ann.approves('office-users');
    await ann.page.getByLabel('Address begins with').fill('ines1280');
    await ann.follows('button', 'Show');
    await ann.follows('link', 'ines1280@example.com');
    await ann.approves('office-user');
    await ann.page.getByLabel('What they may do').selectOption('seller');
    await ann.follows('button', 'Give this role');
    assert.equal(await ann.page.getByLabel('What they may do').inputValue(), 'seller');
    await ann.opens('/admin/audit');
    assert.match(await ann.page.locator('main').innerText(), /Changed a role/);
    await ann.approves('office-audit');
    await ann.leaves();
  }
});
