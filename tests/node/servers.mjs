// Which tool, resource and prompt of a server shows what. A step a server has nothing for is left out.
const byHand = {
  plain: ['test_simple_text', {}],
  mixed: ['test_multiple_content_types', {}],
  failing: ['test_error_handling', {}],
  unknown: ['no_such_tool', {}],
  progress: ['test_tool_with_progress', {}],
  endless: ['test_until_cancelled', {}],
  resource: 'test://static-text',
  missing: 'test://no-such-resource',
  prompt: ['test_prompt_with_arguments', { arg1: 'one', arg2: 'two' }],
};

export const servers = {
  // Ours, with sessions.
  sessions: {
    ...byHand,
    logging: ['test_tool_with_logging', {}],
    elicitation: ['test_elicitation', { message: 'Who are you?' }],
    sampling: ['test_sampling', { prompt: 'Say something' }],
    roots: ['test_input_required_result_list_roots', {}],
    cut: ['test_tool_with_progress', {}],
    // The C# SDK gives its events ids from here on.
    resumableSince: '2025-11-25',
    changing: ['test_trigger_tool_change', {}, 2],
  },
  // Ours, of the revision without sessions.
  sessionless: {
    ...byHand,
    header: ['test_header_argument', { region: 'Zürich' }],
    elicitation: ['test_input_required_result_elicitation', {}],
    sampling: ['test_input_required_result_sampling', {}],
    roots: ['test_input_required_result_list_roots', {}],
  },
  // @modelcontextprotocol/server-everything.
  everything: {
    plain: ['echo', { message: 'hello' }],
    mixed: ['get-resource-links', { count: 3 }],
    structured: ['get-structured-content', { location: 'Chicago' }],
    unknown: ['no-such-tool', {}],
    progress: ['trigger-long-running-operation', { duration: 0.2, steps: 4 }],
    endless: ['trigger-long-running-operation', { duration: 20, steps: 200 }],
    elicitation: ['trigger-elicitation-request', {}],
    sampling: ['trigger-sampling-request', { prompt: 'Say something', maxTokens: 10 }],
    cut: ['trigger-long-running-operation', { duration: 0.1, steps: 4 }],
    // Its event store replays what there is and forgets the stream: come back when all is there.
    resumeAfter: 1000,
    missing: 'demo://no/such/resource',
    prompt: ['args-prompt', { city: 'Berlin', state: 'Berlin' }],
  },
};
