import { completable } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { embedded, image } from './samples.mjs';

const says = (content) => ({ role: 'user', content: typeof content === 'string' ? { type: 'text', text: content } : content });
const cities = (start) => ['paris', 'park', 'party'].filter((value) => value.startsWith(start));

export function addPrompts(server) {
  const add = (name, run, argsSchema) => server.registerPrompt(name, { description: `Asked for by the suites as ${name}`, argsSchema }, (...given) => ({ messages: run(...given) }));

  add('test_simple_prompt', () => [says('This is a simple prompt for testing.')]);
  add('test_prompt_with_arguments', ({ arg1, arg2 }) => [says(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    z.object({ arg1: completable(z.string(), cities), arg2: z.string() }));
  add('test_prompt_with_embedded_resource', ({ resourceUri }) => [
    says(embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.')), says('Please process the embedded resource above.'),
  ], z.object({ resourceUri: z.string() }));
  add('test_prompt_with_image', () => [says(image), says('Please analyze the image above.')]);
}
