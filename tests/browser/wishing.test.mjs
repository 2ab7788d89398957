// Wishes through a browser: a guest saves a font, gets an account, finds cart and wish again, shows the list to a friend.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

test('what a guest wished for and chose is there after signing in, and a friend buys it in one go', async () => {
  const ines = await Visitor.arrives(browser, shop, { size: DESK, scheme: 'light' });
  const { page } = ines;
  const main = page.locator('main');
  await ines.opens('/wishlists');
  await ines.approves('wishes-1-empty');
  await saves(ines, 'quayside-sans');
  assert.match(await main.innerText(), /Quayside Sans is on this list/);
  await ines.approves('wishes-2-guest');
  await puts(ines, 'the-ten-plant-balcony');

  await registers(ines);
  assert.match(await page.locator('header').innerText(), /1/, 'the cart has come along');
  await ines.opens('/cart');
  assert.match(await main.innerText(), /The Ten-Plant Balcony/);
  await ines.opens('/wishlists');
  await main.getByLabel('Name').fill('For the zine');
  await ines.follows('button', 'Begin list', main);
  assert.match(await main.innerText(), /Nothing on this list yet/);
  await ines.opens('/wishlists');
  await ines.approves('wishes-3-overview');
  await ines.follows('link', 'Wishlist', main);
  assert.match(await main.innerText(), /Quayside Sans/);

  await main.getByText('Name and description').click();
  await main.getByLabel('Name', { exact: true }).fill('Letters I like');
  await main.getByLabel('Description').fill('For the summer issue.\nAny of them would do.');
  await ines.follows('button', 'Save', main.locator('details[open]'));
  assert.equal(await page.locator('h1').innerText(), 'Letters I like');
  await saves(ines, 'soft-opening');
  await main.getByLabel('Shown by the name of').fill('Ines of the hill');
  await ines.follows('button', 'Share by link', main);
  await ines.opens(page.url().split('#')[0]);
  await ines.approves('wishes-4-shared');
  const link = await main.locator('.key-box code').innerText();

  for (const look of [{ size: PHONE, scheme: 'dark' }, { size: DESK, scheme: 'light' }]) {
    const bob = await Visitor.arrives(browser, shop, look);
    await bob.opens(link);
    const shown = await bob.page.locator('main').innerText();
    assert.match(shown, /A wishlist by Ines of the hill[\s\S]*Letters I like[\s\S]*For the summer issue/);
    assert.doesNotMatch(shown, /example\.com/, 'nobody sees her address');
    await bob.approves('wishes-5-friend');
    await bob.follows('button', /^Put all 2 into the cart/, bob.page.locator('main'));
    assert.match(bob.page.url(), /\/cart$/);
    assert.match(await bob.page.locator('main').innerText(), /Quayside Sans[\s\S]*Soft Opening|Soft Opening[\s\S]*Quayside Sans/);
    if (look.size === DESK) {
      await bob.follows('link', 'Check out');
      await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
      await orderIsReady(bob);
    }
    await bob.leaves();
  }

  // On a phone, in the dark, and without a script.
  const cookies = await ines.context.cookies();
  for (const look of [{ size: PHONE, scheme: 'dark' }, { size: PHONE, scheme: 'light', script: false }]) {
    const phone = await Visitor.arrives(browser, shop, look);
    await phone.context.addCookies(cookies);
    await phone.opens('/wishlists');
    if (look.script !== false) await phone.approves('wishes-3-overview');
    await phone.follows('link', 'Letters I like', phone.page.locator('main'));
    if (look.script !== false) await phone.approves('wishes-4-shared');
    await phone.leaves();
  }

  await ines.follows('button', 'Stop sharing', main);
  assert.match(await main.innerText(), /Only you see this list/);
  const late = await Visitor.arrives(browser, shop);
  await late.opens(link, 404);
  await late.leaves();
  await main.getByRole('combobox').first().selectOption({ label: 'For the zine' });
  await page.waitForLoadState('load');
  await main.getByText('1 thing', { exact: true }).waitFor();
  await ines.leaves();
});

test('a guest without a script saves a thing and takes it off again', async () => {
  const carol = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'light', script: false });
  const main = carol.page.locator('main');
  await saves(carol, 'quayside-sans');
  assert.match(await main.innerText(), /Quayside Sans is on this list/);
  await carol.photographs('wishes-2-guest');
  await carol.follows('button', 'Remove Quayside Sans', main);
  assert.match(await main.innerText(), /Nothing on this list yet/);
  await carol.leaves();
});

/** Presses the heart on a product's page. */
async function saves(visitor, slug) {
  await visitor.opens(`/products/${slug}`);
  await visitor.follows('button', 'Save to your wishlist', visitor.page.locator('#buy'));
  assert.match(visitor.page.url(), /\/wishlists\/wish_/);
}

/** Asks for an account, follows the link in the mail, and is in. */
async function registers(visitor) {
  const { page } = visitor;
  await visitor.opens('/register');
  await page.getByLabel('Name').fill('Ines');
  await page.getByLabel('E-mail').fill('ines@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', /account/i, page.locator('main'));
  await visitor.opens(await confirmation(visitor));
  await page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Confirm and sign in', page.locator('main'));
}

async function confirmation(visitor) {
  for (let patience = 0; patience < 100; patience++) {
    const links = (await shop.mails()).flatMap(text => text.match(new RegExp(`${shop.url}/register/confirm[^\\s"<]+`)) ?? []);
    if (links.length) return links.at(-1).replaceAll('&amp;', '&');
    await visitor.page.waitForTimeout(100);
  }
  throw new Error('no mail confirms the account');
}
