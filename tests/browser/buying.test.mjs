// The main job through a browser: find a thing in spite of a slip of the finger, buy it, hold the very bytes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, takesEverything } from './support/steps.mjs';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

for (const look of [{ size: DESK, scheme: 'light' }, { size: PHONE, scheme: 'dark' }]) {
  test(`a font is found, bought and downloaded at ${look.size.width} px in ${look.scheme}`, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    const { page } = bob;
    await bob.opens('/');
    await bob.approves('sale-1-home');

    await page.getByRole('combobox', { name: 'Search the shop' }).fill('quaysde sans');
    await bob.follows('button', 'Search');
    await page.getByText('Showing results for').waitFor();
    await bob.approves('sale-2-search-corrected');

    await chooses(bob, 'Fonts');
    const cards = page.locator('#results').getByRole('link', { name: 'Quayside Sans' });
    await bob.approves('sale-3-search-faceted');
    assert.ok(await cards.count() > 0, 'the facet keeps the font');

    await Promise.all([page.waitForURL('**/products/quayside-sans'), cards.first().click()]);
    await bob.approves('sale-4-product');
    await page.locator('#buy').getByRole('radio', { name: /^Web/ }).check();
    await bob.follows('button', /^Add to cart/, page.locator('#buy'));
    assert.match(page.url(), /\/cart$/);
    assert.match(await page.locator('main').innerText(), /Quayside Sans[\s\S]*\$58/);
    await bob.approves('sale-5-cart');

    await bob.follows('link', 'Check out');
    await bob.approves('sale-6-checkout');
    await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
    await orderIsReady(bob);
    assert.match(await page.locator('main').innerText(), /Paid/);
    await bob.approves('sale-7-order');

    const files = await takesEverything(bob);
    assert.ok(files.length > 0, 'the order shows files');
    await bob.opens('/cart');
    assert.match(await page.locator('h1').innerText(), /empty/, 'what is bought has left the cart');
    await bob.approves('sale-8-cart-empty');
    await bob.leaves();
  });
}

test('the receipt leads to the order, and the library link to all that was bought', async () => {
  const carol = await Visitor.arrives(browser, shop);
  const { page } = carol;
  await carol.opens('/products/the-ten-plant-balcony');
  await carol.follows('button', 'Buy now', page.locator('#buy'));
  assert.match(page.url(), /\/checkout$/, 'Buy now goes straight to the checkout');
  await checksOut(carol, { email: 'carol@example.com', outcome: 'paid' });
  await orderIsReady(carol);
  const number = await page.locator('header .num').first().innerText();

  const receipt = await mailWith(carol, number);
  const order = receipt.match(new RegExp(`${shop.url}/orders/[^\\s"<]+`))?.[0];
  assert.ok(order, 'the receipt has the link to the order');
  const elsewhere = await Visitor.arrives(browser, shop);
  await elsewhere.opens(order.replaceAll('&amp;', '&'));
  assert.ok((await takesEverything(elsewhere)).length > 0, 'the mailed link opens the files on any device');

  await elsewhere.opens('/library');
  await elsewhere.approves('library-request');
  await elsewhere.page.getByLabel('E-mail').fill('carol@example.com');
  await elsewhere.follows('button', 'Send me the code');
  await elsewhere.approves('library-sent');
  const link = (await mailWith(elsewhere, `${shop.url}/library`)).match(new RegExp(`${shop.url}/library[^\\s"<]+`))[0];
  await elsewhere.opens(link.replaceAll('&amp;', '&'));
  assert.match(await elsewhere.page.locator('main').innerText(), /The Ten-Plant Balcony/);
  await elsewhere.approves('library');
  await elsewhere.leaves();
  await carol.leaves();
});

/** Ticks a filter: at a desk the results follow at once, on a phone the group is opened and sent. */
async function chooses(visitor, label) {
  const { page } = visitor;
  const aside = page.getByRole('complementary', { name: 'Filters' });
  if (visitor.size === PHONE) await aside.locator('summary').filter({ hasText: 'Filters' }).click();
  const box = aside.getByLabel(label, { exact: false }).and(page.locator(':visible')).first();
  const group = aside.locator('details.facet:visible').filter({ has: page.getByLabel(label) }).first();
  if (!(await box.isVisible())) await group.locator('> summary').click();
  if (visitor.size === PHONE) {
    await box.check();
    await visitor.follows('button', 'Show results', aside);
  } else {
    await Promise.all([page.waitForURL(/category=/), box.check()]);
    await page.locator('#results .chip-on').first().waitFor();
  }
}

/** The first mail that has these words; the shop sends it when the sale is done. */
async function mailWith(visitor, words) {
  for (let patience = 0; patience < 100; patience++) {
    const mail = (await visitor.shop.mails()).findLast(text => text.includes(words));
    if (mail) return mail;
    await visitor.page.waitForTimeout(100);
  }
  throw new Error(`no mail says ${words}`);
}
