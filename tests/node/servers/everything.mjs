// What the conformance suites expect of a server, on the TypeScript SDK 2.x, in three builds: both eras, sessions alone (2025), or 2026-07-28 alone.
//
//   node servers/everything.mjs <port> <both|2025|2026>
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createMcpHandler, isLegacyRequest, localhostAllowedHostnames, localhostAllowedOrigins, hostHeaderValidationResponse, originValidationResponse } from '@modelcontextprotocol/server';
import { Sessions } from './everything/sessions.mjs';
import { makeServer } from './everything/server.mjs';

const [port, build] = process.argv.slice(2);
// Whoever changes something tells every listener, of both eras.
const changes = {
  tools: () => both((server) => server.sendToolListChanged(), (notify) => notify.toolsChanged()),
  prompts: () => both((server) => server.sendPromptListChanged(), (notify) => notify.promptsChanged()),
  resources: () => both((server) => server.sendResourceListChanged(), (notify) => notify.resourcesChanged()),
  resource: (uri) => both((server) => server.updated(uri), (notify) => notify.resourceUpdated(uri)),
};
const sessions = new Sessions(() => makeServer({ changes }));
const modern = createMcpHandler(({ era }) => makeServer({ changes, era }), { legacy: 'reject', keepAliveMs: 5000 });

createServer(getRequestListener(serve)).listen(Number(port), '127.0.0.1');

async function serve(request) {
  const refused = hostHeaderValidationResponse(request, localhostAllowedHostnames()) ?? originValidationResponse(request, localhostAllowedOrigins());
  if (refused) return refused;
  if (build === '2026') return modern.fetch(request);
  if (build === '2025' || await isLegacyRequest(request)) return sessions.fetch(request);
  return modern.fetch(request);
}

async function both(tellSession, tellStateless) {
  tellStateless(modern.notify);
  await Promise.all([...sessions.servers].map((server) => Promise.resolve(tellSession(server)).catch(() => {})));
}
