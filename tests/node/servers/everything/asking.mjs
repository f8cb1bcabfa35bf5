// Tools and a prompt that need an answer before they can finish.
import { acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { text } from './samples.mjs';
import { capabilitiesOf } from './tools.mjs';

const none = z.object({});
const ask = (message, properties) => inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required: Object.keys(properties) } });
const askName = () => ask('What is your name?', { name: { type: 'string' } });
const askModel = (prompt) => inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 });

export function addAsking(server, state, era) {
  const add = (name, run, inputSchema = none) => server.registerTool(name, { description: `Called by the suites as ${name}`, inputSchema }, (args, { mcpReq }) => run(args, mcpReq));
  const has = ({ inputResponses }, key) => inputResponse(inputResponses, key).kind !== 'missing';

  // What the suite of the revisions with sessions calls: asked in the middle of the call, on the session's own stream; in 2026-07-28, which has none, by the call's result.
  const once = async (mcpReq, question, push, tell) => {
    if (era !== 'modern') return tell(await push(question.params));
    const answer = mcpReq.inputResponses?.answer;
    return answer ? tell(answer) : inputRequired({ inputRequests: { answer: question } });
  };
  add('test_sampling', ({ prompt }, mcpReq) => once(mcpReq, askModel(prompt), mcpReq.requestSampling, ({ content }) => text(`LLM response: ${content.text}`)), z.object({ prompt: z.string() }));
  const elicit = (mcpReq, heading, message, properties, required = Object.keys(properties)) => once(
    mcpReq,
    inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required } }),
    mcpReq.elicitInput,
    ({ action, content }) => text(`${heading}: action=${action}, content=${JSON.stringify(content ?? {})}`),
  );
  add('test_elicitation', ({ message }, mcpReq) => elicit(mcpReq, 'User response', message, {
    username: { type: 'string', description: "User's response" }, email: { type: 'string', description: "User's email address" },
  }), z.object({ message: z.string() }));
  add('test_elicitation_sep1034_defaults', (_, mcpReq) => elicit(mcpReq, 'Elicitation completed', 'Check the defaults', {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  }, []));
  const choices = ['value1', 'value2', 'value3'].map((value) => ({ const: value, title: `The choice ${value}` }));
  add('test_elicitation_sep1330_enums', (_, mcpReq) => elicit(mcpReq, 'Elicitation completed', 'Choose', {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: { type: 'string', oneOf: choices },
    legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: { type: 'array', items: { anyOf: choices } },
  }, []));

  // As 2026-07-28 asks; the SDK asks the same on the session of an older client.
  add('test_input_required_result_elicitation', (_, mcpReq) => {
    const answer = acceptedContent(mcpReq.inputResponses, 'user_name', z.object({ name: z.string() }));
    return answer ? text(`Hello, ${answer.name}!`) : inputRequired({ inputRequests: { user_name: askName() } });
  });
  add('test_url_elicitation', (_, mcpReq) => (has(mcpReq, 'page')
    ? text('visited')
    : inputRequired({ inputRequests: { page: inputRequired.elicitUrl({ message: 'Please look at this page', url: 'https://example.com/page' }) } })));
  add('test_input_required_result_sampling', (_, mcpReq) => (has(mcpReq, 'capital_question')
    ? text('sampled')
    : inputRequired({ inputRequests: { capital_question: askModel('What is the capital of France?') } })));
  add('test_input_required_result_list_roots', (_, mcpReq) => (has(mcpReq, 'client_roots')
    ? text('rooted')
    : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })));
  const keepsState = async (_, mcpReq) => (mcpReq.requestState()
    ? text('state-ok')
    : inputRequired({ inputRequests: { confirm: ask('Please confirm', { ok: { type: 'boolean' } }) }, requestState: await state.mint({ round: 1 }) }));
  add('test_input_required_result_request_state', keepsState);
  add('test_input_required_result_tampered_state', keepsState);
  add('test_input_required_result_multiple_inputs', async (_, mcpReq) => (['user_name', 'greeting', 'client_roots'].every((key) => has(mcpReq, key))
    ? text('three answers')
    : inputRequired({
      inputRequests: { user_name: askName(), greeting: askModel('Generate a greeting'), client_roots: inputRequired.listRoots() },
      requestState: await state.mint({ round: 1 }),
    })));
  add('test_input_required_result_multi_round', async (_, mcpReq) => {
    const round = mcpReq.requestState()?.round ?? 0;
    if (round === 2) return text('two rounds');
    return inputRequired({
      inputRequests: round === 0 ? { step1: askName() } : { step2: ask('Step 2: your favorite color?', { color: { type: 'string' } }) },
      requestState: await state.mint({ round: round + 1 }),
    });
  });
  add('test_input_required_result_capabilities', (_, mcpReq) => {
    if (Object.keys(mcpReq.inputResponses ?? {}).length > 0) return text('answered');
    return inputRequired({ inputRequests: capabilitiesOf(server, mcpReq)?.elicitation ? { user_name: askName() } : { capital_question: askModel('What is the capital of France?') } });
  });
  server.registerPrompt('test_input_required_result_prompt', { description: 'Needs to know the context' }, ({ mcpReq }) => (has(mcpReq, 'user_context')
    ? { messages: [{ role: 'user', content: { type: 'text', text: 'In that context.' } }] }
    : inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', { context: { type: 'string' } }) } })));
}
