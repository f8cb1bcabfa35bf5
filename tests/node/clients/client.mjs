// @modelcontextprotocol/client 2.x
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { textOf } from './sdk.mjs';

export async function connect({ url, kind, headers, answer }) {
  const client = new Client({ name: 'journey', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler('elicitation/create', answer);
  const Transport = kind === 'sse' ? SSEClientTransport : StreamableHTTPClientTransport;
  await client.connect(new Transport(new URL(url), { requestInit: { headers } }));
  return {
    list: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args, onprogress) => textOf(await client.callTool({ name, arguments: args }, { onprogress })),
    close: () => client.close(),
    can: { progress: true, elicit: true },
  };
}
