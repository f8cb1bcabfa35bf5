// Takes a client of one era through every feature at an address, and prints, as one line of JSON, what became of each: true, or the error it ended with.
//
//   node features.mjs <sse|sessions|2026-07-28|auto|remote|remote-auto> <url>     MCP_HEADERS: JSON of headers to add, MCP_THOUGHT: milliseconds that a person takes over the first form
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT = Number(process.env.MCP_LIMIT ?? 20000); // milliseconds for one feature: what is silent has failed
const [era, url] = process.argv.slice(2);
const { connect } = await import(`./features/${{ sse: 'sessions', sessions: 'sessions', remote: 'remote', 'remote-auto': 'remote' }[era] ?? 'sessionless'}.mjs`);
const WATCHED = 'test://watched-resource';
const EXTENSION = 'com.example/extension';
const heard = [];
let thought = Number(process.env.MCP_THOUGHT ?? 0);
const answers = {
  async 'elicitation/create'({ mode, requestedSchema }) {
    const thinking = sleep(thought);
    thought = 0;
    await thinking;
    return { action: 'accept', ...(mode === 'url' ? {} : { content: contentFor(requestedSchema) }) };
  },
  'sampling/createMessage': () => ({ role: 'assistant', content: { type: 'text', text: 'Paris' }, model: 'model-1', stopReason: 'endTurn' }),
  'roots/list': () => ({ roots: [{ uri: 'file:///a', name: 'A' }] }),
};

const features = {
  async tools({ client, call }) {
    if (!(await client.listTools()).tools.some(({ name }) => name === 'test_simple_text')) throw new Error('not listed');
    expect(await call('test_simple_text'), 'simple text response');
  },
  async resources({ client }) {
    if ((await client.listResources()).resources.length < 3 || (await client.listResourceTemplates()).resourceTemplates.length < 1) throw new Error('not listed');
    expect((await client.readResource({ uri: 'test://static-text' })).contents[0].text, 'static text resource');
  },
  async prompts({ client }) {
    if ((await client.listPrompts()).prompts.length < 4) throw new Error('not listed');
    expect((await client.getPrompt({ name: 'test_prompt_with_arguments', arguments: { arg1: 'one', arg2: 'two' } })).messages[0].content.text, "arg2='two'");
  },
  async completion({ client }) {
    const { completion } = await client.complete({ ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, argument: { name: 'arg1', value: 'par' } });
    expect(completion.values.join(), 'paris');
  },
  async errors({ client, call }) {
    expect((await call('no_such_tool').catch((error) => error)).code, -32602);
    expect((await client.readResource({ uri: 'test://missing' }).catch((error) => error)).code, /-32[06]02/);
  },
  async progress({ call }) {
    const steps = [];
    await call('test_tool_with_progress', {}, { onprogress: ({ progress }) => steps.push(progress) });
    expect(steps.join(), '0,50');
  },
  async cancellation({ call }) {
    const before = Number(await call('test_cancelled'));
    const leaving = new AbortController();
    await call('test_until_cancelled', {}, { signal: leaving.signal, onprogress: () => leaving.abort('enough') }).then(() => { throw new Error('answered'); }, () => {});
    await until(async () => Number(await call('test_cancelled')) > before);
  },
  async logging({ logged }) {
    await logged('test_tool_with_logging');
    await until(() => heard.filter(({ method }) => method === 'notifications/message').length >= 3);
  },
  async 'elicitation, form'({ call }) { expect(await call('test_input_required_result_elicitation'), 'Hello, Ada!'); },
  async 'elicitation, URL'({ call }) { expect(await call('test_url_elicitation'), 'visited'); },
  async sampling({ call }) { expect(await call('test_input_required_result_sampling'), 'sampled'); },
  async roots({ call }) { expect(await call('test_input_required_result_list_roots'), 'rooted'); },
  async 'several questions at once'({ call }) { expect(await call('test_input_required_result_multiple_inputs'), 'three answers'); },
  async 'several rounds'({ call }) { expect(await call('test_input_required_result_multi_round'), 'two rounds'); },
  async 'question of a prompt'({ client }) {
    expect((await client.getPrompt({ name: 'test_input_required_result_prompt' })).messages[0].content.text, 'In that context');
  },
  async 'list changes'({ call, listen, isSilent }) {
    await listen({ toolsListChanged: true });
    await told(() => call('test_trigger_tool_change'), isSilent, ({ method }) => method === 'notifications/tools/list_changed');
  },
  async 'resource subscriptions'({ call, subscribe, isSilent }) {
    await subscribe(WATCHED);
    await told(() => call('test_update_resource', { uri: WATCHED }), isSilent, ({ method, params }) => method === 'notifications/resources/updated' && params.uri === WATCHED);
  },
  async 'resumed stream'({ call, resumes }) {
    if (!resumes) throw new Error('the revision has none');
    expect(await call('test_reconnection'), 'resumed');
    if (!resumes.seen) throw new Error('the revision behind it has none');
  },
  async 'arguments in headers'({ client, call }) {
    await client.listTools(); // the client learns from it
    expect(await call('test_header_argument', { region: 'Zürich' }), 'region=Zürich');
  },
  async 'MCP Apps'({ client }) {
    const page = 'ui://everything/app';
    expect((await client.listTools()).tools.find(({ name }) => name === 'test_app')._meta?.ui?.resourceUri, page);
    const shown = await client.callTool({ name: 'test_app', arguments: {} });
    expect(shown._meta?.ui?.resourceUri, page);
    const [contents] = (await client.readResource({ uri: page })).contents;
    expect(contents.mimeType, 'text/html;profile=mcp-app');
    expect(contents._meta?.ui?.csp?.connectDomains?.[0], 'https://api.example.com');
  },
  async 'extensions of the client'({ call }) { if (!(await call('test_client_extensions')).includes(EXTENSION)) throw new Error('the upstream is not told of them'); },
  async 'name of the server'({ client }) { expect(client.getServerVersion()?.name, 'everything-2x'); },
};

