// A stand-in for a server that speaks the protocol of OpenAI (chat completions, streamed), and for one that has models to
// fetch. It says its address on the first line and ends with its standard input.
//   node tests/standin/llm.mjs [FILE]
// What the last message says decides what it does: "slow", "break off", "refuse", "babble", "cut short", or answer what it was
// told to.
import fs from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const file = process.argv[2] ? fs.readFileSync(process.argv[2]) : Buffer.alloc(0);
const calls = [];
let open = 0;
let words = ['Grüß', 'e, ', '世界'];
/** Bytes after which a fetched file breaks off, once. */
let breaksAt = 0;

const piece = (content, finish_reason = null) => ({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason }] });

async function chat(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  calls.push({ body, authorization: request.headers.authorization ?? null });
  const said = body.messages.at(-1).content;
  const refuse = (status, message) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' } }));
  };
  if (said.includes('refuse')) { refuse(401, `Incorrect API key provided: ${request.headers.authorization}`); return; }
  open += 1;
  response.on('close', () => { open -= 1; });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = event => response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (said.includes('slow')) { send(piece('wait')); await sleep(60_000, undefined, { ref: false }); return; }
  if (said.includes('babble')) { for (let i = 0; i < 10_000 && !response.destroyed; i++) send(piece('blah '.repeat(100))); response.end(); return; }
  for (const word of words) send(piece(word));
  if (said.includes('break off')) { response.destroy(); return; }
  send(piece(null, said.includes('cut short') ? 'length' : 'stop'));
  if (!said.includes('uncounted')) send({ id: 'c', choices: [], usage: { prompt_tokens: 40, completion_tokens: 10, total_tokens: 50, prompt_tokens_details: { cached_tokens: 32 } } });
  response.end('data: [DONE]\n\n');
}

function give(request, response) {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const from = range && request.headers['if-range'] === '"one"' ? Number(range[1]) : 0;
  calls.push({ from });
  response.writeHead(from ? 206 : 200, { etag: '"one"', 'content-length': file.length - from });
  if (breaksAt > 0) {
    const until = breaksAt;
    breaksAt = 0;
    response.write(file.subarray(from, until), () => setTimeout(() => response.destroy(), 50));
    return;
  }
  response.end(file.subarray(from));
}

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://standin');
  const tell = what => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(what));
  if (pathname === '/v1/chat/completions') chat(request, response).catch(() => response.destroy());
  else if (pathname.startsWith('/files/')) give(request, response);
  else if (pathname === '/page') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Models</title>');
  else if (pathname === '/elsewhere') response.writeHead(302, { location: 'http://models.example/a.gguf' }).end();
  else if (pathname === '/control/break') { breaksAt = Number(searchParams.get('at')); tell({}); }
  else if (pathname === '/control/words') { words = [searchParams.get('say')]; tell({}); }
  else if (pathname === '/control/calls') tell(calls);
  else if (pathname === '/control/open') tell(open);
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
process.stdin.resume().on('end', () => process.exit(0));
