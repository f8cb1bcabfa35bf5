// A client of the TypeScript SDK 2.x, with an answer to whatever it is asked, calls what asks and prints, as one line of JSON, what came of it.
//
//   node asked.mjs <revision|auto> <url>     MCP_HEADERS: JSON of headers to add
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [revision, url] = process.argv.slice(2);
const asked = [];
const client = new Client({ name: 'asked', version: '1.0.0' }, {
  capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} },
  versionNegotiation: { mode: revision === 'auto' ? 'auto' : { pin: revision } },
});
const answers = {
  'elicitation/create': ({ params }) => ({
    action: 'accept',
    content: Object.fromEntries(Object.entries(params.requestedSchema.properties).map(([name, { type }]) => [name, type === 'boolean' ? true : `my ${name}`])),
  }),
  'sampling/createMessage': () => ({ role: 'assistant', model: 'none', content: { type: 'text', text: 'Paris' } }),
  'roots/list': () => ({ roots: [{ uri: 'file:///home', name: 'home' }] }),
};
for (const [method, answer] of Object.entries(answers)) {
  client.setRequestHandler(method, (request) => {
    asked.push(method);
    return answer(request);
  });
}
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: JSON.parse(process.env.MCP_HEADERS ?? '{}') } }));
const steps = {};
for (const [tool, args] of [
  ['test_elicitation', { message: 'Who are you?' }],
  ['test_sampling', { prompt: 'Capital of France?' }],
  ['test_input_required_result_list_roots', {}],
  ['test_input_required_result_multiple_inputs', {}],
  ['test_input_required_result_multi_round', {}],
]) steps[tool] = await stepOf(() => client.callTool({ name: tool, arguments: args }), (result) => result.content);
steps.prompt = await stepOf(() => client.getPrompt({ name: 'test_input_required_result_prompt' }), (result) => result.messages);
console.log(JSON.stringify({ revision: client.getNegotiatedProtocolVersion(), steps }));
await client.close();
process.exit(0);

async function stepOf(act, shown) {
  asked.length = 0;
  const outcome = shown(await act());
  return { outcome, asked: [...asked].sort() };
}
