// The revisions with sessions: one server and one transport for each session, and events that can be asked for again.
import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport, isInitializeRequest } from '@modelcontextprotocol/server';

export class Sessions {
  #open = new Map();

  constructor(makeServer) {
    this.makeServer = makeServer;
  }

  get servers() {
    return [...this.#open.values()].map(({ server }) => server);
  }

  async fetch(request) {
    const id = request.headers.get('mcp-session-id');
    const known = id && this.#open.get(id);
    if (known) return known.transport.handleRequest(request);
    if (id) return error(404, -32001, 'Session not found');
    const message = request.method === 'POST' ? await request.clone().json().catch(() => undefined) : undefined;
    if (message && !isInitializeRequest(message)) return error(400, -32000, 'Bad Request: Mcp-Session-Id header is required', message.id);
    return (await this.#start()).handleRequest(request);
  }

  async #start() {
    const server = this.makeServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new Events(),
      retryInterval: 100,
      onsessioninitialized: (id) => { this.#open.set(id, { server, transport }); },
      onsessionclosed: (id) => { this.#open.delete(id); },
    });
    await server.connect(transport);
    return transport;
  }
}

// Events of one session, stream by stream.
class Events {
  #all = [];

  storeEvent(streamId, message) {
    this.#all.push({ id: `${this.#all.length}_${streamId}`, streamId, message });
    return this.#all.at(-1).id;
  }

  getStreamIdForEventId(id) {
    return this.#all.find((event) => event.id === id)?.streamId;
  }

  async replayEventsAfter(id, { send }) {
    const from = this.#all.findIndex((event) => event.id === id);
    const { streamId } = this.#all[from];
    for (const event of this.#all.slice(from + 1)) {
      if (event.streamId === streamId && Object.keys(event.message).length > 0) await send(event.id, event.message);
    }
    return streamId;
  }
}

function error(status, code, message, id = null) {
  return Response.json({ jsonrpc: '2.0', id, error: { code, message } }, { status });
}
