// @modelcontextprotocol/sdk 1.x: the revisions with sessions, over Streamable HTTP or the older HTTP+SSE.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema, LoggingMessageNotificationSchema, ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

export async function connect({ url, era, headers, capabilities, answer, heard }) {
  const client = prepare(new Client({ name: 'features', version: '1.0.0' }, { capabilities }), answer, heard);
  const resumes = { seen: false }; // a stream that ended was asked for again, and went on
  let streamOpen;
  const opened = new Promise((resolve) => { streamOpen = resolve; });
  const transport = era === 'sse'
    ? new SSEClientTransport(new URL(url), { requestInit: { headers } })
    : new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers },
      async fetch(address, init) {
        const response = await fetch(address, init);
        if (init?.method === 'GET') streamOpen();
        resumes.seen ||= response.ok && new Headers(init?.headers).has('last-event-id');
        return response;
      },
    });
  if (era === 'sse') streamOpen();
  await client.connect(transport);
  const call = async (name, args = {}, options) => (await client.callTool({ name, arguments: args }, undefined, options)).content[0].text;
  return {
    client,
    call,
    listen: () => opened, // changes come unasked, on the stream that belongs to no request
    subscribe: async (uri) => { await opened; await client.subscribeResource({ uri }); },
    logged: async (name) => { await client.setLoggingLevel('info'); return call(name); },
    resumes: era !== 'sse' && resumes,
    async close() {
      if (transport.terminateSession) await transport.terminateSession().catch(() => {});
      await client.close();
    },
  };
}

export function prepare(client, answer, heard) {
  for (const schema of [ElicitRequestSchema, CreateMessageRequestSchema, ListRootsRequestSchema]) client.setRequestHandler(schema, answer);
  for (const schema of [LoggingMessageNotificationSchema, ToolListChangedNotificationSchema, ResourceUpdatedNotificationSchema]) client.setNotificationHandler(schema, heard);
  return client;
}
