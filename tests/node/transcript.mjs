// Runs a client through everything a session can hold and prints, as one line of JSON, what it saw. Two runs against the same
// kind of server print the same, whatever lies between: that is what it is for.
//
//   node transcript.mjs <sdk: v1|v2> <server: sessions|sessionless|everything> <revision> <url>     MCP_HEADERS: JSON of headers to add
import { readFileSync } from 'node:fs';
import { cuttingFetch } from './cutting.mjs';

const [sdk, kind, revision, url] = process.argv.slice(2);
// Which tool, resource and prompt of a server shows what. A step it has nothing for is left out.
const server = JSON.parse(readFileSync(new URL('servers.json', import.meta.url)))[kind];
const { connect } = await import(`./client-${sdk}.mjs`);
const network = cuttingFetch();
const steps = [];
let step;
let onHeard = () => {};

const client = await connect({
  url,
  revision,
  headers: JSON.parse(process.env.MCP_HEADERS ?? '{}'),
  capabilities: { elicitation: {}, sampling: {}, roots: { listChanged: true } },
  fetch: network.fetch,
  resumeAfter: server.resumeAfter ?? 10,
  answers,
  heard(notification) {
    // What the server says of itself comes when it likes.
    if (kind === 'everything') return;
    step?.heard.push(plain(notification));
    onHeard();
  },
});
steps.push({ step: 'connect', outcome: client.about, asked: [], heard: [] });
await record('tools', () => client.listTools());
await record('resources', () => client.listResources());
await record('prompts', () => client.listPrompts());
for (const [name, call] of Object.entries(server.calls)) await record(name, () => client.call(...call));
await record('progress', () => client.call(...server.progress, { onprogress }));
await record('cancel', () => {
  const cancelled = new AbortController();
  return client.call(...server.endless, { signal: cancelled.signal, onprogress: () => cancelled.abort('enough') });
});
if (server.resource) await record('resource', () => client.readResource(server.resource));
await record('prompt', () => client.getPrompt(...server.prompt));
if (server.cut && revision >= (server.resumableSince ?? '')) {
  network.arm();
  await record('cut', () => client.call(...server.cut, { onprogress }));
  step.heard.push({ resumedAfter: network.resumedAfter });
}
if (server.changing) await record('changing', () => changing(...server.changing));
// Last: after an error the 1.x client asks for the rest of the stream, and server-everything replays what other streams had.
await record('missing', () => client.readResource(server.missing));
await client.close();
console.log(JSON.stringify({ sdk, kind, revision, steps }));
process.exit(0);

async function record(name, act) {
  step = { step: name, asked: [], heard: [] };
  steps.push(step);
  try {
    step.outcome = await act();
  } catch (error) {
    step.error = { code: error.code, message: error.message, data: error.data };
  }
}

function onprogress(progress) {
  step.heard.push(progress);
}

// Two changes, told on the stream that belongs to no request.
async function changing(tool, args) {
  await network.opened;
  const all = new Promise((resolve) => { onHeard = () => step.heard.length === 2 && resolve(); });
  const outcome = await client.call(tool, args);
  await all;
  return outcome;
}

function answers(request) {
  if (request.method === 'roots/list') {
    if (kind !== 'everything') step?.asked.push(plain(request));
    return { roots: [{ uri: 'file:///a', name: 'A' }] };
  }
  step?.asked.push(plain(request));
  return request.method === 'elicitation/create'
    ? { action: 'accept', content: { name: 'Ada', username: 'ada', email: 'ada@example.com' } }
    : { role: 'assistant', content: { type: 'text', text: 'Something' }, model: 'model-1', stopReason: 'endTurn' };
}

function plain({ method, params }) {
  return { method, params };
}
