// mcp-remote between a client of the TypeScript SDK 1.x, over standard input and output, and the address: as desktop programs use it. With `--protocol auto` it
// chooses the era by itself, opens the stream of changes when it likes, and does not say when.
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { prepare } from './sessions.mjs';

const program = fileURLToPath(new URL('../node_modules/mcp-remote/dist/proxy.js', import.meta.url));

export async function connect({ url, era, headers, capabilities, answer, heard }) {
  const client = prepare(new Client({ name: 'features', version: '1.0.0' }, { capabilities }), answer, heard);
  await client.connect(new StdioClientTransport({
    command: process.execPath,
    args: [
      program, url, '--allow-http', '--transport', 'http-only', '--protocol', era === 'remote-auto' ? 'auto' : 'legacy',
      ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ],
    stderr: 'ignore',
  }));
  const call = async (name, args = {}, options) => (await client.callTool({ name, arguments: args }, undefined, options)).content[0].text;
  return {
    client,
    call,
    listen: async () => {},
    subscribe: (uri) => client.subscribeResource({ uri }),
    logged: async (name) => { await client.setLoggingLevel('info'); return call(name); },
    resumes: { seen: true }, // nobody sees it from here
    isSilent: true,
    close: () => client.close(),
  };
}
