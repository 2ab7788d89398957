// Payments that fail, payments that take their time, and things that cost nothing or what one likes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts, takesEverything } from './support/steps.mjs';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

test('a declined payment keeps the cart and may be tried again', async () => {
  const dan = await Visitor.arrives(browser, shop);
  await puts(dan, 'bread-on-a-weeknight');
  await dan.opens('/checkout');
  await checksOut(dan, { email: 'dan@example.com', outcome: 'declined' });
  assert.match(await dan.page.locator('main').innerText(), /declined|did not go through/i);
  assert.equal(await dan.page.locator('a[href*="/d/"]').count(), 0, 'no file without payment');
  await dan.approves('declined');
  await dan.opens('/cart');
  assert.match(await dan.page.locator('main').innerText(), /Bread on a Weeknight/);
  await dan.opens('/checkout');
  await checksOut(dan, { email: 'dan@example.com', outcome: 'paid' });
  await orderIsReady(dan);
  assert.ok((await takesEverything(dan)).length > 0);
  await dan.leaves();
});

test('a delayed payment shows its files as soon as it arrives', async () => {
  const eve = await Visitor.arrives(browser, shop, { size: PHONE });
  await puts(eve, 'bread-on-a-weeknight');
  await eve.opens('/checkout');
  await checksOut(eve, { email: 'eve@example.com', outcome: 'delayed' });
  assert.match(await eve.page.locator('h1').innerText(), /on its way/);
  assert.equal(await eve.page.locator('a[href*="/d/"]').count(), 0);
  await eve.approves('delayed');
  // The page looks again by itself; nobody presses anything.
  await eve.page.locator('a[href*="/d/"]').first().waitFor({ timeout: 60_000 });
  assert.ok((await takesEverything(eve)).length > 0);
  await eve.leaves();
});

test('a free thing needs an address and nothing else', async () => {
  const fay = await Visitor.arrives(browser, shop);
  await puts(fay, 'doorstep-icons');
  await fay.approves('free-cart');
  await fay.opens('/checkout');
  assert.equal(await fay.page.locator('input[name=gateway]').count(), 0, 'no payment is asked for');
  await fay.approves('free-checkout');
  await checksOut(fay, { email: 'fay@example.com' });
  await orderIsReady(fay);
  assert.ok((await takesEverything(fay)).length > 0);
  await fay.approves('free-order');
  await fay.leaves();
});

test('one pays what one likes, but no nonsense', async () => {
  const gus = await Visitor.arrives(browser, shop);
  await gus.opens('/products/type-for-people-who-dont-draw-type');
  await gus.page.locator('#buy').getByLabel('Name your price').fill('minus three');
  await gus.follows('button', /^(Add to cart|Get it|Take it)/, gus.page.locator('#buy'));
  assert.match(await gus.page.locator('main').innerText(), /amount|price/i);
  await gus.approves('own-price-refused');
  await puts(gus, 'type-for-people-who-dont-draw-type', { price: '12.50' });
  assert.match(await gus.page.locator('main').innerText(), /\$12\.50/);
  await gus.opens('/checkout');
  await checksOut(gus, { email: 'gus@example.com', outcome: 'paid' });
  await orderIsReady(gus);
  assert.match(await gus.page.locator('main').innerText(), /\$12\.50/);
  await gus.leaves();
});

test('a form that is not filled in says so, at the field, and keeps what was typed', async () => {
  const hal = await Visitor.arrives(browser, shop);
  await puts(hal, 'bread-on-a-weeknight');
  await hal.opens('/checkout');
  await checksOut(hal, { email: 'hal at example', outcome: 'paid', consent: false });
  assert.equal(await hal.page.getByLabel('E-mail').inputValue(), 'hal at example');
  assert.equal(await hal.page.getByLabel('E-mail').getAttribute('aria-invalid'), 'true');
  await hal.approves('checkout-refused');
  await hal.leaves();
});

test('two clicks on the button are one order', async () => {
  const ivy = await Visitor.arrives(browser, shop);
  await puts(ivy, 'bread-on-a-weeknight');
  await ivy.opens('/checkout');
  const body = await ivy.page.evaluate(() => new URLSearchParams(new FormData(document.querySelector('form[action="/checkout"]'))).toString());
  const form = new URLSearchParams(body);
  form.set('email', 'ivy@example.com');
  form.set('gateway', 'test');
  form.set('outcome', 'paid');
  form.set('immediate_delivery_consent', 'true');
  const send = () => ivy.context.request.post('/checkout', {
    data: form.toString(), maxRedirects: 0,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: shop.url },
  });
  const answers = await Promise.all([send(), send()]);
  const places = new Set(answers.map(answer => new URL(answer.headers().location, shop.url).pathname));
  assert.equal(places.size, 1, 'both lead to the same order');
  assert.match([...places][0], /^\/orders\/ord_/);
  await ivy.leaves();
});
