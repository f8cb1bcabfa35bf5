// @modelcontextprotocol/sdk 1.x: the client most programs have, for the revisions with sessions.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema, LoggingMessageNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

// It always asks for the newest revision it knows; an older program asks for an older one.
class PinnedClient extends Client {
  constructor(revision, options) {
    super({ name: 'transcript', version: '1.0.0' }, options);
    this.revision = revision;
  }

  request(request, schema, options) {
    const asked = request.method === 'initialize'
      ? { ...request, params: { ...request.params, protocolVersion: this.revision } }
      : request;
    return super.request(asked, schema, options);
  }
}

export async function connect({ url, headers, revision, capabilities, answers, heard, fetch, resumeAfter }) {
  const client = new PinnedClient(revision, { capabilities });
  client.setRequestHandler(ElicitRequestSchema, (request) => answers(request));
  client.setRequestHandler(CreateMessageRequestSchema, (request) => answers(request));
  client.setRequestHandler(ListRootsRequestSchema, (request) => answers(request));
  client.setNotificationHandler(LoggingMessageNotificationSchema, heard);
  client.setNotificationHandler(ToolListChangedNotificationSchema, heard);
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers },
    fetch,
    reconnectionOptions: {
      initialReconnectionDelay: resumeAfter, maxReconnectionDelay: resumeAfter, reconnectionDelayGrowFactor: 1, maxRetries: 5,
    },
  });
  await client.connect(transport);
  return {
    about: {
      revision: transport.protocolVersion,
      server: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions(),
    },
    listTools: () => client.listTools(),
    listResources: () => client.listResources(),
    listPrompts: () => client.listPrompts(),
    readResource: (uri) => client.readResource({ uri }),
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    call: (name, args, options) => client.callTool({ name, arguments: args }, undefined, options),
    // The server forgets the session; closing alone would leave it there.
    async close() {
      await transport.terminateSession();
      await client.close();
    },
  };
}
