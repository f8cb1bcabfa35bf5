// One McpServer with all there is. The same for both eras: what needs an answer says so as 2026-07-28 does, and the SDK asks it on the session
// of an older client.
import { randomBytes } from 'node:crypto';
import { McpServer, createRequestStateCodec } from '@modelcontextprotocol/server';
import { addAsking } from './asking.mjs';
import { addPrompts } from './prompts.mjs';
import { addResources } from './resources.mjs';
import { addTools } from './tools.mjs';

const state = createRequestStateCodec({ key: randomBytes(32) });

export function makeServer({ changes, era }) {
  const server = new McpServer({ name: 'everything-2x', version: '1.0.0' }, {
    capabilities: {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      completions: {},
      logging: {},
    },
    requestState: { verify: state.verify },
  });
  const subscribed = new Set();
  server.updated = (uri) => (subscribed.has(uri) ? server.server.sendResourceUpdated({ uri }) : undefined);
  if (era !== 'modern') {
    server.server.setRequestHandler('resources/subscribe', ({ params }) => { subscribed.add(params.uri); return {}; });
    server.server.setRequestHandler('resources/unsubscribe', ({ params }) => { subscribed.delete(params.uri); return {}; });
  }
  addTools(server, changes);
  addAsking(server, state, era);
  addPrompts(server, changes);
  addResources(server);
  return server;
}
