// Tools that answer at once, tell how far they are, log, fail, or change what there is.
import { setTimeout } from 'node:timers/promises';
import { MissingRequiredClientCapabilityError, fromJsonSchema } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { IMAGE, SOUND, embedded, image, text } from './samples.mjs';

const MISSING = 'Sampling is required';
const none = z.object({});
let cancelled = 0; // calls that were, whoever made them

export function addTools(server, changes) {
  const add = (name, run, inputSchema = none) => server.registerTool(name, { description: `Called by the suites as ${name}`, inputSchema }, run);

  // What a tool throws becomes a result of it; this one refuses the request.
  const asResult = server.createToolError.bind(server);
  server.createToolError = (message) => {
    if (message === MISSING) throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
    return asResult(message);
  };

  add('test_simple_text', () => text('This is a simple text response for testing.'));
  add('test_image_content', () => ({ content: [image] }));
  add('test_audio_content', () => ({ content: [{ type: 'audio', data: SOUND, mimeType: 'audio/wav' }] }));
  add('test_embedded_resource', () => ({ content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')] }));
  add('test_multiple_content_types', () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', data: IMAGE, mimeType: 'image/png' },
      embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  }));
  add('test_error_handling', () => { throw new Error('This tool intentionally returns an error for testing'); });

  add('test_tool_with_progress', async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100]) {
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` } });
      await setTimeout(30); // clients drop what they hear in the moment the answer comes
    }
    return text(String(progressToken));
  });
  add('test_tool_with_logging', async (_, { mcpReq }) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.log('info', data, 'everything');
      await setTimeout(30);
    }
    return text('done');
  });
  add('test_logging_tool', async (_, { mcpReq }) => {
    await mcpReq.log('info', 'asked for', 'everything');
    return text('done');
  });
  add('test_until_cancelled', async (_, { mcpReq }) => {
    const { progressToken } = mcpReq._meta ?? {};
    if (progressToken !== undefined) await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
    return new Promise((_resolve, reject) => {
      mcpReq.signal.addEventListener('abort', () => {
        cancelled++;
        reject(new Error('cancelled'));
      });
    });
  });
  add('test_cancelled', () => text(String(cancelled)));
  add('test_reconnection', async (_, { http }) => {
    http?.closeSSE?.();
    await setTimeout(100);
    return text('resumed');
  });

  add('test_missing_capability', (_, { mcpReq }) => {
    if (!capabilitiesOf(server, mcpReq)?.sampling) throw new Error(MISSING);
    return text('sampling was declared');
  });
  add('test_client_extensions', (_, { mcpReq }) => text(JSON.stringify(capabilitiesOf(server, mcpReq)?.extensions ?? {})));
  add('test_streaming_elicitation', () => text('no question of its own'));
  add('test_trigger_tool_change', async () => { await changes.tools(); return text('changed'); });
  add('test_trigger_prompt_change', async () => { await changes.prompts(); return text('changed'); });
  add('test_trigger_resource_change', async () => { await changes.resources(); return text('changed'); });
  add('test_update_resource', async ({ uri }) => { await changes.resource(uri); return text('updated'); }, z.object({ uri: z.string() }));
  add('test_header_argument', ({ region }) => text(`region=${region}`), fromJsonSchema({
    type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } }, required: ['region'],
  }));
  server.registerTool('test_app', {
    description: 'Shows itself in a page of its own', inputSchema: none, _meta: { ui: { resourceUri: 'ui://everything/app', visibility: ['model', 'app'] } },
  }, () => ({ ...text('shown'), structuredContent: { shown: true }, _meta: { ui: { resourceUri: 'ui://everything/app' } } }));
  add('json_schema_2020_12_tool', () => text('seen'), fromJsonSchema({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  }));
}

export function capabilitiesOf(server, mcpReq) {
  return mcpReq.envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? server.server.getClientCapabilities();
}
