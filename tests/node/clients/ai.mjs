// @ai-sdk/mcp: reports no progress. Left to itself it asks first for the revision without sessions, before which a bridge has nobody to ask.
import { createMCPClient, ElicitationRequestSchema } from '@ai-sdk/mcp';
import { textOf } from './sdk.mjs';

export async function connect({ url, kind, headers, answer }) {
  const client = await createMCPClient({ transport: { type: kind, url, headers }, capabilities: { elicitation: {} }, protocolVersionDiscovery: false });
  client.onElicitationRequest(ElicitationRequestSchema, answer);
  return {
    list: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args) => textOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
    can: { progress: false, elicit: true },
  };
}
