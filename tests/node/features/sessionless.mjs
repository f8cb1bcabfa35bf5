// @modelcontextprotocol/client 2.x at 2026-07-28, or at what it finds by itself.
import { Client, LOG_LEVEL_META_KEY, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export async function connect({ url, era, headers, capabilities, answer, heard }) {
  const client = new Client({ name: 'features', version: '1.0.0' }, { capabilities, versionNegotiation: { mode: era === 'auto' ? 'auto' : { pin: era } } });
  for (const method of ['elicitation/create', 'sampling/createMessage', 'roots/list']) client.setRequestHandler(method, answer);
  for (const method of ['notifications/message', 'notifications/tools/list_changed', 'notifications/resources/updated']) client.setNotificationHandler(method, heard);
  const resumes = { seen: false };
  let streamOpen;
  const opened = new Promise((resolve) => { streamOpen = resolve; });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers },
    async fetch(address, init) {
      const response = await fetch(address, init);
      if (init?.method === 'GET') streamOpen();
      resumes.seen ||= response.ok && new Headers(init?.headers).has('last-event-id');
      return response;
    },
  }));
  const isSessionless = client.getNegotiatedProtocolVersion() === '2026-07-28';
  const call = async (name, args = {}, options = {}, _meta = undefined) => (await client.callTool({ name, arguments: args, _meta }, options)).content[0].text;
  const served = async (filter) => {
    const { honoredFilter } = await client.listen(filter);
    if (Object.keys(honoredFilter).length === 0) throw new Error('not acknowledged');
  };
  return {
    client,
    call,
    listen: isSessionless ? served : () => opened,
    subscribe: isSessionless ? (uri) => served({ resourceSubscriptions: [uri] }) : async (uri) => { await opened; await client.subscribeResource({ uri }); },
    logged: isSessionless
      ? (name) => call(name, {}, {}, { [LOG_LEVEL_META_KEY]: 'info' })
      : async (name) => { await client.setLoggingLevel('info'); return call(name); },
    resumes: !isSessionless && resumes,
    close: () => client.close(),
  };
}
