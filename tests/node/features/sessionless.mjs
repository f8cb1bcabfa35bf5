// @modelcontextprotocol/client 2.x at 2026-07-28.
import { Client, LOG_LEVEL_META_KEY, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export async function connect({ url, era, headers, capabilities, answer, heard }) {
  const client = new Client({ name: 'features', version: '1.0.0' }, { capabilities, versionNegotiation: { mode: { pin: era } } });
  for (const method of ['elicitation/create', 'sampling/createMessage', 'roots/list']) client.setRequestHandler(method, answer);
  for (const method of ['notifications/message', 'notifications/tools/list_changed', 'notifications/resources/updated']) client.setNotificationHandler(method, heard);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const call = async (name, args = {}, options = {}, _meta = undefined) => (await client.callTool({ name, arguments: args, _meta }, options)).content[0].text;
  const served = async (filter) => {
    const { honoredFilter } = await client.listen(filter);
    if (Object.keys(honoredFilter).length === 0) throw new Error('not acknowledged');
  };
  return {
    client,
    call,
    listen: served,
    subscribe: (uri) => served({ resourceSubscriptions: [uri] }),
    logged: (name) => call(name, {}, {}, { [LOG_LEVEL_META_KEY]: 'info' }),
    resumes: false,
    close: () => client.close(),
  };
}
