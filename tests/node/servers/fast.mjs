// A server made with the package fastmcp.
//
//   node servers/fast.mjs <port>
import { setTimeout } from 'node:timers/promises';
import { FastMCP } from 'fastmcp';
import { z } from 'zod';

const server = new FastMCP({ name: 'fast', version: '1.0.0' });
server.addTool({ name: 'echo', description: 'Echoes', parameters: z.object({ message: z.string() }), execute: async ({ message }) => `Echo: ${message}` });
server.addTool({
  name: 'count',
  description: 'Counts',
  parameters: z.object({ steps: z.number() }),
  async execute({ steps }, { reportProgress }) {
    for (let progress = 1; progress <= steps; progress++) {
      await reportProgress({ progress, total: steps });
      await setTimeout(100); // clients drop what they hear in the moment the answer comes
    }
    return `Counted to ${steps}`;
  },
});
server.addTool({
  name: 'ask',
  description: 'Asks',
  parameters: z.object({}),
  async execute(_, { elicit }) {
    const answer = await elicit({ message: 'Who are you?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } });
    return `${answer.action}: ${answer.content?.name}`;
  },
});
await server.start({ transportType: 'httpStream', httpStream: { host: '127.0.0.1', port: Number(process.argv[2]), endpoint: '/mcp' } });
