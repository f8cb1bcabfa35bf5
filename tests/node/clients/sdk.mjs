// @modelcontextprotocol/sdk 1.x
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

export async function connect({ url, kind, headers, answer }, transport = transportOf(url, kind, headers)) {
  const client = new Client({ name: 'journey', version: '1.0.0' }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, answer);
  await client.connect(transport);
  return {
    list: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args, onprogress) => textOf(await client.callTool({ name, arguments: args }, undefined, { onprogress })),
    close: () => client.close(),
    can: { progress: true, elicit: true },
  };
}

export const textOf = (result) => result.content.map((part) => part.text).join('\n');

function transportOf(url, kind, headers) {
  // A browser's EventSource sends no headers; the package's does, when its fetch adds them.
  return kind === 'sse'
    ? new SSEClientTransport(new URL(url), { requestInit: { headers } })
    : new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
}
