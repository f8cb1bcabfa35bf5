// A TypeScript client that takes part in a trace: one call, whose _meta names the caller's span (SEP-414).
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, key, traceparent] = process.argv.slice(2);
const client = new Client({ name: 'traced', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { 'x-api-key': key } } }));
await client.callTool({ name: 'whoami', arguments: {}, _meta: { traceparent } });
await client.close();
