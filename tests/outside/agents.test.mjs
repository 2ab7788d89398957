// An agent of somebody else shops through the Model Context Protocol, with the protocol's own client.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { openShop } from '../browser/support/shop.mjs';

let shop, agent;

before(async () => {
  shop = await openShop();
  const card = await (await fetch(`${shop.url}/.well-known/mcp/server-card.json`)).json();
  assert.equal(card.remotes[0].type, 'streamable-http');
  agent = new Client({ name: 'stories', version: '1.0.0' });
  // The card names the shop by the address that its settings know, which need not be the one of this machine.
  const way = new URL(new URL(card.remotes[0].url).pathname, shop.url);
  await agent.connect(new StreamableHTTPClientTransport(way));
});
after(async () => {
  await agent?.close();
  await shop?.close();
});

/** What a tool answers, as data. */
async function calls(name, args) {
  const result = await agent.callTool({ name, arguments: args });
  assert.ok(!result.isError, `${name}: ${JSON.stringify(result.content)}`);
  return result.structuredContent;
}

test('the shop says who it is and what can be done', async () => {
  assert.match(agent.getServerVersion().name, /\/shop$/);
  assert.match(agent.getInstructions(), /You cannot pay/);
  const { tools } = await agent.listTools();
  assert.deepEqual(tools.map(it => it.name), ['search_catalog', 'get_product', 'compare', 'get_cart', 'add_to_cart', 'update_cart', 'checkout_link', 'order_status']);
  for (const tool of tools) {
    assert.equal(tool.inputSchema.type, 'object', tool.name);
    assert.ok(tool.description && tool.title && tool.annotations.readOnlyHint !== undefined, tool.name);
    for (const [name, field] of Object.entries(tool.inputSchema.properties)) assert.ok(field.description, `${tool.name}.${name}`);
  }
});

test('an agent finds, compares and hands over a cart, and the shopper buys', async () => {
  const found = await calls('search_catalog', { query: 'font', limit: 3 });
  assert.ok(found.total > 0 && found.products.length <= 3);
  const [first, second] = (await calls('search_catalog', { min_price: 1, limit: 2 })).products;
  const product = await calls('get_product', { product: first.slug });
  assert.deepEqual(product.price, first.price);
  const beside = await calls('compare', { products: [first.id, second.slug] });
  assert.deepEqual(beside.rows[0].name, 'Price');
  const one = await calls('add_to_cart', { product: first.id });
  const token = { cart_token: one.cart_token };
  await calls('add_to_cart', { product: second.id, edition: (await calls('get_product', { product: second.id })).editions[0].id, ...token });
  const two = await calls('update_cart', { ...token, line: one.lines[0].id, quantity: 2 });
  assert.equal(two.pieces, 3);
  assert.deepEqual((await calls('get_cart', token)).total, two.total);
  const { url } = await calls('checkout_link', token);
  const page = await (await fetch(new URL(new URL(url).pathname + new URL(url).search, shop.url))).text();
  assert.ok(page.includes('Nothing is in your cart yet') && page.includes(first.title.replaceAll('&', '&#38;').replaceAll("'", '&#39;')), page);
  const order = await (await fetch(`${shop.url}/api/v1/orders`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Cart-Token': one.cart_token },
    body: JSON.stringify({ email: 'bob@example.com', gateway: 'test', outcome: 'paid', immediate_delivery_consent: true }),
  })).json();
  const state = await calls('order_status', { order: order.id, token: order.access_token });
  assert.deepEqual([state.status, state.delivered], ['paid', true]);
});

test('a wrong call is told what is wrong with it', async () => {
  const wrong = async (name, args) => {
    const result = await agent.callTool({ name, arguments: args });
    assert.ok(result.isError, name);
    return result.content[0].text;
  };
  assert.match(await wrong('get_product', { product: 'no-such-thing' }), /no such product/i);
  assert.match(await wrong('get_product', {}), /product/);
  assert.match(await wrong('compare', { products: ['one'] }), /two to four/);
  assert.match(await wrong('get_cart', { cart_token: 'guessed' }), /no such cart/);
  assert.match(await wrong('search_catalog', { sort: 'sideways' }), /sort/);
  assert.match(await wrong('search_catalog', { shelf: 3 }), /shelf/);
  await assert.rejects(agent.callTool({ name: 'refund', arguments: {} }), /no such tool/i);
});