const seen = {};
let shared; // a client that is a process of its own is started once
for (const [name, run] of Object.entries(features)) seen[name] = await attempt(run);
console.log(JSON.stringify(seen));
process.exit(0);

// Each feature has a client of its own: what one leaves behind is not the next one's.
async function attempt(run) {
  heard.length = 0;
  const limit = sleep(LIMIT, undefined, { ref: false }).then(() => { throw new Error('nothing came'); });
  let opened;
  try {
    opened = shared ?? await Promise.race([limit, connect({
      url,
      era,
      headers: JSON.parse(process.env.MCP_HEADERS ?? '{}'),
      capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {}, extensions: { [EXTENSION]: { level: 1 } } },
      answer: ({ method, params }) => answers[method](params),
      heard: (notification) => heard.push(notification),
    })]);
    if (era.startsWith('remote')) shared = opened;
    await Promise.race([limit, run(opened)]);
    return true;
  } catch (error) {
    return `${error.code ?? ''} ${error.message}`.trim().slice(0, 300);
  } finally {
    if (!shared) await Promise.race([sleep(1000), opened?.close()?.catch?.(() => {})]);
  }
}

function expect(got, wanted) {
  if (wanted instanceof RegExp ? wanted.test(String(got)) : String(got).includes(String(wanted))) return;
  throw new Error(`${got}`);
}

// A client that does not say when it listens is told again and again, until it hears.
async function told(change, isSilent, isHeard) {
  await change();
  await until(async () => {
    if (heard.some(isHeard)) return true;
    if (isSilent) await sleep(200).then(change);
    return false;
  });
}

async function until(condition) {
  while (!await condition()) await sleep(50);
}

function contentFor({ properties }) {
  return Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, type === 'boolean' ? true : 'Ada']));
}
