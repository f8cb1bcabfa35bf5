// @langchain/mcp-adapters: cannot be asked anything.
import { MultiServerMCPClient } from '@langchain/mcp-adapters';

export async function connect({ url, kind, headers }) {
  let heard;
  const client = new MultiServerMCPClient({
    throwOnLoadError: true,
    onProgress: (progress) => heard?.(progress),
    mcpServers: { gateway: { transport: kind, url, headers, automaticSSEFallback: false } },
  });
  const tools = await client.getTools();
  return {
    list: async () => tools.map((tool) => tool.name),
    async call(name, args, onprogress) {
      heard = onprogress;
      const result = await tools.find((tool) => tool.name === name).invoke(args);
      return typeof result === 'string' ? result : JSON.stringify(result);
    },
    close: () => client.close(),
    can: { progress: true, elicit: false },
  };
}
