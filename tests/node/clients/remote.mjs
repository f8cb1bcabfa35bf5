// mcp-remote: a program that a client talks to over its standard input and output, as desktop programs start it.
import { fileURLToPath } from 'node:url';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { connect as overSdk } from './sdk.mjs';

const program = fileURLToPath(new URL('../node_modules/mcp-remote/dist/proxy.js', import.meta.url));

export function connect(options) {
  const headers = Object.entries(options.headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  return overSdk(options, new StdioClientTransport({
    command: process.execPath,
    args: [program, options.url, '--transport', `${options.kind}-only`, ...headers],
    stderr: 'ignore',
  }));
}
