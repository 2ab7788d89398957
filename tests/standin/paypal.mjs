// A stand-in for PayPal: tokens, orders that a payer approves, captures, refunds, disputes, and events with their proof.
//   node tests/standin/paypal.mjs
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Answer, open, page, redirect, run } from './server.mjs';

const SECRET = 'a secret of the stand-in';

/** Opens one; `close` it at the end. */
export const openPaypal = (options = {}) => open({ service, ...options });

const refuse = (status, name, issue, message = issue) => {
  throw new Answer(status, { name, message, debug_id: 'standin', details: issue ? [{ issue, description: message }] : [] });
};

function service(standIn) {
  const orders = new Map(), captures = new Map(), refunds = new Map(), disputes = new Map(), tokens = new Map();
  const invoices = new Set();
  const events = [];
  let number = 0;
  let wait = false;

  const name = prefix => `${prefix}${(number += 1)}${standIn.name('').slice(0, 12).toUpperCase()}`;
  const time = () => new Date(standIn.now() * 1000).toISOString().replace('.000', '');
  const get = (table, id) => table.get(id) ?? refuse(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID', 'The specified resource does not exist.');
  const cents = sum => Math.round(Number(sum.value) * 100);
  const sum = (value, currency_code) => ({ currency_code, value: ['JPY', 'HUF', 'TWD'].includes(currency_code) ? String(value / 100) : (value / 100).toFixed(2) });

  function tell(event_type, resource) {
    const event = { id: name('WH-'), event_version: '1.0', create_time: time(), resource_type: 'standin', event_type, summary: event_type, resource: structuredClone(resource) };
    events.push(event);
    standIn.send(event);
    return event;
  }

  const signature = (id, when, hook, body) => createHmac('sha256', SECRET).update(`${id}|${when}|${hook}|${body}`).digest('base64');

  function createOrder({ body }) {
    const unit = body.purchase_units?.[0] ?? refuse(400, 'INVALID_REQUEST', 'MISSING_REQUIRED_PARAMETER');
    if (!/^[A-Z]{3}$/.test(unit.amount?.currency_code ?? '')) refuse(400, 'INVALID_REQUEST', 'INVALID_CURRENCY_CODE');
    if (['KWD', 'BHD', 'INR'].includes(unit.amount.currency_code)) refuse(422, 'UNPROCESSABLE_ENTITY', 'CURRENCY_NOT_SUPPORTED');
    if (!(cents(unit.amount) > 0)) refuse(422, 'UNPROCESSABLE_ENTITY', 'CANNOT_BE_ZERO_OR_NEGATIVE');
    const id = name('5O');
    const context = body.payment_source?.paypal?.experience_context ?? {};
    const order = {
      id, intent: body.intent, status: 'PAYER_ACTION_REQUIRED', create_time: time(), purchase_units: [{ ...unit, payments: {} }],
      links: [{ rel: 'self', href: `${standIn.url}/v2/checkout/orders/${id}`, method: 'GET' }, { rel: 'payer-action', href: `${standIn.url}/checkoutnow/${id}`, method: 'GET' }],
      back: { return: context.return_url, cancel: context.cancel_url },
    };
    orders.set(id, order);
    return shown(order);
  }

  function shown(order) {
    const { back, ...rest } = order;
    return rest;
  }

  function approve(order, country = 'US') {
    if (order.status !== 'PAYER_ACTION_REQUIRED') refuse(422, 'UNPROCESSABLE_ENTITY', 'ORDER_NOT_OPEN');
    order.status = 'APPROVED';
    order.payer = { email_address: 'somebody@paypal.example', payer_id: 'STANDIN', address: { country_code: country } };
    tell('CHECKOUT.ORDER.APPROVED', shown(order));
  }

  function capture({ id }) {
    const order = get(orders, id);
    if (order.status === 'COMPLETED') refuse(422, 'UNPROCESSABLE_ENTITY', 'ORDER_ALREADY_CAPTURED');
    if (order.status !== 'APPROVED') refuse(422, 'UNPROCESSABLE_ENTITY', 'ORDER_NOT_APPROVED');
    const unit = order.purchase_units[0];
    if (order.declines) refuse(422, 'UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED');
    if (unit.invoice_id && invoices.has(unit.invoice_id)) refuse(422, 'UNPROCESSABLE_ENTITY', 'DUPLICATE_INVOICE_ID');
    invoices.add(unit.invoice_id);
    const fee = Math.round(cents(unit.amount) * 0.0349) + 49;
    const made = {
      id: name('3C'), status: wait ? 'PENDING' : 'COMPLETED', amount: unit.amount, custom_id: unit.custom_id, invoice_id: unit.invoice_id, final_capture: true, create_time: time(),
      seller_receivable_breakdown: { gross_amount: unit.amount, paypal_fee: sum(fee, unit.amount.currency_code) }, supplementary_data: { related_ids: { order_id: id } },
      links: [{ rel: 'up', href: `${standIn.url}/v2/checkout/orders/${id}`, method: 'GET' }],
    };
    captures.set(made.id, made);
    order.status = 'COMPLETED';
    unit.payments = { captures: [made] };
    tell(wait ? 'PAYMENT.CAPTURE.PENDING' : 'PAYMENT.CAPTURE.COMPLETED', made);
    return new Answer(201, structuredClone(shown(order)));
  }

  const refundedOf = id => [...refunds.values()].filter(it => it.capture === id && it.status !== 'FAILED').reduce((all, it) => all + cents(it.amount), 0);

  function refund({ id, body }) {
    const from = get(captures, id);
    const left = cents(from.amount) - refundedOf(id);
    const amount = body.amount ?? sum(left, from.amount.currency_code);
    if (left === 0) refuse(422, 'UNPROCESSABLE_ENTITY', 'CAPTURE_FULLY_REFUNDED');
    if (amount.currency_code !== from.amount.currency_code) refuse(422, 'UNPROCESSABLE_ENTITY', 'REFUND_CAPTURE_CURRENCY_MISMATCH');
    if (!(cents(amount) > 0) || cents(amount) > left) refuse(422, 'UNPROCESSABLE_ENTITY', 'REFUND_AMOUNT_EXCEEDED');
    const made = { id: name('1J'), status: 'COMPLETED', amount, custom_id: body.custom_id ?? from.custom_id, create_time: time(), links: [{ rel: 'up', href: `${standIn.url}/v2/payments/captures/${id}`, method: 'GET' }] };
    refunds.set(made.id, { ...made, capture: id });
    from.status = refundedOf(id) === cents(from.amount) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    tell('PAYMENT.CAPTURE.REFUNDED', made);
    return new Answer(201, made);
  }

  function dispute({ body }) {
    const from = get(captures, body.capture);
    const made = { dispute_id: name('PP-D-'), status: 'OPEN', reason: body.reason ?? 'UNAUTHORISED', dispute_amount: body.amount ?? from.amount, disputed_transactions: [{ seller_transaction_id: from.id }], create_time: time() };
    disputes.set(made.dispute_id, made);
    tell('CUSTOMER.DISPUTE.CREATED', made);
    return made;
  }

  function books() {
    const payments = {};
    for (const it of captures.values()) {
      const row = payments[it.custom_id] ??= { charged: 0, refunded: 0, disputed: 0, currency: it.amount.currency_code.toLowerCase(), charges: 0 };
      if (!['COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED'].includes(it.status)) continue;
      row.charged += cents(it.amount);
      row.refunded += refundedOf(it.id);
      row.charges += 1;
      for (const of of disputes.values()) {
        const isTheirs = of.dispute_outcome?.outcome_code !== 'RESOLVED_SELLER_FAVOUR';
        if (of.disputed_transactions[0].seller_transaction_id === it.id && isTheirs) row.disputed += cents(of.dispute_amount);
      }
    }
    return { payments, transfers: {} };
  }

  return {
    routes: [
      ['POST', '/v1/oauth2/token', ({ headers }) => {
        const [id, secret] = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString().split(':');
        if (!id || !secret) refuse(401, 'invalid_client');
        const token = standIn.name('A21');
        tokens.set(token, standIn.now() + 32400);
        return { access_token: token, token_type: 'Bearer', expires_in: 32400, app_id: 'APP-STANDIN' };
      }],
      ['POST', '/v2/checkout/orders', ask => new Answer(201, createOrder(ask))],
      ['GET', '/v2/checkout/orders/:id', ({ id }) => shown(get(orders, id))],
      ['POST', '/v2/checkout/orders/:id/capture', capture],
      ['POST', '/v2/payments/captures/:id/refund', refund],
      ['GET', '/v2/payments/captures/:id', ({ id }) => get(captures, id)],
      ['GET', '/v2/payments/refunds/:id', ({ id }) => { const { capture: of, ...rest } = get(refunds, id); return rest; }],
      ['POST', '/v1/notifications/verify-webhook-signature', ({ body, raw }) => {
        // Over the very bytes of the event, as they stand in the request.
        const sent = raw.slice(raw.indexOf('"webhook_event":') + '"webhook_event":'.length, -1);
        const good = signature(body.transmission_id, body.transmission_time, body.webhook_id, sent);
        return { verification_status: good === body.transmission_sig ? 'SUCCESS' : 'FAILURE' };
      }],
      ['GET', '/v1/notifications/webhooks-events', ({ query }) => {
        const size = Number(query.page_size ?? 10), from = Number(query.from ?? 0);
        const newest = [...events].reverse().filter(it => !query.start_time || it.create_time >= query.start_time);
        const links = newest.length > from + size ? [{ rel: 'next', href: `${standIn.url}/v1/notifications/webhooks-events?page_size=${size}&from=${from + size}&start_time=${query.start_time ?? ''}` }] : [];
        return { events: newest.slice(from, from + size), count: newest.length, links };
      }],

      // The page of PayPal that payers see.
      ['GET', '/checkoutnow/:id', ({ id }) => {
        const order = get(orders, id);
        const { value, currency_code } = order.purchase_units[0].amount;
        return page('Stand-in for PayPal', `${order.purchase_units[0].description}: ${value} ${currency_code}`, `/checkoutnow/${id}`, [['approve', 'Pay'], ['decline', 'Use an account that is declined'], ['cancel', 'Go back']]);
      }],
      ['POST', '/checkoutnow/:id', ({ id, body }) => {
        const order = get(orders, id);
        if (body.choice === 'cancel') return redirect(order.back.cancel);
        order.declines = body.choice === 'decline';
        approve(order, body.country);
        return redirect(order.back.return);
      }],

      // What tests and the day of trade do in other people's place.
      ['POST', '/control/orders/:id', ({ id, body }) => {
        const order = get(orders, id);
        if (body.do === 'forget') orders.delete(id);
        else { order.declines = body.do === 'decline'; approve(order, body.country); }
        return shown(order);
      }],
      ['GET', '/control/orders', () => [...orders.values()].map(shown)],
      ['POST', '/control/captures', ({ body }) => { wait = body.wait === true; return {}; }],
      ['POST', '/control/captures/:id', ({ id, body }) => {
        const it = get(captures, id);
        it.status = body.do === 'settle' ? 'COMPLETED' : 'DECLINED';
        tell(body.do === 'settle' ? 'PAYMENT.CAPTURE.COMPLETED' : 'PAYMENT.CAPTURE.DENIED', it);
        return it;
      }],
      ['POST', '/control/disputes', dispute],
      ['POST', '/control/disputes/:id', ({ id, body }) => {
        const it = get(disputes, id);
        Object.assign(it, { status: 'RESOLVED', dispute_outcome: { outcome_code: body.do === 'win' ? 'RESOLVED_SELLER_FAVOUR' : 'RESOLVED_BUYER_FAVOUR' } });
        tell('CUSTOMER.DISPUTE.RESOLVED', it);
        return it;
      }],
      ['POST', '/control/events', ({ body }) => tell(body.type, body.object ?? {})],
      ['DELETE', '/control/tokens', () => { tokens.clear(); return {}; }],
      ['GET', '/control/books', books],
    ],
    guard({ headers, path }) {
      if (!/^\/v[12]\//.test(path) || path === '/v1/oauth2/token') return;
      const token = (headers.authorization ?? '').replace('Bearer ', '');
      if (!tokens.has(token)) refuse(401, 'AUTHENTICATION_FAILURE');
    },
    key: ({ headers }) => headers['paypal-request-id'] ?? null,
    mismatch: () => new Answer(422, { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'DUPLICATE_REQUEST_ID' }] }),
    broken: status => ({ name: status === 404 ? 'RESOURCE_NOT_FOUND' : status === 429 ? 'RATE_LIMIT_REACHED' : 'INTERNAL_SERVER_ERROR', message: 'The stand-in is out of order', debug_id: 'standin' }),
    sign(body) {
      const id = name('transmission-'), when = time();
      return {
        'paypal-auth-algo': 'SHA256withRSA', 'paypal-cert-url': 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-standin',
        'paypal-transmission-id': id, 'paypal-transmission-time': when, 'paypal-transmission-sig': signature(id, when, process.env.WEBHOOK ?? 'WH-ID', body),
      };
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(openPaypal);
