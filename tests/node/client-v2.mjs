// @modelcontextprotocol/client 2.x: speaks 2026-07-28 when told to, and the revisions with sessions otherwise.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const SESSIONLESS = '2026-07-28';

export async function connect({ url, headers, revision, capabilities, answers, heard, fetch, resumeAfter }) {
  const client = new Client({ name: 'transcript', version: '1.0.0' }, revision === SESSIONLESS
    ? { capabilities, versionNegotiation: { mode: { pin: revision } } }
    : { capabilities, supportedProtocolVersions: [revision] });
  for (const method of ['elicitation/create', 'sampling/createMessage', 'roots/list']) {
    client.setRequestHandler(method, (request) => answers(request));
  }
  for (const method of ['notifications/message', 'notifications/tools/list_changed']) {
    client.setNotificationHandler(method, heard);
  }
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
      revision: client.getNegotiatedProtocolVersion(),
      server: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions(),
    },
    listTools: () => client.listTools(),
    listResources: () => client.listResources(),
    listPrompts: () => client.listPrompts(),
    readResource: (uri) => client.readResource({ uri }),
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    call: (name, args, options) => client.callTool({ name, arguments: args }, options),
    async close() {
      if (revision !== SESSIONLESS) await transport.terminateSession();
      await client.close();
    },
  };
}
