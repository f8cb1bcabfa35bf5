// A server whose event streams end their lines with CR LF and begin with a comment, as those of the Python SDK do.
//
//   node servers/crlf.mjs <port>
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const sessions = new Map();

createServer(async (request, response) => {
  const id = request.headers['mcp-session-id'];
  const message = request.method === 'POST' ? JSON.parse(await bodyOf(request)) : undefined;
  const transport = sessions.get(id) ?? (isInitializeRequest(message) ? await open() : undefined);
  if (!transport) return void response.writeHead(404).end();
  await transport.handleRequest(request, withCarriageReturns(response), message);
}).listen(Number(process.argv[2]), '127.0.0.1');

async function open() {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => sessions.set(id, transport),
    onsessionclosed: (id) => sessions.delete(id),
  });
  await tools().connect(transport);
  return transport;
}

function tools() {
  const server = new McpServer({ name: 'crlf', version: '1.0.0' });
  server.registerTool('echo', { inputSchema: { message: z.string() } }, ({ message }) => text(`Echo: ${message}`));
  server.registerTool('count', { inputSchema: { steps: z.number() } }, async ({ steps }, { _meta, sendNotification }) => {
    for (let progress = 1; progress <= steps && _meta?.progressToken !== undefined; progress++) {
      await setTimeout(100); // clients drop what they hear in the moment the answer comes
      await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress, total: steps } });
    }
    await setTimeout(100);
    return text(`Counted to ${steps}`);
  });
  server.registerTool('ask', { inputSchema: {} }, async (_, { sendRequest }) => {
    const answer = await sendRequest({
      method: 'elicitation/create',
      params: { message: 'Who are you?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
    }, z.object({ action: z.string(), content: z.record(z.string(), z.any()).optional() }));
    return text(`${answer.action}: ${answer.content?.name}`);
  });
  return server;
}

function text(value) {
  return { content: [{ type: 'text', text: value }] };
}

async function bodyOf(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

// Each event goes out in one piece, and nothing follows it until there is another: whoever waits for more waits.
function withCarriageReturns(response) {
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  const isStream = () => String(response.getHeader('content-type')).startsWith('text/event-stream');
  const turned = (chunk) => (typeof chunk === 'function' || chunk === undefined || chunk === null || !isStream()
    ? chunk
    : Buffer.from(Buffer.from(chunk).toString('utf8').replaceAll('\n', '\r\n')));
  response.write = (chunk, ...rest) => write(turned(chunk), ...rest);
  response.end = (chunk, ...rest) => end(turned(chunk), ...rest);
  return response;
}
