// A client of the TypeScript SDK 2.x listens at an address, has a tool make changes, and prints, as one line of JSON, what it was told.
//
//   node listening.mjs <revision|auto> <url>     MCP_HEADERS: JSON of headers to add
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [revision, url] = process.argv.slice(2);
const watched = 'test://watched-resource';
const told = [];
let onTold = () => {};
const client = new Client({ name: 'listening', version: '1.0.0' }, { versionNegotiation: { mode: revision === 'auto' ? 'auto' : { pin: revision } } });
for (const method of ['notifications/tools/list_changed', 'notifications/prompts/list_changed', 'notifications/resources/updated']) {
  client.setNotificationHandler(method, (notification) => {
    told.push(notification.params?.uri ? `${method} ${notification.params.uri}` : method);
    onTold();
  });
}
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: JSON.parse(process.env.MCP_HEADERS ?? '{}') } }));
const subscription = await client.listen({ toolsListChanged: true, promptsListChanged: false, resourceSubscriptions: [watched] });
const all = new Promise((resolve) => { onTold = () => told.length === 2 && resolve(); });
await client.callTool({ name: 'test_trigger_prompt_change', arguments: {} });
await client.callTool({ name: 'test_trigger_tool_change', arguments: {} });
await client.callTool({ name: 'test_update_resource', arguments: { uri: watched } });
await all;
console.log(JSON.stringify({ revision: client.getNegotiatedProtocolVersion(), honored: subscription.honoredFilter, told: told.sort() }));
await subscription.close();
await client.close();
process.exit(0);
